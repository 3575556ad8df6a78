"""What an answer means for what was sent: taken, later, locked out, or never in this form. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from hub.ground.health.heard import http
from hub.ground.http.json_body import NotJson, parse_plain
from hub.ground.http.retry_after import retry_after
from hub.ground.http.statuses import Meaning, meaning_of
from hub.ground.words.phrase import Phrase

# A platform that says "come back next week" is asked again before: it may have been a slip.
LONGEST_WAIT_SECONDS = 3600.0
_LONGEST_ANSWER = 1000


@dataclass(frozen=True, slots=True)
class Request:
    """One POST. `url` may hold a key of the platform, so it is never logged."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; `body` up to a limit."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes

    @property
    def is_page(self) -> bool:
        """Whether somebody in between answered for people to read: no event API says so much, or in HTML."""
        return len(self.body) > _LONGEST_ANSWER or self.body.lstrip()[:1] == b"<"

    def json(self) -> dict[str, Any] | None:
        """The body as a JSON object; None for anything else."""
        try:
            found = parse_plain(self.body)
        except NotJson:
            return None
        return cast("dict[str, Any]", found) if isinstance(found, dict) else None


@dataclass(frozen=True, slots=True)
class BatchAccepted:
    """The platform has it."""


@dataclass(frozen=True, slots=True)
class Later:
    """It may have it or not: the same again, after `wait_seconds` when the platform said so."""

    why: Phrase
    wait_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Locked:
    """Nothing is taken from us until somebody mends the key or the address."""

    why: Phrase


@dataclass(frozen=True, slots=True)
class BatchRefused:
    """Something in it is never taken; of one event, that event. `why`: as the platform said it."""

    why: str


Verdict = BatchAccepted | Later | Locked | BatchRefused


def when_not_taken(reply: Reply, now: float) -> Later | Locked | BatchRefused:
    """What an answer that is no success means; `now` in Unix seconds, for a Retry-After that is a date."""
    said = http(reply.status)
    match meaning_of(reply.status):
        case Meaning.MISCONFIGURED:
            return Locked(said)
        case Meaning.LATER:
            return Later(said, _wait_seconds(reply.headers, now))
        case Meaning.REFUSED:
            return BatchRefused(f"HTTP {reply.status}")


def _wait_seconds(headers: Mapping[str, str], now: float) -> float | None:
    """How long it asked to wait, within limits; None when it did not say."""
    seconds = retry_after(headers.get("retry-after", ""), now)
    return None if seconds is None else min(seconds, LONGEST_WAIT_SECONDS)
