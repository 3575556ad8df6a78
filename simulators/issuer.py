"""The retailer's sign-in, in small: makes identity tokens (JWT, ES256) for customers, and publishes its keys (JWKS)."""

import json
import secrets
import time
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from hub.ground.customer_ref import is_customer_ref

ISSUER = "https://sign-in.example"
AUDIENCE = "goddag"
TOKEN_SECONDS = 3600


class Issuer:
    """One signing key. `mint` says what a real sign-in says; anything else in a test is put in by name."""

    def __init__(self, issuer: str = ISSUER) -> None:
        self.issuer = issuer
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.key_id = secrets.token_hex(8)

    def jwks(self) -> dict[str, Any]:
        """The public key, as RFC 7517 has it."""
        public = json.loads(ECAlgorithm.to_jwk(self._key.public_key()))
        return {"keys": [public | {"kid": self.key_id, "use": "sig", "alg": "ES256"}]}

    def mint(self, customer_ref: str, **claims: object) -> str:
        """An identity token of a customer; `claims` replace or, with None, take away."""
        now = int(time.time())
        usual: dict[str, object] = {
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": customer_ref,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
        }
        body = {name: value for name, value in (usual | claims).items() if value is not None}
        return jwt.encode(body, self._key, algorithm="ES256", headers={"kid": self.key_id})

    def publish(self, file: Path) -> Path:
        """Write the keys where a hub can read them."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(self.jwks()), encoding="utf-8")
        return file


def issuer_app(issuer: Issuer) -> Starlette:
    """GET /.well-known/jwks.json, and POST /token {"customer_ref": ...}, which asks for no password."""

    async def jwks(_request: Request) -> JSONResponse:
        return JSONResponse(issuer.jwks())

    async def token(request: Request) -> JSONResponse:
        try:
            ref = (await request.json())["customer_ref"]
        except (ValueError, KeyError, TypeError):
            ref = None
        if not isinstance(ref, str) or not is_customer_ref(ref):
            return JSONResponse({"detail": 'send {"customer_ref": "u-1001"}'}, 422)
        return JSONResponse({"id_token": issuer.mint(ref), "expires_in": TOKEN_SECONDS})

    async def healthz(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    return Starlette(
        routes=[
            Route("/.well-known/jwks.json", jwks),
            Route("/token", token, methods=["POST"]),
            Route("/healthz", healthz),
        ]
    )
