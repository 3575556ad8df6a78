"""Asks the shop's own identity provider (OpenID Connect): where people sign in there, and whom a code of it proves."""

import asyncio
import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import quote, urlencode, urlsplit

from hub.ground.health.heard import note, useless
from hub.ground.health.light import Light
from hub.ground.http.json_body import parse_plain
from hub.ground.http.outgoing import Limits, NoAnswer, Outgoing
from hub.trust.accounts.provider_address import may_be_asked
from hub.trust.accounts.provider_tokens import Expected, Proven, TokenRefused, keys_in, proven_by
from wire.clock import Clock

_LIMITS = Limits(deadline_seconds=3.0, most_bytes=256 * 1024)
FRESH_SECONDS = 3600.0
# Whoever presses the button again and again does not make the hub ask each time.
ASK_AGAIN_SECONDS = 5.0
_DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Client:
    """What this hub is to the provider."""

    issuer: str
    client_id: str
    client_secret: str | None
    scopes: str


@dataclass(frozen=True, slots=True)
class Question:
    """What one browser was sent there with."""

    state: str
    nonce: str
    verifier: str
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class _Endpoints:
    authorization: str
    token: str
    keys: str
    secret_in_body: bool


class ProviderAway(Exception):
    """It cannot be asked now, or is none; the health light says why."""


class Provider:
    """Where its endpoints are is fetched when it is needed, and kept for an hour."""

    def __init__(self, outgoing: Outgoing, client: Client, clock: Clock, light: Light) -> None:
        self.issuer = client.issuer
        self._outgoing = outgoing
        self._client = client
        self._clock = clock
        self._light = light
        self._endpoints: _Endpoints | None = None
        self._found_at = self._failed_at = -FRESH_SECONDS
        self._asking = asyncio.Lock()

    async def address(self, question: Question, *, anew: bool) -> str:
        """Where a browser is sent; `anew`: to prove once more who it is. Raises `ProviderAway`."""
        endpoints = await self._discovered()
        digest = hashlib.sha256(question.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": question.redirect_uri,
            "scope": self._client.scopes,
            "state": question.state,
            "nonce": question.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        } | ({"prompt": "login", "max_age": "0"} if anew else {})
        mark = "&" if urlsplit(endpoints.authorization).query else "?"
        return f"{endpoints.authorization}{mark}{urlencode(query)}"

    async def proven(self, code: str, question: Question) -> Proven:
        """Whom a code proves. Raises `ProviderAway`, `TokenRefused`."""
        endpoints = await self._discovered()
        token = await self._token(endpoints, code, question)
        # Asked each time: people sign in a few times an hour, and a key that was withdrawn counts no more.
        keys = keys_in(await self._asked(endpoints.keys))
        if not keys:
            self._fail("no keys")
        expected = Expected(self._client.issuer, self._client.client_id, question.nonce)
        try:
            found = proven_by(token, keys, expected, self._clock.wall())
        except TokenRefused as refused:
            useless(self._light, str(refused))
            raise
        self._light.works()
        return found

    async def _discovered(self) -> _Endpoints:
        async with self._asking:
            if self._endpoints is not None and self._is_within(self._found_at, FRESH_SECONDS):
                return self._endpoints
            if self._is_within(self._failed_at, ASK_AGAIN_SECONDS):
                raise ProviderAway
            document = await self._asked(self._client.issuer.rstrip("/") + _DISCOVERY)
            found, why = _endpoints_in(document, self._client.issuer)
            if found is None:
                self._fail(why)
            self._endpoints, self._found_at = found, self._clock.mono()
            return found

    async def _token(self, endpoints: _Endpoints, code: str, question: Question) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": question.redirect_uri,
            "code_verifier": question.verifier,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        own, secret = self._client.client_id, self._client.client_secret
        if secret is None or endpoints.secret_in_body:
            form |= {"client_id": own} | ({"client_secret": secret} if secret is not None else {})
        else:
            # Each as in a form, before they are put together (RFC 6749, 2.3.1).
            pair = f"{quote(own, safe='')}:{quote(secret, safe='')}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        body = urlencode(form).encode()
        answer = await self._outgoing.ask("POST", endpoints.token, _LIMITS, headers=headers, body=body)
        if not isinstance(answer, NoAnswer) and answer.status == 400 and _error_in(answer.body) == "invalid_grant":
            # Their code was used, is over or is another application's: nothing is wrong with the way.
            raise TokenRefused("the provider does not know that code")
        if not note(self._light, answer) or isinstance(answer, NoAnswer):
            raise ProviderAway
        try:
            token = answer.json()["id_token"]
        except (ValueError, KeyError, TypeError):
            token = None
        if not isinstance(token, str):
            self._fail("no id_token")
        return token

    async def _asked(self, url: str) -> bytes:
        answer = await self._outgoing.ask("GET", url, _LIMITS)
        if not note(self._light, answer) or isinstance(answer, NoAnswer):
            self._failed_at = self._clock.mono()
            raise ProviderAway
        return answer.body

    def _fail(self, detail: str) -> NoReturn:
        useless(self._light, detail)
        self._failed_at = self._clock.mono()
        raise ProviderAway

    def _is_within(self, since: float, seconds: float) -> bool:
        return self._clock.mono() - since < seconds


def _endpoints_in(document: bytes, issuer: str) -> tuple[_Endpoints | None, str]:
    """What a discovery document says (OpenID Connect Discovery 1.0, section 4.3), or why it counts for nothing."""
    try:
        said = parse_plain(document)
        named, authorization, token, keys = (
            said[name] for name in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
        )
    except (ValueError, KeyError, TypeError):
        return None, "no discovery document"
    # Whoever answers for somebody else could let anybody in.
    if named != issuer:
        return None, "its issuer is not the one of oidc_issuer, letter by letter"
    if not all(isinstance(each, str) and may_be_asked(each) for each in (authorization, token, keys)):
        return None, "an address in it is none for secrets: https alone"
    methods = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    in_body = isinstance(methods, list) and "client_secret_basic" not in methods and "client_secret_post" in methods
    return _Endpoints(authorization, token, keys, in_body), ""


def _error_in(body: bytes) -> object:
    try:
        said: Mapping[str, Any] = parse_plain(body)
        return said.get("error")
    except (ValueError, AttributeError):
        return None
