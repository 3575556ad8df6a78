"""The web application: routes of every part behind the same doors."""

import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from hub.ground.errors import DatabaseFailed
from hub.ground.part import Part
from hub.ground.web.crowd import Crowd
from hub.ground.web.encrypted import Encrypted
from hub.ground.web.entrance import Entrance, describe
from hub.ground.web.hosts import hosts_in, names_of
from hub.ground.web.https.serving import Https
from hub.ground.web.large_bodies import LargeBodies
from hub.ground.web.may import Gate, anybody, endpoints_of, refuse_undeclared
from hub.ground.web.refused import refuse
from hub.ground.web.screens import (
    BUILT,
    NOT_BUILT,
    BoundedBody,
    SafeHeaders,
    Screens,
    cannot_write,
    refuse_invalid,
    went_away,
)
from hub.ground.web.settings import WebSettings

_SERVES = anybody("a supervisor asks; it says that the hub serves, and nothing else")
_SHELL = anybody("the way to the screens, which ask themselves who it is")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Front:
    """How the hub meets browsers and apps."""

    host: str
    port: int
    names: frozenset[str]
    """Under which it is reached; requests for others are refused."""
    trusted_proxies: str
    metrics_token: str
    """What another machine shows that reads the figures."""
    crowd: Crowd
    gate: Gate
    state: Mapping[str, object]
    """What dependencies of routes find in `request.app.state`."""
    https: Https | None = None
    """The certificate that it serves with; None where it does not encrypt."""
    plain_too: bool = False
    """Other machines may ask in the clear all the same."""

    @classmethod
    def of(
        cls,
        settings: WebSettings,
        parts: Sequence[Part],
        crowd: Crowd,
        gate: Gate,
        state: Mapping[str, object],
        https: Https | None,
    ) -> "Front":
        """As the store has set it; the parts bring names and certificates of their own. Raises `HttpsUnusable`."""
        if https:
            https.also_as({name: file for part in parts for name, file in part.certificates.items()})
        own = (name for part in parts for name in part.host_names)
        names = names_of(socket.gethostname(), (settings.public_name, *hosts_in(settings.allowed_hosts), *own))
        where = settings.host, settings.port, names, settings.trusted_proxies, settings.metrics_token
        return cls(*where, crowd, gate, state, https, settings.plain_http)


def application(parts: Sequence[Part], front: Front) -> FastAPI:
    """All routes of the parts behind the same doors."""
    # No /docs page: it loads scripts from a public server. The description itself is at /openapi.json.
    # No redirect for a slash too much: it would be an answer that no description names.
    web = FastAPI(title="Goddag hub", version="1", docs_url=None, redoc_url=None, redirect_slashes=False)
    bounded_itself = tuple(path for part in parts for path in part.bounded_itself)
    web.add_middleware(LargeBodies)
    web.add_middleware(BoundedBody, bounded_elsewhere=bounded_itself)
    https = front.https
    encrypted = Encrypted(https.name, lambda: https.in_force, plain_too=front.plain_too) if https else None
    web.add_middleware(Entrance, names=front.names, encrypted=encrypted)
    web.add_middleware(SafeHeaders, framed_by_neighbours=front.gate.is_open)
    web.add_exception_handler(HTTPException, refuse)
    web.add_exception_handler(RequestValidationError, refuse_invalid)
    web.add_exception_handler(DatabaseFailed, cannot_write)
    web.add_exception_handler(ClientDisconnect, went_away)
    described = web.openapi
    web.openapi = lambda: describe(described(), bounded_itself, endpoints_of(web))
    _add_home(web)
    for name, value in (("gate", front.gate), *front.state.items()):
        setattr(web.state, name, value)
    for routes in (each for part in parts for each in part.routes):
        # Not by include_router, which makes each of them a second time and adds nothing here: each part's router
        # already has its prefix, tags and dependencies.
        web.router.routes.extend(routes.routes)
    refuse_undeclared(web)
    if BUILT.is_dir() and any(BUILT.iterdir()):
        web.mount("/app", Screens(directory=BUILT, html=True))
    else:
        log.warning(NOT_BUILT)
    return web


def _add_home(web: FastAPI) -> None:
    @web.get("/healthz", tags=["fleet"], dependencies=[_SERVES])
    async def healthz() -> dict[str, str]:
        """Whether the hub serves."""
        return {"status": "ok"}

    @web.get("/", include_in_schema=False, dependencies=[_SHELL])
    @web.get("/app", include_in_schema=False, dependencies=[_SHELL])
    @web.get("/app/", include_in_schema=False, dependencies=[_SHELL])
    async def home() -> RedirectResponse:
        return RedirectResponse("/app/handheld/")
