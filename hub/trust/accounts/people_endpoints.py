"""/api/people: who has an account, what they may do, and how they first come in; for managers and IT."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response, status

from hub.ground.qr import qr_rows
from hub.ground.web.may import Calling, Role, may
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.trust.accounts.handhelds import Handhelds
from hub.trust.accounts.links import LinkKind
from hub.trust.accounts.model import (
    BadgeIn,
    ChangeView,
    LinkView,
    PersonIn,
    PersonMade,
    PersonRoles,
    PersonView,
    PinView,
)
from hub.trust.accounts.people import By, Change, ChangeLine, Person, PersonRefused, kept_for_managers
from hub.trust.accounts.sessions import Ended, Session
from hub.trust.accounts.sign_in import SignIn

Id = Annotated[str, Path(max_length=40)]
_LEAD = may(Role.MANAGER, Role.IT)
_LEAD_PROVEN = may(Role.MANAGER, Role.IT, step_up=True)
_LOOK = may(Role.MANAGER, Role.IT, Role.PRIVACY_OFFICER)
_UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "Nobody with that id."}}
_NOT_NOW: dict[int | str, dict[str, Any]] = _UNKNOWN | {
    409: {"model": Problem, "description": "It cannot be done; the sentence says why, and the next step."}
}
CHANGES_SHOWN_MS = 90 * 24 * 3600 * 1000
_PAGE = "/app/handheld/"


def people_routes(sign_in: SignIn) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/api/people", tags=["people"])
    _add_accounts(routes, sign_in)
    _add_ways(routes, sign_in)
    return routes


def _add_accounts(routes: APIRouter, sign_in: SignIn) -> None:
    people = sign_in.people

    @routes.get("", dependencies=[_LOOK])
    async def everybody() -> list[PersonView]:
        """Everybody with an account, by name."""
        return [view_of(each, sign_in) for each in people.all()]

    @routes.post("", status_code=status.HTTP_201_CREATED, responses=_NOT_NOW, dependencies=[_LEAD_PROVEN])
    async def add(body: PersonIn, request: Request, caller: Calling) -> PersonMade:
        """A new account, and the link by which they first come in."""
        _check_given(caller, body.roles)
        with _refusals():
            person = people.add(body.name, body.roles, by(caller), sign_in.now_ms())
        link = link_view(request, sign_in, LinkKind.WELCOME, person.id, by(caller))
        return PersonMade(person=view_of(person, sign_in), link=link)

    @routes.put("/{person}/roles", responses=_NOT_NOW, dependencies=[_LEAD_PROVEN])
    async def roles(person: Id, body: PersonRoles, caller: Calling) -> PersonView:
        """All roles that they have from now on. Nobody gives themselves one."""
        found = known(sign_in, person)
        if found.id == caller.person and set(body.roles) - found.roles:
            raise Refused(status.HTTP_409_CONFLICT, "own-roles")
        _check_given(caller, set(body.roles) - found.roles)
        with _refusals():
            people.set_roles(found, body.roles, by(caller), sign_in.now_ms())
        return view_of(known(sign_in, person), sign_in)

    @routes.delete("/{person}", status_code=status.HTTP_204_NO_CONTENT, responses=_NOT_NOW, dependencies=[_LEAD])
    async def remove(person: Id, caller: Calling) -> None:
        """Their account is gone, and they are out on every screen within a second or two."""
        found = known(sign_in, person)
        with _refusals():
            sign_in.remove(found, by(caller))

    @routes.get("/changes", dependencies=[_LOOK])
    async def changes() -> list[ChangeView]:
        """Who gave whom what in the last ninety days, the newest first."""
        return change_views(sign_in, sign_in.now_ms() - CHANGES_SHOWN_MS)


def _add_ways(routes: APIRouter, sign_in: SignIn) -> None:
    @routes.post("/{person}/link", responses=_UNKNOWN, dependencies=[_LEAD_PROVEN])
    async def link(person: Id, request: Request, caller: Calling) -> LinkView:
        """A link by which they come in once more; one that was made before works no more."""
        return link_view(request, sign_in, LinkKind.WELCOME, known(sign_in, person).id, by(caller))

    @routes.post("/{person}/pin", responses=_UNKNOWN, dependencies=[_LEAD_PROVEN])
    async def pin(person: Id, caller: Calling) -> PinView:
        """A new PIN, said here once. Whoever was in with the one before is out."""
        return PinView(pin=sign_in.give_pin(known(sign_in, person), by(caller), _own(caller, person)))

    @routes.delete(
        "/{person}/sessions", response_class=Response, status_code=204, responses=_UNKNOWN, dependencies=[_LEAD]
    )
    async def sign_out(person: Id, caller: Calling) -> None:
        """They are out on every screen within a second or two, and may come in again; this one stays."""
        found = known(sign_in, person)
        sign_in.end_others(found.id, Ended.REVOKED, _own(caller, found.id))
        sign_in.people.note(Change.SIGNED_OUT, found.id, by(caller), sign_in.now_ms())

    @routes.put("/{person}/badge", response_class=Response, status_code=204, responses=_NOT_NOW, dependencies=[_LEAD])
    async def badge(person: Id, body: BadgeIn, caller: Calling) -> None:
        """What the scanner reads from their badge; it names them, and replaces no PIN."""
        with _refusals():
            sign_in.give_badge(known(sign_in, person), body.badge, by(caller))

    @routes.post("/{person}/unlock", response_class=Response, status_code=204, responses=_UNKNOWN, dependencies=[_LEAD])
    async def unlock(person: Id, caller: Calling) -> None:
        """Their PIN is looked at again, on every device."""
        found = known(sign_in, person)
        sign_in.wrong.unlock(person=found.id)
        sign_in.people.note(Change.UNLOCKED, found.id, by(caller), sign_in.now_ms())


def _check_given(caller: Calling, given: Iterable[Role]) -> None:
    wrong = kept_for_managers(caller.roles, given)
    if wrong:
        raise Refused(status.HTTP_403_FORBIDDEN, "manager-gives", roles=", ".join(sorted(wrong)))


def by(caller: Calling) -> By:
    """Who does it; while nobody has an account, this machine."""
    return By(caller.person or caller.device, caller.device)


def view_of(person: Person, sign_in: SignIn) -> PersonView:
    """Somebody, for whoever leads."""
    names = (sign_in.handhelds.find(each) for each in sign_in.wrong.locked(person.id))
    passkeys = sign_in.passkeys.of(person.id)
    return PersonView(
        id=person.id,
        name=person.name,
        roles=sorted(person.roles),
        has_pin=person.has_pin,
        has_badge=person.has_badge,
        has_provider=person.has_provider,
        passkeys=len(passkeys),
        passkey_copied=any(each.copied_ms for each in passkeys),
        signed_in=any(each.person == person.id for each in sign_in.sessions.all()),
        locked_on=[each.name for each in names if each],
        made_ms=person.made_ms,
    )


def link_view(request: Request, sign_in: SignIn, kind: LinkKind, about: str, who: By) -> LinkView:
    """A new link, and who made it is written down."""
    secret, expires_ms = sign_in.links.make(kind, about, who, sign_in.now_ms())
    sign_in.people.note(Change.LINK, about, who, sign_in.now_ms(), kind.value)
    path = f"{_PAGE}#{kind.value}={secret}"
    return LinkView(path=path, expires_ms=expires_ms, qr=qr_rows(f"{str(request.base_url).rstrip('/')}{path}"))


def change_views(sign_in: SignIn, since_ms: int) -> list[ChangeView]:
    """Of everybody."""
    return lines_in_names(sign_in, reversed(sign_in.people.changes(since_ms)))


def lines_in_names(sign_in: SignIn, lines: Iterable[ChangeLine]) -> list[ChangeView]:
    """With the names of people and devices as far as they are known."""
    names = {each.id: each.name for each in sign_in.people.all()} | _names(sign_in.handhelds)
    return [
        ChangeView(
            at_ms=each.at_ms,
            change=each.change.value,
            about=names.get(each.about, each.detail or each.about),
            by=names.get(each.by, each.by),
            detail=each.detail,
        )
        for each in lines
    ]


def _names(handhelds: Handhelds) -> dict[str, str]:
    return {each.device: each.name for each in handhelds.all()}


def known(sign_in: SignIn, person: str) -> Person:
    """Somebody with an account. Raises `Refused`."""
    found = sign_in.people.find(person)
    if found is None:
        raise Refused(status.HTTP_404_NOT_FOUND, "no-person")
    return found


def _own(caller: Calling, person: str) -> Session | None:
    return caller.session if caller.person == person and isinstance(caller.session, Session) else None


@contextmanager
def _refusals() -> Generator[None]:
    try:
        yield
    except PersonRefused as refused:
        id_ = refused.said.id.removeprefix("refused-")
        raise Refused(status.HTTP_409_CONFLICT, id_, name=refused.name) from None
