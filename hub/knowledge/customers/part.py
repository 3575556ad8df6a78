"""Customers: profile and history from whoever keeps them, and who else is told what customers changed here."""

from dataclasses import dataclass
from typing import ClassVar

from hub.ground.ground import Ground
from hub.ground.journal import (
    ConsentGranted,
    ConsentWithdrawn,
    Event,
    Member,
    PurchaseItemised,
    PurchaseRecorded,
    ReturnRecorded,
)
from hub.ground.part import Forgotten, Job, Part
from hub.ground.store_settings import StoreSettings
from hub.knowledge.customers.consent_forwarder import ConsentForwarder
from hub.knowledge.customers.consent_notices import ConsentNotices
from hub.knowledge.customers.correction import CustomerCorrection, NothingToWriteTo
from hub.knowledge.customers.dismissals import Dismissals
from hub.knowledge.customers.json_client import JsonClient
from hub.knowledge.customers.known import KnownCustomers
from hub.knowledge.customers.metrics import metrics_of
from hub.knowledge.customers.notice_post import DEADLINE_SECONDS, NoticePost
from hub.knowledge.customers.overview import telling_section
from hub.knowledge.customers.port import NEEDS, CustomerSource
from hub.knowledge.customers.prefetch import Prefetch
from hub.knowledge.customers.segment_regulations import SegmentRegulations
from hub.knowledge.customers.sensitive import load_sensitive_products
from hub.knowledge.customers.settings import CustomerSettings
from hub.knowledge.customers.source_guard import SourceConfig
from hub.knowledge.customers.sources import (
    check_at_start,
    consent_sinks,
    customer_source,
    holds_customers_elsewhere,
)
from hub.knowledge.customers.tracking_notices import TrackingNotices
from hub.knowledge.customers.traits import traits_of
from hub.knowledge.exports.post import Post
from hub.knowledge.exports.settings import ExportSettings
from hub.knowledge.exports.tracking import TrackingApi
from hub.place.visits.repository import Visits
from hub.trust.channels.part import ChannelsPart
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from hub.trust.members.part import MembersPart
from hub.trust.members.repository import Members
from hub.trust.rights.elsewhere import CustomerErasure, NobodyToAsk, NothingElsewhere

_RESTS_ON = frozenset({Purpose.RECOGNISE_IN_STORE, *NEEDS.values()})


@dataclass(frozen=True, slots=True)
class Customers:
    """What other parts may use."""

    part: Part
    known: KnownCustomers
    prefetch: Prefetch
    notices: ConsentNotices
    forwarder: ConsentForwarder
    corrections: CustomerCorrection
    erasure: CustomerErasure


def customers(
    ground: Ground,
    people: MembersPart,
    ledger: ConsentLedger,
    channels: ChannelsPart,
    visits: Visits,
    own_orders: SourceConfig | None,
    settings: StoreSettings,
) -> Customers:
    """Build the part; `own_orders` is what the store's tills tell. Raises `CustomerSourceError`, `ShopFileError`."""
    client, own = JsonClient(ground.outgoing), settings.of(CustomerSettings)
    traits = traits_of(ground.shop, load_sensitive_products(own.sensitive_products))
    source = customer_source(ground, settings, client, traits, channels.answered_elsewhere, own_orders)
    prefetch = Prefetch(source, people.people, ledger, ground.clock)

    def spoke(member: Member) -> None:
        # Of somebody who is here the card has been made: their app goes on reporting.
        if visits.of(member) is None:
            prefetch.approached(member)

    people.spoke.tell(spoke)
    tracking = _tracking(ground, settings.of(ExportSettings))
    sinks = [*([tracking] if tracking else []), *consent_sinks(settings, NoticePost(ground.outgoing), client)]
    notices = ConsentNotices(ground.db, people.people, ledger, ground.clock, [each.name for each in sinks])
    forwarder = ConsentForwarder(notices, sinks, ground.clock, ground.lights)

    answers = _Answers(ground, people.people, source, notices, prefetch)
    part = Part(
        name="customers",
        jobs=(
            Job(
                name="consents", run=forwarder.run, told_elsewhere="each platform has a state of its own at /api/fleet"
            ),
            Job(
                name="check_at_start",
                run=lambda: check_at_start(own, client, ground.db, ground.lights, traits),
                told_elsewhere="says once what is wrong with the sources of customer data, and ends",
            ),
        ),
        health=telling_section(forwarder),
        metrics=metrics_of(source, forwarder),
        reacts_to=_Answers.to,
        apply=answers.apply,
        act=answers.act,
        forget=answers.forget,
        close=source.close,
    )
    known = KnownCustomers(source, Dismissals(ground.db), traits)
    return Customers(
        part,
        known,
        prefetch,
        notices,
        forwarder,
        tracking or NothingToWriteTo(),
        _erasure(ground, own, elsewhere=bool(sinks) or holds_customers_elsewhere(own, traits)),
    )


def _tracking(ground: Ground, settings: ExportSettings) -> TrackingNotices | None:
    if settings.cdp_events_url is None:
        return None
    api = TrackingApi(settings.cdp_events_vendor, settings.cdp_events_url, settings.cdp_events_key)
    light = ground.lights.add("corrections tracking", "alarms-what-corrections")
    return TrackingNotices(Post(ground.outgoing, DEADLINE_SECONDS), api, light)


def _erasure(ground: Ground, settings: CustomerSettings, *, elsewhere: bool) -> CustomerErasure:
    """Who is asked. `elsewhere`: whether anything of customers is held outside this hub."""
    if settings.cdp_erasure_url is None:
        return NobodyToAsk("no-right") if elsewhere else NothingElsewhere()
    light = ground.lights.add("erasures segment", "alarms-what-erasures")
    return SegmentRegulations(ground.outgoing, settings.cdp_erasure_url, settings.cdp_erasure_token, light)


@dataclass(frozen=True, slots=True)
class _Answers:
    """What follows here from what happened."""

    ground: Ground
    people: Members
    source: CustomerSource
    notices: ConsentNotices
    prefetch: Prefetch

    to: ClassVar = (ConsentGranted, ConsentWithdrawn, PurchaseRecorded, PurchaseItemised, ReturnRecorded)

    def apply(self, event: Event, _seq: int) -> None:
        match event:
            case ConsentWithdrawn(member, purpose) if purpose in _RESTS_ON:
                if record := self.people.get(member):
                    self.source.drop(record.customer_ref)
            case _:
                pass

    async def act(self, event: Event, seq: int) -> None:
        match event:
            case ConsentGranted(member) | ConsentWithdrawn(member):
                self.notices.add(member, seq, self.ground.now_ms())
            case PurchaseRecorded(member) | PurchaseItemised(member) | ReturnRecorded(member):
                if record := self.people.get(member):
                    self.source.invalidate_own(record.customer_ref)
            case _:
                pass

    def forget(self, who: Forgotten) -> None:
        self.source.drop(who.customer_ref)
        self.prefetch.forget(who.member)
