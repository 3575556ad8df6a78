"""The composition root: builds the parts and runs them until somebody stops the hub."""

import asyncio
import contextlib
import itertools
import socket
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import APIRouter, Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.requests import ClientDisconnect

from hub.audit.basis import Bases
from hub.audit.bulk import Limits
from hub.audit.log import AuditLog
from hub.calibration.endpoints import walk_routes
from hub.calibration.live import LiveCalibration
from hub.calibration.model import knowledge
from hub.calibration.recorder import WalkRecorder
from hub.calibration.repository import Calibrations
from hub.campaigns.campaign import WELCOME
from hub.channels.ask import OdpConsents, Rounds
from hub.channels.endpoints import CDP_PATH, cdp_routes, passed_over_routes
from hub.channels.repository import ChannelConsents
from hub.channels.service import Channels
from hub.channels.theirs import of_unomi
from hub.customers.built_in import KnownTraits
from hub.customers.consent_notices import ConsentNotices
from hub.customers.consent_telling import ConsentTelling
from hub.customers.correction import NothingToWriteTo
from hub.customers.dismissals import Dismissals
from hub.customers.door import Door
from hub.customers.erasure import CustomerErasure, NobodyToAsk
from hub.customers.notice_post import DEADLINE_SECONDS as NOTICE_DEADLINE_SECONDS
from hub.customers.notice_post import NoticePost
from hub.customers.port import CustomerSource
from hub.customers.prefetch import Prefetch
from hub.customers.segment_regulations import SegmentRegulations
from hub.customers.sensitive import load_sensitive_products
from hub.customers.sources import check_at_start, consent_sinks, customer_source
from hub.data_folder import alone_in, open_hub_database, refuse_damaged
from hub.database import Database
from hub.errors import DatabaseFailed, HubError, KeysUnreadable
from hub.exports.ga4 import Ga4Sink
from hub.exports.odp import OdpSink
from hub.exports.outbox import Outbox
from hub.exports.post import Post
from hub.exports.service import Exports
from hub.exports.sink import Sink
from hub.exports.tracking import TrackingApi, TrackingSink
from hub.exports.tracking_notices import TrackingNotices
from hub.fleet.applied import AppliedEvents
from hub.fleet.authority import AUTHORITY_FOLDER, StoreAuthority, load_or_create_authority
from hub.fleet.dead_letters import DeadLetters
from hub.fleet.endpoints import fleet_routes
from hub.fleet.enrolment import Enrolment
from hub.fleet.enrolment_endpoints import EDGES_PATH, enrolment_routes
from hub.fleet.health import FleetHealth
from hub.fleet.ingest import Ingest
from hub.fleet.nats import EmbeddedBroker, port_is_free
from hub.fleet.own_side import write_own_side
from hub.fleet.phone_reports import PhoneReports
from hub.fleet.readiness import DatabaseCanary, Progress, Readiness, ready_routes
from hub.fleet.registry import EdgeRegistry, LastRun
from hub.fleet.report_endpoints import report_routes
from hub.fleet.service import ExternalBroker, FleetService, HubBroker
from hub.fleet.unused import UnusedSightings
from hub.holdings import resolved
from hub.journal import Journal, Member, VisitId
from hub.members.day_keys import FiledKeys
from hub.members.device_endpoints import device_routes
from hub.members.endpoints import app_routes
from hub.members.identity import Identities, Issuer
from hub.members.kept_noes import FILE as KEPT_NOES_FILE
from hub.members.kept_noes import KeptNoes
from hub.members.keys import DayKeys, KeyRing, load_or_create_root
from hub.members.ledger import ConsentLedger
from hub.members.parties import parties_of
from hub.members.purposes import Purpose
from hub.members.receipt_endpoints import receipt_routes
from hub.members.repository import MemberRecord, Members
from hub.members.resolver import TokenResolver
from hub.members.service import MemberService
from hub.members.tokens import day_at
from hub.members.tombstones import Tombstones, open_tombstones
from hub.messages.exposures import Exposures
from hub.messages.post import MessagePost
from hub.messages.service import MessageService
from hub.messages.setup import push_gateway
from hub.mirror.endpoints import mirror_routes
from hub.mirror.service import Mirrors
from hub.outgoing import Outgoing, open_outgoing
from hub.presence.floor_plan import FloorPlan
from hub.presence.floor_plan_file import load_floor_plan, read_floor_plan
from hub.presence.model import TICK_SECONDS as PRESENCE_TICK_SECONDS
from hub.presence.model import track
from hub.presence.replay import ReplayWatch
from hub.purchases.baskets import Baskets
from hub.purchases.bought import source_of
from hub.purchases.endpoints import TILL_PATH, count_routes, till_routes
from hub.purchases.look_ups import LookUps, waiting_look_ups
from hub.purchases.refusal_log import RefusalLog
from hub.purchases.repository import Orders
from hub.purchases.service import Purchases
from hub.purchases.square_orders import SquareOrders
from hub.purchases.tills import tills_of
from hub.reactions import Reactions
from hub.rights.access import Access
from hub.rights.backups import Backups
from hub.rights.cards import CardsOnBoard
from hub.rights.endpoints import data_routes, leaving_routes
from hub.rights.erasure import Erasure, InMemory
from hub.rights.reckoning import Reckoning
from hub.rights.rename import Rename
from hub.rights.requests import Requests
from hub.rights.retention import Retention
from hub.rights.service import Rights
from hub.rights.shop_request_endpoints import shop_request_routes
from hub.rights.shop_requests import ShopRequests
from hub.serving.crowd import Crowd, Room
from hub.serving.entrance import Entrance, describe
from hub.serving.hosts import hosts_in, names_of
from hub.serving.large_bodies import LargeBodies
from hub.serving.protocol import Served
from hub.serving.server import Server, room_here, server_config
from hub.settings import Settings
from hub.staff.basket_endpoints import basket_routes
from hub.staff.board import Board
from hub.staff.card_endpoints import card_routes
from hub.staff.claims import Claims
from hub.staff.devices import Devices
from hub.staff.endpoints import staff_routes
from hub.staff.gate import GUARDED, PinGate
from hub.staff.listing import Listing
from hub.staff.openings import Openings
from hub.staff.session_endpoints import session_routes
from hub.staff.sessions import Session, Sessions
from hub.staff.timelines import Timelines
from hub.standard_webhooks import key_of
from hub.tables import HOLDINGS, REMEMBERED, SCHEMAS
from hub.visits.loudness import Loudness
from hub.visits.repository import Visits
from hub.visits.service import VisitService
from hub.ways_out.light import Light
from hub.ways_out.lights import Lights
from hub.web import (
    BUILT,
    NOT_BUILT,
    BoundedBody,
    SafeHeaders,
    Screens,
    cannot_write,
    refuse_invalid,
    went_away,
)
from wire.clock import Clock, to_ms
from wire.mqtt import Broker

# How often what is over is noticed and progress is saved, in seconds of the hub's clock.
TICK_SECONDS = 1.0
RETENTION_TICKS = 3600
# Loops that must come round, and how long that may take: what asks nobody outside, and what waits for a slow platform.
ROUNDS = {"visits": 60.0, "upkeep": 60.0, "broker_supervisor": 120.0, "rights": 900.0, "tills": 900.0}
TOLD_ELSEWHERE = {
    "messages": "the push gateway has a health light of its own at /api/fleet",
    "consents": "each platform has a state of its own at /api/fleet",
    "exports": "each sink has a state of its own at /api/fleet",
    "consents_elsewhere": "asks a platform about one member after the other; a round takes a day",
    "check_at_start": "says once what is wrong with the sources of customer data, and ends",
}
"""Jobs that `Readiness` does not ask, and why."""

NO_TOMBSTONES = (
    "tombstones.db is gone and was begun anew: it said who was erased and who withdrew. Put your newest copy of it and"
    " of tombstones.key back while the hub is stopped, or never restore a backup that was made until now"
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Hub:
    """The parts that run."""

    web: FastAPI
    clock: Clock
    journal: Journal
    ledger: ConsentLedger
    member_service: MemberService
    ingest: Ingest
    visit_service: VisitService
    rights: Rights
    tombstones: Tombstones
    reactions: Reactions
    messages: MessageService
    lights: Lights
    telling: ConsentTelling
    exports: Exports
    channels: Channels
    rounds: Rounds | None
    members: Members
    fleet: FleetService
    keys: DayKeys
    purchases: Purchases
    look_ups: LookUps
    customers: CustomerSource
    prefetch: Prefetch
    board: Board
    calibration: LiveCalibration
    sessions: Sessions
    crowd: Crowd
    readiness: Readiness
    database_canary: DatabaseCanary


def build(settings: Settings, plan: FloorPlan, db: Database, outgoing: Outgoing) -> Hub:  # noqa: PLR0915 - one line a part
    """Put the parts together. Nothing runs yet."""
    clock = Clock(settings.clock_speed, settings.clock_anchor)
    journal = Journal(db)
    members, ledger = Members(db), ConsentLedger(db, KeptNoes(settings.data_dir / KEPT_NOES_FILE))
    keys = _token_keys(settings, clock)

    def answered_elsewhere(customer_ref: str, answers: Mapping[str, Any]) -> None:
        # Only Unomi tells consents together with a profile.
        now_ms, record = to_ms(clock.wall()), members.by_customer(customer_ref)
        try:
            if record is not None:
                channels.learn(record, of_unomi(answers, now_ms), now_ms)
        except DatabaseFailed as failed:
            log.error("what a customer answered elsewhere could not be kept", why=str(failed))  # noqa: TRY400 - the text says it

    orders = Orders(db)
    bought = source_of(orders, members, clock) if settings.has_till else None
    lights = Lights(db, clock)
    customers = customer_source(settings, Door(outgoing), db, clock, answered_elsewhere, lights, bought)
    dismissals = Dismissals(db)
    prefetch = Prefetch(customers, members, ledger, clock)
    visits = Visits(db)

    def approached(member: Member) -> None:
        # Of somebody who is here the card has been made: their app goes on reporting.
        if visits.of(member) is None:
            prefetch.approached(member)

    calibrations = Calibrations(db)
    loudness = Loudness(db)
    tracker = track(plan, knowledge(plan, calibrations.all()), loudness.of)

    def permitted(member: Member, at: float) -> bool:
        return ledger.permission(member, Purpose.RECOGNISE_IN_STORE, at_ms=to_ms(at)) is not None

    calibration = LiveCalibration(plan, calibrations, tracker, WalkRecorder(plan.store_id, permitted))
    visit_service = VisitService(
        journal, visits, tracker, loudness, plan.unrecorded_zones, clock.wall(), has_way_out=plan.has_way_out
    )
    applied, dead_letters = AppliedEvents(db), DeadLetters(db)
    health = FleetHealth(tuple(edge.id for edge in plan.edges))
    replays = ReplayWatch(plan.edges)
    ingest = Ingest(
        plan.store_id,
        clock,
        journal,
        applied,
        dead_letters,
        health,
        TokenResolver(keys),
        members,
        ledger,
        replays,
        visits,
        visit_service,
        prefetch.approached,
        calibration,
    )
    reports = PhoneReports(plan, ledger, visit_service, clock.wall())
    fleet = FleetService(plan, settings, clock, ingest)
    claims = Claims(db, journal)
    board = Board(plan, clock, visits, visit_service, ledger, claims, health)
    audit, bases = AuditLog(db), Bases(members, ledger)
    limits = Limits(settings.most_opened_per_hour, settings.most_opened_before_refusing)
    listing = Listing(board, bases, audit, clock)
    openings = Openings(board, visits, bases, audit, limits, names=settings.audit_names)
    gateway = push_gateway(settings, MessagePost(outgoing), lights, clock, lambda: messages.waiting)
    messages = MessageService(journal, clock, members, ledger, Exposures(db), visits, gateway)
    tombstones = open_tombstones(settings.data_dir)
    if tombstones.is_new and members.all():
        log.warning(NO_TOMBSTONES)
    service = MemberService(journal, members, ledger, keys, tombstones)
    channels = Channels(journal, ChannelConsents(db), ledger, service)
    tills, baskets = tills_of(settings), Baskets(db)
    sensitive = load_sensitive_products(settings.sensitive_products)
    timelines = Timelines(db, plan, orders, sensitive)
    purchases = Purchases(
        journal,
        orders,
        baskets,
        members,
        ledger,
        visits,
        sensitive,
        tills.locations,
        looks_up=bool(settings.till_square_token),
    )
    square = _square_light(settings, db, lights)
    square_orders = SquareOrders(outgoing, settings.till_square_api, settings.till_square_token, square)
    refusals = RefusalLog(db)
    look_ups = LookUps(db, purchases, square_orders, refusals)
    tracking = _tracking_notices(settings, outgoing, lights)
    told_of_consents = [
        *([tracking] if tracking else []),
        *consent_sinks(settings, NoticePost(outgoing), Door(outgoing)),
    ]
    notices = ConsentNotices(db, members, ledger, clock, [each.name for each in told_of_consents])
    telling = ConsentTelling(notices, told_of_consents, clock, lights)
    named_zones = frozenset(zone.id for zone in plan.zones) - plan.unrecorded_zones
    exports = Exports(
        db,
        journal,
        members,
        ledger,
        visits,
        Outbox(db),
        _sinks(settings),
        Post(outgoing),
        clock,
        plan.store_id,
        named_zones,
        lights,
    )
    reactions = Reactions(
        db,
        journal,
        clock,
        members,
        service,
        ledger,
        visits,
        visit_service,
        customers,
        dismissals,
        board,
        messages,
        notices,
        purchases,
        timelines,
        WELCOME,
    )

    def forget(record: MemberRecord, visits_of_theirs: frozenset[VisitId]) -> None:
        visit_service.forget(record.member)
        calibration.walks.forget(record.member)
        board.forget(visits_of_theirs)
        messages.call_back(record.member)
        service.forget(record.member)
        customers.drop(record.customer_ref)
        prefetch.forget(record.member)

    holdings = resolved(HOLDINGS, settings)
    remembered = resolved(REMEMBERED, settings)
    backups = Backups(tombstones.db, settings.keep_backups_days)
    erasure = Erasure(
        db,
        journal,
        members,
        ledger,
        tombstones,
        holdings,
        InMemory(forget, board.may_have_been_shown),
        _customer_erasure(settings, outgoing, lights),
        Reckoning((*holdings, *remembered), backups.last_until),
    )
    rename = Rename(journal, members, service, customers, orders, KnownTraits(db), erasure)
    shop_requests = ShopRequests(db, journal, members, orders, rename)
    rights = Rights(
        members,
        service,
        erasure,
        Requests(db, members, erasure, rename),
        Retention(db, holdings, (tombstones.db, remembered)),
        backups,
        settings.keep_dormant_members_days,
    )
    cards = CardsOnBoard(visits, board, audit, clock)
    access = Access(
        db, plan.store_name, ledger, service, dismissals, customers, channels, holdings, cards.shown, timelines
    )
    unused = UnusedSightings(visit_service, reports)
    web = _web(settings)
    identities = Identities(outgoing, _issuer(settings), clock, _keys_light(settings, lights))
    web.state.members, web.state.identities = members, identities
    crowd = Crowd(Room())
    gate = _gate(settings, db, crowd, journal, clock)
    web.include_router(app_routes(service, clock))
    parties = parties_of(settings, plan.store_id, plan.store_name)
    web.include_router(receipt_routes(service, ledger, parties, clock))
    web.include_router(device_routes(service, members, clock, settings.marker, plan.beacon_uuid, approached))
    web.include_router(walk_routes(calibration.walks, plan, ledger, settings.walkers, clock))
    web.include_router(report_routes(reports, members, clock, approached))
    web.include_router(leaving_routes(erasure, service, clock))
    corrections = tracking or NothingToWriteTo(), settings.corrections_elsewhere
    web.include_router(data_routes(access, dismissals, customers, *corrections, journal, clock))
    web.include_router(mirror_routes(Mirrors(board, visits, journal, audit, channels), visit_service, clock))
    web.include_router(cdp_routes(channels, members, [key_of(each) for each in settings.webhook_secrets], clock))
    web.include_router(session_routes(gate, clock))
    web.include_router(staff_routes(board, listing, claims, journal, clock, gate))
    web.include_router(till_routes(purchases, shop_requests, tills, refusals, clock))
    # Behind the gate: each of them answers 401 to a device that does not know the PIN, and says so in its description.
    guarded = APIRouter(dependencies=[Depends(gate)], responses=GUARDED)
    guarded.include_router(passed_over_routes(channels))
    guarded.include_router(card_routes(openings, clock))
    guarded.include_router(basket_routes(board, baskets, sensitive, clock))
    guarded.include_router(shop_request_routes(db))
    guarded.include_router(count_routes(purchases, refusals))
    web.include_router(enrolment_routes(_enrolment(settings, plan, db, dead_letters, fleet)))
    guarded.include_router(
        fleet_routes(
            fleet,
            health,
            dead_letters,
            unused,
            audit,
            replays,
            keys,
            calibration.beacons,
            exports,
            telling,
            lights,
            gate,
            crowd,
            clock,
        )
    )
    web.include_router(guarded)
    database_canary = DatabaseCanary(db)
    checks = {
        "broker": lambda: fleet.canary.why,
        "database": lambda: database_canary.why,
        "reactions": Progress(reactions.oldest_unfinished, time.monotonic),
    }
    readiness = Readiness(checks, ROUNDS, time.monotonic)
    web.include_router(ready_routes(readiness))
    if BUILT.is_dir() and any(BUILT.iterdir()):
        web.mount("/app", Screens(directory=BUILT, html=True))
    else:
        log.warning(NOT_BUILT)
    return Hub(
        web,
        clock,
        journal,
        ledger,
        service,
        ingest,
        visit_service,
        rights,
        tombstones,
        reactions,
        messages,
        lights,
        telling,
        exports,
        channels,
        _rounds(settings, outgoing, channels, members, clock, lights),
        members,
        fleet,
        keys,
        purchases,
        look_ups,
        customers,
        prefetch,
        board,
        calibration,
        gate.sessions,
        crowd,
        readiness,
        database_canary,
    )


async def run(settings: Settings, *, begin_anew: bool = False) -> None:
    """Run a hub until it is stopped. Raises `HubError` when it cannot start.

    `begin_anew`: without members, though the data folder's files belong to a hub whose database is gone.
    """
    plan = load_floor_plan(settings.floor_plan)
    for what in read_floor_plan(settings.floor_plan).warnings:
        log.warning("the floor plan works, but not well", what=what)
    if not port_is_free(settings.host, settings.port):
        raise HubError(
            f"port {settings.port} on {settings.host} is taken by another program. Stop that program, or choose"
            " another port with --port."
        )
    with alone_in(settings.data_dir):
        db = open_hub_database(settings.data_dir, SCHEMAS, begin_anew=begin_anew)
        refuse_damaged(db)
        await _run(settings, plan, db)


async def _run(settings: Settings, plan: FloorPlan, db: Database) -> None:
    async with open_outgoing() as outgoing, _broker(settings, plan, db) as broker:
        hub = build(settings, plan, db, outgoing)
        if objection := _authority(settings).objection(time.time()):
            log.error("edges cannot enrol or connect with certificates", why=objection)
        # Before anything is served, heard or sent: the database may be an older one than the tombstones.
        hub.rights.resume(to_ms(hub.clock.wall()))
        hub.crowd.room = room_here()
        shared = Served(hub.crowd, settings.trusted_proxies)
        server = Server(hub.journal.close, server_config(hub.web, settings.host, settings.port, shared))
        try:
            async with asyncio.TaskGroup() as tasks:
                running = [tasks.create_task(job) for job in jobs(hub, broker, settings, outgoing, db).values()]
                await server.serve()
                for task in running:
                    task.cancel()
        finally:
            with contextlib.suppress(Exception):
                hub.reactions.save_progress()
            with contextlib.suppress(Exception):
                hub.purchases.save_counts()
            hub.lights.keep()
            await hub.customers.close()
            hub.tombstones.close()
            db.close()


def jobs(
    hub: Hub, broker: HubBroker, settings: Settings, outgoing: Outgoing, db: Database
) -> dict[str, Coroutine[Any, Any, None]]:
    """What runs for as long as the hub does, by name: `Readiness` asks each whether it does its job."""
    return {
        "broker": hub.fleet.run(broker),
        "broker_supervisor": broker.supervise(hub.fleet.canary, lambda: hub.readiness.came_round("broker_supervisor")),
        "reactions": hub.reactions.run(),
        "messages": hub.messages.run(),
        "visits": _go_round(hub, "visits", PRESENCE_TICK_SECONDS, _follow),
        "upkeep": _go_round(hub, "upkeep", TICK_SECONDS, _tick),
        "rights": _go_round(hub, "rights", TICK_SECONDS, _keep_rights),
        "tills": _go_round(hub, "tills", TICK_SECONDS, _keep_tills),
        "consents": hub.telling.run(),
        "exports": hub.exports.run(),
        "consents_elsewhere": _ask_of_consents(hub),
        "check_at_start": check_at_start(settings, Door(outgoing), db, hub.lights),
    }


def _token_keys(settings: Settings, clock: Clock) -> DayKeys:
    root = settings.data_dir / "token-root.key"
    if settings.token_day_keys is None:
        return KeyRing(load_or_create_root(root), settings.token_region)
    if root.exists():
        raise KeysUnreadable(
            f"this hub is given day keys (token_day_keys), but holds a root as well: {root}. Whoever steals the hub"
            " would have every day. Move that file to the chain's office, or remove it."
        )
    return FiledKeys(settings.token_day_keys, day_at(clock.wall()))


def _gate(settings: Settings, db: Database, crowd: Crowd, journal: Journal, clock: Clock) -> PinGate:
    def ended(session: Session) -> None:
        # Its streams wait for the journal; what they do not take any more is cut.
        journal.wake()
        crowd.cut_soon(session)

    idle_seconds = settings.staff_idle_minutes * 60
    return PinGate(
        settings.staff_pin, Sessions(Devices(db), settings.staff_pin or "", idle_seconds, clock, ended), clock
    )


def _enrolment(
    settings: Settings, plan: FloorPlan, db: Database, refusals: DeadLetters, fleet: FleetService
) -> Enrolment:
    registry, broker_url = EdgeRegistry(db), settings.broker_address_for_edges()
    registry.runs(LastRun(broker_url, tuple(each.id for each in plan.edges)))
    return Enrolment(
        db,
        registry,
        _authority(settings),
        refusals,
        plan.store_id,
        broker_url,
        fleet.orders_for,
        settings.edge_certificate_hours,
    )


def _authority(settings: Settings) -> StoreAuthority:
    return load_or_create_authority(settings.data_dir / AUTHORITY_FOLDER, time.time())


def _issuer(settings: Settings) -> Issuer | None:
    if settings.app_issuer is None or settings.app_keys is None:
        return None
    return Issuer(settings.app_issuer, settings.app_audience, settings.app_keys, settings.app_claim)


def _customer_erasure(settings: Settings, outgoing: Outgoing, lights: Lights) -> CustomerErasure:
    if settings.cdp_erasure_url is None:
        return NobodyToAsk(
            "this store may not delete there (setting cdp_erasure_url): ask the shop to erase you in its customer"
            " database as well"
        )
    light = lights.add("erasures segment", "who was erased here and asked to be erased there")
    return SegmentRegulations(outgoing, settings.cdp_erasure_url, settings.cdp_erasure_token, light)


def _tracking_notices(settings: Settings, outgoing: Outgoing, lights: Lights) -> TrackingNotices | None:
    if settings.cdp_events_url is None:
        return None
    api = TrackingApi(settings.cdp_events_vendor, settings.cdp_events_url, settings.cdp_events_key)
    light = lights.add("corrections tracking", "what customers correct")
    return TrackingNotices(Post(outgoing, NOTICE_DEADLINE_SECONDS), api, light)


def _sinks(settings: Settings) -> list[Sink]:
    found: list[Sink] = []
    if settings.cdp_events_vendor and settings.cdp_events_url:
        found.append(TrackingSink(settings.cdp_events_vendor, settings.cdp_events_url, settings.cdp_events_key))
    if settings.odp_events_url:
        found.append(OdpSink(settings.odp_events_url, settings.odp_events_key, settings.odp_identifier))
    if settings.ga4_measurement_id:
        found.append(Ga4Sink(settings.ga4_url, settings.ga4_measurement_id, settings.ga4_api_secret))
    return found


def _web(settings: Settings) -> FastAPI:
    # No /docs page: it loads scripts from a public server. The description itself is at /openapi.json.
    # No redirect for a slash too much: it would be an answer that no description names.
    web = FastAPI(title="Goddag hub", version="1", docs_url=None, redoc_url=None, redirect_slashes=False)
    bounded_elsewhere = (f"{EDGES_PATH}/", f"{TILL_PATH}/", f"{CDP_PATH}/")
    web.add_middleware(LargeBodies)
    web.add_middleware(BoundedBody, bounded_elsewhere=bounded_elsewhere)
    configured = [settings.public_name, settings.broker_name, settings.till_square_url]
    web.add_middleware(Entrance, names=names_of(socket.gethostname(), [*configured, *hosts_in(settings.allowed_hosts)]))
    web.add_middleware(SafeHeaders, framed_by_neighbours=settings.staff_pin is None)
    web.add_exception_handler(RequestValidationError, refuse_invalid)
    web.add_exception_handler(DatabaseFailed, cannot_write)
    web.add_exception_handler(ClientDisconnect, went_away)
    described = web.openapi
    web.openapi = lambda: describe(described(), bounded_elsewhere)

    @web.get("/healthz", tags=["fleet"])
    async def healthz() -> dict[str, str]:
        """Whether the hub serves."""
        return {"status": "ok"}

    @web.get("/", include_in_schema=False)
    @web.get("/app", include_in_schema=False)
    @web.get("/app/", include_in_schema=False)
    async def home() -> RedirectResponse:
        return RedirectResponse("/app/handheld/")

    return web


@asynccontextmanager
async def _broker(settings: Settings, plan: FloorPlan, db: Database) -> AsyncGenerator[HubBroker]:
    """The broker to use, and what has to run beside it."""
    folder = settings.data_dir / "broker"
    certificates = None
    if settings.broker_tls:
        certificates = write_own_side(_authority(settings), folder, settings.broker_name_for_edges(), time.time())
    if settings.broker_url != "embedded":
        broker = Broker.from_url(settings.broker_url, settings.broker_password, settings.broker_ca_file)
        yield ExternalBroker(certificates.hub_at(broker.host, broker.port) if certificates else broker)
        return
    embedded = EmbeddedBroker(
        plan.store_id, settings.broker_host, settings.broker_port, folder, EdgeRegistry(db), certificates
    )
    async with embedded:
        yield embedded


def _square_light(settings: Settings, db: Database, lights: Lights) -> Light | None:
    """Of asking Square what was in a sale, where that is set up."""
    return (
        lights.add("orders square", "what was in a sale", lambda: waiting_look_ups(db))
        if settings.till_square_token
        else None
    )


def _keys_light(settings: Settings, lights: Lights) -> Light | None:
    """Of fetching the keys that customers' identities are proven with."""
    return lights.add("sign-in keys", "the issuer's public keys") if settings.app_keys else None


def _rounds(
    settings: Settings, outgoing: Outgoing, channels: Channels, members: Members, clock: Clock, lights: Lights
) -> Rounds | None:
    if not settings.odp_events_url or not settings.odp_private_key:
        return None
    light = lights.add("consents asked of odp", "what customers answered there")
    where = settings.odp_events_url, settings.odp_private_key, settings.odp_identifier
    return Rounds(OdpConsents(outgoing, *where, light), channels, members, clock)


async def _ask_of_consents(hub: Hub) -> None:
    if hub.rounds is not None:
        await hub.rounds.run()


async def _keep_rights(hub: Hub, rounds: int) -> None:
    """Apart from the other rounds: it waits for a customer data platform that may be slow."""
    await hub.rights.tick(to_ms(hub.clock.wall()), remove_what_is_over=rounds % RETENTION_TICKS == 0)


async def _keep_tills(hub: Hub, _rounds: int) -> None:
    """Apart from the other rounds as well: it waits for a till's service."""
    hub.purchases.save_counts()
    await hub.look_ups.tick(to_ms(hub.clock.wall()))


async def _follow(hub: Hub, _rounds: int) -> None:
    """What is decided and cannot be stored is undone, and decided again in the next round."""
    for _ in hub.visit_service.follow(hub.clock.wall()):
        await asyncio.sleep(0)  # whoever asks for a card meanwhile need not wait for the whole crowd


async def _tick(hub: Hub, _rounds: int) -> None:
    hub.ingest.forget_old_tokens(hub.clock.wall())
    hub.keys.keep(day_at(hub.clock.wall()))
    hub.database_canary.look(to_ms(hub.clock.wall()), time.monotonic())
    hub.sessions.look()
    hub.member_service.end_overdue_choices(to_ms(hub.clock.wall()))
    hub.reactions.save_progress()
    await hub.calibration.look(hub.clock.wall())


async def _go_round(hub: Hub, name: str, seconds: float, once: Callable[[Hub, int], Awaitable[None]]) -> None:
    """Do it for ever, and say that it came round; a database that refuses is said once, and tried again."""
    said = False
    for rounds in itertools.count():
        await hub.clock.sleep(seconds)
        try:
            await once(hub, rounds)
            said = False
        except DatabaseFailed as failed:
            if not said:
                log.error("not done now, and tried again", part=name, why=str(failed))  # noqa: TRY400 - the text says it
            said = True
        hub.readiness.came_round(name)
