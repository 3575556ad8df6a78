"""Staff: who is here and how to help, on the handheld."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter

from hub.equipment.edges.health import FleetHealth
from hub.ground.ground import Ground
from hub.ground.health.metric import Metric, counter, gauge, timings
from hub.ground.journal import (
    CampaignShown,
    ConsentGranted,
    ConsentWithdrawn,
    Event,
    GuessDismissed,
    HelpRequested,
    Member,
    OfferIssued,
    OfferRedeemed,
    OutcomeRecorded,
    PurchaseItemised,
    PurchaseRecorded,
    ReturnRecorded,
    VisitClaimed,
    VisitEnded,
    VisitReleased,
    VisitStarted,
    ZoneEntered,
)
from hub.ground.part import Job, Part, Round
from hub.knowledge.catalogue.part import CataloguePart
from hub.knowledge.customers.known import KnownCustomers
from hub.knowledge.insight.service import Insight
from hub.knowledge.purchases.part import PurchasesPart
from hub.place.visits.part import VisitsPart
from hub.service.alerts.endpoints import alert_routes
from hub.service.alerts.service import Alerts
from hub.service.client_book.part import ClientBookPart
from hub.service.notes.part import NotesPart
from hub.service.staff.article_endpoints import article_routes
from hub.service.staff.basket_endpoints import basket_routes
from hub.service.staff.board import CARD_RESTS_ON, Board
from hub.service.staff.campaign_lines import CampaignLines
from hub.service.staff.card_endpoints import card_routes
from hub.service.staff.card_pictures import pictured
from hub.service.staff.claims import Claims
from hub.service.staff.colleagues import Colleagues
from hub.service.staff.composer import CardComposer
from hub.service.staff.endpoints import hand_over_routes, staff_routes
from hub.service.staff.help_calls import HelpCalls
from hub.service.staff.listing import Listing
from hub.service.staff.model import VisitCard
from hub.service.staff.note_endpoints import note_routes
from hub.service.staff.nudges import Nudges
from hub.service.staff.openings import Openings
from hub.service.staff.renewal import LOOK_SECONDS, WITHIN_SECONDS, Renewal
from hub.service.staff.shown_alerts import ShownAlerts
from hub.service.staff.stream import Shown
from hub.service.staff.suggestions import Knowledge, Suggestions
from hub.service.staff.timelines import Timelines
from hub.trust.accounts.part import Accounts
from hub.trust.audit.part import Audit
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.repository import Members
from wire.clock import Clock


@dataclass(frozen=True, slots=True)
class Staff:
    """What other parts may use."""

    part: Part
    board: Board
    claims: Claims
    nudges: Nudges
    help_calls: HelpCalls
    screens: Shown
    timelines: Timelines
    composer: CardComposer
    colleagues: Colleagues
    clients: ClientBookPart


@dataclass(frozen=True, slots=True)
class ShownOnCards:
    """What a card shows somebody of, and is made from."""

    people: Members
    ledger: ConsentLedger
    visits: VisitsPart
    customers: KnownCustomers
    purchases: PurchasesPart
    insight: Insight
    articles: CataloguePart
    notes: NotesPart


def staff(
    ground: Ground,
    shown: ShownOnCards,
    health: FleetHealth,
    audit: Audit,
    accounts: Accounts,
    lines: CampaignLines,
    alerts: Alerts,
    clients: ClientBookPart,
) -> Staff:
    """Build the part."""
    visits, claims, clock = shown.visits.visits, Claims(ground.db, ground.journal), ground.clock
    colleagues = Colleagues(accounts.sign_in, accounts.gate, claims)
    nudges = Nudges(ground, lines.exposures, visits, claims, alerts.presence, clients.book)
    help_calls = HelpCalls(ground, visits, claims, nudges, alerts)
    alerts.add_source(nudges.alerts_of)
    board = Board(ground, visits, shown.visits.service, shown.ledger, claims, nudges, health, clients.book)
    listing = Listing(board, audit.bases, audit.log, clock)
    openings = Openings(board, visits, audit.bases, audit.log, audit.limits, names=audit.names)
    timelines = _timelines(ground, shown, claims, lines, names=audit.names)
    suggestions = Suggestions(shown.insight, shown.purchases.baskets, ground.plan, ground.shop)
    knowledge = Knowledge(shown.customers, suggestions)
    composer = CardComposer(ground, shown.people, shown.ledger, visits, knowledge, board, timelines, lines)

    screens = Shown(board, listing, ShownAlerts(alerts, help_calls, board))
    renewal = _renewal(shown, composer)

    part = Part(
        name="staff",
        routes=(
            staff_routes(screens, claims, nudges, ground.journal, clock),
            hand_over_routes(screens, claims, colleagues, nudges, clock),
            alert_routes(alerts, screens.alerts.of),
            card_routes(openings, _pictures(shown.articles), clock),
            note_routes(board, shown.notes, composer.changed_by_staff, clock),
            _baskets(board, shown, composer, lines, clock),
            article_routes(ground.data_dir, shown.articles.images, ground.words, clock),
        ),
        jobs=(
            Job(name="cards", run=composer.run, told_elsewhere="cards that come late have the source's health light"),
        ),
        metrics=(*_metrics_of(board, composer), _rounds_of(help_calls)),
        rounds=(Round(name="renewal", every_seconds=LOOK_SECONDS, once=renewal.look, within_seconds=WITHIN_SECONDS),),
        reacts_to=REACTS_TO,
        apply=lambda event, _seq: _take_back(composer, help_calls, event),
        act=lambda event, _seq: _answer(composer, board, nudges, renewal, event),
        upkeep=lambda _now: help_calls.look(),
        begin=help_calls.look,
        forget=lambda who: board.forget(who.visits),
    )
    return Staff(part, board, claims, nudges, help_calls, screens, timelines, composer, colleagues, clients)


def _pictures(articles: CataloguePart) -> Callable[[VisitCard], VisitCard]:
    images = articles.images
    if images is None:
        return lambda card: card
    return lambda card: pictured(card, articles.catalogue.titled, images.key)


def _renewal(shown: ShownOnCards, composer: CardComposer) -> Renewal:
    def reread_orders(member: Member) -> None:
        record = shown.people.get(member)
        if record:
            shown.customers.source.invalidate_own(record.customer_ref)

    return Renewal(
        shown.visits.visits, shown.purchases.orders, shown.insight.store, reread_orders, composer.compose_anew
    )


def _timelines(ground: Ground, shown: ShownOnCards, claims: Claims, lines: CampaignLines, *, names: bool) -> Timelines:
    bought, visits = shown.purchases, shown.visits.visits
    of_visits = ground.plan, bought.orders, bought.sensitive, visits, claims, lines.exposures, shown.notes.notes
    return Timelines(*of_visits, names=names)


def _baskets(
    board: Board, shown: ShownOnCards, composer: CardComposer, lines: CampaignLines, clock: Clock
) -> APIRouter:
    return basket_routes(
        board,
        shown.purchases.baskets,
        shown.articles.catalogue,
        shown.purchases.sensitive,
        composer.changed_by_staff,
        clock,
        lambda text: lines.saying.offers.named(text) is not None,
    )


def _metrics_of(board: Board, composer: CardComposer) -> tuple[Metric, ...]:
    return (
        gauge("cards", "Cards that staff can see now", lambda: board.cards),
        counter(
            "cards_composed",
            "Cards that were new or said something new, since the start",
            lambda: composer.composed,
        ),
        timings(
            "card_seconds",
            "How long a card took, with the wait for customer data",
            lambda: {"card": composer.took},
            "what",
        ),
    )


def _rounds_of(calls: HelpCalls) -> Metric:
    said = "Requests for help that came to each round, since the start"
    return counter("help_rounds", said, lambda: calls.rounds, "round")


CALLS_CHANGE = (HelpRequested, VisitClaimed, VisitReleased, OutcomeRecorded, VisitEnded, ConsentWithdrawn)
REACTS_TO = (
    VisitStarted,
    VisitEnded,
    HelpRequested,
    CampaignShown,
    OfferIssued,
    OfferRedeemed,
    ConsentGranted,
    ConsentWithdrawn,
    GuessDismissed,
    PurchaseRecorded,
    PurchaseItemised,
    ReturnRecorded,
    ZoneEntered,
    VisitClaimed,
    VisitReleased,
    OutcomeRecorded,
)


def _take_back(composer: CardComposer, calls: HelpCalls, event: Event) -> None:
    if isinstance(event, CALLS_CHANGE):
        calls.look()
    match event:
        case ConsentWithdrawn(member, purpose) if purpose in CARD_RESTS_ON:
            composer.drop_card(member)
        case GuessDismissed(member):
            composer.drop_card(member)
        case _:
            pass


async def _answer(composer: CardComposer, board: Board, nudges: Nudges, renewal: Renewal, event: Event) -> None:
    match event:
        case VisitStarted(member, visit):
            renewal.begins(visit, member)
            await composer.compose(member, visit)
        case HelpRequested(member, visit):
            await composer.compose(member, visit)
        case CampaignShown(member, visit):
            nudges.decide(event)
            await composer.compose(member, visit)
        case ZoneEntered(member, visit):
            composer.went_to(member, visit)
        case VisitEnded(_, visit):
            board.drop_card(visit)
            nudges.forget((visit,))
        case ConsentGranted(member) | ConsentWithdrawn(member) | GuessDismissed(member):
            await composer.compose_anew(member)
        case OfferIssued(member) | OfferRedeemed(member):
            await composer.compose_anew(member)
        case PurchaseRecorded(member) | PurchaseItemised(member) | ReturnRecorded(member):
            await composer.compose_anew(member)
        case _:
            pass
