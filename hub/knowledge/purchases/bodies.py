"""Bodies of webhooks, before anybody knows who sent them: each is bounded, and all that are on their way together."""

from fastapi import Request

from hub.knowledge.purchases.model import DeliveryResult

# An order of 500 lines with properties, taxes and discounts has 1 to 3 MB, and a platform takes its subscription away
# when it is refused a few times. Checking the signature of a megabyte takes a millisecond.
MOST_BYTES = 8 * 1024 * 1024
# An order has some ten kilobytes: so much of a body is read however many others are on their way.
SMALL_BYTES = 256 * 1024
# Two of the largest at once, below what all large requests together may have (hub/ground/web/large_bodies.py), so that
# a platform is told in our words. Anybody can send a body, and the smallest hub has half a gigabyte for everything.
MOST_HELD_BYTES = 2 * MOST_BYTES


class Bodies:
    """Reads them; what is beyond `SMALL_BYTES` of each counts into one budget while it arrives."""

    def __init__(self) -> None:
        self._held = 0

    async def read(self, request: Request) -> bytes | DeliveryResult:
        """The whole body; or why it is not read to its end."""
        body, counted = bytearray(), 0
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > MOST_BYTES:
                    return DeliveryResult.TOO_LARGE
                beyond = max(0, len(body) - SMALL_BYTES)
                self._held, counted = self._held + beyond - counted, beyond
                if counted and self._held > MOST_HELD_BYTES:
                    return DeliveryResult.BUSY
            return bytes(body)
        finally:
            self._held -= counted
