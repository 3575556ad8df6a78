"""How everything that is exported leaves: one POST, and what came back."""

from hub.ground.http.outgoing import Limits, NoAnswer, Outgoing
from hub.knowledge.exports.answers import Reply, Request

# Nobody waits for this; a platform that takes longer is asked again.
DEADLINE_SECONDS = 10.0
# An answer is a line; what lies beyond this is a page or a fault, and says nothing more.
MOST_BYTES = 16_384


class Post:
    """Sends requests of sinks."""

    def __init__(
        self, outgoing: Outgoing, deadline_seconds: float = DEADLINE_SECONDS, most_bytes: int = MOST_BYTES
    ) -> None:
        self._outgoing = outgoing
        self._limits = Limits(deadline_seconds, most_bytes)

    async def post(self, request: Request) -> Reply | None:
        """The answer; None when there was none within the deadline: it may have arrived all the same."""
        answer = await self._outgoing.ask("POST", request.url, self._limits, headers=request.headers, body=request.body)
        if isinstance(answer, NoAnswer):
            return None
        return Reply(answer.status, answer.headers, answer.body)
