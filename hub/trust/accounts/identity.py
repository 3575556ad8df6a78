"""Who is asking: the retailer's own identity token, checked against the retailer's keys."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import jwt

from hub.ground.customer_ref import as_customer_ref
from hub.ground.health.heard import CHECK_ADDRESS, note
from hub.ground.health.light import Light
from hub.ground.http.json_body import parse_plain
from hub.ground.http.outgoing import Limits, NoAnswer, Outgoing
from hub.ground.words.phrase import Phrase, phrase
from wire.clock import Clock

# Signatures of a key pair only. With HS256 the public key would be the secret; with "none" there is no signature.
ALGORITHMS = ("ES256", "RS256", "PS256", "EdDSA")
LEEWAY_SECONDS = 30
# A token that counts for longer is a password: whoever finds it is the customer until it runs out.
LONGEST_SECONDS = 24 * 3600
MOST_TOKEN_BYTES = 8192
MOST_KEYS_BYTES = 256 * 1024
_LIMITS = Limits(deadline_seconds=3.0, most_bytes=MOST_KEYS_BYTES)
FRESH_SECONDS = 3600.0
# Keys that we have go on counting while the issuer cannot be reached, but not for ever: one of them may be withdrawn.
STALE_SECONDS = 24 * 3600.0
# Anybody can send a token with an invented key id; the issuer is not asked more often for that.
ASK_AGAIN_SECONDS = 30.0


class InvalidToken(StrEnum):
    """Why a token proves nobody. What is said of it repeats nothing of the token."""

    MISSING = "missing"
    MALFORMED = "malformed"
    ALGORITHM = "algorithm"
    UNKNOWN_KEY = "unknown-key"
    SIGNATURE = "signature"
    EXPIRED = "expired"
    NOT_YET = "not-yet"
    TOO_LONG = "too-long"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    CLAIM = "claim"
    EMAIL = "email"
    SUBJECT = "subject"


class KeysUnavailable(Exception):
    """The issuer's keys cannot be had now, so nobody can be proven; it is not the customer's fault."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose tokens count, and for whom they must be made."""

    issuer: str
    audience: str
    keys: str
    """Where the issuer's JWKS is: an http(s) URL, or the path of a file."""
    claim: str = "sub"
    """Which claim holds the customer id."""


class Identities:
    """Proves customers. The keys are fetched when they are needed, and kept."""

    def __init__(self, outgoing: Outgoing, issuer: Issuer | None, clock: Clock, light: Light | None = None) -> None:
        self._light = light or Light("sign-in keys")
        self._outgoing = outgoing
        self._issuer = issuer
        self._clock = clock
        self._keys: dict[str, jwt.PyJWK] = {}
        self._keyless = 0
        """Answers in a row without a key that can be used."""
        self._fetched_at: float | None = None
        self._asked_at: float | None = None
        self._asking = asyncio.Lock()

    async def customer_ref(self, token: str | None, now: float) -> str | InvalidToken:
        """The customer id that a token proves at `now` (Unix seconds). Raises `KeysUnavailable`."""
        if not token:
            return InvalidToken.MISSING
        if self._issuer is None:
            raise KeysUnavailable
        if len(token) > MOST_TOKEN_BYTES:
            return InvalidToken.MALFORMED
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.InvalidTokenError, ValueError):
            return InvalidToken.MALFORMED
        if header.get("alg") not in ALGORITHMS:
            return InvalidToken.ALGORITHM
        key = await self._key(str(header.get("kid", "")))
        return verify_token(token, key, self._issuer, now) if key else InvalidToken.UNKNOWN_KEY

    async def _key(self, kid: str) -> jwt.PyJWK | None:
        known = self._keys.get(kid)
        if known and self._fetched_at is not None and self._clock.mono() - self._fetched_at <= FRESH_SECONDS:
            # Whoever invents key ids makes nobody else wait for a slow issuer: they may be withdrawing.
            return known
        async with self._asking:
            now = self._clock.mono()
            age = None if self._fetched_at is None else now - self._fetched_at
            may_ask = self._asked_at is None or now - self._asked_at >= ASK_AGAIN_SECONDS
            if may_ask and (age is None or age > FRESH_SECONDS or kid not in self._keys):
                self._asked_at = now
                fetched = await self._fetch()
                if fetched is not None:
                    self._keys, self._fetched_at, age = fetched, now, 0.0
            if age is None or age > STALE_SECONDS:
                raise KeysUnavailable
            return self._keys.get(kid)

    async def _fetch(self) -> dict[str, jwt.PyJWK] | None:
        assert self._issuer is not None  # noqa: S101 - asked above
        if self._issuer.keys.startswith(("http://", "https://")):
            answer = await self._outgoing.ask("GET", self._issuer.keys, _LIMITS)
            if not note(self._light, answer) or isinstance(answer, NoAnswer):
                return None
            document = answer.body
        else:
            try:
                document = await asyncio.to_thread(Path(self._issuer.keys).read_bytes)
            except OSError as error:
                self._light.stops(phrase("health-why-file"), phrase("health-next-app-keys"), error.strerror or "")
                return None
            self._light.works()
        keys = read_keys(document)
        if keys:
            self._keyless = 0
            return keys
        # Somebody's slip at the issuer must not sign everybody out: what counted goes on, as when nothing answers.
        self._keyless += 1
        self._light.stops(self._no_keys(), CHECK_ADDRESS)
        return None

    def _no_keys(self) -> Phrase:
        if not self._keys:
            return phrase("health-why-no-keys", times=self._keyless)
        hours = round(STALE_SECONDS / 3600)
        return phrase("health-why-no-keys-kept", times=self._keyless, kept=len(self._keys), hours=hours)


def read_keys(document: bytes) -> dict[str, jwt.PyJWK] | None:
    """The signing keys of a JWKS (RFC 7517) by key id; None for something else. Keys of other kinds are left out."""
    if len(document) > MOST_KEYS_BYTES:
        return None
    try:
        entries: list[Any] = list(parse_plain(document)["keys"])
    except (ValueError, KeyError, TypeError):
        return None
    keys: dict[str, jwt.PyJWK] = {}
    for entry in entries:
        try:
            key = jwt.PyJWK(entry)
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError, KeyError):
            continue
        if key.key_id and key.algorithm_name in ALGORITHMS:
            keys[key.key_id] = key
    return keys


def verify_token(token: str, key: jwt.PyJWK, issuer: Issuer, now: float) -> str | InvalidToken:
    """The customer id of a token signed with `key`, or why it proves nobody at `now` (RFC 7519)."""
    try:
        claims: Mapping[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[key.algorithm_name],
            audience=issuer.audience,
            issuer=issuer.issuer,
            # Times are judged below, by the clock that is an argument.
            options={
                "require": ["iss", "aud", "exp", "iat", issuer.claim],
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
                # A number is an id as well, and the other claims are nothing to us.
                "verify_sub": False,
                "verify_jti": False,
            },
        )
    except jwt.InvalidTokenError as refused:
        return _REASONS.get(type(refused), InvalidToken.MALFORMED)
    return _untimely(claims, now) or _named(claims, issuer.claim)


_REASONS: Mapping[type[Exception], InvalidToken] = {
    jwt.InvalidSignatureError: InvalidToken.SIGNATURE,
    jwt.InvalidAlgorithmError: InvalidToken.ALGORITHM,
    jwt.InvalidIssuerError: InvalidToken.ISSUER,
    jwt.InvalidAudienceError: InvalidToken.AUDIENCE,
    jwt.MissingRequiredClaimError: InvalidToken.CLAIM,
}


def _untimely(claims: Mapping[str, Any], now: float) -> InvalidToken | None:
    times = [claims["exp"], claims["iat"], claims.get("nbf", claims["iat"])]
    if not all(isinstance(each, int | float) and not isinstance(each, bool) for each in times):
        return InvalidToken.CLAIM
    expires, issued, not_before = times
    if now >= expires + LEEWAY_SECONDS:
        return InvalidToken.EXPIRED
    if max(issued, not_before) > now + LEEWAY_SECONDS:
        return InvalidToken.NOT_YET
    return InvalidToken.TOO_LONG if not expires - issued <= LONGEST_SECONDS else None


def _named(claims: Mapping[str, Any], claim: str) -> str | InvalidToken:
    # Some issuers write yes as a text. Whoever may call themselves by any address is anybody.
    if claim == "email" and str(claims.get("email_verified")).lower() != "true":
        return InvalidToken.EMAIL
    try:
        return as_customer_ref(claims[claim])
    except ValueError:
        return InvalidToken.SUBJECT
