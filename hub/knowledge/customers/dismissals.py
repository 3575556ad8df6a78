"""Guesses that a customer dismissed: neither shown nor used from then on, whatever the platform goes on guessing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, get_args

from hub.ground.database import Database
from hub.ground.journal import Member
from hub.knowledge.customers.port import Context

Guess = Literal["wear_part_due"]
# A guess is one thing to a person, and one or more traits to the platform.
TRAITS_OF: Mapping[Guess, frozenset[str]] = {"wear_part_due": frozenset({"due_item", "due_line"})}


class Dismissals:
    """By member."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, member: Member, guess: Guess, at_ms: int) -> None:
        """Dismiss a guess for good; call within a transaction."""
        self._db.run("INSERT OR IGNORE INTO dismissals VALUES (?, ?, ?)", member, guess, at_ms)

    def of(self, member: Member) -> dict[Guess, int]:
        """What a member dismissed, and when."""
        rows = self._db.rows("SELECT guess, at_ms FROM dismissals WHERE member = ?", member)
        return {guess: at_ms for guess, at_ms in rows if guess in get_args(Guess)}

    def applied_to(self, member: Member, context: Context) -> Context:
        """What is known of a member without what they dismissed; staff are not told that there was anything."""
        gone = {trait for guess in self.of(member) for trait in TRAITS_OF[guess]}
        if not gone:
            return context
        kept = {name: trait for name, trait in context.traits.items() if name not in gone}
        return replace(context, traits=kept, missing={**context.missing, **dict.fromkeys(gone, "no_consent")})
