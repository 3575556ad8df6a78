"""What happened, and what we do about it: the hub's table of contents."""

import asyncio
from typing import assert_never

import structlog

from hub.ground.database import Database
from hub.ground.errors import DatabaseFailed
from hub.ground.journal import (
    CardComposed,
    ConsentGranted,
    ConsentWithdrawn,
    EndReason,
    Entry,
    Event,
    GuessDismissed,
    HelpRequested,
    Journal,
    Member,
    MemberEnrolled,
    MessageExposed,
    MessageSettled,
    MessageWithheld,
    OutcomeRecorded,
    PurchaseItemised,
    PurchaseRecorded,
    ReturnRecorded,
    TokenReplayed,
    VisitClaimed,
    VisitEnded,
    VisitErased,
    VisitId,
    VisitReleased,
    VisitStarted,
    ZoneEntered,
)
from hub.knowledge.customers.consent_notices import ConsentNotices
from hub.knowledge.customers.dismissals import Dismissals
from hub.knowledge.customers.port import DEADLINE_SECONDS, GIVE_UP_SECONDS, Context, CustomerSource, SourceStatus
from hub.knowledge.purchases.service import Purchases
from hub.place.visits.repository import Visits
from hub.place.visits.service import VisitService
from hub.service.campaigns.campaign import Campaign
from hub.service.messages.service import PUSH_NEEDS, MessageService
from hub.service.staff.board import CARD_NEEDS, CARD_RESTS_ON, Board, Composed, may_be_shown
from hub.service.staff.card import compose_card, name_of
from hub.service.staff.timelines import Timelines
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import Members
from hub.trust.members.service import MemberService
from wire.clock import Clock, to_ms

SCHEMA = {
    "create_reactions": "CREATE TABLE reactions (id INTEGER PRIMARY KEY CHECK (id = 1), done_seq INTEGER NOT NULL)"
}
# Each waits for a customer data platform or a push gateway; more at once would only queue there.
AT_ONCE = 32
# A card that changes under somebody's eyes is worse than one that comes a moment later, and platforms promise 200 ms;
# but a dead one is to cost no more than 300.
FIRST_CARD_SECONDS = 0.22
# A source that fails is asked again for whoever is still here; a little later than its circuit closes at the earliest.
AGAIN_SECONDS = 20.0
# What passes by itself, or when somebody mends it.
_PASSES = frozenset(SourceStatus) - {SourceStatus.OK, SourceStatus.NOT_FOUND, SourceStatus.NOT_CONFIGURED}

log = structlog.get_logger()


class Reactions:
    """Reads the journal and acts. What was not finished when the hub stopped is done again at the next start."""

    def __init__(
        self,
        db: Database,
        journal: Journal,
        clock: Clock,
        members: Members,
        member_service: MemberService,
        ledger: ConsentLedger,
        visits: Visits,
        visit_service: VisitService,
        customers: CustomerSource,
        dismissals: Dismissals,
        board: Board,
        messages: MessageService,
        notices: ConsentNotices,
        purchases: Purchases,
        timelines: Timelines,
        campaign: Campaign,
    ) -> None:
        self._db = db
        self._journal = journal
        self._clock = clock
        self._members = members
        self._member_service = member_service
        self._ledger = ledger
        self._visits = visits
        self._visit_service = visit_service
        self._customers = customers
        self._dismissals = dismissals
        self._board = board
        self._messages = messages
        self._notices = notices
        self._purchases = purchases
        self._timelines = timelines
        self._campaign = campaign
        self._read_seq = self._saved_seq()
        self._unfinished: set[int] = set()
        self._tasks: asyncio.TaskGroup | None = None
        self._unsatisfied: set[VisitId] = set()

    async def react(self, event: Event, seq: int) -> None:  # noqa: C901 - one case an event
        """One event, one answer. Each can be done twice without harm."""
        match event:
            case VisitStarted(member, visit):
                await self._welcome(member, visit)
            case ConsentWithdrawn(member):
                self._take_back(event)
                self._purchases.let_go(member, self._now_ms())
                self._notices.add(member, seq, self._now_ms())
                await self._compose_anew(member)
            case GuessDismissed(member):
                self._take_back(event)
                await self._compose_anew(member)
            case ConsentGranted(member):
                self._notices.add(member, seq, self._now_ms())
                await self._compose_anew(member)
            case VisitEnded(member, visit, reason):
                self._board.drop_card(visit)
                if reason is EndReason.LEFT:
                    self._member_service.end_visit_choices(member, self._now_ms())
            case HelpRequested(member, visit):
                await self._compose(member, visit)
            case TokenReplayed():
                self._take_back(event)
            case PurchaseRecorded(member) | PurchaseItemised(member) | ReturnRecorded(member):
                await self._bought(member)
            case MemberEnrolled() | ZoneEntered() | CardComposed() | VisitErased() | MessageExposed():
                pass
            case VisitClaimed() | VisitReleased() | OutcomeRecorded() | MessageWithheld() | MessageSettled():
                pass
            case _:
                assert_never(event)

    async def run(self) -> None:
        """React until cancelled."""
        self._messages.give_up_unsettled()
        slots = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            tasks.create_task(self._take_back_first(self._read_seq))
            # Cards live in memory only: those who are still here get theirs again.
            for visit in self._visits.all_open():
                again = self._messages.was_not_sent(self._campaign, visit.member, visit.id)
                tasks.create_task(self._welcome(visit.member, visit.id) if again else self._compose_anew(visit.member))
            while True:
                for entry in self._journal.read(self._read_seq):
                    self._read_seq = entry.seq
                    self._unfinished.add(entry.seq)
                    await slots.acquire()
                    tasks.create_task(self._one(entry, slots))
                await self._journal.grown_beyond(self._read_seq)
                if self._journal.closed:
                    return

    def oldest_unfinished(self) -> int | None:
        """The oldest event that has not been answered; None when all are."""
        if self._unfinished:
            return min(self._unfinished)
        return self._read_seq + 1 if self._journal.last_seq() > self._read_seq else None

    def save_progress(self) -> None:
        """Remember how far everything is done."""
        done = min(self._unfinished, default=self._read_seq + 1) - 1
        if done != self._saved_seq():
            self._db.run("INSERT OR REPLACE INTO reactions VALUES (1, ?)", done)

    async def _one(self, entry: Entry, slots: asyncio.Semaphore) -> None:
        try:
            await self.react(entry.event, entry.seq)
        except Exception:  # one customer's fault must not stop the shop
            log.exception("a reaction failed", reacting_to=type(entry.event).__name__, seq=entry.seq)
        finally:
            self._unfinished.discard(entry.seq)
            slots.release()

    def _saved_seq(self) -> int:
        row = self._db.row("SELECT done_seq FROM reactions")
        return row[0] if row else 0

    async def _welcome(self, member: Member, visit: VisitId) -> None:
        """A card first, a message after: staff are nearer than a phone in a pocket."""
        context = await self._compose(member, visit)
        record = self._members.get(member)
        open_visit = self._visits.of(member)
        if record and open_visit and open_visit.id == visit:
            await self._messages.consider(self._campaign, record, visit, context)

    async def _take_back_first(self, seq: int) -> None:
        """What ends something overtakes whatever waits for a slot, and waits for nobody outside itself."""
        told: tuple[Event, ...] = ()
        while not self._journal.closed:
            new, told = [event for event in self._journal.unwritten() if event not in told], self._journal.unwritten()
            for event in new:
                try:
                    self._take_back(event)
                except DatabaseFailed:
                    log.warning("a withdrawal holds and waits to be written")  # its visit ends with its entry
            for entry in self._journal.read(seq):
                seq = entry.seq
                try:
                    self._take_back(entry.event)
                except Exception:  # `react` tries it again; one customer's fault must not stop the shop
                    log.exception("a withdrawal has to wait", seq=seq)
            await self._journal.grown_beyond(seq, told=told)

    def _take_back(self, event: Event) -> None:
        """Stop what rests on something that holds no more. Nothing here waits."""
        match event:
            case ConsentWithdrawn(member, purpose):
                self._withdrawn(member, Purpose(purpose))
            case GuessDismissed(member):
                self._drop_card(member)
            case TokenReplayed(member):
                self._messages.call_back(member)
            case _:
                pass

    def _withdrawn(self, member: Member, purpose: Purpose) -> None:
        if purpose in PUSH_NEEDS:
            self._messages.call_back(member)
        if purpose in CARD_RESTS_ON:
            if record := self._members.get(member):
                self._customers.drop(record.customer_ref)
            self._drop_card(member)
        still = self._ledger.permission(member, Purpose.RECOGNISE_IN_STORE, at_ms=self._now_ms())
        if purpose is Purpose.RECOGNISE_IN_STORE and still is None:  # not given again in the meantime
            self._visit_service.withdraw(member, self._clock.wall())

    def _drop_card(self, member: Member) -> None:
        visit = self._visits.of(member)
        if visit:
            self._board.drop_card(visit.id)

    async def _bought(self, member: Member) -> None:
        if record := self._members.get(member):
            self._customers.written(record.customer_ref)
        await self._compose_anew(member)

    async def _compose_anew(self, member: Member) -> None:
        visit = self._visits.of(member)
        if visit:
            await self._compose(member, visit.id)

    async def _compose(self, member: Member, visit: VisitId) -> Context:
        """Make the card of a visit if that is allowed; returns what is known of the customer by the deadline.

        What is kept is shown at once. Otherwise the card waits a moment for the answer, comes without it then, and is
        made anew when there is one.
        """
        context = await self._compose_within(member, visit, 0.0)
        for seconds in (FIRST_CARD_SECONDS, DEADLINE_SECONDS - FIRST_CARD_SECONDS):
            if context.awaited:
                context = await self._compose_within(member, visit, seconds)
        if (context.awaited or context.status in _PASSES) and self._tasks and visit not in self._unsatisfied:
            self._unsatisfied.add(visit)
            self._tasks.create_task(self._compose_later(member, visit, context))
        return context

    async def _compose_later(self, member: Member, visit: VisitId, context: Context) -> None:
        """The answer comes after the deadline, or the source comes back: while they are here, it is not too late."""
        try:
            while context.awaited or context.status in _PASSES:
                if not context.awaited:
                    await self._clock.sleep(AGAIN_SECONDS)
                context = await self._compose_within(member, visit, GIVE_UP_SECONDS)
        except Exception as error:  # noqa: BLE001 - one customer's fault must not stop the shop
            log.error("a late card failed", error=type(error).__name__)  # noqa: TRY400 - a trace may quote a profile
        finally:
            self._unsatisfied.discard(visit)

    async def _compose_within(self, member: Member, visit: VisitId, seconds: float) -> Context:
        nothing = Context({}, SourceStatus.OK)
        record = self._members.get(member)
        permission = self._ledger.permission(member, *CARD_NEEDS, at_ms=self._now_ms())
        if record is None or permission is None:
            return nothing
        context = nothing
        if permission.allows(Purpose.SHOW_HISTORY_TO_STAFF):
            context = await self._customers.get_context(record.customer_ref, permission, seconds)
            context = self._dismissals.applied_to(member, context)
        # While the source was asked, the customer may have withdrawn or left.
        still = self._ledger.permission(member, *CARD_NEEDS, at_ms=self._now_ms())
        current = self._visits.of(member)
        if still is None or still.purposes != permission.purposes or current is None or current.id != visit:
            return nothing
        shows_something = bool(context.traits or context.happened) or not context.awaited or seconds > 0
        if shows_something and may_be_shown(current, still):
            now_ms = self._now_ms()
            card, name = compose_card(context, still, now_ms), name_of(context, still)
            card = card.model_copy(
                update={"timeline": self._timelines.shown(still, record.customer_ref, context.traits, context.happened)}
            )
            # Every handheld is told of a card; of one that says the same they need not be.
            if self._board.put_card(visit, Composed(card, name, now_ms, still.purposes)):
                with self._journal.transaction():
                    self._journal.append(CardComposed(member, visit), now_ms)
        return context

    def _now_ms(self) -> int:
        return to_ms(self._clock.wall())
