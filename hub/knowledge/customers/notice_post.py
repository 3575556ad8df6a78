"""How consent notices and corrections leave: one POST, and what its answer means."""

from collections.abc import Mapping
from typing import Any

from hub.ground.http.outgoing import Limits, NoAnswer, Outgoing
from hub.knowledge.customers.consent_notices import NoticeResult

# Nobody waits for this; a platform that takes longer is asked again.
DEADLINE_SECONDS = 5.0
# Unomi answers with all consents of a customer; more than this is no answer to a notice.
_LIMITS = Limits(DEADLINE_SECONDS, most_bytes=256 * 1024)
# These may be better later; every other 4xx will say the same tomorrow.
_LATER = frozenset({408, 425, 429})
# Somebody has to mend the key, the contract or the address.
_LOCKED = frozenset({401, 402, 403, 404, 405, 407, 410})


class NoticePost:
    """Sends one at a time."""

    def __init__(self, outgoing: Outgoing) -> None:
        self._outgoing = outgoing

    async def post(self, url: str, headers: Mapping[str, str], body: object) -> tuple[NoticeResult, Any]:
        """What became of it, and the parsed answer to a success (None for anything but JSON). Never raises."""
        answer = await self._outgoing.ask("POST", url, _LIMITS, headers=headers, body=body)
        if isinstance(answer, NoAnswer):
            return NoticeResult.LATER, None
        if not answer.is_success:
            return _unsuccessful(answer.status), None
        try:
            return NoticeResult.TOLD, answer.json()
        except ValueError:
            return NoticeResult.TOLD, None


def _unsuccessful(status: int) -> NoticeResult:
    if status in _LOCKED or 300 <= status < 400:
        return NoticeResult.LOCKED
    return NoticeResult.REFUSED if 400 <= status < 500 and status not in _LATER else NoticeResult.LATER
