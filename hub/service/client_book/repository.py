"""The client book in the database, read from memory: every row of every screen asks it."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from hub.ground.database import Database
from hub.ground.journal import ClientBookChanged, Journal, Member


@dataclass(frozen=True, slots=True)
class Client:
    """One member in the book."""

    member: Member
    id: str
    """By which screens name the entry: random, and nothing of the member's."""
    person: str | None
    """The account of who looks after them; None where they do not want that."""
    since_ms: int
    declined_ms: int | None = None


class ClientRepository:
    """One entry a member. Every method raises `DatabaseFailed`."""

    def __init__(self, db: Database, journal: Journal) -> None:
        self._db = db
        self._journal = journal
        self._known: dict[Member, Client] | None = None

    def of(self, member: Member) -> Client | None:
        """The entry of a member."""
        return self._all().get(member)

    def named(self, client: str) -> Client | None:
        """The entry with that id."""
        return next((each for each in self._all().values() if each.id == client), None)

    def all(self) -> Iterable[Client]:
        """Every entry."""
        return [*self._all().values()]

    def put(self, member: Member, person: str, at_ms: int) -> None:
        """From now on that person looks after them."""
        self._write(Client(member, secrets.token_hex(8), person, at_ms), at_ms)

    def decline(self, member: Member, at_ms: int) -> None:
        """From now on nobody does, and nobody may."""
        self._write(Client(member, secrets.token_hex(8), None, at_ms, at_ms), at_ms)

    def remove(self, member: Member, at_ms: int) -> None:
        """Nothing is known of it any more."""
        self._known = None
        with self._journal.transaction():
            if self._db.run("DELETE FROM clients WHERE member = ?", member):
                self._journal.append(ClientBookChanged(member), at_ms)

    def forget(self) -> None:
        """What is on disk has changed."""
        self._known = None

    def _write(self, client: Client, at_ms: int) -> None:
        self._known = None
        with self._journal.transaction():
            self._db.run(
                "INSERT OR REPLACE INTO clients (member, client, person, since_ms, declined_ms) VALUES (?, ?, ?, ?, ?)",
                *(client.member, client.id, client.person, client.since_ms, client.declined_ms),
            )
            self._journal.append(ClientBookChanged(client.member), at_ms)

    def _all(self) -> dict[Member, Client]:
        if self._known is None:
            rows = self._db.rows("SELECT member, client, person, since_ms, declined_ms FROM clients")
            self._known = {Member(member): Client(Member(member), *rest) for member, *rest in rows}
        return self._known
