"""What is asked in the clear of a hub that serves HTTPS, and how a browser is told to ask no more so."""

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import Message, Scope, Send

from hub.ground.web.hosts import host_of
from hub.ground.web.protocol import CONNECTION
from hub.ground.web.refused import problem
from hub.ground.words.phrase import phrase

# A year, as browsers and ASVS 5 (3.4.1) want it. Not for names below ours: they may be somebody else's.
REMEMBERED = "max-age=31536000"
_PAGES = ("/app/", "/app")


class Encrypted:
    """What the entrance asks where the hub has a certificate."""

    def __init__(self, name: str, in_force: Callable[[], bool], *, plain_too: bool) -> None:
        """`in_force`: whether browsers take the certificate; `plain_too`: other machines may ask without it."""
        self._name = name
        self._in_force = in_force
        self._plain_too = plain_too

    def refusal(self, scope: Scope, host: str) -> Response | None:
        """Another machine that asks in the clear is sent to the encrypted page, and gets nothing else."""
        connection = scope.get(CONNECTION)
        if connection is None or connection.is_encrypted or connection.is_here or self._plain_too:
            return None
        port = host.rpartition("]")[2].partition(":")[2]
        address = f"https://{self._name}:{port}" if port else f"https://{self._name}"
        close = {"Connection": "close"}
        if scope["method"] in {"GET", "HEAD"} and (scope["path"] == "/" or scope["path"].startswith(_PAGES)):
            # Not for ever: a browser that remembers it could not be called back.
            return RedirectResponse(f"{address}{scope['path']}", 307, close)
        return problem(HTTPConnection(scope), 421, phrase("refused-plain", address=address), close)

    def remembered(self, scope: Scope, host: str, send: Send) -> Send:
        """Browsers that came encrypted and under our name never ask in the clear again (HSTS, RFC 6797)."""
        connection = scope.get(CONNECTION)
        if connection is None or not connection.is_encrypted or host_of(host) != self._name or not self._in_force():
            return send

        async def send_remembered(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Strict-Transport-Security"] = REMEMBERED
            await send(message)

        return send_remembered
