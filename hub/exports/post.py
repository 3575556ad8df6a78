"""The door to HTTP of everything that is exported: one POST with a deadline and a limit on what is read."""

import asyncio

import httpx

from hub.exports.answers import Reply, Request

# Nobody waits for this; a platform that takes longer is asked again.
DEADLINE_SECONDS = 10.0
# An answer is a line; what lies beyond this is a page or a fault, and says nothing more.
MOST_BYTES = 16_384


class Post:
    """Sends requests of sinks."""

    def __init__(self, client: httpx.AsyncClient, deadline_seconds: float = DEADLINE_SECONDS) -> None:
        self._client = client
        self._deadline_seconds = deadline_seconds

    async def post(self, request: Request) -> Reply | None:
        """The answer; None when there was none within the deadline: it may have arrived all the same."""
        headers = {"content-type": "application/json", "user-agent": "goddag-hub", **request.headers}
        try:
            async with (
                asyncio.timeout(self._deadline_seconds),
                self._client.stream("POST", request.url, content=request.body, headers=headers) as reply,
            ):
                body = bytearray()
                async for part in reply.aiter_bytes():
                    body += part
                    if len(body) > MOST_BYTES:
                        break
                found = {name.lower(): value for name, value in reply.headers.items()}
                return Reply(reply.status_code, found, bytes(body[:MOST_BYTES]))
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL):
            return None
