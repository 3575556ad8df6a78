"""/api/staff/session: who is signed in on this device, signing in and out; /api/staff/enrol: a new handheld."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response, status

from hub.ground.web.may import EVERYBODY, Calling, anybody, may, proven_otherwise
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.trust.accounts.gate import DEVICE_COOKIE, SESSION_COOKIE, Gate
from hub.trust.accounts.handhelds import Handheld, kind_of
from hub.trust.accounts.model import (
    Colleague,
    Enrolment,
    Me,
    PasskeyEntry,
    PinEntry,
    SessionView,
    StepUp,
    key_of,
)
from hub.trust.accounts.passkeys import Place, place_of
from hub.trust.accounts.people import Person
from hub.trust.accounts.proof import NONCE_HEADER
from hub.trust.accounts.sessions import Ended, Session
from hub.trust.accounts.sign_in import NewDevice, SignedIn, SignIn

# As long as browsers keep any cookie (RFC 6265bis: 400 days).
MARK_SECONDS = 400 * 24 * 3600
TICKET_COOKIE = "__Host-goddag-ticket"
"""What came of signing in at the identity provider: the page asks for it next."""
_WIPE = {"Clear-Site-Data": '"storage", "cookies"'}
"""A device that is none of ours any more keeps no key and no worker."""

_ASKED = anybody("a page asks who is signed in before it shows anything; it says no more than that")
_BY_DEVICE = proven_otherwise("the key of an enrolled device")
_BY_PIN = proven_otherwise("the key of an enrolled device, and a PIN")
_BY_LINK = proven_otherwise("a link that works once, and the key that the device has made")
_BY_PASSKEY = proven_otherwise("a passkey, and the key that the device has made")
_REFUSED: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "That proves nobody, or the device is none of the shop's."},
    429: {"model": Problem, "description": "Too many wrong PINs; Retry-After says for how long."},
}
_NOT_HERE: dict[int | str, dict[str, Any]] = {
    409: {"model": Problem, "description": "Passkeys cannot be had at this address."}
}
_OVER: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "The request is not signed by that key."},
    410: {"model": Problem, "description": "The link was used, is over, or is none."},
}


def session_routes(
    gate: Gate, sign_in: SignIn, idle_seconds: float, public_name: str | None, *, has_provider: bool
) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/api/staff", tags=["people"])
    _add_state(routes, gate, sign_in, idle_seconds, public_name, has_provider=has_provider)
    _add_ways_in(routes, gate, sign_in, public_name)
    _add_passkey_ways(routes, gate, sign_in, public_name)
    return routes


def _add_state(
    routes: APIRouter, gate: Gate, sign_in: SignIn, idle_seconds: float, public_name: str | None, *, has_provider: bool
) -> None:
    @routes.get("/session", dependencies=[_ASKED])
    async def session(request: Request, response: Response) -> SessionView:
        """Who is signed in, and how one signs in: an answer, where every other route would refuse with 401."""
        device = sign_in.handhelds.marked(request.cookies.get(DEVICE_COOKIE))
        revoked = device is not None and device.revoked_ms is not None
        if revoked:
            response.headers.update(_WIPE)
        cookie = request.cookies.get(SESSION_COOKIE)
        found = sign_in.sessions.look_up(cookie, device.device) if device and not revoked else Ended.UNKNOWN
        person = sign_in.people.find(found.person) if isinstance(found, Session) else None
        # A page asks once without a proof, for the nonce; who it is, is said to the device itself alone.
        here = device is not None and person is not None and await gate.proves(request, device)
        kind = "revoked" if revoked else "none" if device is None else "own" if device.person else "shared"
        return SessionView(
            signed_in=gate.is_open or person is not None,
            open=gate.is_open,
            device=kind,
            device_name=device.name if device and not revoked else "",
            ended=found.value if isinstance(found, Ended) and cookie else None,
            me=me_of(person) if person and here else None,
            proven=here and isinstance(found, Session) and gate.is_proven(found),
            nonce=gate.nonce(),
            passkeys=_place(request, public_name) is not None,
            provider=has_provider,
            returned=has_provider and TICKET_COOKIE in request.cookies,
            idle_seconds=round(idle_seconds),
        )

    @routes.delete("/session", status_code=status.HTTP_204_NO_CONTENT, dependencies=[_ASKED])
    async def sign_out(
        request: Request, response: Response, why: Annotated[Literal["signed-out", "locked"], Query()] = "signed-out"
    ) -> None:
        """End the sign-in on this device, everywhere it is open; also when it had ended already."""
        device = sign_in.handhelds.marked(request.cookies.get(DEVICE_COOKIE))
        found = sign_in.sessions.find(request.cookies.get(SESSION_COOKIE), device.device) if device else None
        if isinstance(found, Session):
            sign_in.sessions.end(found, Ended(why))
        response.delete_cookie(SESSION_COOKIE, path="/", secure=True, httponly=True, samesite="strict")

    @routes.get("/session/people", responses=_REFUSED, dependencies=[_BY_DEVICE])
    async def people(request: Request) -> list[Colleague]:
        """Who may be picked on this device: everybody with a PIN; on somebody's own, themselves."""
        device = await gate.device(request)
        everybody = [each for each in sign_in.people.all() if each.has_pin and device.person in (None, each.id)]
        return [Colleague(id=each.id, name=each.name) for each in everybody]


def _add_ways_in(routes: APIRouter, gate: Gate, sign_in: SignIn, public_name: str | None) -> None:
    @routes.post("/enrol", status_code=status.HTTP_204_NO_CONTENT, responses=_OVER, dependencies=[_BY_LINK])
    async def enrol(body: Enrolment, request: Request, response: Response) -> None:
        """Make this browser a handheld of the shop."""
        new = await _new(gate, request, body.public_key)
        _, mark = sign_in.enrol(body.secret, new)
        _set(response, DEVICE_COOKIE, mark, MARK_SECONDS)
        response.headers[NONCE_HEADER] = gate.nonce()

    @routes.post("/session", responses=_REFUSED, dependencies=[_BY_PIN])
    async def by_pin(body: PinEntry, request: Request, response: Response) -> Me:
        """Sign in by PIN: who it is, is picked or read from a badge."""
        device = await gate.device(request)
        person = sign_in.who(body.person, body.badge)
        return let_in(response, await sign_in.by_pin(device, person, body.pin))

    @routes.post("/session/link", responses=_OVER, dependencies=[_BY_LINK])
    async def by_link(body: Enrolment, request: Request, response: Response) -> Me:
        """A first sign-in, by the link that somebody was given."""
        device = await known_or_new(gate, sign_in, request, body.public_key)
        return let_in(response, await sign_in.by_link(body.secret, device))

    @routes.post("/session/step-up", status_code=204, responses=_REFUSED | _NOT_HERE, dependencies=[may(*EVERYBODY)])
    async def step_up(body: StepUp, request: Request, caller: Calling) -> None:
        """Prove once more who it is, for what cannot be taken back: by passkey, or by PIN."""
        device = sign_in.handhelds.find(caller.device)
        if device is None or not isinstance(caller.session, Session):
            return  # nobody has to sign in
        if body.pin is not None:
            await sign_in.step_up_by_pin(caller.session, device, body.pin)
        else:
            place = needed_place(request, public_name)
            sign_in.step_up_by_passkey(caller.session, place, body.credential or {})


def _add_passkey_ways(routes: APIRouter, gate: Gate, sign_in: SignIn, public_name: str | None) -> None:
    @routes.post("/session/passkey/options", responses=_NOT_HERE, dependencies=[_ASKED])
    async def options(request: Request) -> dict[str, Any]:
        """What `PublicKeyCredential.parseRequestOptionsFromJSON` is given."""
        return sign_in.passkeys.authentication(needed_place(request, public_name))

    @routes.post("/session/passkey", responses=_REFUSED | _NOT_HERE, dependencies=[_BY_PASSKEY])
    async def by_passkey(body: PasskeyEntry, request: Request, response: Response) -> Me:
        """Sign in by passkey: who it is, the passkey says."""
        device = await known_or_new(gate, sign_in, request, body.public_key)
        return let_in(response, sign_in.by_passkey(needed_place(request, public_name), body.credential, device))


async def known_or_new(gate: Gate, sign_in: SignIn, request: Request, key: str | None) -> Handheld | NewDevice:
    """The device whose cookie and key it is; else a new one, if it shows the key that it brings."""
    known = sign_in.handhelds.marked(request.cookies.get(DEVICE_COOKIE))
    if known is not None and known.revoked_ms is None and (key is None or key_of(key) == known.public_key):
        return await gate.device(request)
    if key is None:
        raise Refused(status.HTTP_401_UNAUTHORIZED, "device-unknown", {NONCE_HEADER: gate.nonce()})
    return await _new(gate, request, key)


async def _new(gate: Gate, request: Request, key: str) -> NewDevice:
    await gate.check_proof(request, key_of(key), enrolled=False)
    return NewDevice(key_of(key), kind_of(request.headers.get("user-agent", "")))


def let_in(response: Response, signed_in: SignedIn) -> Me:
    """Give a browser its cookies."""
    if signed_in.mark is not None:
        _set(response, DEVICE_COOKIE, signed_in.mark, MARK_SECONDS)
    _set(response, SESSION_COOKIE, signed_in.session)
    return me_of(signed_in.person)


def _set(response: Response, name: str, value: str, max_age: int | None = None) -> None:
    # Browsers take Secure cookies over plain http from loopback as well, and from nowhere else.
    response.set_cookie(name, value, max_age=max_age, path="/", secure=True, httponly=True, samesite="strict")


def me_of(person: Person) -> Me:
    """Somebody, for themselves."""
    return Me(
        id=person.id,
        name=person.name,
        roles=sorted(person.roles),
        language=person.language,
        has_pin=person.has_pin,
        has_provider=person.has_provider,
    )


def _place(request: Request, public_name: str | None) -> Place | None:
    return place_of(request.headers.get("origin") or str(request.base_url).rstrip("/"), public_name)


def needed_place(request: Request, public_name: str | None) -> Place:
    """Where passkeys are good. Raises `Refused` where they cannot be had."""
    place = _place(request, public_name)
    if place is None:
        raise Refused(status.HTTP_409_CONFLICT, "no-passkeys-here")
    return place
