"""Large bodies share a bound on memory: strangers send them before anything about them is known."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.ground.web.refused import Refused

# What every request may have without a question: a handheld's, an app's and nearly every webhook's are below.
FREE_BYTES = 64 * 1024
# Three of the largest webhooks at once. A shop system sends again what gets no answer; a hub out of memory is gone.
MOST_BYTES = 24 * 1024 * 1024


class LargeBodies:
    """ASGI middleware: refuses with 503 the part of a large body that there is no room for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, counting what is held of it until it has been answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        received, counted = 0, 0

        async def receive_counted() -> Message:
            nonlocal received, counted
            message = await receive()
            received += len(message.get("body", b""))
            if received > FREE_BYTES:
                self._held += received - counted
                counted = received
                if self._held > MOST_BYTES:
                    raise Refused(503, "full", {"Retry-After": "60", "Connection": "close"})
            return message

        try:
            await self._app(scope, receive_counted, send)
        finally:
            self._held -= counted
