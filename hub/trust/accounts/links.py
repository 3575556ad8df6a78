"""Links and QR codes that work once: for a first sign-in, and to enrol a handheld. Kept as hashes."""

import hashlib
import secrets
from dataclasses import dataclass
from enum import StrEnum

from hub.ground.database import Database
from hub.trust.accounts.people import By

WELCOME_SECONDS = 30 * 60
HANDHELD_SECONDS = 10 * 60
# Few are under way at once: whoever makes more makes the oldest of them void.
MOST_OPEN = 200


class LinkKind(StrEnum):
    """What a link opens."""

    WELCOME = "welcome"
    """The first sign-in of a person, on a device that becomes theirs; `about` is the person."""
    HANDHELD = "handheld"
    """A shared handheld; `about` is its name."""


@dataclass(frozen=True, slots=True)
class Link:
    """One of them."""

    kind: LinkKind
    about: str
    made_by: str


def _hashed(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


class Links:
    """The table. Every method raises `DatabaseFailed`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def make(self, kind: LinkKind, about: str, by: By, at_ms: int) -> tuple[str, int]:
        """The secret, which is said once and not kept, and until when it works (Unix ms).

        Of links for one person only the newest works.
        """
        secret = secrets.token_urlsafe(24)
        seconds = WELCOME_SECONDS if kind is LinkKind.WELCOME else HANDHELD_SECONDS
        with self._db.atomic():
            if kind is LinkKind.WELCOME:
                self._db.run("DELETE FROM one_time_links WHERE kind = ? AND about = ?", kind.value, about)
            self._db.run(
                "DELETE FROM one_time_links WHERE secret IN"
                " (SELECT secret FROM one_time_links ORDER BY made_ms DESC LIMIT -1 OFFSET ?)",
                MOST_OPEN - 1,
            )
            self._db.run(
                "INSERT INTO one_time_links VALUES (?, ?, ?, ?, ?, ?, NULL)",
                *(_hashed(secret), kind.value, about, by.person, at_ms, at_ms + seconds * 1000),
            )
        return secret, at_ms + seconds * 1000

    def take(self, secret: str, kind: LinkKind, at_ms: int) -> Link | None:
        """What it opens, once; None for one that was used, is over or unknown: nobody is told which."""
        with self._db.atomic():
            taken = self._db.run(
                "UPDATE one_time_links SET used_ms = ?"
                " WHERE secret = ? AND kind = ? AND used_ms IS NULL AND ? BETWEEN made_ms - 60000 AND expires_ms",
                *(at_ms, _hashed(secret), kind.value, at_ms),
            )
            if not taken:
                return None
            row = self._db.row("SELECT kind, about, made_by FROM one_time_links WHERE secret = ?", _hashed(secret))
        return Link(LinkKind(row[0]), row[1], row[2]) if row else None
