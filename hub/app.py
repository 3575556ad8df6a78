"""The hub: lists its parts, and runs them until somebody stops it.

What each part needs stands in its line. How parts are run, and how they answer what happened, is the same for all:
hub/ground/part.py, hub/ground/running.py.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from hub.equipment.broker.part import open_broker
from hub.equipment.edges.part import Edges, edges
from hub.equipment.enrolment.part import enrolment
from hub.ground.data_folder import alone_in, open_hub_database, refuse_damaged
from hub.ground.database import Database
from hub.ground.floor_plan.file import plan_of_the_store
from hub.ground.floor_plan.model import FloorPlan
from hub.ground.ground import Ground, ground_of
from hub.ground.health.part import health
from hub.ground.hook import Hook
from hub.ground.http.outgoing import Outgoing, open_outgoing
from hub.ground.manifests import holdings, outside, schemas
from hub.ground.part import Forgotten
from hub.ground.ports import refuse_taken_port
from hub.ground.running import Running, run_parts, together
from hub.ground.store_settings import StoreSettings
from hub.ground.web.application import Front
from hub.ground.web.crowd import Crowd, Room
from hub.ground.web.part import web
from hub.ground.web.settings import WebSettings
from hub.ground.words.part import words
from hub.knowledge.catalogue.part import CataloguePart, catalogue
from hub.knowledge.customers.part import Customers, customers
from hub.knowledge.exports.part import ExportsPart, exports
from hub.knowledge.insight.part import InsightPart, insight
from hub.knowledge.purchases.part import PurchasesPart, purchases
from hub.overview.part import overview
from hub.place.calibration.part import CalibrationPart, calibration
from hub.place.recognition.part import Recognition, recognition
from hub.place.visits.part import VisitsPart, visits
from hub.service.campaigns.part import CampaignsPart, campaigns
from hub.service.customer_view.part import Seen, customer_view
from hub.service.measurement.part import MeasurementPart, measurement
from hub.service.messages.part import Messages, messages
from hub.service.requests.part import requests
from hub.service.staff.part import ShownOnCards, Staff, staff
from hub.trust.accounts.part import Accounts, accounts
from hub.trust.audit.part import audit
from hub.trust.channels.part import ChannelsPart, channels
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.part import consents
from hub.trust.members.part import MembersPart, members
from hub.trust.rights.part import Held, RightsPart, erasure, rights
from hub.trust.suppression.suppression_list import open_tombstones


@dataclass(frozen=True, slots=True)
class Hub:
    """The parts, by name."""

    ground: Ground
    front: Front
    running: Running
    ledger: ConsentLedger
    members: MembersPart
    accounts: Accounts
    channels: ChannelsPart
    calibration: CalibrationPart
    visits: VisitsPart
    recognition: Recognition
    edges: Edges
    catalogue: CataloguePart
    purchases: PurchasesPart
    insight: InsightPart
    customers: Customers
    exports: ExportsPart
    campaigns: CampaignsPart
    measurement: MeasurementPart
    messages: Messages
    staff: Staff
    rights: RightsPart


def build(settings: StoreSettings, plan: FloorPlan, db: Database, outgoing: Outgoing) -> Hub:
    """Build every part from those that it needs. Nothing runs yet."""
    ground, crowd, forgotten = ground_of(settings, plan, db, outgoing), Crowd(Room()), Hook[Forgotten]()
    tombstones, agreed = open_tombstones(settings.data_dir), consents(ground)
    ledger = agreed.ledger
    people = members(ground, ledger, tombstones, settings)
    who = accounts(ground, crowd, settings)
    watch = audit(ground, people.people, ledger, settings)
    elsewhere = channels(ground, people, ledger, settings)
    taught = calibration(ground, ledger, settings)
    stays = visits(ground, taught.tracker, taught.loudness, ledger)
    seen = recognition(ground, people, ledger, stays, taught)
    senders = edges(ground, seen.recognizer, taught.moved, settings)
    articles = catalogue(ground, settings)
    bought = purchases(ground, people.people, ledger, stays.visits, articles, settings)
    known = customers(ground, people, ledger, elsewhere, stays.visits, bought.traits, settings)
    likely = insight(ground, articles.catalogue, people.people, ledger, known.known, watch, settings)
    seen.approached.tell(known.prefetch.approached)
    told = exports(ground, people.people, ledger, stays.visits, settings)
    said = campaigns(ground, articles.catalogue)
    measured = measurement(ground, ledger)
    sent = messages(ground, people.people, ledger, stays.visits, settings)
    shown = ShownOnCards(people.people, ledger, stays, known.known, bought, likely.insight)
    cards = staff(ground, shown, senders.health, who.gate, watch, sent.welcome, sent.exposures)
    held = Held.of(holdings(), outside(), settings, cards.board.may_have_been_shown)
    erased = erasure(ground, people, ledger, tombstones, held, known.erasure, forgotten, settings)
    kept = rights(ground, people, tombstones, erased, settings)
    parts = (
        *(health(ground), words(ground), web(crowd), agreed.part, people.part, who.part, watch.part),
        *(elsewhere.part, kept.part),
        *(senders.part, enrolment(ground, senders.rejected.count, senders.fleet.config_for, settings)),
        *(taught.part, stays.part, seen.part),
        *(articles.part, bought.part, likely.part, known.part, told.part),
        *(said.part, measured.part, sent.part, cards.part, requests(ground, people, known, bought, erased)),
        customer_view(
            ground, Seen(people, ledger, elsewhere, known, stays, sent.exposures, cards, watch), erased, settings
        ),
    )
    parts = (*parts, overview(parts, ground.words))
    for part in parts:
        if part.forget:
            forgotten.tell(part.forget)
    state = {"members": people.people, "identities": who.identities, "words": ground.words, "ledger": ledger}
    front = Front.of(settings.of(WebSettings), parts, crowd, who.gate, state)
    running = together(ground, parts, front)
    return Hub(
        ground, front, running, ledger, people, who, elsewhere, taught, stays, seen, senders, articles, bought, likely,
        known, told, said, measured, sent, cards, kept,
    )  # fmt: skip


def _opened(settings: StoreSettings, *, begin_anew: bool) -> closing[Database]:
    return closing(open_hub_database(settings.data_dir, schemas(), begin_anew=begin_anew))


async def run(
    settings: StoreSettings, *, begin_anew: bool = False, say: Callable[[str], None] = lambda _: None
) -> None:
    """Run a hub until it is stopped; `say` is told where it serves. Raises `HubError` when it cannot start.

    `begin_anew`: without members, though the data folder's files belong to a hub whose database is gone.
    """
    web_settings = settings.of(WebSettings)
    plan = plan_of_the_store(settings.floor_plan)
    refuse_taken_port(web_settings.host, web_settings.port)
    with alone_in(settings.data_dir), _opened(settings, begin_anew=begin_anew) as db:
        refuse_damaged(db)
        async with open_outgoing() as outgoing, open_broker(settings, plan.store_id, db) as broker:
            hub = build(settings, plan, db, outgoing)
            jobs = partial(hub.edges.jobs, broker)
            await run_parts(hub.ground, hub.running, hub.front, jobs, say)
