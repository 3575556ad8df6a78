"""A shop's identity provider in small (OpenID Connect), which can be told to be wrong in each way there is.

The honest one is a program that others wrote (oidc-provider-mock); this one does what no honest one does.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

TOKEN_SECONDS = 600


@dataclass
class IdentityProvider:
    """Says who anybody says they are. What a test sets here, it says wrongly."""

    issuer: str = ""
    """Its own address; set once it is served."""
    claims: dict[str, object] = field(default_factory=dict[str, object])
    """Replace what a token would say, or, with None, take it away."""
    algorithm: str = "ES256"
    discovery: dict[str, object] = field(default_factory=dict[str, object])
    """Replace what its discovery document would say."""
    page: bool = False
    """It answers everything with a page, as a captive portal does."""
    asked: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    """The forms that came to its token endpoint."""
    _key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    _codes: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])

    def sign_in(self, address: str, subject: str) -> dict[str, str]:
        """Somebody signs in where the hub sent them; what the browser then takes back to the hub."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked | {"sub": subject}
        return {"code": code, "state": asked["state"]}

    def _document(self) -> dict[str, object]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.discovery

    def _keys(self) -> dict[str, Any]:
        # Without a key id, as some have it.
        return {"keys": [json.loads(ECAlgorithm.to_jwk(self._key.public_key())) | {"use": "sig"}]}

    def _token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        usual: dict[str, object] = {
            "iss": self.issuer,
            "aud": asked["client_id"],
            "sub": asked["sub"],
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "auth_time": now,
        }
        said = {name: value for name, value in (usual | self.claims).items() if value is not None}
        if self.algorithm == "ES256":
            return jwt.encode(said, self._key, algorithm="ES256")
        # As an attacker does it: the public key as a secret, or no signature at all. The library would not.
        signed = f"{_part({'alg': self.algorithm, 'typ': 'JWT'})}.{_part(said)}"
        secret = json.dumps(self._keys()["keys"][0]).encode()
        mark = b"" if self.algorithm == "none" else hmac.digest(secret, signed.encode(), hashlib.sha256)
        return f"{signed}.{_base64url(mark)}"

    def app(self) -> Starlette:
        """Discovery, keys and tokens."""

        def said(body: dict[str, Any], status: int = 200) -> Response:
            return HTMLResponse("<h1>Welcome to our network</h1>") if self.page else JSONResponse(body, status)

        async def discovery(_request: Request) -> Response:
            return said(self._document())

        async def keys(_request: Request) -> Response:
            return said(self._keys())

        async def token(request: Request) -> Response:
            form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
            self.asked.append(form)
            asked = self._codes.pop(form.get("code", ""), None)
            if asked is None or asked["client_id"] != form.get("client_id"):
                return said({"error": "invalid_grant"}, 400)
            return said({"token_type": "Bearer", "access_token": "unused", "id_token": self._token(asked)})

        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", discovery),
                Route("/keys", keys),
                Route("/token", token, methods=["POST"]),
            ]
        )


def _part(said: dict[str, Any]) -> str:
    return _base64url(json.dumps(said).encode())


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
