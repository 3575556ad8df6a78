"""How consent notices leave: as everything that is told does, and what the answer means."""

import json
from collections.abc import Mapping
from typing import Any

from hub.ground.http.json_body import NotJson, parse_plain
from hub.ground.http.outgoing import Outgoing
from hub.ground.http.statuses import Meaning, meaning_of
from hub.knowledge.customers.consent_notices import NoticeResult
from hub.knowledge.exports.answers import Request
from hub.knowledge.exports.post import Post

# Nobody waits for this; a platform that takes longer is asked again.
DEADLINE_SECONDS = 5.0
# Unomi answers with all consents of a customer; more than this is no answer to a notice.
_MOST_BYTES = 256 * 1024
_MEANS = {
    Meaning.LATER: NoticeResult.LATER,
    Meaning.MISCONFIGURED: NoticeResult.MISCONFIGURED,
    Meaning.REFUSED: NoticeResult.REFUSED,
}


class NoticePost:
    """Sends one at a time."""

    def __init__(self, outgoing: Outgoing) -> None:
        self._post = Post(outgoing, DEADLINE_SECONDS, _MOST_BYTES)

    async def post(self, url: str, headers: Mapping[str, str], body: object) -> tuple[NoticeResult, Any]:
        """What became of it, and the parsed answer to a success (None for anything but JSON). Never raises."""
        written = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        reply = await self._post.post(Request(url, written, headers))
        if reply is None:
            return NoticeResult.LATER, None
        if not 200 <= reply.status < 300:
            return _MEANS[meaning_of(reply.status)], None
        try:
            return NoticeResult.TOLD, parse_plain(reply.body)
        except NotJson:
            return NoticeResult.TOLD, None
