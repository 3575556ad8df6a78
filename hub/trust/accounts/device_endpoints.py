"""/api/staff/devices: the devices of the shop; /api/staff/me: what everybody may see and change about themselves."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response, status
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from hub.ground.web.may import EVERYBODY, Caller, Calling, Role, may
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.ground.words.languages import LANGUAGES
from hub.trust.accounts.links import LinkKind
from hub.trust.accounts.model import (
    ChangeView,
    Devices,
    DeviceView,
    LanguageIn,
    LinkIn,
    LinkView,
    PasskeyIn,
    PasskeyView,
    PinView,
    SignInView,
)
from hub.trust.accounts.passkeys import PasskeyRefused
from hub.trust.accounts.people import Change, Person
from hub.trust.accounts.people_endpoints import CHANGES_SHOWN_MS, by, lines_in_names, link_view
from hub.trust.accounts.session_endpoints import needed_place
from hub.trust.accounts.sessions import Ended, Session
from hub.trust.accounts.sign_in import SignIn
from wire.clock import Clock, to_ms

_LEAD = may(Role.MANAGER, Role.IT)
_LEAD_PROVEN = may(Role.MANAGER, Role.IT, step_up=True)
_SELF = may(*EVERYBODY)
_SELF_PROVEN = may(*EVERYBODY, step_up=True)
Id = Annotated[str, Path(max_length=400)]
_UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "There is none of that name."}}
_NOT_NOW: dict[int | str, dict[str, Any]] = {
    409: {"model": Problem, "description": "It cannot be done; the sentence says why, and the next step."}
}


def device_routes(sign_in: SignIn, clock: Clock) -> APIRouter:
    """The routes about the devices of the shop."""
    routes = APIRouter(prefix="/api/staff/devices", tags=["people"])

    @routes.get("", dependencies=[_LEAD])
    async def devices(caller: Calling) -> Devices:
        """Every device of the shop, the one used last first."""
        sessions = {each.device: each for each in sign_in.sessions.all()}
        people = {each.id: each.name for each in sign_in.people.all()}
        now_ms = to_ms(clock.wall())
        found = [
            DeviceView(
                device=each.device,
                name=each.name,
                kind=each.kind,
                owner=people.get(each.person or ""),
                this_device=each.device == caller.device,
                signed_in=people.get(session.person) if session else None,
                in_use=session is not None and session.streams > 0,
                first_ms=each.enrolled_ms,
                seen_ms=min(each.seen_ms, now_ms),
            )
            for each in sign_in.handhelds.all()
            for session in (sessions.get(each.device),)
        ]
        return Devices(devices=found)

    @routes.post("/links", dependencies=[_LEAD_PROVEN])
    async def link(body: LinkIn, request: Request, caller: Calling) -> LinkView:
        """A code by which a new handheld becomes one of the shop; it works once, for ten minutes."""
        return link_view(request, sign_in, LinkKind.HANDHELD, body.name, by(caller))

    @routes.post("/{device}/unlock", response_class=Response, status_code=204, responses=_UNKNOWN, dependencies=[_LEAD])
    async def unlock(device: Id, caller: Calling) -> None:
        """PINs are looked at again on this device."""
        found = sign_in.handhelds.find(device)
        if found is None:
            raise Refused(status.HTTP_404_NOT_FOUND, "no-device")
        sign_in.wrong.unlock(device=device)
        sign_in.people.note(Change.UNLOCKED, device, by(caller), sign_in.now_ms())

    @routes.delete("/{device}", status_code=status.HTTP_204_NO_CONTENT, responses=_UNKNOWN, dependencies=[_LEAD])
    async def revoke(device: Id, caller: Calling) -> None:
        """It is none of the shop's any more: its screens go dark at once, and it has to be enrolled anew."""
        if not sign_in.revoke(device, by(caller)):
            raise Refused(status.HTTP_404_NOT_FOUND, "no-device")

    return routes


def own_routes(sign_in: SignIn, clock: Clock, public_name: str | None) -> APIRouter:
    """The routes about oneself."""
    routes = APIRouter(prefix="/api/staff/me", tags=["people"])

    @routes.put("/language", response_class=Response, status_code=204, dependencies=[_SELF])
    async def language(body: LanguageIn, caller: Calling) -> None:
        """In which the screens speak to them, on every device."""
        if body.language in LANGUAGES:
            sign_in.people.set_language(caller.person, body.language)

    @routes.post("/pin", responses=_NOT_NOW, dependencies=[_SELF_PROVEN])
    async def pin(caller: Calling) -> PinView:
        """A new PIN, said here once; whoever was in with the one before is out everywhere else."""
        return PinView(pin=sign_in.give_pin(_myself(sign_in, caller), by(caller), _session(caller)))

    @routes.get("/sessions", dependencies=[_SELF])
    async def sessions(caller: Calling) -> list[SignInView]:
        """Where they are signed in."""
        now, wall = clock.mono(), clock.wall()
        names = {each.device: each.name for each in sign_in.handhelds.all()}
        return [
            SignInView(
                id=each.name,
                device_name=names.get(each.device, ""),
                way=each.way.value,
                this=each is caller.session,
                opened_ms=to_ms(wall - now + each.opened_at),
            )
            for each in sign_in.sessions.all()
            if each.person == caller.person
        ]

    @routes.delete("/sessions/{id}", response_class=Response, status_code=204, responses=_UNKNOWN, dependencies=[_SELF])
    async def end(id: Id, caller: Calling) -> None:  # noqa: A002 - the name in the path
        """End one of their own sign-ins."""
        for each in sign_in.sessions.all():
            if each.name == id and each.person == caller.person:
                sign_in.sessions.end(each, Ended.REVOKED)
                return
        raise Refused(status.HTTP_404_NOT_FOUND, "no-session")

    @routes.delete("/sessions", response_class=Response, status_code=204, dependencies=[_SELF])
    async def end_others(caller: Calling) -> None:
        """End all of their own sign-ins but this one."""
        sign_in.end_others(caller.person, Ended.REVOKED, _session(caller))

    @routes.get("/changes", dependencies=[_SELF])
    async def changes(caller: Calling) -> list[ChangeView]:
        """What others did about them in the last ninety days: a PIN or link that somebody made, roles, a badge."""
        since_ms = sign_in.now_ms() - CHANGES_SHOWN_MS
        return lines_in_names(sign_in, sign_in.people.done_to(caller.person, since_ms))

    _add_passkeys(routes, sign_in, public_name)
    return routes


def _add_passkeys(routes: APIRouter, sign_in: SignIn, public_name: str | None) -> None:
    @routes.get("/passkeys", dependencies=[_SELF])
    async def passkeys(caller: Calling) -> list[PasskeyView]:
        """Their own."""
        return [
            PasskeyView(
                id=bytes_to_base64url(each.id),
                name=each.name,
                backed_up=each.backed_up,
                made_ms=each.made_ms,
                used_ms=each.used_ms,
                copied=each.copied_ms is not None,
            )
            for each in sign_in.passkeys.of(caller.person)
        ]

    @routes.post("/passkeys/options", responses=_NOT_NOW, dependencies=[_SELF_PROVEN])
    async def options(request: Request, caller: Calling) -> dict[str, Any]:
        """What `PublicKeyCredential.parseCreationOptionsFromJSON` is given."""
        return sign_in.passkeys.registration(_myself(sign_in, caller), needed_place(request, public_name))

    @routes.post("/passkeys", response_class=Response, status_code=204, responses=_NOT_NOW, dependencies=[_SELF_PROVEN])
    async def register(body: PasskeyIn, request: Request, caller: Calling) -> None:
        """Keep a new passkey; their other sign-ins end."""
        place, who = needed_place(request, public_name), by(caller)
        try:
            sign_in.passkeys.register(
                _myself(sign_in, caller), place, body.credential, body.name, who, sign_in.now_ms()
            )
        except PasskeyRefused:
            raise Refused(status.HTTP_409_CONFLICT, "passkey-unusable") from None
        sign_in.end_others(caller.person, Ended.CHANGED, _session(caller))

    @routes.delete(
        "/passkeys/{id}",
        response_class=Response,
        status_code=204,
        responses=_UNKNOWN | _NOT_NOW,
        dependencies=[_SELF_PROVEN],
    )
    async def remove(id: Id, caller: Calling) -> None:  # noqa: A002 - the name in the path
        """One of their own; the last way in of a person stays."""
        person = _myself(sign_in, caller)
        if len(sign_in.passkeys.of(person.id)) == 1 and not person.has_pin:
            raise Refused(status.HTTP_409_CONFLICT, "last-passkey")
        try:
            raw = base64url_to_bytes(id)
        except ValueError:
            raw = b""
        if not sign_in.passkeys.remove(person, raw, by(caller), sign_in.now_ms()):
            raise Refused(status.HTTP_404_NOT_FOUND, "no-passkey")


def _session(caller: Caller) -> Session | None:
    return caller.session if isinstance(caller.session, Session) else None


def _myself(sign_in: SignIn, caller: Caller) -> Person:
    found = sign_in.people.find(caller.person)
    if found is None:
        raise Refused(status.HTTP_409_CONFLICT, "no-account")
    return found
