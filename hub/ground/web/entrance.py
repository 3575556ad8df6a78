"""What every request passes first: can it be read in one way only, and is it for this hub."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.ground.web.another_site import SAFE, from_another_site
from hub.ground.web.encrypted import Encrypted
from hub.ground.web.hosts import is_ours
from hub.ground.web.may import Endpoint, May
from hub.ground.web.refused import problem
from hub.ground.words.phrase import Phrase, phrase

# One line a name is enough to see what is missing in the settings; an attacker invents names.
MOST_NAMES_LOGGED = 20

log = structlog.get_logger()


class Entrance:
    """ASGI middleware: refuses what is not for us or can be read in two ways, before any route sees it."""

    def __init__(self, app: ASGIApp, names: frozenset[str], encrypted: Encrypted | None = None) -> None:
        self._app = app
        self._names = names
        self._encrypted = encrypted
        self._logged: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if "content-length" in headers and "transfer-encoding" in headers:
            # Whoever stands before us may have read the other one: what follows could be anybody's (RFC 9112, 6.1).
            await _refuse(scope, 400, phrase("refused-ambiguous"))(scope, receive, send)
            return
        server: tuple[str, int | None] | None = scope.get("server")
        # HTTP/1.0, which load balancers ask for health with, may leave it out.
        for host in headers.getlist("host"):
            if is_ours(host, self._names, server[0] if server else None):
                continue
            self._log(host)
            await _refuse(scope, 421, phrase("refused-elsewhere"))(scope, receive, send)
            return
        if from_another_site(scope["method"], headers):
            await _refuse(scope, 403, phrase("refused-another-site"))(scope, receive, send)
            return
        if self._encrypted is not None:
            refusal = self._encrypted.refusal(scope, headers.get("host", ""))
            if refusal is not None:
                await refusal(scope, receive, send)
                return
            send = self._encrypted.remembered(scope, headers.get("host", ""), send)
        await self._app(scope, receive, _sends_to_us_alone(send))

    def _log(self, host: str) -> None:
        if host not in self._logged and len(self._logged) < MOST_NAMES_LOGGED:
            self._logged.add(host)
            shown = host[:100].encode("ascii", "replace").decode()
            log.warning("refused a request for another name: add it to allowed_hosts if it is ours", host=shown)


def _refuse(scope: Scope, code: int, said: Phrase) -> JSONResponse:
    return problem(HTTPConnection(scope), code, said, {"Connection": "close"})


def _sends_to_us_alone(send: Send) -> Send:
    """Every redirect of ours stays on this hub, under whatever name it was reached: the name is not repeated."""

    async def send_safe(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if "location" in headers:
                headers["location"] = path_of(headers["location"])
        await send(message)

    return send_safe


def path_of(location: str) -> str:
    """The path and query of an address; never one that a browser takes for another host, as `//host`."""
    parts = urlsplit(location)
    path = "/" + parts.path.lstrip("/\\")
    return f"{path}?{parts.query}" if parts.query else path


REFUSALS: dict[int, str] = {
    400: "The request cannot be read, or can be read in two ways.",
    413: "What was sent is too large.",
    421: "The request is for another host (settings public_name, allowed_hosts).",
}
"""What any route may answer before it has seen the request."""
_ANOTHER_SITE = "A browser sends it for a page of another site."
_NO_ROOM: dict[int, str] = {503: "There is no room for another large request now: send it again."}


_NOT_IN = "Nobody is signed in on this device; the text says why."
_NOT_THEIRS = "Whoever is signed in has none of the roles that may do this: {roles}."


def describe(api: dict[str, Any], large: tuple[str, ...], endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    """Add to the description of every operation what is answered before it; `large` are paths with large bodies."""
    problem = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for endpoint in endpoints:
        operation = api["paths"].get(endpoint.path, {}).get(endpoint.method.lower())
        for declared in endpoint.declared if operation else ():
            if isinstance(declared, May):
                roles = sorted(declared.roles)
                operation["x-goddag-roles"] = roles
                for code, why in ((401, _NOT_IN), (403, _NOT_THEIRS.format(roles=", ".join(roles)))):
                    operation["responses"].setdefault(str(code), {"description": why, "content": problem})
    for path, operations in api["paths"].items():
        refusals = REFUSALS | _NO_ROOM if path.startswith(large) else REFUSALS
        for method, operation in operations.items():
            elsewhere = {} if method.upper() in SAFE else {403: _ANOTHER_SITE}
            for code, why in (refusals | elsewhere).items():
                operation["responses"].setdefault(str(code), {"description": why, "content": problem})
    return api
