"""How the hub answers browsers: built screens, headers that keep customers private, refusals that echo nothing."""

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.ground.errors import RefusalKept
from hub.ground.web.refused import Refused, problem
from hub.ground.words.phrase import phrase
from wire.sentences import sentence_of

BUILT = Path(__file__).parents[2] / "_web"
NOT_BUILT = "the screens are not built: run python build_staff_app.py in the source, or install goddag from a wheel"

# The largest request of ours has a few hundred bytes; anything near this is a mistake or an attack on the memory.
MOST_BODY_BYTES = 64 * 1024
MOST_DIGITS = 18
# Letters of what is wrong with one field: every purpose there is fits.
MOST_SAID = 400
# Everything from this hub only, and no text becomes a script: `goddag` is the screens' one policy of Trusted Types,
# which lets the handheld's service worker pass and nothing else (staff_app/src/data/shell.ts).
_POLICY = (
    "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "require-trusted-types-for 'script'; trusted-types goddag"
)
_SELF = "'self'"
_ANYBODY_HERE = "'self' http://127.0.0.1:* http://localhost:*"


class Screens(StaticFiles):
    """The files that Vite built: named by their content they may be kept for ever, pages are asked for each time."""

    def file_response(self, *args: Any, **kwargs: Any) -> Any:
        """Add how long a browser may keep the file."""
        response = super().file_response(*args, **kwargs)
        immutable = "/assets/" in str(args[0] if args else kwargs.get("full_path", ""))
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if immutable else "no-cache"
        return response


def content_policy(*, framed_by_neighbours: bool, frames_neighbours: bool = False) -> str:
    """What a page of ours may load and who may frame it.

    Where no PIN guards the screens nobody but this machine sees them: the simulator's console may frame the handheld.
    """
    frames = f"; frame-src {_ANYBODY_HERE}" if frames_neighbours else ""
    return f"{_POLICY}{frames}; frame-ancestors {_ANYBODY_HERE if framed_by_neighbours else _SELF}"


class SafeHeaders:
    """ASGI middleware: what every answer says about itself."""

    def __init__(self, app: ASGIApp, *, framed_by_neighbours: bool, frames_neighbours: bool = False) -> None:
        self._app = app
        self._policy = content_policy(framed_by_neighbours=framed_by_neighbours, frames_neighbours=frames_neighbours)

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
                headers["Content-Security-Policy"] = self._policy
                if "cache-control" not in headers:
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self._app(scope, receive, send_safe)


_TOO_LARGE = phrase("refused-too-large", bytes=MOST_BODY_BYTES)


class BoundedBody:
    """ASGI middleware: a body that is too large is refused with 413 before anything is made of it."""

    def __init__(self, app: ASGIApp, bounded_elsewhere: tuple[str, ...] = ()) -> None:
        """Paths that begin with one of `bounded_elsewhere` read their body themselves, and count what they refuse."""
        self._app = app
        self._bounded_elsewhere = bounded_elsewhere

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, counting what comes in."""
        if scope["type"] != "http" or scope["path"].startswith(self._bounded_elsewhere):
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        # Few digits: Python refuses to read a number of thousands, and there are digits that it does not read at all.
        if len(declared) > MOST_DIGITS or not declared.isdecimal() or int(declared) > MOST_BODY_BYTES:
            await _refuse_large(scope, receive, send)
            return
        received, answered = 0, False

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MOST_BODY_BYTES:
                if answered:
                    return {"type": "http.disconnect"}
                # Of all errors while a body is read this one alone is passed on as it is; others become a 400.
                raise Refused(413, "too-large", bytes=MOST_BODY_BYTES)
            return message

        async def send_noted(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        await self._app(scope, receive_counted, send_noted)


async def _refuse_large(scope: Scope, receive: Receive, send: Send) -> None:
    await problem(HTTPConnection(scope), 413, _TOO_LARGE)(scope, receive, send)


async def went_away(request: Request, _error: Exception) -> JSONResponse:
    """Whoever sent half a body and left, or was too slow with it, is no fault of the hub: nobody hears this."""
    return problem(request, 400, phrase("refused-not-whole"))


async def refuse_invalid(request: Request, error: Exception) -> JSONResponse:
    """422 that names each field and what is wrong with it, and repeats nothing of what was sent."""
    details: Sequence[Any] = error.errors() if isinstance(error, RequestValidationError) else ()
    fields = [
        {"loc": [_plain(part) for part in each["loc"]], "msg": _in_words(sentence_of(each)), "type": each["type"]}
        for each in details[:20]
    ]
    # A program that sends forms reads the fields; a person reads the sentence.
    return problem(request, 422, phrase("refused-invalid"), fields=fields)


async def cannot_write(request: Request, error: Exception) -> JSONResponse:
    """503: the disk is full or broken, which is nobody's fault who asks, and passes."""
    said = phrase("refused-kept-not-written") if isinstance(error, RefusalKept) else phrase("refused-not-written")
    return problem(request, 503, said, {"Retry-After": "30"})


def _in_words(text: str) -> str:
    """A list of what may be said is longer than a name: whole words only, however long."""
    return textwrap.shorten(text.encode("utf-8", "replace").decode(), MOST_SAID, placeholder=" ...")


def _plain(part: object) -> object:
    """A field's name may be anybody's text: short, and of characters that can be encoded."""
    return part if isinstance(part, int) else str(part)[:100].encode("utf-8", "replace").decode()
