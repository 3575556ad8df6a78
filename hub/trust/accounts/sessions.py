"""The sign-ins that are open now: who, on which device, and when each ends.

They live in memory and are written down beside, so that a restart asks nobody to sign in again, and a full disk keeps
nobody out. What ends one ends its streams and connections within a second or two.
"""

import asyncio
import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import structlog

from hub.ground.database import Database
from hub.ground.errors import DatabaseFailed
from wire.clock import Clock, to_ms

# A long working day.
SESSION_SECONDS = 12 * 3600.0
# When somebody was there last is written down this often.
SAVE_SECONDS = 60.0
MOST_ENDED = 1000

log = structlog.get_logger()


class Ended(StrEnum):
    """Why somebody has to sign in."""

    UNKNOWN = "unknown"
    SIGNED_OUT = "signed-out"
    LOCKED = "locked"
    IDLE = "idle"
    EXPIRED = "expired"
    REVOKED = "revoked"
    """The device is none of the shop's any more, or the sign-in was ended from elsewhere."""
    REMOVED = "removed"
    """The person has no account any more."""
    CHANGED = "changed"
    """Another PIN or passkey was given, or a role was taken."""


class Way(StrEnum):
    """How somebody signed in."""

    PIN = "pin"
    PASSKEY = "passkey"
    LINK = "link"
    PROVIDER = "provider"
    """At the shop's own identity provider."""


@dataclass(eq=False, slots=True)
class Session:
    """One person on one device."""

    key: bytes
    device: str
    person: str
    way: Way
    opened_at: float
    seen_at: float
    proven_at: float
    """When they last proved who they are, for what cannot be taken back."""
    streams: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)
    ended: Ended = Ended.UNKNOWN
    """Why, once it is over."""

    @property
    def name(self) -> str:
        """By which a list of them names it: says nothing of the cookie."""
        return hashlib.sha256(self.key).hexdigest()[:16]


def _hashed(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()


class Sessions:
    """Opens, finds and ends them. `told` is called when one has ended, after its streams have been woken."""

    def __init__(self, db: Database, idle_seconds: float, clock: Clock, told: Callable[[Session], None]) -> None:
        self._db = db
        self._idle_seconds = idle_seconds
        self._clock = clock
        self._told = told
        self._open: dict[bytes, Session] = {}
        self._ended: OrderedDict[bytes, Ended] = OrderedDict()
        self._unwritten: dict[bytes, Session] = {}
        """What the database has not taken yet: opened, ended, or both."""
        self._saved_at = clock.mono()
        self._load()

    def _load(self) -> None:
        now_ms, now = to_ms(self._clock.wall()), self._clock.mono()
        rows = self._db.rows("SELECT key, device, person, way, opened_ms, seen_ms FROM staff_sessions")
        for key, device, person, way, opened_ms, seen_ms in rows:
            age, unused = (now_ms - opened_ms) / 1000, (now_ms - seen_ms) / 1000
            # By a clock that went back nobody can say how old it is.
            if 0 <= unused <= age < SESSION_SECONDS:
                # What cannot be taken back is proven anew after a restart.
                self._open[key] = Session(key, device, person, Way(way), now - age, now - unused, -SESSION_SECONDS)

    def open(self, device: str, person: str, way: Way, proven_seconds_ago: float = 0.0) -> str:
        """The cookie of a new one; what was open on that device ends."""
        self.end_where(Ended.SIGNED_OUT, device=device)
        now, cookie = self._clock.mono(), secrets.token_urlsafe(32)
        session = Session(_hashed(cookie), device, person, way, now, now, now - proven_seconds_ago)
        self._open[session.key] = self._unwritten[session.key] = session
        self._write()
        return cookie

    def find(self, cookie: str | None, device: str) -> Session | Ended:
        """The one that a cookie opens on that device, or why it opens none; it is in use."""
        found = self.look_up(cookie, device)
        if isinstance(found, Session):
            found.seen_at = self._clock.mono()
        return found

    def look_up(self, cookie: str | None, device: str) -> Session | Ended:
        """The same, for whoever has not proven to be on that device: it does not keep it from locking."""
        key = _hashed(cookie) if cookie else b""
        session = self._open.get(key)
        if session is None:
            return self._ended.get(key, Ended.UNKNOWN)
        if session.device != device:
            return Ended.UNKNOWN
        if over := self._judged(session):
            self.end(session, over)
            return over
        return session

    def end(self, session: Session, why: Ended) -> None:
        """It holds from now on, also if it can be written down only later."""
        self._open.pop(session.key, None)
        self._ended[session.key] = session.ended = why
        while len(self._ended) > MOST_ENDED:
            self._ended.popitem(last=False)
        session.over.set()
        self._unwritten[session.key] = session
        self._told(session)
        self._write()

    def end_where(self, why: Ended, *, device: str | None = None, person: str | None = None) -> int:
        """End all on a device, or of a person; how many there were."""
        found = [
            each
            for each in self._open.values()
            if (device is not None and each.device == device) or (person is not None and each.person == person)
        ]
        for session in found:
            self.end(session, why)
        return len(found)

    def all(self) -> list[Session]:
        """Those that are open, the newest first."""
        return sorted(self._open.values(), key=lambda each: -each.opened_at)

    def idle_seconds(self, session: Session) -> float:
        """For how long nobody used it."""
        return 0.0 if session.streams else self._clock.mono() - session.seen_at

    def look(self) -> None:
        """What ended by itself, and what is still to be written; once a second."""
        for session in list(self._open.values()):
            if over := self._judged(session):
                self.end(session, over)
        self._write()
        if self._clock.mono() - self._saved_at >= SAVE_SECONDS:
            self._save_seen()

    def _judged(self, session: Session) -> Ended | None:
        now = self._clock.mono()
        if now - session.opened_at >= SESSION_SECONDS:
            return Ended.EXPIRED
        return Ended.IDLE if not session.streams and now - session.seen_at >= self._idle_seconds else None

    def _write(self) -> None:
        """Write down what opened and ended; what the database does not take now is tried again with the next look."""
        wall, now = self._clock.wall(), self._clock.mono()
        try:
            for key, session in tuple(self._unwritten.items()):
                if key in self._open:
                    opened_ms, seen_ms = (to_ms(wall - now + at) for at in (session.opened_at, session.seen_at))
                    row = key, session.device, session.person, session.way.value, opened_ms, seen_ms
                    self._db.run("INSERT OR REPLACE INTO staff_sessions VALUES (?, ?, ?, ?, ?, ?)", *row)
                else:
                    self._db.run("DELETE FROM staff_sessions WHERE key = ?", key)
                del self._unwritten[key]
        except DatabaseFailed as failed:
            log.error("sign-ins hold, but could not be stored yet: until the hub restarts", why=str(failed))  # noqa: TRY400 - the text says it

    def _save_seen(self) -> None:
        self._saved_at = self._clock.mono()
        self._unwritten.update(self._open)
        self._write()
