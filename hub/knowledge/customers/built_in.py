"""The built-in store of customer data, for shops that have no platform: what they import.

What their tills tell is a source of its own beside it (`hub.knowledge.purchases.order_traits`).
"""

import json
from collections.abc import Mapping

from hub.ground.database import Database
from hub.knowledge.customers.connector import Connector, Failed, Found, Raw
from hub.knowledge.customers.port import SourceStatus, Trait, told_together
from hub.knowledge.customers.traits import OURS, Traits
from hub.trust.members.repository import Members

# Read from the hub's own file: there is nobody to spare.
REQUESTS_PER_SECOND = 10_000.0
FRESH_SECONDS = 5.0
IMPORTED = "import"


class KnownTraits:
    """The table: by customer, trait and who told of it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._members = Members(db)

    def put(self, customer_ref: str, source: str, traits: Mapping[str, Trait]) -> None:
        """What this source knows of a member now; what it does not name any more goes. Of others nothing is kept."""
        self.put_all(source, {customer_ref: traits})

    def put_all(self, source: str, of_members: Mapping[str, Mapping[str, Trait]]) -> None:
        """The same of many members at once, or of none of them."""
        with self._db.atomic():
            # Somebody may have been erased since they were looked up.
            for customer_ref in self._members.known_refs(of_members):
                self._put(customer_ref, source, of_members[customer_ref])

    def _put(self, customer_ref: str, source: str, traits: Mapping[str, Trait]) -> None:
        self._db.run("DELETE FROM known_traits WHERE customer_ref = ? AND source = ?", customer_ref, source)
        for name, trait in traits.items():
            value = json.dumps(trait.value, ensure_ascii=False)
            self._db.run(
                "INSERT INTO known_traits VALUES (?, ?, ?, ?, ?, ?)",
                *(customer_ref, name, source, value, trait.observed_at_ms, trait.fetched_at_ms),
            )

    def move(self, old_ref: str, new_ref: str) -> None:
        """A customer has another id now; what is known under that one already is newer."""
        self._db.run("UPDATE OR IGNORE known_traits SET customer_ref = ? WHERE customer_ref = ?", new_ref, old_ref)
        self._db.run("DELETE FROM known_traits WHERE customer_ref = ?", old_ref)

    def of(self, customer_ref: str) -> dict[str, Raw]:
        """What is known of a customer; of several sources the newest, and what tells of one thing from one of them."""
        rows = self._db.rows(
            "SELECT source, trait, value, observed_at_ms FROM known_traits WHERE customer_ref = ?"
            " ORDER BY coalesce(observed_at_ms, kept_at_ms) DESC",
            customer_ref,
        )
        newest: dict[str, Raw] = {}
        for group in told_together(frozenset(trait for _, trait, *_ in rows)):
            whose = next(source for source, trait, *_ in rows if trait in group)
            newest |= {
                trait: Raw(json.loads(value), at, source)
                for source, trait, value, at in rows
                if trait in group and source == whose
            }
        return newest


class BuiltIn(Connector):
    """The table as a source among others."""

    def __init__(self, name: str, known: KnownTraits, traits: Traits = OURS) -> None:
        self.name = name
        self.traits = frozenset(traits.needs)
        self.cannot_check = None
        self._known = known

    async def fetch(self, customer_ref: str, wanted: frozenset[str]) -> Found | Failed:
        """Read it."""
        found = self._known.of(customer_ref)
        if not found:
            return Failed(SourceStatus.NOT_FOUND)
        return Found(customer_ref, {name: raw for name, raw in found.items() if name in wanted})
