"""What an ID token of the shop's identity provider proves (OpenID Connect Core 1.0, 3.1.3.7); no network here."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from hub.ground.http.json_body import parse_plain
from hub.trust.accounts.identity import ALGORITHMS, LONGEST_SECONDS, MOST_TOKEN_BYTES

LEEWAY_SECONDS = 60
MOST_KEYS = 50
# As long as OpenID Connect lets a subject be (Core 1.0, section 2).
MOST_SUBJECT = 255
_ENCRYPTS = "enc"


class TokenRefused(Exception):
    """It proves nobody; the text says why, for the log alone, and repeats nothing of the token."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say."""

    issuer: str
    client_id: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Proven:
    """Somebody, as the provider knows them; never by an address, which may be given to somebody else."""

    issuer: str
    subject: str
    claims: Mapping[str, Any]
    proven_at: float | None
    """When they last proved themselves there (Unix seconds); None where the provider does not say."""


def keys_in(document: bytes) -> list[dict[str, Any]] | None:
    """The entries of a JWKS that sign, with a key id or without; None for something else."""
    try:
        entries: list[dict[str, Any]] = list(parse_plain(document)["keys"])
        return [each for each in entries[:MOST_KEYS] if each.get("use", "sig") != _ENCRYPTS]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def proven_by(token: str, entries: list[dict[str, Any]], expected: Expected, now: float) -> Proven:
    """Who it is, at `now` (Unix seconds). Raises `TokenRefused`."""
    header = _header(token)
    algorithm, key_id = header.get("alg"), header.get("kid")
    # With HS256 a public key would be the secret; with "none" there is no signature.
    if algorithm not in ALGORITHMS:
        raise TokenRefused("it is not signed with a key pair")
    why = "none of the provider's keys has signed it"
    for entry in entries:
        if (key_id is not None and entry.get("kid") not in (None, key_id)) or entry.get("alg", algorithm) != algorithm:
            continue
        try:
            key = jwt.PyJWK(entry, algorithm=algorithm)
            claims = _decoded(token, key, algorithm, expected)
        except jwt.InvalidSignatureError:
            continue
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError, KeyError) as error:
            why = type(error).__name__
            continue
        return _judged(claims, expected, now)
    raise TokenRefused(why)


def _header(token: str) -> Mapping[str, Any]:
    if len(token) > MOST_TOKEN_BYTES:
        raise TokenRefused("it is too long")
    try:
        return jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, ValueError):
        raise TokenRefused("it is no token") from None


def _decoded(token: str, key: jwt.PyJWK, algorithm: str, expected: Expected) -> Mapping[str, Any]:
    return jwt.decode(
        token,
        key,
        algorithms=[algorithm],
        audience=expected.client_id,
        issuer=expected.issuer,
        # Times are judged below, by the clock that is an argument.
        options={
            "require": ["iss", "aud", "exp", "iat", "sub", "nonce"],
            "verify_exp": False,
            "verify_nbf": False,
            "verify_iat": False,
            "verify_jti": False,
        },
    )


def _judged(claims: Mapping[str, Any], expected: Expected, now: float) -> Proven:
    audience: str | list[str] = claims["aud"]
    party = claims.get("azp", expected.client_id if isinstance(audience, str) or len(audience) == 1 else None)
    if party != expected.client_id:
        raise TokenRefused("it was made for another application")
    nonce = claims["nonce"]
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), expected.nonce.encode()):
        raise TokenRefused("it answers another question: its nonce is not ours")
    expires, issued = (_seconds(claims[name]) for name in ("exp", "iat"))
    if now >= expires + LEEWAY_SECONDS:
        raise TokenRefused("it is over")
    if max(issued, _seconds(claims.get("nbf", issued))) > now + LEEWAY_SECONDS:
        raise TokenRefused("it is of the future: look at both clocks")
    if expires - issued > LONGEST_SECONDS:
        raise TokenRefused("it counts for longer than a day")
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= MOST_SUBJECT or not subject.isprintable():
        raise TokenRefused("it names nobody")
    proven = claims.get("auth_time")
    return Proven(expected.issuer, subject, claims, None if proven is None else _seconds(proven))


def _seconds(value: object) -> float:
    # Also neither NaN nor a number without end.
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 2**53:
        raise TokenRefused("a time in it is no time")
    return float(value)
