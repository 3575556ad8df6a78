"""The sessions that are open now: who may see the screens, from which device, and when it ends.

They live in memory and are written down beside, so that a restart asks nobody for the PIN again, and a full disk keeps
nobody out. What ends a session ends its streams and connections within a second or two.
"""

import asyncio
import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

import structlog

from hub.ground.errors import DatabaseFailed
from hub.trust.accounts.devices import MOST_DEVICES, Devices, StaffDevice, hashed, kind_of
from wire.clock import Clock, to_ms

# A long working day.
SESSION_SECONDS = 12 * 3600.0
# When a device was used last is written down this often: a minute is near enough to find the one that is missing.
SAVE_SECONDS = 60.0
# A phone between two access points has the old address once more for a moment; two places stay two.
ELSEWHERE_SECONDS = 3600.0
MOST_ENDED = 1000

log = structlog.get_logger()


class Ended(StrEnum):
    """Why a device needs the PIN."""

    UNKNOWN = "unknown"
    SIGNED_OUT = "signed-out"
    IDLE = "idle"
    EXPIRED = "expired"
    REVOKED = "revoked"
    """From another device."""
    COPIED = "copied"
    """Made in another browser."""


@dataclass(eq=False, slots=True)
class Session:
    """One device that knew the PIN."""

    device: str
    mark: bytes
    key: bytes
    browser: bytes
    opened_at: float
    seen_at: float
    streams: int = 0
    saved: bool = True
    over: asyncio.Event = field(default_factory=asyncio.Event)
    ended: Ended = Ended.UNKNOWN
    """Why, once it is over."""
    places: dict[bool, OrderedDict[str, float]] = field(default_factory=dict[bool, OrderedDict[str, float]])
    """When it was last used from its last two addresses, of IPv4 and of IPv6: many devices have one of each."""
    elsewhere_at: float | None = None
    """When it was last used from two places at once: somebody may have copied its cookies."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, as far as a request shows it."""

    neighbour: str
    user_agent: str
    session: str | None
    mark: str | None

    @property
    def browser(self) -> bytes:
        """The browser, so that a cookie in another one is noticed; what it is called is not kept."""
        return hashlib.sha256(self.user_agent.encode()).digest()[:8]


@dataclass(frozen=True, slots=True)
class Cookies:
    """What a device is given: one for the day, one by which it is known again."""

    session: str
    mark: str


class Sessions:
    """Opens, finds and ends them. `told` is called when one has ended, after its streams have been woken."""

    def __init__(
        self, devices: Devices, pin: str, idle_seconds: float, clock: Clock, told: Callable[[Session], None]
    ) -> None:
        self._devices = devices
        self._pin = pin
        self._idle_seconds = idle_seconds
        self._clock = clock
        self._told = told
        self._open: dict[bytes, Session] = {}
        self._ended: OrderedDict[bytes, Ended] = OrderedDict()
        self._to_close: set[str] = set()
        self._to_remove: set[str] = set()
        self._used: set[str] = set()
        self._saved_at = clock.mono()
        self._known: dict[bytes, StaffDevice] = {}
        self._load()

    def _load(self) -> None:
        self._devices.changed_elsewhere()
        now_ms, now = to_ms(self._clock.wall()), self._clock.mono()
        for device in self._devices.all():
            self._known[device.mark] = device
            if device.session is None or device.opened_ms is None:
                continue
            age, unused = (now_ms - device.opened_ms) / 1000, (now_ms - device.seen_ms) / 1000
            # By a clock that went back nobody can say how old it is.
            if 0 <= unused <= age < SESSION_SECONDS:
                self._open[device.session] = Session(
                    device.device, device.mark, device.session, device.browser, now - age, now - unused
                )

    def device_of(self, asking: Asking) -> str | None:
        """The device whose mark the request carries; None for a stranger."""
        known = self._known.get(hashed(asking.mark, self._pin)) if asking.mark else None
        return known.device if known else None

    def open(self, asking: Asking) -> Cookies:
        """A session for who knew the PIN; the one before on that device ends."""
        now, now_ms = self._clock.mono(), to_ms(self._clock.wall())
        cookies = Cookies(secrets.token_urlsafe(32), secrets.token_urlsafe(32))
        before = self._known.pop(hashed(asking.mark, self._pin), None) if asking.mark else None
        name = before.device if before else f"device-{secrets.token_hex(6)}"
        for session in [each for each in self._open.values() if each.device == name]:
            self._end(session, Ended.SIGNED_OUT)
        key, mark = hashed(cookies.session, self._pin), hashed(cookies.mark, self._pin)
        first_ms = before.first_ms if before else now_ms
        row = StaffDevice(name, mark, kind_of(asking.user_agent), asking.browser, first_ms, now_ms, key, now_ms)
        session = Session(name, mark, key, asking.browser, now, now)
        self._note_place(session, asking.neighbour)
        self._known[mark], self._open[key] = row, session
        if len(self._known) > MOST_DEVICES:
            self.revoke(min(self._known.values(), key=lambda each: each.seen_ms).device)
        self._to_close.discard(name)
        try:
            self._devices.put(row)
        except DatabaseFailed as failed:
            session.saved = False
            log.error("a sign-in could not be stored: it holds until the hub restarts", why=str(failed))  # noqa: TRY400 - the text says it
        return cookies

    def find(self, asking: Asking) -> Session | Ended:
        """The session that a request shows, or why it shows none."""
        key = hashed(asking.session, self._pin) if asking.session else b""
        session = self._open.get(key)
        if session is None:
            return self._ended.get(key, Ended.UNKNOWN)
        if over := self._judged(session):
            self._end(session, over)
            return over
        if not asking.mark or hashed(asking.mark, self._pin) != session.mark or asking.browser != session.browser:
            self._note_elsewhere(session, "its cookie came in another browser")
            return Ended.COPIED
        self._note_place(session, asking.neighbour)
        session.seen_at = self._clock.mono()
        self._used.add(session.device)
        return session

    def close(self, asking: Asking) -> None:
        """Sign out; what is none has nothing to sign out of."""
        session = self._open.get(hashed(asking.session, self._pin)) if asking.session else None
        if session:
            self._end(session, Ended.SIGNED_OUT)
            self._to_close.add(session.device)
            self._save()

    def revoke(self, device: str) -> bool:
        """A device is none of ours any more; it needs the PIN as if it had never known it. False: it was none."""
        marks = [mark for mark, each in self._known.items() if each.device == device]
        for mark in marks:
            del self._known[mark]
        for session in [each for each in self._open.values() if each.device == device]:
            self._end(session, Ended.REVOKED)
        if marks:
            # What is said here holds from now on, also if it can be written down only later.
            self._to_remove.add(device)
            self._save()
        return bool(marks)

    def all(self) -> list[tuple[StaffDevice, Session | None]]:
        """Each device of ours with its session, the one used last first."""
        by_device = {each.device: each for each in self._open.values()}
        found = [(self._as_of_now(device, by_device.get(device.device)), device) for device in self._known.values()]
        found.sort(key=lambda each: (-each[0].seen_ms, each[0].device))
        return [(now, by_device.get(now.device)) for now, _ in found]

    def look(self) -> None:
        """What ended by itself or from a terminal; once a second. Raises `DatabaseFailed`."""
        for session in list(self._open.values()):
            if over := self._judged(session):
                self._end(session, over)
                self._to_close.add(session.device)
        self._save()
        if self._devices.changed_elsewhere():
            there = {device.device for device in self._devices.all()}
            for device in {each.device for each in self._known.values()} - there - self._unsaved():
                self.revoke(device)
        if self._clock.mono() - self._saved_at >= SAVE_SECONDS:
            self._save_seen()

    def _unsaved(self) -> set[str]:
        return {session.device for session in self._open.values() if not session.saved}

    def _judged(self, session: Session) -> Ended | None:
        now = self._clock.mono()
        if now - session.opened_at >= SESSION_SECONDS:
            return Ended.EXPIRED
        return Ended.IDLE if not session.streams and now - session.seen_at >= self._idle_seconds else None

    def _end(self, session: Session, why: Ended) -> None:
        self._open.pop(session.key, None)
        self._ended[session.key] = session.ended = why
        while len(self._ended) > MOST_ENDED:
            self._ended.popitem(last=False)
        session.over.set()
        self._told(session)

    def _note_place(self, session: Session, neighbour: str) -> None:
        now = self._clock.mono()
        places = session.places.setdefault(":" in neighbour, OrderedDict())
        before = places.get(neighbour)
        newest = next(reversed(places), neighbour)
        places[neighbour] = now
        places.move_to_end(neighbour)
        if len(places) > 2:
            places.popitem(last=False)
        # There, elsewhere, and there again: a device that moved does not come back between two requests.
        if before is not None and newest != neighbour and now - before < ELSEWHERE_SECONDS:
            self._note_elsewhere(session, "it is used from two addresses at once")

    def _note_elsewhere(self, session: Session, why: str) -> None:
        now = self._clock.mono()
        if session.elsewhere_at is None or now - session.elsewhere_at >= ELSEWHERE_SECONDS:
            log.warning(
                "the sign-in of a device may have been copied: see the list of devices", device=session.device, why=why
            )
        session.elsewhere_at = now

    def _as_of_now(self, device: StaffDevice, session: Session | None) -> StaffDevice:
        if session is None:
            return device
        unused = 0.0 if session.streams else self._clock.mono() - session.seen_at
        return replace(device, seen_ms=to_ms(self._clock.wall() - unused))

    def _save(self) -> None:
        """Write down what has ended; what the database does not take now is tried again with the next look."""
        try:
            for device in tuple(self._to_remove):
                self._devices.remove(device)
                self._to_remove.discard(device)
            for device in tuple(self._to_close):
                self._devices.close(device)
                self._to_close.discard(device)
        except DatabaseFailed as failed:
            log.error("the end of a sign-in holds, but could not be stored yet", why=str(failed))  # noqa: TRY400 - the text says it

    def _save_seen(self) -> None:
        self._saved_at = self._clock.mono()
        used = {
            device.device: device.seen_ms
            for device, session in self.all()
            if session and (session.streams or device.device in self._used)
        }
        self._used.clear()
        for mark, known in self._known.items():
            if known.device in used:
                self._known[mark] = replace(known, seen_ms=used[known.device])
        self._devices.seen(used)
