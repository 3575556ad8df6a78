"""/api/fleet: how the equipment is, for whoever looks after it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, status
from pydantic import BaseModel

from hub.equipment.edges.part import Edges
from hub.ground.ground import Ground
from hub.ground.health.lights import WayOutView
from hub.ground.shop.opening_hours import MARGIN_SECONDS, is_open, opens_next
from hub.ground.web.crowd import Crowd
from hub.ground.web.problem import Problem
from hub.ground.words.reader import ReaderLanguage
from hub.knowledge.customers.consent_forwarder import ConsentForwarder, PlatformState
from hub.knowledge.customers.part import Customers
from hub.knowledge.exports.part import ExportsPart
from hub.knowledge.exports.service import ExportView
from hub.overview.alarms import alarms_of
from hub.place.calibration.part import CalibrationPart
from hub.place.recognition.part import Recognition
from hub.trust.accounts.model import SignInHealth
from hub.trust.accounts.part import Accounts
from hub.trust.audit.part import Audit
from hub.trust.members.keys import DayKeys
from hub.trust.members.part import MembersPart
from hub.trust.members.tokens import day_at
from wire.clock import to_ms
from wire.messages import HealthReport

NEWEST_ALERTS = 20


class EdgeView(BaseModel):
    """One edge."""

    edge: str
    online: bool
    """It said so, and lately."""
    runs_twice: bool
    """Two devices speak as this edge by turns, such as a card and its copy: stop one and let it enrol as another."""
    on_plan: bool
    """Whether the floor plan says where it hangs; without that nothing it hears can be used."""
    heard_at_ms: int
    report: HealthReport | None
    looks_moved: bool
    """It hears the fixed beacons otherwise than it did, and other edges do not: it hangs elsewhere, or something stands
    in its way. Nothing new is learned of it meanwhile."""


class RefusalView(BaseModel):
    """One refused message: where and why, never what it held."""

    at_ms: int
    topic: str
    reason: str
    field: str


class TokenKeysView(BaseModel):
    """How far the keys reach with which tokens are made and opened."""

    last_day: date | None
    """The last day, UTC; null for a hub with a root of its own."""
    cut_off: bool
    """No key for today: nobody is recognised."""
    runs_out: bool
    """No key for tomorrow."""


class AlertView(BaseModel):
    """One device opened more customers within an hour than helping explains. Who held it: goddag-hub audit show."""

    at_ms: int
    device: str
    customers: int


class ConsentTellingView(BaseModel):
    """A customer data platform that is told of changes of consent."""

    platform: str
    state: PlatformState
    """`paused` is an alarm: what was withdrawn here is not known there."""
    why: str
    waiting: int
    refused: int
    """Members whose newest state it took in no form."""


class ConnectionsView(BaseModel):
    """Connections to the hub's web server."""

    open: int
    of_staff: int
    most: int
    pushed_out: dict[str, int]
    """How many had to go for a newcomer since the hub started, by what was full; staff's never do."""
    too_slow: dict[str, int]
    """How many were ended since the hub started, by what took too long; "idle" is the usual end of any."""


class AlarmView(BaseModel):
    """One thing that somebody has to look after."""

    id: str
    text: str


class Fleet(BaseModel):
    """The equipment of the store."""

    broker_connected: bool
    """The broker does its job: what the hub publishes comes back to it. A connection alone is not enough."""
    broker_why: str
    """What is wrong with the broker; empty when it works."""
    token_keys: TokenKeysView
    edges: list[EdgeView]
    quarantined_tokens: int
    """Tokens that were heard at two places at once; each is held back until its quarter of an hour is over."""
    refused: dict[str, int]
    unused: dict[str, int]
    """What was heard by edges or told by phones since the hub started and changed nothing, by reason."""
    newest_refusals: list[RefusalView]
    bulk_alerts: int
    """How often cards were opened in bulk, for as long as the audit log is kept."""
    newest_bulk_alerts: list[AlertView]
    exports: list[ExportView]
    """Each place outside that events go to."""
    consents: list[ConsentTellingView]
    """Each platform that is told of changes of consent."""
    ways_out: list[WayOutView]
    """Everything that this hub sends to somebody else, or asks of them, in one shape."""
    sign_in: SignInHealth
    """Whether somebody guesses the staff PIN."""
    connections: ConnectionsView
    """Who is connected to the hub's web server."""
    is_open: bool = True
    """Whether the shop is open by its hours; while it is not, no visit begins and a silent edge is no alarm."""
    opens_at_ms: int | None = None
    """When it opens next; null while it is open, or where it does not within two months."""
    alarms: list[AlarmView] = []
    """What somebody has to look after, the worst first, in the reader's language; reasons are as the log has them."""


class SentAgain(BaseModel):
    """How many events wait again."""

    queued: int


_NO_SINK: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "No events go to a place of that name."}
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom the overview asks."""

    members: MembersPart
    accounts: Accounts
    audit: Audit
    edges: Edges
    calibration: CalibrationPart
    recognition: Recognition
    customers: Customers
    exports: ExportsPart


def fleet_routes(ground: Ground, asked: Asked, crowd: Crowd) -> APIRouter:
    """The routes of the operator."""
    routes = APIRouter(prefix="/api/fleet", tags=["fleet"])

    @routes.get("")
    async def overview(language: ReaderLanguage) -> Fleet:
        """Every edge, and what was refused by reason."""
        words = ground.words.of(language)
        alerts, today = asked.audit.log.alerts(), day_at(ground.clock.wall())
        fleet = Fleet(
            broker_connected=asked.edges.fleet.canary.works,
            broker_why=asked.edges.fleet.canary.why,
            token_keys=_reach(asked.members.keys, today),
            edges=_edges(ground, asked),
            quarantined_tokens=asked.recognition.replays.quarantined(),
            refused=asked.edges.rejected.counts(),
            unused=asked.recognition.unused.counts(),
            newest_refusals=[
                RefusalView(at_ms=at_ms, topic=topic, reason=reason, field=field)
                for at_ms, topic, reason, field in asked.edges.rejected.newest()
            ],
            bulk_alerts=len(alerts),
            newest_bulk_alerts=[
                AlertView(at_ms=each.at_ms, device=each.entry.device, customers=each.entry.customers or 0)
                for each in reversed(alerts[-NEWEST_ALERTS:])
            ],
            exports=asked.exports.service.overview(),
            consents=_consents(asked.customers.forwarder),
            ways_out=ground.lights.overview(words),
            sign_in=asked.accounts.gate.health(),
            connections=_connections(crowd),
            is_open=is_open(ground.shop, ground.clock.wall(), MARGIN_SECONDS),
            opens_at_ms=_opens_at_ms(ground),
        )
        alarms = [AlarmView(id=each.id, text=words.say(each)) for each in alarms_of(fleet)]
        return fleet.model_copy(update={"alarms": alarms})

    @routes.post("/exports/{sink}/again", responses=_NO_SINK)
    async def send_again(sink: Annotated[str, Path(pattern=r"^[a-z0-9]{1,20}$")]) -> SentAgain:
        """Queue what that place refused once more: after the fault is mended."""
        queued = asked.exports.service.try_again(sink)
        if queued is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, "no events go to a place of that name")
        return SentAgain(queued=queued)

    return routes


def _opens_at_ms(ground: Ground) -> int | None:
    opens_at = opens_next(ground.shop, ground.clock.wall())
    return None if opens_at is None else to_ms(opens_at)


def _edges(ground: Ground, asked: Asked) -> list[EdgeView]:
    health, moved, now = asked.edges.health, asked.calibration.live.beacons.moved, ground.clock.wall()
    return [
        EdgeView(
            edge=each.edge,
            online=health.is_online(each, now),
            runs_twice=health.runs_twice(each.edge, now),
            on_plan=each.on_plan,
            heard_at_ms=to_ms(each.heard_at),
            report=each.report,
            looks_moved=each.edge in moved,
        )
        for each in health.all()
    ]


def _consents(forwarder: ConsentForwarder) -> list[ConsentTellingView]:
    return [
        ConsentTellingView(
            platform=each.platform,
            state=each.state,
            why=each.why,
            waiting=each.waiting,
            refused=each.refused,
        )
        for each in forwarder.overview()
    ]


def _connections(crowd: Crowd) -> ConnectionsView:
    return ConnectionsView(
        open=crowd.open,
        of_staff=crowd.of_staff,
        most=crowd.room.all,
        pushed_out=dict(crowd.pushed_out),
        too_slow=dict(crowd.ended),
    )


def _reach(keys: DayKeys, today: int) -> TokenKeysView:
    last = keys.last_day()
    return TokenKeysView(
        last_day=None if last is None else date(1970, 1, 1) + timedelta(days=last),
        cut_off=keys.day(today) is None,
        runs_out=keys.day(today + 1) is None,
    )
