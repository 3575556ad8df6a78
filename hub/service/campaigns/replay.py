"""Decides for one customer over the visits of the past, with the code that decides now. Nothing is written down."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from hub.ground.journal import VisitId
from hub.ground.shop.model import Shop
from hub.knowledge.catalogue.model import Catalogue
from hub.knowledge.customers.cases import open_cases
from hub.knowledge.customers.port import Context
from hub.service.campaigns.budget import OF_PURCHASES, Said, contacts_left
from hub.service.campaigns.deciding import GLOBAL_SALT
from hub.service.campaigns.decisions import Contact, ContactKind
from hub.service.campaigns.document import Action, CampaignDocument, MessageType
from hub.service.campaigns.facts import CustomerFacts, Happening
from hub.service.campaigns.in_force import CampaignsInForce, Happened
from hub.service.campaigns.local_time import day_began_ms, local, week_began_ms
from hub.service.campaigns.past import Past, happenings
from hub.service.campaigns.policy import Candidate, Expose, LiveCampaign, Moment, Shown, Withhold, WithholdReason
from hub.service.campaigns.triggers import arrivals
from hub.service.messages.exposures import Exposure, ExposureKind
from hub.trust.consents.permission import Permission
from hub.trust.members.repository import MemberRecord

Refused = Callable[[CampaignDocument, Permission, int], WithholdReason | None]


@dataclass(slots=True)
class Tally:
    """What became of visits: how many, and of how many members."""

    visits: Counter[str] = field(default_factory=Counter[str])
    members: Counter[str] = field(default_factory=Counter[str])
    variants: Counter[str] = field(default_factory=Counter[str])
    """Visits, by the variant that was said."""
    unknown: int = 0
    """Visits in which the rule could not be answered: a value that it asks about was not known."""

    def add(self, outcomes: Sequence["Outcome"]) -> None:
        """Every visit of one member."""
        self.visits.update(each.became for each in outcomes)
        self.members.update({each.became for each in outcomes})
        self.variants.update(each.variant for each in outcomes if each.variant)
        self.unknown += sum(each.unknown for each in outcomes)


NOT_SET_OFF, REACHED = "not_set_off", "reached"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one visit: `reached`, `not_set_off`, or the reason why not."""

    became: str
    variant: str = ""
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """One customer. Consents are those of now: who has withdrawn is not reached."""

    record: MemberRecord
    language: str
    recognised: Permission | None
    permission: Permission | None
    """For what the campaign needs."""
    context: Context
    past: Past
    contacts: Sequence[Contact]
    shown: Sequence[Exposure]
    """Of other campaigns: these were said."""


@dataclass(slots=True)
class _Got:
    """What the campaign has said to them in the replay."""

    at: list[tuple[VisitId, int]] = field(default_factory=list[tuple[VisitId, int]])


@dataclass(frozen=True, slots=True)
class Replay:
    """One campaign over the past of one store."""

    campaign: LiveCampaign
    in_force: CampaignsInForce
    """That campaign alone, in a period that has the past in it."""
    shop: Shop
    catalogue: Catalogue
    offer_refused: Refused
    zone: ZoneInfo

    def of(self, person: Person, since_ms: int, until_ms: int) -> list[Outcome]:
        """What becomes of each visit that began within that time."""
        past, got = person.past, _Got()
        facts = CustomerFacts(past, past, self.catalogue, past, self.shop)
        found: list[Outcome] = []
        for number, visit in enumerate(past.visits):
            if since_ms <= visit.started_ms < until_ms:
                past.number = number
                found.append(self._visit(person, facts, got, visit.id))
        return found

    def _visit(self, person: Person, facts: CustomerFacts, got: _Got, visit: VisitId) -> Outcome:
        past, outcome = person.past, Outcome(NOT_SET_OFF)
        if not self.in_force.triggers:  # it is for other stores
            return outcome
        before = next(iter(past.past(person.record.member, 1)), None)
        arrived = arrivals(before, past.visits[past.number].started_ms, self.zone)
        for at_ms, happened in happenings(past, self.campaign.document.trigger, arrived):
            if (decided := self._decide(person, facts, got, (visit, at_ms, happened))) is not None:
                # As it is kept: what was said is not written over by a later no.
                outcome = outcome if outcome.became == REACHED else decided
        return outcome

    def _decide(
        self, person: Person, facts: CustomerFacts, got: _Got, what: tuple[VisitId, int, Happened]
    ) -> Outcome | None:
        (visit, at_ms, happened), past = what, person.past
        now = local(at_ms, self.zone)
        if not self.in_force.answer(happened, now.date()):
            return None
        if person.recognised is None:
            return Outcome(WithholdReason.NO_CONSENT.value)
        past.at_ms = at_ms
        # Orders are kept by day: of the day itself they count once a purchase sets it off, and not before.
        past.day = facts.day(at_ms) - (happened.on not in OF_PURCHASES)
        if not facts.confirm(happened, person.recognised, person.context, at_ms):
            return None
        about = Happening(visit, at_ms, person.language, person.context)
        values = facts.of(person.recognised, about, self.in_force.variables)
        moment = Moment(now, self.shop.contacts.quiet, GLOBAL_SALT, self.shop.contacts.global_holdout)
        [decided] = self.in_force.decide(
            happened, lambda _: self._candidate(person, got, visit, at_ms, happened), values, moment
        )
        match decided.decision:
            case Expose(variant=variant):
                got.at.append((visit, at_ms))
                return Outcome(REACHED, variant.id)
            case Withhold(reason=reason):
                return Outcome(reason.value, unknown=decided.why is not None)

    def _candidate(self, person: Person, got: _Got, visit: VisitId, at_ms: int, happened: Happened) -> Candidate:
        document, permission = self.campaign.document, person.permission
        day_ms, week_ms = day_began_ms(at_ms, self.zone), week_began_ms(at_ms, self.zone)
        before = [each for each in person.shown if each.at_ms <= at_ms]
        mine = Shown(
            sum(where == visit for where, _ in got.at),
            sum(when >= day_ms for _, when in got.at),
            sum(when >= week_ms for _, when in got.at),
        )
        said = [(each.visit, each.at_ms) for each in before]
        said += [(each.visit, each.at_ms) for each in person.contacts if each.kind is ContactKind.STAFF]
        said = [each for each in said if each[1] <= at_ms]
        in_visit = sum(where == visit for where, _ in said) + mine.visit
        today = sum(when >= day_ms for _, when in said) + mine.day
        newest_ms = max((each.at_ms for each in person.contacts if each.at_ms <= at_ms), default=None)
        budget = contacts_left(self.shop.contacts, Said(in_visit, today, newest_ms), happened.on, at_ms)
        return Candidate(
            customer=person.record.customer_ref,
            permission=permission,
            complaint=bool(open_cases(person.context.happened, at_ms)),
            contacts_left=budget,
            had_marketing=any(each.visit == visit and each.kind is ExposureKind.MARKETING for each in before)
            or (mine.visit > 0 and _is_marketing(document)),
            shown={document.id: mine},
            offer=self.offer_refused(document, permission, at_ms) if permission else None,
        )


def _is_marketing(document: CampaignDocument) -> bool:
    return document.action is Action.MESSAGE and document.type is MessageType.MARKETING


def by_reason(tally: Tally) -> Mapping[str, tuple[int, int]]:
    """Visits and members by why nothing was said, in the order in which it is decided."""
    return {
        reason.value: (tally.visits[reason.value], tally.members[reason.value])
        for reason in WithholdReason
        if tally.visits[reason.value]
    }
