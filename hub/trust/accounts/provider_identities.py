"""Who is who at the shop's identity provider: (issuer, subject) and account, linked by somebody who leads."""

import secrets
from dataclasses import dataclass

from hub.ground.database import Database
from hub.trust.accounts.people import By, Change, People, Person
from hub.trust.accounts.provider_tokens import Proven
from wire.clock import Clock, to_ms

# Nobody takes one letter for another; said aloud across a shop.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_CODE_LETTERS = 6
# A manager comes over, and has a customer first.
WAITING_SECONDS = 3600.0
MOST_WAITING = 50
MOST_NAME = 80


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who came in at the provider, and whom no account is linked with."""

    code: str
    issuer: str
    subject: str
    name: str
    """What the provider calls them; empty where it does not say."""
    at: float


class ProviderIdentities:
    """The table, and in memory who waits. Every method raises `DatabaseFailed`."""

    def __init__(self, db: Database, people: People, clock: Clock) -> None:
        self._db = db
        self._people = people
        self._clock = clock
        self._waiting: dict[tuple[str, str], Waiting] = {}

    def person(self, proven: Proven) -> Person | None:
        """Whose account it is."""
        row = self._db.row(
            "SELECT person FROM provider_identities WHERE issuer = ? AND sub = ?", proven.issuer, proven.subject
        )
        return self._people.find(row[0]) if row else None

    def is_linked(self, person: str) -> bool:
        """Whether somebody can come in that way."""
        return self._db.row("SELECT 1 FROM provider_identities WHERE person = ?", person) is not None

    def used(self, person: str, at_ms: int) -> None:
        """They came in that way."""
        self._db.run("UPDATE provider_identities SET used_ms = ? WHERE person = ?", at_ms, person)

    def wait(self, proven: Proven) -> str:
        """The code by which somebody who leads links them; the same for as long as they wait."""
        self.waiting()
        key = proven.issuer, proven.subject
        before = self._waiting.pop(key, None)
        while len(self._waiting) >= MOST_WAITING:
            del self._waiting[next(iter(self._waiting))]
        code = before.code if before else "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LETTERS))
        self._waiting[key] = Waiting(code, *key, _name_of(proven), self._clock.mono())
        return code

    def waiting(self) -> list[Waiting]:
        """Who waits, the newest first."""
        now = self._clock.mono()
        self._waiting = {key: each for key, each in self._waiting.items() if now - each.at < WAITING_SECONDS}
        return sorted(self._waiting.values(), key=lambda each: -each.at)

    def link(self, person: Person, code: str, by: By) -> bool:
        """From now on they come in that way; what was linked with the account before is not. False: no such code."""
        wanted = "".join(code.split()).upper()
        found = next((each for each in self.waiting() if each.code == wanted), None)
        if found is None:
            return False
        at_ms = to_ms(self._clock.wall())
        with self._db.atomic():
            self._db.run(
                "DELETE FROM provider_identities WHERE person = ? OR (issuer = ? AND sub = ?)",
                *(person.id, found.issuer, found.subject),
            )
            self._db.run(
                "INSERT INTO provider_identities VALUES (?, ?, ?, ?, ?, NULL)",
                *(found.issuer, found.subject, person.id, by.person, at_ms),
            )
            self._people.note(Change.PROVIDER_LINKED, person.id, by, at_ms, found.issuer)
        del self._waiting[found.issuer, found.subject]
        return True

    def unlink(self, person: Person, by: By) -> bool:
        """They come in that way no more. False: they did not."""
        with self._db.atomic():
            if not self._db.run("DELETE FROM provider_identities WHERE person = ?", person.id):
                return False
            self._people.note(Change.PROVIDER_UNLINKED, person.id, by, to_ms(self._clock.wall()))
        return True


def _name_of(proven: Proven) -> str:
    for claim in ("name", "preferred_username"):
        said = proven.claims.get(claim)
        if isinstance(said, str) and said.strip() and said.isprintable():
            return said.strip()[:MOST_NAME]
    return ""
