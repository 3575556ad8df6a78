"""What sources of customer data are asked through: one question, one bounded answer in JSON, or why there is none."""

from collections.abc import Mapping
from typing import Any

from hub.ground.http.outgoing import Answer, Limits, NoAnswer, Outgoing, Why
from hub.knowledge.customers.connector import Failed
from hub.knowledge.customers.port import GIVE_UP_SECONDS, SourceStatus

# One trait of a megabyte costs that trait, not the card; ten megabytes of anything are a fault, and parsing them would
# stall every card.
MOST_BYTES = 2_000_000
_WHY: Mapping[Why, SourceStatus] = {
    Why.TIMEOUT: SourceStatus.TIMEOUT,
    Why.UNREACHABLE: SourceStatus.UNREACHABLE,
    Why.BROKEN: SourceStatus.BAD_REPLY,
    Why.UNSENDABLE: SourceStatus.UNSENDABLE,
}


class JsonClient:
    """Asks for customers."""

    def __init__(self, outgoing: Outgoing, give_up_seconds: float = GIVE_UP_SECONDS) -> None:
        self._outgoing = outgoing
        self._limits = Limits(give_up_seconds, MOST_BYTES)

    async def ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
    ) -> Any | Failed:
        """The parsed body of a 200, else why not. Never raises what a network or a broken answer raises."""
        answer = await self._outgoing.ask(method, url, self._limits, headers=headers, query=query, body=body)
        if isinstance(answer, NoAnswer):
            return Failed(_WHY[answer.why])
        if answer.status != 200:
            return _failed(answer)
        try:
            return answer.json()
        except ValueError:
            return Failed(SourceStatus.BAD_REPLY)


def _failed(answer: Answer) -> Failed:
    match answer.status:
        case 401 | 403:
            return Failed(SourceStatus.AUTH)
        case 204 | 404 | 410:
            return Failed(SourceStatus.NOT_FOUND)
        case 429:
            return Failed(SourceStatus.PACED, answer.retry_after_seconds)
        case 503 if "retry-after" in answer.headers:
            return Failed(SourceStatus.PACED, answer.retry_after_seconds)
        case _:
            return Failed(SourceStatus.BAD_REPLY)
