"""How the hub answers browsers: the built screens, and headers that keep customers out of caches and frames."""

from pathlib import Path
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BUILT = Path(__file__).parent / "_web"
NOT_BUILT = "the screens are not built: run python build_staff_app.py in the source, or install goddag from a wheel"

# Scripts and styles from this hub only; the simulator's console on the same machine may show the handheld in a frame.
_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'self' http://127.0.0.1:* http://localhost:*"
)


class Screens(StaticFiles):
    """The files that Vite built: named by their content they may be kept for ever, pages are asked for each time."""

    def file_response(self, *args: Any, **kwargs: Any) -> Any:
        """Add how long a browser may keep the file."""
        response = super().file_response(*args, **kwargs)
        immutable = "/assets/" in str(args[0] if args else kwargs.get("full_path", ""))
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if immutable else "no-cache"
        return response


class SafeHeaders:
    """ASGI middleware: what every answer says about itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, adding headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                headers["Content-Security-Policy"] = _POLICY
                if "cache-control" not in headers:
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self._app(scope, receive, send_safe)
