"""What happened to a customer sets campaigns off: who gets which is decided, written down, and then said.

Everything that a decision rests on is read, and everything that follows is written, without waiting for anybody in
between: two events of one customer at a time cannot both use the last of a cap.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from zoneinfo import ZoneInfo

from hub.ground.ground import Ground
from hub.ground.journal import Member, MessageWithheld, VisitId
from hub.knowledge.customers.cases import open_cases
from hub.knowledge.customers.known import KnownCustomers
from hub.knowledge.customers.port import DEADLINE_SECONDS, Context, SourceStatus
from hub.place.visits.repository import Visits
from hub.service.campaigns.bandit import variant_for
from hub.service.campaigns.budget import OF_PURCHASES, Said, contacts_left
from hub.service.campaigns.decisions import Contacts, Decisions, KeptDecision
from hub.service.campaigns.document import Choice
from hub.service.campaigns.document import Happening as On
from hub.service.campaigns.facts import CustomerFacts, Happening
from hub.service.campaigns.in_force import CampaignsInForce, Decided, Happened
from hub.service.campaigns.local_time import day_began_ms, local, week_began_ms
from hub.service.campaigns.needs import needs_of
from hub.service.campaigns.policy import (
    Candidate,
    Expose,
    LiveCampaign,
    Moment,
    Shown,
    Withhold,
    WithholdReason,
)
from hub.service.campaigns.rules.fields import Value, Variable
from hub.service.campaigns.saying import Saying
from hub.service.measurement.experiments import EVERY_CAMPAIGN, Experiments
from hub.service.measurement.results import CONTROL
from hub.service.messages.exposures import Exposures
from hub.service.messages.service import Delivery, MessageService
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import MemberRecord, Members

# Every store of a chain leaves out the same customers.
GLOBAL_SALT = "goddag-global-1"
# What is kept with the decision alone: a customer who asks why is told, and nobody else reads ten of them a visit.
_OF_NO_NEWS = frozenset({WithholdReason.NOT_FOR_THEM, WithholdReason.OUTRANKED})
_NOTHING = Context({}, SourceStatus.OK)
FROM_SOURCES = frozenset({"viewed", "cart", "line", "segments"})
"""Fields that only the sources of customer data can fill."""


class Live(Protocol):
    """The campaigns that are in force now."""

    def current(self) -> CampaignsInForce: ...

    def version(self, campaign: str) -> int | None:
        """The version that is in force; None once it is stopped or over."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """What deciding reads of customers."""

    people: Members
    ledger: ConsentLedger
    visits: Visits
    customers: KnownCustomers
    facts: CustomerFacts


@dataclass(frozen=True, slots=True)
class Written:
    """Where what was decided goes."""

    decisions: Decisions
    contacts: Contacts
    exposures: Exposures
    experiments: Experiments
    messages: MessageService
    saying: Saying


@dataclass(frozen=True, slots=True)
class _Asked:
    """One customer at one moment."""

    record: MemberRecord
    visit: VisitId
    happened: Happened
    values: Mapping[str, Value]
    complaint: bool
    now_ms: int
    shown: Mapping[str, Shown]
    contacts_left: int
    had_marketing: bool


@dataclass(slots=True)
class Deciding:
    """Of one store."""

    ground: Ground
    live: Live
    known: Known
    written: Written
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    """What was decided since the start, by action: exposed, or the reason why not."""

    async def happened(self, member: Member, visit: VisitId, happened: Happened) -> None:
        """Decide on everything that this sets off, and say what was decided."""
        in_force = self.live.current()
        zone = ZoneInfo(self.ground.shop.time_zone)
        if not in_force.answer(happened, local(self.ground.now_ms(), zone).date()):
            return
        context = await self._context(member, happened, in_force.variables)
        for message in self._decide(in_force, member, visit, happened, context):
            await self.written.messages.send(message)

    def _decide(
        self, in_force: CampaignsInForce, member: Member, visit: VisitId, happened: Happened, context: Context
    ) -> list[Delivery]:
        now_ms, shop = self.ground.now_ms(), self.ground.shop
        record = self.known.people.get(member)
        permission = self.known.ledger.permission(member, Purpose.RECOGNISE_IN_STORE, at_ms=now_ms)
        here = self.known.visits.of(member)
        is_here = here is not None and here.id == visit
        if record is None or permission is None or not (is_here or happened.on in {On.LEFT, *OF_PURCHASES}):
            return []
        if not self.known.facts.confirm(happened, permission, context, now_ms):
            return []
        language = self.written.saying.language(record)
        about = Happening(visit, now_ms, language, context)
        zone = ZoneInfo(shop.time_zone)
        asked = _Asked(
            record,
            visit,
            happened,
            self.known.facts.of(permission, about, in_force.variables),
            complaint=bool(open_cases(context.happened, now_ms)),
            now_ms=now_ms,
            shown=self._shown(member, visit, now_ms, zone),
            contacts_left=self._contacts_left(member, visit, happened, now_ms, zone),
            had_marketing=self.written.exposures.had_marketing(member, visit),
        )
        moment = Moment(
            local(now_ms, zone),
            shop.contacts.quiet,
            GLOBAL_SALT,
            shop.contacts.global_holdout,
            sends_messages=self.written.messages.sends,
        )
        decided = in_force.decide(happened, self._candidates(asked), asked.values, moment)
        with self.ground.journal.transaction():
            kept = [self._kept(each, asked, in_force) for each in decided]
            news = self.written.decisions.put(member, visit, kept)
            said = [self._write(each, asked, is_new=each.campaign_id in news) for each in decided]
        return [each for each in said if each is not None]

    async def _context(self, member: Member, happened: Happened, wanted: Iterable[Variable]) -> Context:
        """What platforms know, where a rule asks for it or a complaint may be open."""
        record = self.known.people.get(member)
        permission = self.known.ledger.permission(member, Purpose.RECOGNISE_IN_STORE, at_ms=self.ground.now_ms())
        if record is None or permission is None:
            return _NOTHING
        asks = happened.on is On.LOOKED_ONLINE or any(each.field.name in FROM_SOURCES for each in wanted)
        may = permission.allows(Purpose.SHOW_HISTORY_TO_STAFF) or permission.allows(Purpose.JOIN_ONLINE_INSTORE)
        if not may and not asks:
            return _NOTHING
        return await self.known.customers.context(record, permission, DEADLINE_SECONDS)

    def _shown(self, member: Member, visit: VisitId, now_ms: int, zone: ZoneInfo) -> dict[str, Shown]:
        began = day_began_ms(now_ms, zone), week_began_ms(now_ms, zone)
        found = self.written.exposures.shown(member, visit, *began)
        return {campaign: Shown(times.visit, times.day, times.week) for campaign, times in found.items()}

    def _contacts_left(self, member: Member, visit: VisitId, happened: Happened, now_ms: int, zone: ZoneInfo) -> int:
        in_visit, today = self.written.contacts.by_staff(member, visit, day_began_ms(now_ms, zone))
        shown = self._shown(member, visit, now_ms, zone).values()
        said = Said(
            in_visit + sum(each.visit for each in shown),
            today + sum(each.day for each in shown),
            self.written.contacts.newest_ms(member),
        )
        return contacts_left(self.ground.shop.contacts, said, happened.on, now_ms)

    def _candidates(self, asked: _Asked) -> Callable[[LiveCampaign], Candidate]:
        member = asked.record.member

        def candidate(campaign: LiveCampaign) -> Candidate:
            document = campaign.document
            permission = self.known.ledger.permission(member, *needs_of(document), at_ms=asked.now_ms)
            return Candidate(
                customer=asked.record.customer_ref,
                permission=permission,
                complaint=asked.complaint,
                contacts_left=asked.contacts_left,
                had_marketing=asked.had_marketing,
                shown=asked.shown,
                variant=self._by_bandit(campaign, asked, permission),
                offer=self.written.saying.offer_refused(document, permission, asked.now_ms) if permission else None,
            )

        return candidate

    def _by_bandit(self, campaign: LiveCampaign, asked: _Asked, permission: Permission | None) -> str | None:
        """Whoever is not measured teaches it nothing, and gets a variant by the document's shares."""
        document, experiments = campaign.document, self.written.experiments
        if document.choice is Choice.SPLIT or permission is None or not permission.allows(Purpose.MEASURE):
            return None
        first = experiments.arm_of(asked.record.member, document.id)
        seen = experiments.learned.get(document.id, {})
        return variant_for(document, seen, first, (campaign.salt, asked.record.customer_ref))

    def _kept(self, decided: Decided, asked: _Asked, in_force: CampaignsInForce) -> KeptDecision:
        decision = decided.decision
        return KeptDecision(
            campaign=decided.campaign_id,
            version=decision.campaign.version,
            visit=asked.visit,
            at_ms=asked.now_ms,
            variant=decision.variant.id if isinstance(decision, Expose) else None,
            reason=decision.reason.value if isinstance(decision, Withhold) else None,
            why=decided.why,
            saw=in_force.saw(decision.campaign, asked.values),
            met=_met(asked.shown.get(decided.campaign_id, Shown()), asked.contacts_left),
        )

    def _write(self, decided: Decided, asked: _Asked, *, is_new: bool) -> Delivery | None:
        decision, member = decided.decision, asked.record.member
        document = decision.campaign.document
        became = decision.reason.value if isinstance(decision, Withhold) else "exposed"
        self.outcomes[document.action.value, became] += int(is_new)
        match decision:
            case Withhold():
                if is_new and decision.reason not in _OF_NO_NEWS:
                    withheld = MessageWithheld(member, asked.visit, document.id, decision.reason.value)
                    self.ground.journal.append(withheld, asked.now_ms)
                self._held_out(decision, asked)
                return None
            case Expose(campaign, variant):
                permission = self.known.ledger.permission(member, *needs_of(document), at_ms=asked.now_ms)
                if permission is None:
                    raise AssertionError("decide() withholds from whoever gave no permission")
                self._enter(permission, document.id, variant.id, asked)

                def still() -> bool:
                    return self.live.version(document.id) == campaign.version

                return self.written.saying.expose(
                    permission, asked.record, decision, asked.visit, asked.now_ms, still=still
                )

    def _held_out(self, withheld: Withhold, asked: _Asked) -> None:
        """Who would have got it is counted among those held out; who gets no campaign, among those of all."""
        if not withheld.comparable and withheld.reason is not WithholdReason.GLOBAL_HOLDOUT:
            return
        document = withheld.campaign.document
        permission = self.known.ledger.permission(asked.record.member, *needs_of(document), at_ms=asked.now_ms)
        if permission is None:
            return
        if withheld.comparable:
            self._enter(permission, document.id, CONTROL, asked)
        else:
            self._enter(permission, EVERY_CAMPAIGN, CONTROL, asked)

    def _enter(self, permission: Permission, experiment: str, arm: str, asked: _Asked) -> None:
        self.written.experiments.enter(permission, experiment, arm, asked.visit, asked.now_ms)


def _met(shown: Shown, contacts_left: int) -> Mapping[str, int]:
    return {"visit": shown.visit, "day": shown.day, "week": shown.week, "contacts_left": contacts_left}
