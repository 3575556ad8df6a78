"""Dry runs of one store: one at a time, in a thread; sources of customer data are asked before, where a rule asks."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hub.ground.holdings import DAY_MS
from hub.ground.journal import Member
from hub.knowledge.customers.known import KnownCustomers
from hub.knowledge.customers.port import DEADLINE_SECONDS, Context, SourceStatus
from hub.place.visits.repository import Visits
from hub.service.campaigns.document import CampaignDocument
from hub.service.campaigns.dry_run import DAYS, DryRun, Progress, StoreOfThen, asks_sources, dry_run
from hub.service.campaigns.rules.fields import variables_in
from hub.service.campaigns.rules.tree import to_cel
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import Members

# A platform is asked for so many at once, and for so long in all: the cards of those who are here come first.
_AT_ONCE = 10
_ASKING_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class AskedNow:
    """Who is asked what they know of customers now."""

    people: Members
    ledger: ConsentLedger
    visits: Visits
    customers: KnownCustomers

    async def contexts(self, since_ms: int, now_ms: int, mono: Callable[[], float]) -> dict[Member, Context]:
        """Of everybody who came since then, as far as there was an answer in time."""
        found: dict[Member, Context] = {}
        everybody = [member for member, _, _ in self.visits.first_of_each(since_ms, now_ms)]
        until = mono() + _ASKING_SECONDS
        for first in range(0, len(everybody), _AT_ONCE):
            if mono() >= until:
                break
            found |= await self._some(everybody[first : first + _AT_ONCE], now_ms)
        return found

    async def _some(self, members: Sequence[Member], now_ms: int) -> dict[Member, Context]:
        found = await asyncio.gather(*(self._one(member, now_ms) for member in members))
        return {
            member: context
            for member, context in zip(members, found, strict=True)
            if context is not None and context.status in {SourceStatus.OK, SourceStatus.NOT_FOUND}
        }

    async def _one(self, member: Member, now_ms: int) -> Context | None:
        record = self.people.get(member)
        permission = self.ledger.permission(member, Purpose.RECOGNISE_IN_STORE, at_ms=now_ms)
        if record is None or permission is None:
            return None
        return await self.customers.context(record, permission, DEADLINE_SECONDS)


@dataclass(slots=True)
class DryRuns:
    """Of one store."""

    of: StoreOfThen
    asked: AskedNow
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(
        self,
        document: CampaignDocument,
        now_ms: int,
        days: int = DAYS,
        progress: Progress = lambda _done, _of: None,
    ) -> DryRun:
        """What it would have done. Raises `DatabaseFailed`."""
        async with self._one:
            contexts: dict[Member, Context] = {}
            if asks_sources(document, variables_in(to_cel(document.who))):
                contexts = await self.asked.contexts(now_ms - days * DAY_MS, now_ms, time.monotonic)
            return await asyncio.to_thread(dry_run, document, self.of, now_ms, days, contexts, progress)
