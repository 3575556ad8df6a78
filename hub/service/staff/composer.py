"""Makes the card of whoever is in the store, as soon as it is allowed and as good as it can be by then."""

import asyncio
import time
from dataclasses import replace

import structlog

from hub.ground.ground import Ground
from hub.ground.health.metric import Timings
from hub.ground.journal import CardComposed, Member, VisitId
from hub.knowledge.customers.cases import open_cases
from hub.knowledge.customers.known import name_of
from hub.knowledge.customers.port import DEADLINE_SECONDS, GIVE_UP_SECONDS, Context, SourceStatus
from hub.place.visits.repository import Visits
from hub.service.staff.board import CARD_NEEDS, Board, Composed, may_be_shown
from hub.service.staff.campaign_lines import CampaignLines
from hub.service.staff.card import compose_card
from hub.service.staff.suggestions import Knowledge
from hub.service.staff.timelines import Timelines
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import Members

# A card that changes under somebody's eyes is worse than one that comes a moment later, and platforms promise 200 ms;
# but a dead one is to cost no more than 300.
FIRST_CARD_SECONDS = 0.22
# A source that fails is asked again for whoever is still here; a little later than its circuit closes at the earliest.
AGAIN_SECONDS = 20.0
# What passes by itself, or when somebody mends it.
_PASSES = frozenset(SourceStatus) - {SourceStatus.OK, SourceStatus.NOT_FOUND, SourceStatus.NOT_CONFIGURED}

# Who walks through stands nowhere for so long.
DWELL_SECONDS = 30.0

log = structlog.get_logger()


class CardComposer:
    """Makes cards; each can be made twice without harm."""

    def __init__(
        self,
        ground: Ground,
        members: Members,
        ledger: ConsentLedger,
        visits: Visits,
        knowledge: Knowledge,
        board: Board,
        timelines: Timelines,
        campaigns: CampaignLines,
    ) -> None:
        self._ground = ground
        self._members = members
        self._ledger = ledger
        self._visits = visits
        self._knowledge = knowledge
        self._dwelling: set[VisitId] = set()
        self._board = board
        self._timelines = timelines
        self._campaigns = campaigns
        self._tasks: asyncio.TaskGroup | None = None
        self._unsatisfied: set[VisitId] = set()
        self.composed = 0
        """How many cards were new or said something new, since the start."""
        self.took = Timings()
        """From the question for a card to the first that is shown or is none."""

    async def run(self) -> None:
        """Make the cards of those who are still here: they live in memory only. Then those that come late."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            for visit in self._visits.all_open():
                tasks.create_task(self.compose_anew(visit.member))
            await asyncio.get_running_loop().create_future()

    async def compose_anew(self, member: Member) -> None:
        """What a card rests on has changed."""
        visit = self._visits.of(member)
        if visit:
            await self.compose(member, visit.id)

    async def compose(self, member: Member, visit: VisitId) -> Context:
        """Make the card of a visit if that is allowed; returns what is known of the customer by the deadline.

        What is kept is shown at once. Otherwise the card waits a moment for the answer, comes without it then, and is
        made anew when there is one.
        """
        began = time.monotonic()
        context = await self._compose_within(member, visit, 0.0)
        for seconds in (FIRST_CARD_SECONDS, DEADLINE_SECONDS - FIRST_CARD_SECONDS):
            if context.awaited:
                context = await self._compose_within(member, visit, seconds)
        self.took.add(time.monotonic() - began)
        if (context.awaited or context.status in _PASSES) and self._tasks and visit not in self._unsatisfied:
            self._unsatisfied.add(visit)
            self._tasks.create_task(self._compose_later(member, visit, context))
        return context

    def went_to(self, member: Member, visit: VisitId) -> None:
        """They went to another zone: whoever stays there has a reason, and the card may say another thing first."""
        if self._tasks and visit not in self._dwelling:
            self._dwelling.add(visit)
            self._tasks.create_task(self._compose_after_dwell(member, visit))

    def changed_by_staff(self, visit: VisitId) -> None:
        """A colleague put something into the basket, or wrote a note: the card says what holds now."""
        current = self._visits.named(visit)
        if self._tasks and current:
            self._tasks.create_task(self._compose_safely(current.member, visit))

    async def _compose_safely(self, member: Member, visit: VisitId) -> None:
        try:
            await self.compose(member, visit)
        except Exception as error:  # noqa: BLE001 - one customer's fault must not stop the shop
            log.error("a card could not be made anew", error=type(error).__name__)  # noqa: TRY400 - as below

    async def _compose_after_dwell(self, member: Member, visit: VisitId) -> None:
        try:
            left = DWELL_SECONDS
            while left > 0:
                await self._ground.clock.sleep(left)
                current = self._visits.of(member)
                if current is None or current.id != visit:
                    return
                # Who went on meanwhile has not stood there yet.
                left = DWELL_SECONDS - (self._ground.now_ms() - current.zone_since_ms) / 1000
            await self.compose(member, visit)
        except Exception as error:  # noqa: BLE001 - one customer's fault must not stop the shop
            log.error("a card could not be made anew", error=type(error).__name__)  # noqa: TRY400 - as above
        finally:
            self._dwelling.discard(visit)

    def campaigns_changed(self, _changed: None) -> None:
        """A campaign was stopped, changed or begun again: cards say what holds now."""
        for visit in self._visits.all_open() if self._tasks else ():
            permission = self._ledger.permission(visit.member, *CARD_NEEDS, at_ms=self._ground.now_ms())
            told = self._campaigns.of(permission, visit) if permission else ()
            if self._tasks and told != self._board.campaigns(visit.id):
                self._tasks.create_task(self._compose_safely(visit.member, visit.id))

    def drop_card(self, member: Member) -> None:
        """Show none of whoever is here."""
        visit = self._visits.of(member)
        if visit:
            self._board.drop_card(visit.id)

    async def _compose_later(self, member: Member, visit: VisitId, context: Context) -> None:
        """The answer comes after the deadline, or the source comes back: while they are here, it is not too late."""
        try:
            while context.awaited or context.status in _PASSES:
                if not context.awaited:
                    await self._ground.clock.sleep(AGAIN_SECONDS)
                context = await self._compose_within(member, visit, GIVE_UP_SECONDS)
        except Exception as error:  # noqa: BLE001 - one customer's fault must not stop the shop
            log.error("a late card failed", error=type(error).__name__)  # noqa: TRY400 - a trace may quote a profile
        finally:
            self._unsatisfied.discard(visit)

    async def _compose_within(self, member: Member, visit: VisitId, seconds: float) -> Context:
        nothing = Context({}, SourceStatus.OK)
        record = self._members.get(member)
        permission = self._ledger.permission(member, *CARD_NEEDS, at_ms=self._ground.now_ms())
        if record is None or permission is None:
            return nothing
        context = nothing
        if permission.allows(Purpose.SHOW_HISTORY_TO_STAFF):
            context = await self._knowledge.customers.context(record, permission, seconds)
        # While the source was asked, the customer may have withdrawn or left.
        still = self._ledger.permission(member, *CARD_NEEDS, at_ms=self._ground.now_ms())
        current = self._visits.of(member)
        if still is None or still.purposes != permission.purposes or current is None or current.id != visit:
            return nothing
        shows_something = bool(context.traits or context.happened) or not context.awaited or seconds > 0
        if shows_something and may_be_shown(current, still):
            now_ms = self._ground.now_ms()
            happened = self._timelines.shown(still, record.customer_ref, context.traits, context.happened)
            foreseen = self._knowledge.suggestions.of(still, current, context, now_ms)
            card = compose_card(context, still, self._ground.shop, now_ms, foreseen)
            campaigns = self._campaigns.of(still, current, open_cases(context.happened, now_ms))
            offers = self._campaigns.offers(still, now_ms)
            card = replace(card, timeline=tuple(happened), campaigns=campaigns, offers=offers)
            name = name_of(context, still)
            # Every handheld is told of a card; of one that says the same they need not be.
            if self._board.put_card(visit, Composed(card, name, now_ms, still.purposes)):
                self.composed += 1
                with self._ground.journal.transaction():
                    self._ground.journal.append(CardComposed(member, visit), now_ms)
        return context
