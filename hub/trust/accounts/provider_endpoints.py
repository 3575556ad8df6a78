"""/api/staff/session/provider, /auth and linking: the shop's own identity provider."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response, status
from fastapi.responses import RedirectResponse

from hub.ground.web.may import Calling, Role, anybody, may, proven_otherwise
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.trust.accounts.gate import DEVICE_COOKIE, SESSION_COOKIE, Gate
from hub.trust.accounts.model import Me, ProviderBegin, ProviderBegun, ProviderCode, ProviderReturn, WaitingView
from hub.trust.accounts.people_endpoints import by, known
from hub.trust.accounts.provider_sign_in import AWAY_SECONDS, TICKET_SECONDS, ProviderSignIn
from hub.trust.accounts.session_endpoints import TICKET_COOKIE, known_or_new, let_in, me_of
from hub.trust.accounts.sessions import Session
from hub.trust.accounts.sign_in import SignIn
from wire.clock import Clock, to_ms

# The way back is a link from another site: a cookie that is Strict would not come along.
_AWAY_COOKIE = "__Secure-goddag-away"
_AWAY_PATH = "/auth"
CALLBACK = "/auth/callback"
_PAGE = "/app/handheld/"
_NO_MORE = f"{TICKET_COOKIE}=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=strict"
# Where nobody went, or it was another browser: a ticket for nothing, so that the page says so.
_NO_TICKET = "none"
# Codes of large providers have a thousand letters and more.
_Said = Annotated[str | None, Query(max_length=4096)]
_Id = Annotated[str, Path(max_length=40)]

_BY_KEY = proven_otherwise("the key that the device has made")
_BY_TICKET = proven_otherwise("a ticket from the identity provider's answer, and the key of the device that went there")
_BACK = anybody("the identity provider sends a browser here; without the cookie it left with, it is nobody's")
_LEAD = may(Role.MANAGER, Role.IT)
_LEAD_PROVEN = may(Role.MANAGER, Role.IT, step_up=True)
_REFUSED: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "The shop has no identity provider."},
    401: {"model": Problem, "description": "The request is not signed by that key."},
    403: {"model": Problem, "description": "They are not let in; the sentence says why, and the next step."},
    409: {"model": Problem, "description": "The identity provider cannot be asked now."},
}
_NONE: dict[int | str, dict[str, Any]] = {404: _REFUSED[404]}
_UNKNOWN: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "Nobody with that id or code, or the shop has no provider."}
}


def provider_routes(gate: Gate, sign_in: SignIn, provider: ProviderSignIn | None, clock: Clock) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["people"])
    _add_way(routes, gate, sign_in, provider)
    _add_links(routes, sign_in, provider, clock)
    return routes


def _add_way(routes: APIRouter, gate: Gate, sign_in: SignIn, provider: ProviderSignIn | None) -> None:
    @routes.post("/api/staff/session/provider", responses=_REFUSED, dependencies=[_BY_KEY])
    async def begin(body: ProviderBegin, request: Request, response: Response) -> ProviderBegun:
        """Where to sign in, for the device that signs this; or to prove once more who it is."""
        device = await known_or_new(gate, sign_in, request, body.public_key)
        session = _session_of(request, sign_in) if body.step_up else None
        uri = f"{str(request.base_url).rstrip('/')}{CALLBACK}"
        begun = await needed(provider).begin(device.public_key, uri, session)
        response.set_cookie(
            _AWAY_COOKIE, begun.cookie, AWAY_SECONDS, path=_AWAY_PATH, secure=True, httponly=True, samesite="lax"
        )
        return ProviderBegun(address=begun.address)

    @routes.get(CALLBACK, status_code=303, response_class=RedirectResponse, responses=_NONE, dependencies=[_BACK])
    async def back(
        request: Request, code: _Said = None, state: _Said = None, error: _Said = None, iss: _Said = None
    ) -> RedirectResponse:
        """The identity provider's answer; the page that opens next asks what came of it."""
        cookie = request.cookies.get(_AWAY_COOKIE)
        ticket = await needed(provider).back(cookie, state, code, error, iss)
        there = RedirectResponse(_PAGE, status.HTTP_303_SEE_OTHER)
        there.set_cookie(
            TICKET_COOKIE, ticket or _NO_TICKET, TICKET_SECONDS, secure=True, httponly=True, samesite="strict"
        )
        there.delete_cookie(_AWAY_COOKIE, path=_AWAY_PATH, secure=True, httponly=True, samesite="lax")
        return there

    @routes.post("/api/staff/session/provider/return", responses=_REFUSED, dependencies=[_BY_TICKET])
    async def finish(body: ProviderReturn, request: Request, response: Response) -> Me:
        """What came of it: they are in, or proven once more, or the sentence says why not."""
        device = await known_or_new(gate, sign_in, request, body.public_key)
        with _once():
            came = needed(provider).take(request.cookies.get(TICKET_COOKIE), device.public_key)
            response.headers.append("Set-Cookie", _NO_MORE)
            if came.anew_for is not None:
                return me_of(needed(provider).prove(came, _session_of(request, sign_in)))
            return let_in(response, needed(provider).enter(came.proven, device))


def _add_links(routes: APIRouter, sign_in: SignIn, provider: ProviderSignIn | None, clock: Clock) -> None:
    @routes.get("/api/people/provider/waiting", responses=_NONE, dependencies=[_LEAD])
    async def waiting() -> list[WaitingView]:
        """Who came in at the identity provider and is linked with no account, the newest first."""
        wall, now = clock.wall(), clock.mono()
        return [
            WaitingView(code=each.code, name=each.name, at_ms=to_ms(wall - now + each.at))
            for each in needed(provider).identities.waiting()
        ]

    @routes.put(
        "/api/people/{person}/provider",
        response_class=Response,
        status_code=204,
        responses=_UNKNOWN,
        dependencies=[_LEAD_PROVEN],
    )
    async def link(person: _Id, body: ProviderCode, caller: Calling) -> None:
        """Whoever has that code on their screen is this person, from now on."""
        if not needed(provider).identities.link(known(sign_in, person), body.code, by(caller)):
            raise Refused(status.HTTP_404_NOT_FOUND, "no-provider-code")

    @routes.delete(
        "/api/people/{person}/provider",
        response_class=Response,
        status_code=204,
        responses=_UNKNOWN,
        dependencies=[_LEAD],
    )
    async def unlink(person: _Id, caller: Calling) -> None:
        """They come in that way no more, and who is in by it is out."""
        if not needed(provider).unlink(known(sign_in, person), by(caller)):
            raise Refused(status.HTTP_404_NOT_FOUND, "no-provider-link")


@contextmanager
def _once() -> Generator[None]:
    """A ticket is gone after it, whatever came of it: a page that is loaded anew does not ask again."""
    try:
        yield
    except Refused as refused:
        refused.headers = {**(refused.headers or {}), "Set-Cookie": _NO_MORE}
        raise


def needed(provider: ProviderSignIn | None) -> ProviderSignIn:
    """The shop's. Raises `Refused` where it has none."""
    if provider is None:
        raise Refused(status.HTTP_404_NOT_FOUND, "no-provider")
    return provider


def _session_of(request: Request, sign_in: SignIn) -> Session:
    device = sign_in.handhelds.marked(request.cookies.get(DEVICE_COOKIE))
    found = sign_in.sessions.find(request.cookies.get(SESSION_COOKIE), device.device) if device else None
    if not isinstance(found, Session):
        raise Refused(status.HTTP_401_UNAUTHORIZED, "session-unknown")
    return found
