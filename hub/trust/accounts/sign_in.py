"""How somebody comes in: a handheld is enrolled, and a person signs in on it by PIN, link or passkey."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import status

from hub.ground.errors import DatabaseFailed
from hub.ground.web.may import Role
from hub.ground.web.refused import Refused
from hub.trust.accounts.handhelds import Handheld, Handhelds
from hub.trust.accounts.links import LinkKind, Links
from hub.trust.accounts.passkeys import PasskeyRefused, Passkeys, Place
from hub.trust.accounts.people import By, Change, People, Person
from hub.trust.accounts.pins import PinHashes, new_pin
from hub.trust.accounts.sessions import Ended, Session, Sessions, Way
from hub.trust.accounts.wrong_pins import Lock, WrongPins
from wire.clock import Clock, to_ms

log = structlog.get_logger()
# When a device was used last is written down this often: a minute finds the one that is missing.
SEEN_SECONDS = 60.0
# Long enough for an honest scanner; a badge is no essay.
MOST_BADGE = 200


@dataclass(frozen=True, slots=True)
class NewDevice:
    """A browser that is none of ours yet, and shows that it holds the key."""

    public_key: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a browser is given."""

    person: Person
    session: str
    device: Handheld
    mark: str | None
    """The cookie of the device, where it is new."""


class SignIn:
    """Lets people in. Every method raises `Refused` and `DatabaseFailed`."""

    def __init__(
        self,
        people: People,
        handhelds: Handhelds,
        links: Links,
        sessions: Sessions,
        passkeys: Passkeys,
        wrong: WrongPins,
        hashes: PinHashes,
        clock: Clock,
    ) -> None:
        self.people = people
        self.handhelds = handhelds
        self.links = links
        self.sessions = sessions
        self.passkeys = passkeys
        self.wrong = wrong
        self._hashes = hashes
        self._clock = clock
        self._seen_at = clock.mono()
        self._to_revoke: dict[str, By] = {}
        self._roles: dict[bytes, frozenset[Role]] = {}
        """What each sign-in had with the last look."""

    def now_ms(self) -> int:
        """By the hub's clock."""
        return to_ms(self._clock.wall())

    def enrol(self, secret: str, new: NewDevice) -> tuple[Handheld, str]:
        """Make a browser a shared handheld, by the code that a manager shows."""
        with self.people.db.atomic():
            link = self.links.take(secret, LinkKind.HANDHELD, self.now_ms())
            if link is None:
                raise Refused(status.HTTP_410_GONE, "link-over")
            by = By(link.made_by, "")
            return self.handhelds.enrol(link.about, new.kind, new.public_key, by, self.now_ms())

    def who(self, person: str | None, badge: str | None) -> str:
        """Whose PIN is asked for: an id that may be nobody's."""
        if badge is None:
            return person or ""
        found = self.people.with_badge(self._hashes.badge(badge[:MOST_BADGE].strip()))
        return found.id if found else ""

    async def by_pin(self, device: Handheld, person: str, pin: str) -> SignedIn:
        """A shared handheld is everybody's; one's own device opens to its owner alone."""
        found = await self._prove(device, person, pin)
        return self._in(found, device)

    async def by_link(self, secret: str, device: Handheld | NewDevice) -> SignedIn:
        """A first sign-in; a browser that is none of ours becomes this person's own."""
        with self.people.db.atomic():  # on a device where it opens nothing it stays good
            link = self.links.take(secret, LinkKind.WELCOME, self.now_ms())
            person = self.people.find(link.about) if link else None
            if person is None:
                raise Refused(status.HTTP_410_GONE, "link-over")
            found, mark = self._device_of(person, device)
        return self._in(person, found, mark, way=Way.LINK)

    def by_passkey(self, place: Place, credential: Mapping[str, Any], device: Handheld | NewDevice) -> SignedIn:
        """Who it is, the passkey says."""
        person = self._by_passkey(place, credential)
        return self._in(person, *self._device_of(person, device), way=Way.PASSKEY)

    def by_provider(self, person: Person, device: Handheld | NewDevice, proven_seconds_ago: float) -> SignedIn:
        """Who it is, the shop's identity provider says."""
        known, mark = self._device_of(person, device)
        return self._in(person, known, mark, way=Way.PROVIDER, proven_seconds_ago=proven_seconds_ago)

    def check_device(self, person: Person, device: Handheld | NewDevice) -> None:
        """Raise `Refused` where it is somebody else's own."""
        if isinstance(device, Handheld) and device.person not in (None, person.id):
            raise Refused(status.HTTP_401_UNAUTHORIZED, "device-of-another")

    def end_by_provider(self, person: str) -> None:
        """End all sign-ins of somebody that the identity provider has opened."""
        for session in self.sessions.all():
            if session.person == person and session.way is Way.PROVIDER:
                self.sessions.end(session, Ended.REVOKED)

    async def step_up_by_pin(self, session: Session, device: Handheld, pin: str) -> None:
        """They prove once more who they are."""
        await self._prove(device, session.person, pin)
        session.proven_at = self._clock.mono()

    def step_up_by_passkey(self, session: Session, place: Place, credential: Mapping[str, Any]) -> None:
        """The same, by passkey; somebody else's does not count."""
        if self._by_passkey(place, credential).id != session.person:
            raise Refused(status.HTTP_401_UNAUTHORIZED, "passkey-wrong")
        session.proven_at = self._clock.mono()

    def give_pin(self, person: Person, by: By, keep: Session | None = None) -> str:
        """Another PIN, said once. Whoever was in with the one before is out, but for `keep`."""
        pin = new_pin()
        self.people.set_pin(person, self._hashes.hash(pin), by, self.now_ms())
        self.wrong.unlock(person=person.id)
        self.end_others(person.id, Ended.CHANGED, keep)
        return pin

    def give_badge(self, person: Person, badge: str | None, by: By) -> None:
        """Another badge, or none."""
        hashed = self._hashes.badge(badge[:MOST_BADGE].strip()) if badge else None
        self.people.set_badge(person, hashed, by, self.now_ms())

    def remove(self, person: Person, by: By) -> None:
        """Their account is gone, and with it every way in."""
        # Where it cannot be written it is said so, and nothing has changed: their devices can be revoked.
        self.people.remove(person, by, self.now_ms())
        self.sessions.end_where(Ended.REMOVED, person=person.id)

    def revoke(self, device: str, by: By) -> bool:
        """A device is none of ours any more. False: it was none."""
        known = self.handhelds.find(device)
        if known is None or known.revoked_ms is not None:
            return False
        # Before it is written down: on a full disk it holds all the same, and is written with a later look.
        self._to_revoke[device] = by
        self.handhelds.lost.add(device)
        self.sessions.end_where(Ended.REVOKED, device=device)
        self._write()
        return True

    def end_others(self, person: str, why: Ended, keep: Session | None) -> None:
        """End all sign-ins of somebody but one."""
        for session in self.sessions.all():
            if session.person == person and session is not keep:
                self.sessions.end(session, why)

    def look(self) -> None:
        """What ends sign-ins, also from the command line: devices, people and roles that are none of ours any more."""
        self._write()
        if self._clock.mono() - self._seen_at >= SEEN_SECONDS:
            self._seen_at, wall = self._clock.mono(), self._clock.wall()
            idle = {each.device: self.sessions.idle_seconds(each) for each in self.sessions.all()}
            self.handhelds.seen({device: to_ms(wall - seconds) for device, seconds in idle.items()})
        had, self._roles = self._roles, {}
        for session in self.sessions.all():
            device, person = self.handhelds.find(session.device), self.people.find(session.person)
            if device is None or device.revoked_ms is not None:
                self.sessions.end(session, Ended.REVOKED)
            elif person is None:
                self.sessions.end(session, Ended.REMOVED)
            elif had.get(session.key, person.roles) - person.roles:
                # A request is judged each time; a stream that is open would go on with what they had.
                self.sessions.end(session, Ended.CHANGED)
            else:
                self._roles[session.key] = person.roles

    def _write(self) -> None:
        for device, by in tuple(self._to_revoke.items()):
            with suppress(DatabaseFailed):
                self.handhelds.revoke(device, by, self.now_ms())
                del self._to_revoke[device]

    async def _prove(self, device: Handheld, person: str, pin: str) -> Person:
        locked = self.wrong.lock(person, device.device)
        if locked:
            wait = {"Retry-After": f"{max(1, round(locked.seconds))}"} if locked.seconds else {}
            minutes = max(1, round(locked.seconds / 60))
            raise Refused(status.HTTP_429_TOO_MANY_REQUESTS, f"pin-{locked.why.value}", wait, minutes=minutes)
        found = self.people.find(person)
        if found and device.person not in (None, found.id):
            found = None
        kept = self.people.pin_of(found.id) if found else None
        guess, delay_seconds = self.wrong.begin(person, device.device), self.wrong.delay_seconds()
        await self._clock.sleep(delay_seconds)
        right = await self._hashes.is_right(pin, kept)
        # Another was given while it was looked at: then this one counts no more.
        if not right or found is None or self.people.pin_of(found.id) != kept:
            self.wrong.was_wrong(guess)
            after = self.wrong.lock(person, device.device)
            if after and after.why is Lock.PAIR:
                log.warning("a PIN was guessed too often on a device: a manager unlocks it", device=device.device)
            raise Refused(status.HTTP_401_UNAUTHORIZED, "pin-wrong")
        self.wrong.was_right(guess)
        return found

    def _by_passkey(self, place: Place, credential: Mapping[str, Any]) -> Person:
        try:
            return self.passkeys.authenticate(place, dict(credential), self.now_ms())
        except PasskeyRefused as refused:
            if refused.known:
                log.warning("a passkey proved nobody", why=str(refused))
            raise Refused(status.HTTP_401_UNAUTHORIZED, "passkey-wrong") from None

    def _device_of(self, person: Person, device: Handheld | NewDevice) -> tuple[Handheld, str | None]:
        self.check_device(person, device)
        if isinstance(device, Handheld):
            return device, None
        by = By(person.id, "")
        name = device.kind or person.name
        return self.handhelds.enrol(name, device.kind, device.public_key, by, self.now_ms(), person=person.id)

    def _in(
        self,
        person: Person,
        device: Handheld,
        mark: str | None = None,
        *,
        way: Way = Way.PIN,
        proven_seconds_ago: float = 0.0,
    ) -> SignedIn:
        session = self.sessions.open(device.device, person.id, way, proven_seconds_ago)
        with suppress(DatabaseFailed):  # a full disk keeps nobody out
            self.people.note(Change.SIGNED_IN, person.id, By(person.id, device.device), self.now_ms(), way.value)
        return SignedIn(person, session, device, mark)
