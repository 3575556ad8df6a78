"""Decisions on campaigns: what is said to whom, when, and why not."""

from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.health.metric import counter
from hub.ground.journal import (
    Event,
    PurchaseRecorded,
    ReturnRecorded,
    VisitClaimed,
    VisitEnded,
    VisitStarted,
    ZoneEntered,
)
from hub.ground.part import Part, Round
from hub.knowledge.catalogue.model import Catalogue
from hub.knowledge.customers.known import KnownCustomers
from hub.knowledge.insight.service import Insight
from hub.place.visits.repository import Visits
from hub.service.campaigns.deciding import Deciding, Known, Live, Written
from hub.service.campaigns.decisions import ContactKind, Contacts, Decisions
from hub.service.campaigns.facts import CustomerFacts
from hub.service.campaigns.saying import Saying
from hub.service.campaigns.triggers import Triggers
from hub.service.measurement.experiments import Experiments
from hub.service.messages.part import Messages
from hub.service.offers.repository import Offers
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.repository import Members


@dataclass(frozen=True, slots=True)
class CustomerKnowledge:
    """What campaigns read of customers."""

    people: Members
    ledger: ConsentLedger
    visits: Visits
    customers: KnownCustomers
    catalogue: Catalogue
    insight: Insight


@dataclass(frozen=True, slots=True)
class DecidingPart:
    """What other parts may use."""

    part: Part
    service: Deciding
    triggers: Triggers
    saying: Saying


def deciding(
    ground: Ground, of: CustomerKnowledge, messages: Messages, offers: Offers, experiments: Experiments, live: Live
) -> DecidingPart:
    """Build the part."""
    facts = CustomerFacts(ground.journal, of.visits, of.catalogue, of.insight, ground.shop)
    known = Known(of.people, of.ledger, of.visits, of.customers, facts)
    decisions, contacts = Decisions(ground.db), Contacts(ground.db)
    saying = Saying(ground, of.ledger, of.catalogue, messages.exposures, offers, messages.service)
    written = Written(decisions, contacts, messages.exposures, experiments, messages.service, saying)
    service = Deciding(ground, live, known, written)
    triggers = Triggers(ground, service, of.visits, messages.exposures)

    async def act(event: Event, _seq: int) -> None:
        match event:
            case VisitClaimed(visit) if member := of.visits.owner(visit):
                contacts.add(member, visit, ContactKind.STAFF, ground.now_ms())
            case PurchaseRecorded(member) if here := of.visits.of(member):
                await triggers.answer(event)
                contacts.add(member, here.id, ContactKind.PURCHASE, ground.now_ms())
            case _:
                await triggers.answer(event)

    part = Part(
        name="campaigns",
        rounds=(Round(name="stays", every_seconds=1.0, once=triggers.stay, within_seconds=60.0),),
        reacts_to=(VisitStarted, ZoneEntered, VisitEnded, PurchaseRecorded, ReturnRecorded, VisitClaimed),
        act=act,
        metrics=(
            counter(
                "campaign_decisions",
                "Decisions on campaigns since the start, by who was to be told and what was decided",
                lambda: service.outcomes,
                "action",
                "decision",
            ),
        ),
    )
    return DecidingPart(part, service, triggers, saying)
