"""Who may call an endpoint: declared at each, exactly once, or the hub does not start.

`may(Role.MANAGER)` stands among the dependencies of a route or of its router; what needs no account says who proves
themselves how: `anybody(...)`, `proven_otherwise(...)`. The walk is `undeclared`.
"""

import asyncio
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Protocol, cast

from fastapi import Depends, FastAPI, Request, status
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from hub.ground.web.refused import Refused


class Role(StrEnum):
    """What somebody does in the shop; one person may have several."""

    ASSOCIATE = "associate"
    MANAGER = "manager"
    MARKETING = "marketing"
    IT = "it"
    PRIVACY_OFFICER = "privacy_officer"


EVERYBODY = frozenset(Role)
FLOOR = frozenset({Role.ASSOCIATE, Role.MANAGER})
"""Who meets customers."""
STEP_UP_SECONDS = 300.0
"""What cannot be taken back is asked of somebody who has proven themselves within this."""


class Session(Protocol):
    """A sign-in, as far as a stream has to know it."""

    streams: int
    """How many of its streams are open."""
    over: asyncio.Event

    @property
    def ended(self) -> StrEnum:
        """Why, once it is over."""
        ...


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, on what."""

    person: str
    """Their id; empty where nobody has an account yet and this machine alone is served."""
    name: str
    roles: frozenset[Role]
    device: str
    """The name under which the audit log knows the device."""
    session: Session | None = None
    """Its end ends its streams; None where nobody has to sign in."""

    @property
    def associate(self) -> str:
        """Who is interrupted and counted: a person, on whatever device; while nobody has an account, the device."""
        return self.person or self.device

    def called(self, named: str | None) -> str:
        """Their name, whatever a request says; where nobody has an account yet, what it says. Raises `Refused`."""
        if self.name:
            return self.name
        if named is None:
            raise Refused(status.HTTP_422_UNPROCESSABLE_CONTENT, "who")
        return named


class Gate(Protocol):
    """Knows who calls."""

    @property
    def is_open(self) -> bool:
        """Whether nobody has an account, so that whoever is at this machine may do everything."""
        ...

    async def admit(self, request: Request, declared: "May") -> Caller:
        """Who calls. Raises `Refused`: 401 where nobody is signed in, 403 where they may not."""
        ...


@dataclass(frozen=True, slots=True)
class May:
    """People with one of these roles, signed in on a device of the shop."""

    roles: frozenset[Role]
    step_up_seconds: float | None = None
    """With it, who proved themselves within so many seconds."""

    async def __call__(self, request: Request) -> None:
        """Refuse anybody else; who it is stands in the request from now on."""
        gate: Gate = request.app.state.gate
        request.state.caller = await gate.admit(request, self)


@dataclass(frozen=True, slots=True)
class Anybody:
    """No proof is asked for."""

    why: str

    async def __call__(self) -> None:
        """Everybody may."""


@dataclass(frozen=True, slots=True)
class ProvenOtherwise:
    """Not by an account: the endpoint itself asks for this."""

    by: str

    async def __call__(self) -> None:
        """The endpoint refuses."""


Declaration = May | Anybody | ProvenOtherwise


def may(*roles: Role, step_up: bool = False) -> Any:
    """For the dependencies of a route or router: people with one of these roles."""
    return Depends(May(frozenset(roles), STEP_UP_SECONDS if step_up else None))


def anybody(why: str) -> Any:
    """For the dependencies of a route or router: no proof is asked for, and why not."""
    return Depends(Anybody(why))


def proven_otherwise(by: str) -> Any:
    """For the dependencies of a route or router: by what its callers prove themselves."""
    return Depends(ProvenOtherwise(by))


def _caller(request: Request) -> Caller:
    return request.state.caller


@contextmanager
def watching(session: Session | None) -> Generator[None]:
    """Within, a stream of that session is open: whoever has the screens open uses them."""
    if session is None:
        yield
        return
    session.streams += 1
    try:
        yield
    finally:
        session.streams -= 1


Calling = Annotated[Caller, Depends(_caller)]
"""Who calls; only on routes that declare `may(...)`."""


def _on_device(request: Request) -> str:
    return _caller(request).device


OnDevice = Annotated[str, Depends(_on_device)]
"""The name under which the audit log knows the device; only on routes that declare `may(...)`."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one path, and who may call it."""

    method: str
    path: str
    declared: tuple[Declaration, ...]


# What the framework itself serves: it has no dependencies to declare anything in.
_OF_THE_FRAMEWORK = {"/openapi.json": Anybody("the description of the API holds nothing of any shop")}


def endpoints_of(web: FastAPI) -> Iterator[Endpoint]:
    """Every endpoint of the application; of mounts, which hold files alone, none.

    `web.routes` holds wrappers for included routers since FastAPI 0.137: a walk over it sees hardly any endpoint.
    """
    for context in iter_route_contexts(web.routes):
        path, methods = str(context.path), sorted(getattr(context, "methods", None) or ())
        dependant = cast("Dependant | None", getattr(context, "dependant", None))
        found = (*_declared(dependant),) if dependant else ()
        if path in _OF_THE_FRAMEWORK:
            found = (_OF_THE_FRAMEWORK[path],)
        for method in methods:
            if method != "HEAD":
                yield Endpoint(method, path, found)


def _declared(dependant: Dependant) -> Iterator[Declaration]:
    for each in dependant.dependencies:
        if isinstance(each.call, May | Anybody | ProvenOtherwise):
            yield each.call
        yield from _declared(each)


class Undeclared(Exception):
    """Endpoints that do not say who may call them, or say it twice."""


def refuse_undeclared(web: FastAPI) -> None:
    """Raise `Undeclared` where an endpoint has not exactly one declaration."""
    wrong = [
        f"{each.method} {each.path}: {len(each.declared)} declarations"
        for each in endpoints_of(web)
        if len(each.declared) != 1
    ]
    if wrong:
        raise Undeclared(
            "who may call an endpoint is said exactly once (hub/ground/web/may.py: may, anybody, proven_otherwise): "
            + "; ".join(wrong)
        )
