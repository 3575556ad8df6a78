"""The service account of a simulated Firebase project, and the token service behind it (RFC 7523)."""

import time
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulators.faults import FaultBoard, lie

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SCOPES = frozenset(
    {"https://www.googleapis.com/auth/firebase.messaging", "https://www.googleapis.com/auth/cloud-platform"}
)
# google-auth puts this into `aud` whatever the key file says of `token_uri`; the documentation wants the latter.
GOOGLES = "https://oauth2.googleapis.com/token"
# Google takes no assertion that counts for longer, or is made by a clock that is more than this off.
LONGEST_ASSERTION_SECONDS = 3600
SKEW_SECONDS = 300
USUAL_LIFE_SECONDS = 3600

State = Literal["good", "deleted", "key_deleted", "wrong_clock", "no_role", "api_disabled"]


class Command(BaseModel):
    """How the account is from now on; what is not named stays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: State | None = None
    life_seconds: int | None = Field(None, ge=1, le=USUAL_LIFE_SECONDS)
    """How long the next tokens count."""
    end_tokens: bool = False
    """Every token given so far ends now."""


@dataclass(slots=True)
class Account:
    """One service account, its key, and the tokens it was given."""

    project: str
    board: FaultBoard = field(default_factory=FaultBoard)
    state: State = "good"
    life_seconds: int = USUAL_LIFE_SECONDS
    given: int = 0
    """How many tokens there were."""
    _key: rsa.RSAPrivateKey | None = None
    _ends: dict[str, float] = field(default_factory=dict[str, float])

    @property
    def email(self) -> str:
        return f"firebase-adminsdk-demo@{self.project}.iam.gserviceaccount.com"

    def token_state(self, token: str) -> Literal["good", "expired", "unknown"]:
        """What the gateway thinks of a bearer token."""
        if token not in self._ends:
            return "unknown"
        return "good" if time.monotonic() < self._ends[token] else "expired"

    def file(self, url: str) -> dict[str, Any]:
        """The key file, as the Firebase console gives it; `url` is where this service answers."""
        private = self._signing_key().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return {
            "type": "service_account",
            "project_id": self.project,
            "private_key_id": "demo-key-1",
            "private_key": private.decode(),
            "client_email": self.email,
            "client_id": "100000000000000000001",
            "auth_uri": "https://accounts.google.com/o/oauth2/auth",
            "token_uri": f"{url.rstrip('/')}/token",
            "universe_domain": "googleapis.com",
        }

    async def give_file(self, request: Request) -> Response:
        """GET /service-account.json: not part of any live service."""
        return JSONResponse(self.file(str(request.base_url)))

    async def command(self, request: Request) -> Response:
        """POST /account {"state": ..., "life_seconds": ..., "end_tokens": true}: not part of any live service."""
        try:
            told = Command.model_validate_json(await request.body())
        except ValidationError as error:
            return JSONResponse({"detail": error.errors(include_url=False, include_input=False)}, 422)
        self.state = told.state or self.state
        self.life_seconds = told.life_seconds or self.life_seconds
        if told.end_tokens:
            self._ends = dict.fromkeys(self._ends, time.monotonic())
        return JSONResponse({"state": self.state, "life_seconds": self.life_seconds, "tokens_given": self.given})

    async def token(self, request: Request) -> Response:
        """POST /token: an assertion for a bearer token."""
        fault = await self.board.next()
        if (told := lie(fault)) is not None:
            return told
        if fault.kind.isdecimal():
            return JSONResponse({"error": "internal_failure"}, int(fault.kind), headers=fault.headers)
        form = parse_qs((await request.body()).decode(errors="replace"))
        grant, assertion = (form.get(name, [""])[0] for name in ("grant_type", "assertion"))
        wrong = self._wrong(grant, assertion, str(request.url))
        if wrong is not None:
            return JSONResponse({"error": "invalid_grant", "error_description": wrong}, 400)
        self.given += 1
        token = f"demo-access-token-{self.given}"
        self._ends[token] = time.monotonic() + self.life_seconds
        return JSONResponse({"access_token": token, "expires_in": self.life_seconds, "token_type": "Bearer"})

    def _wrong(self, grant: str, assertion: str, url: str) -> str | None:  # noqa: PLR0911 - one a line
        """Google's words for what is wrong with an assertion."""
        if self.state == "deleted":
            return "Invalid grant: account not found"
        if self.state == "key_deleted":
            return "Invalid JWT Signature."
        late = (
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat"
            " and exp values in the JWT claim."
        )
        if grant != GRANT:
            return "Invalid grant_type"
        try:
            claims = jwt.decode(
                assertion,
                self._signing_key().public_key(),
                algorithms=["RS256"],
                audience=[url, GOOGLES],
                issuer=self.email,
                leeway=SKEW_SECONDS,
            )
        except jwt.InvalidSignatureError:
            return "Invalid JWT Signature."
        except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError):
            return late
        except jwt.InvalidTokenError as error:
            return f"Invalid JWT: {error}"
        if self.state == "wrong_clock" or claims["exp"] - claims["iat"] > LONGEST_ASSERTION_SECONDS:
            return late
        return None if SCOPES & set(str(claims.get("scope")).split()) else "Invalid OAuth scope"

    def _signing_key(self) -> rsa.RSAPrivateKey:
        if self._key is None:
            self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return self._key
