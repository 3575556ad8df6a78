"""Customer view: what a customer sees of us, and corrects."""

from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.part import Part
from hub.ground.store_settings import StoreSettings
from hub.knowledge.customers.part import Customers
from hub.knowledge.customers.settings import CustomerSettings
from hub.place.visits.part import VisitsPart
from hub.service.campaigns.whys import Whys
from hub.service.customer_view.access import Access, Kept
from hub.service.customer_view.cards import CardsOnBoard
from hub.service.customer_view.data_endpoints import data_routes
from hub.service.customer_view.helping import Helping
from hub.service.customer_view.mirror import Mirrors
from hub.service.customer_view.mirror_endpoints import mirror_routes
from hub.service.customer_view.own_offers import OwnOffers
from hub.service.messages.exposures import Exposures
from hub.service.offers.part import OffersPart
from hub.service.staff.part import Staff
from hub.trust.audit.part import Audit
from hub.trust.channels.part import ChannelsPart
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.part import MembersPart
from hub.trust.rights.part import ErasurePart


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a customer, and what was done with it."""

    people: MembersPart
    ledger: ConsentLedger
    channels: ChannelsPart
    customers: Customers
    visits: VisitsPart
    exposures: Exposures
    staff: Staff
    audit: Audit
    whys: Whys
    promised: OffersPart


def customer_view(ground: Ground, seen: Seen, erased: ErasurePart, settings: StoreSettings) -> Part:
    """Build the part."""
    customer_settings = settings.of(CustomerSettings)
    clock, visits = ground.clock, seen.visits.visits
    cards = CardsOnBoard(visits, seen.staff.board, seen.audit.log, clock)
    known = seen.customers.known
    name = seen.whys.repository.name
    own = OwnOffers(seen.promised, name)
    cared = seen.staff.clients
    kept = Kept(seen.people.people, visits, seen.staff.claims, seen.exposures, seen.staff.timelines, name, own, cared)
    access = Access(
        ground,
        seen.ledger,
        seen.people.service,
        known,
        seen.channels.service,
        erased.held.holdings,
        cards.shown,
        kept,
    )
    helping = Helping(seen.staff.claims, seen.staff.help_calls)
    log, chosen = seen.audit.log, seen.channels.service
    mirrors = Mirrors(ground, seen.staff.board, visits, log, chosen, own, helping, seen.staff.clients)
    corrections = seen.customers.corrections, customer_settings.corrections_elsewhere
    return Part(
        name="customer_view",
        routes=(
            data_routes(access, known.dismissals, known.source, *corrections, ground),
            mirror_routes(mirrors, seen.whys, ground.words, seen.visits.service, clock),
        ),
    )
