"""The way out of messages: one POST, and whether it can have arrived."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.ground.health.heard import no_answer
from hub.ground.http.outgoing import Answer, Limits, Outgoing
from hub.ground.http.outgoing import NoAnswer as Nothing
from hub.ground.words.phrase import Phrase, phrase

# An answer is a line or an error of a few; more is a page or a fault.
LIMITS = Limits(deadline_seconds=5.0, most_bytes=65_536)


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nothing usable came back."""

    why: Phrase
    may_have_arrived: bool


class MessagePost:
    """Sends requests of the push gateway, and of its token service."""

    def __init__(self, outgoing: Outgoing) -> None:
        self._outgoing = outgoing

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer | NoAnswer:
        """POST once; never raises what a network raises, never late."""
        return _read(await self._outgoing.ask("POST", url, LIMITS, headers=headers, body=body))

    async def post_http2(
        self, url: str, headers: Mapping[str, str], body: bytes, *, anew: bool = False
    ) -> Answer | NoAnswer:
        """The same over HTTP/2; `anew`: on a new connection."""
        return _read(await self._outgoing.ask_http2(url, LIMITS, headers, body, anew=anew))


def _read(answer: Answer | Nothing) -> Answer | NoAnswer:
    if isinstance(answer, Nothing):
        return NoAnswer(no_answer(answer.why), answer.may_have_arrived)
    if answer.is_success and not answer.is_whole:
        return NoAnswer(phrase("health-why-endless", status=str(answer.status)), may_have_arrived=True)
    return answer
