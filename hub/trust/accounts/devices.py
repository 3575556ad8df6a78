"""The devices that once knew the store's PIN, and the session that is open on each: the table, and nothing in memory.

Cookies are random and stand here as a hash together with the PIN: a copy of the database opens no screen, and with
another PIN none of the old cookies counts.
"""

import hashlib
from dataclasses import dataclass

from hub.ground.database import Database

# A large shop has fifty. Who makes more knows the PIN; those that were not seen for longest go.
MOST_DEVICES = 500


@dataclass(frozen=True, slots=True)
class StaffDevice:
    """One of them."""

    device: str
    mark: bytes
    kind: str
    browser: bytes
    first_ms: int
    seen_ms: int
    session: bytes | None
    opened_ms: int | None


class Devices:
    """The table. Every method raises `DatabaseFailed`."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._version: int | None = None

    def all(self) -> list[StaffDevice]:
        """Each device, the one used last first."""
        rows = self._db.rows(
            "SELECT handheld, mark, kind, browser, first_ms, seen_ms, session, opened_ms FROM staff_devices"
            " ORDER BY seen_ms DESC, handheld"
        )
        return [StaffDevice(*row) for row in rows]

    def put(self, device: StaffDevice) -> None:
        """A session was opened on it, for the first time or again."""
        self._db.run(
            "INSERT OR REPLACE INTO staff_devices"
            " (handheld, mark, kind, browser, first_ms, seen_ms, session, opened_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            device.device,
            device.mark,
            device.kind,
            device.browser,
            device.first_ms,
            device.seen_ms,
            device.session,
            device.opened_ms,
        )

    def close(self, device: str) -> None:
        """Signed out; it still is one of ours."""
        self._db.run("UPDATE staff_devices SET session = NULL, opened_ms = NULL WHERE handheld = ?", device)

    def remove(self, device: str) -> bool:
        """It is none of ours any more. False: it was none."""
        return self._db.run("DELETE FROM staff_devices WHERE handheld = ?", device) > 0

    def seen(self, seen_ms: dict[str, int]) -> None:
        """When each was used last."""
        with self._db.atomic():
            for device, at_ms in seen_ms.items():
                self._db.run("UPDATE staff_devices SET seen_ms = ? WHERE handheld = ?", at_ms, device)

    def changed_elsewhere(self) -> bool:
        """Whether another process has written since the last call: goddag-hub devices revoke."""
        row = self._db.row("PRAGMA data_version")
        before, self._version = self._version, row[0] if row else None
        return before != self._version


def hashed(cookie: str, pin: str) -> bytes:
    """What is kept of a cookie."""
    return hashlib.sha256(f"{cookie}\n{pin}".encode()).digest()


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
