"""The devices that staff sign in on, each known by a key that cannot leave it: the table, and nothing in memory.

A shared handheld is enrolled by a manager; a device that somebody opened with their
own link or passkey is theirs alone.
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from typing import Any

from hub.ground.database import Database
from hub.trust.accounts.people import By, Change, People

# A large shop has fifty; those that were not seen for longest go.
MOST_SHARED = 500
# A phone may lose its key each week, and is a new one then. Whoever brings more loses their own oldest, and
# never one of the shop's: with a passkey anybody could push all of them out.
MOST_OWN = 60


@dataclass(frozen=True, slots=True)
class Handheld:
    """One of them."""

    device: str
    name: str
    kind: str
    """What it says it is: "Android, Chrome"; empty when it says nothing we know."""
    public_key: bytes
    person: str | None
    """Whose own it is; None for one that is shared."""
    enrolled_by: str
    enrolled_ms: int
    seen_ms: int
    revoked_ms: int | None


_COLUMNS = "device, name, kind, public_key, person, enrolled_by, enrolled_ms, seen_ms, revoked_ms"


def _hashed(mark: str) -> bytes:
    return hashlib.sha256(mark.encode()).digest()


class Handhelds:
    """The table. Every method raises `DatabaseFailed`."""

    def __init__(self, db: Database, people: People) -> None:
        self._db = db
        self._people = people
        self.lost: set[str] = set()
        """Revoked, whatever the database says: it may be full."""

    def all(self) -> list[Handheld]:
        """Each that is not revoked, the one used last first."""
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM handhelds WHERE revoked_ms IS NULL ORDER BY seen_ms DESC, device"  # noqa: S608 - fixed
        )
        return [Handheld(*row) for row in rows if row[0] not in self.lost]

    def find(self, device: str) -> Handheld | None:
        """By its name in the log; also one that was revoked."""
        row = self._db.row(f"SELECT {_COLUMNS} FROM handhelds WHERE device = ?", device)  # noqa: S608 - fixed
        return self._known(row)

    def marked(self, mark: str | None) -> Handheld | None:
        """By the cookie that names it; also one that was revoked, so that it can be told."""
        row = self._db.row(f"SELECT {_COLUMNS} FROM handhelds WHERE mark = ?", _hashed(mark)) if mark else None  # noqa: S608 - fixed
        return self._known(row)

    def enrol(
        self, name: str, kind: str, public_key: bytes, by: By, at_ms: int, *, person: str | None = None
    ) -> tuple[Handheld, str]:
        """A new one, and the cookie by which it is named."""
        device, mark = f"device-{secrets.token_hex(6)}", secrets.token_urlsafe(32)
        with self._db.atomic():
            self._db.run(
                "INSERT INTO handhelds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
                *(device, name, kind, public_key, _hashed(mark), person, by.person, at_ms, at_ms),
            )
            self._people.note(Change.ENROLLED, device, By(by.person, device), at_ms, name)
            alike = [each for each in self.all() if each.person == person]
            for old in alike[MOST_OWN if person else MOST_SHARED :]:
                self.revoke(old.device, by, at_ms)
        return Handheld(device, name, kind, public_key, person, by.person, at_ms, at_ms, None), mark

    def revoke(self, device: str, by: By, at_ms: int) -> bool:
        """It is none of ours any more. False: it was none."""
        with self._db.atomic():
            revoked = self._db.run(
                "UPDATE handhelds SET revoked_ms = ? WHERE device = ? AND revoked_ms IS NULL", at_ms, device
            )
            if revoked:
                self._db.run("DELETE FROM staff_sessions WHERE device = ?", device)
                self._people.note(Change.REVOKED, device, by, at_ms)
        return revoked > 0

    def _known(self, row: tuple[Any, ...] | None) -> Handheld | None:
        found = Handheld(*row) if row else None
        return replace(found, revoked_ms=found.seen_ms) if found and found.device in self.lost else found

    def seen(self, seen_ms: dict[str, int]) -> None:
        """When each was used last."""
        with self._db.atomic():
            for device, at_ms in seen_ms.items():
                self._db.run("UPDATE handhelds SET seen_ms = ? WHERE device = ?", at_ms, device)


_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
# In this order: Edge and Opera name Chrome as well, and Chrome names Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def kind_of(user_agent: str) -> str:
    """What a colleague would call it: "Android, Chrome"; empty for what says nothing we know."""
    found = [next((name for sign, name in known if sign in user_agent), "") for known in (_SYSTEMS, _BROWSERS)]
    return ", ".join(filter(None, found))
