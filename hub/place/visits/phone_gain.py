"""How much louder than an ordinary phone a member's is heard, as its own visits taught.

Phones differ by 5 dB and more, and a wall takes 9: of a loud phone on the pavement nothing but its owner's last visit
tells that it is not inside.
"""

from hub.ground.database import Database
from hub.ground.journal import Member
from hub.place.presence.belief import GainEstimate

# Phone and receiver together never make more than this; what seems more is a fault of the map.
MOST_DB = 15.0


def add_up(known_db: float, taught: GainEstimate) -> float:
    """What is known after a visit. Pure.

    Never less than 0: who seemed quieter was behind the window as likely as not, and judged as louder would be greeted
    there. On a simulated day with both signs every sixth visit was of somebody who only passed.
    """
    return max(0.0, min(MOST_DB, known_db + taught.gain_db))


class PhoneGains:
    """One number a member. Call what writes within a transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, member: Member) -> float:
        """In dB; 0 for a phone of which nothing was learned."""
        row = self._db.row("SELECT louder_db FROM phone_loudness WHERE member = ?", member)
        return 0.0 if row is None else float(row[0])

    def learn(self, member: Member, taught: GainEstimate, at_ms: int) -> None:
        """Add what a visit taught to what was known when it began."""
        gain_db = add_up(self.of(member), taught)
        self._db.run("INSERT OR REPLACE INTO phone_loudness VALUES (?, ?, ?)", member, gain_db, at_ms)

    def forget(self, member: Member) -> None:
        """The member is not to be recognised any more."""
        self._db.run("DELETE FROM phone_loudness WHERE member = ?", member)
