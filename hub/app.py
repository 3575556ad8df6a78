"""The hub: the list of its parts.

What each part needs stands in its line. How parts are run, and how they answer what happened, is the same for all:
hub/ground/part.py, hub/ground/running.py; who runs them is hub/run.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.equipment.edges.part import Edges, edges
from hub.equipment.enrolment.part import enrolment
from hub.ground.database import Database
from hub.ground.floor_plan.model import FloorPlan
from hub.ground.ground import Ground, ground_of
from hub.ground.health.part import health
from hub.ground.hook import Hook
from hub.ground.http.outgoing import Outgoing
from hub.ground.manifests import holdings, outside
from hub.ground.part import Forgotten, Part
from hub.ground.running import Running, together
from hub.ground.store_settings import StoreSettings
from hub.ground.web.application import Front
from hub.ground.web.crowd import Crowd, Room
from hub.ground.web.part import https_of, web
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
from hub.service.alerts.part import AlertsPart, alerts
from hub.service.campaigns.deciding_part import CustomerKnowledge, DecidingPart, deciding
from hub.service.campaigns.part import CampaignsPart, campaigns
from hub.service.campaigns.why_part import campaign_whys
from hub.service.client_book.part import KnownInShop, client_book
from hub.service.customer_view.part import Seen, customer_view
from hub.service.followups.part import followups
from hub.service.measurement.part import MeasurementPart, measurement
from hub.service.messages.part import Messages, messages
from hub.service.notes.part import notes
from hub.service.offers.part import OffersPart, offers
from hub.service.requests.part import requests
from hub.service.results.part import results
from hub.service.staff.campaign_lines import CampaignLines
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
    offers: OffersPart
    deciding: DecidingPart
    messages: Messages
    alerts: AlertsPart
    staff: Staff
    rights: RightsPart


def build(settings: StoreSettings, plan: FloorPlan, db: Database, outgoing: Outgoing) -> Hub:
    """Build every part from those that it needs. Nothing runs yet."""
    ground, crowd, forgotten = ground_of(settings, plan, db, outgoing), Crowd(Room()), Hook[Forgotten]()
    https, tombstones, agreed = https_of(settings), open_tombstones(settings.data_dir), consents(ground)
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
    found = results(ground, said.repository, measured.measurement)
    promised = offers(ground, bought, articles.catalogue, said.live.lists)
    sent = messages(ground, people.people, ledger, stays.visits, settings)
    noted = notes(ground, ledger, bought.sensitive, lambda text: promised.offers.named(text) is not None)
    shown = ShownOnCards(people.people, ledger, stays, known.known, bought, likely.insight, articles, noted)
    about = CustomerKnowledge(people.people, ledger, stays.visits, known.known, articles.catalogue, likely.insight)
    decided = deciding(ground, about, sent, promised.offers, measured.experiments, said.live)
    lines = CampaignLines(sent.exposures, said.live, decided.saying)
    noticed = alerts(ground)
    clients = client_book(ground, KnownInShop(people, ledger, stays.visits, known.known, who.sign_in.people), watch)
    cards = staff(ground, shown, senders.health, watch, who, lines, noticed.alerts, clients)
    said.live.changed.tell(cards.composer.campaigns_changed)
    asked = campaign_whys(ground, about, said.repository, sent.exposures, watch, settings)
    looked_at = Seen(people, ledger, elsewhere, known, stays, sent.exposures, cards, watch, asked.whys, promised)
    held = Held.of(holdings(), outside(), settings, cards.board.may_have_been_shown)
    erased = erasure(ground, people, ledger, tombstones, held, known.erasure, forgotten, settings)
    kept = rights(ground, people, tombstones, erased, settings)
    parts = (
        *(health(ground), words(ground), web(crowd, https), agreed.part, people.part, who.part, watch.part),
        *(elsewhere.part, kept.part),
        *(senders.part, enrolment(ground, senders.rejected.count, senders.fleet.config_for, settings)),
        *(taught.part, stays.part, seen.part),
        *(articles.part, bought.part, likely.part, known.part, told.part),
        # What is asked of a campaign stands before its steps: both are POSTs below its id.
        *(asked.part, said.part, measured.part, promised.part, found, clients.part, sent.part),
        *(noticed.part, noted.part, cards.part, decided.part, followups(ground, shown, cards, watch)),
        requests(ground, people, known, bought, erased),
        customer_view(ground, looked_at, erased, settings),
    )
    parts = (*parts, overview(parts, ground.words))
    _tell_of_the_forgotten(parts, forgotten)
    state = {"members": people.people, "identities": who.identities, "words": ground.words, "ledger": ledger}
    front = Front.of(settings.of(WebSettings), parts, crowd, who.gate, state, https)
    running = together(ground, parts, front)
    return Hub(
        ground, front, running, ledger, people, who, elsewhere, taught, stays, seen, senders, articles, bought, likely,
        known, told, said, measured, promised, decided, sent, noticed, cards, kept,
    )  # fmt: skip


def _tell_of_the_forgotten(parts: Sequence[Part], forgotten: Hook[Forgotten]) -> None:
    for part in parts:
        if part.forget:
            forgotten.tell(part.forget)
