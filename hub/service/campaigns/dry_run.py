"""What a campaign would have done over the visits of the last weeks, before anybody approves it.

It is read on a connection of its own, in a thread, some customers at a time: the hub goes on meanwhile. Nothing is
written. What comes out are counts; nobody's name, and no visit of anybody.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from hub.ground.database import Database, read_database
from hub.ground.health.light import Light
from hub.ground.holdings import DAY_MS
from hub.ground.journal import Entry, Event, Journal, Member
from hub.ground.manifests import schemas
from hub.ground.shop.model import Shop
from hub.ground.store_settings import StoreSettings
from hub.ground.words.words import Words
from hub.knowledge.catalogue.repository import StoredCatalogue
from hub.knowledge.customers.port import Context, SourceStatus
from hub.knowledge.customers.sensitive import load_sensitive_products
from hub.knowledge.customers.settings import CustomerSettings
from hub.knowledge.insight.members import MemberInsight
from hub.knowledge.insight.model_store import ModelStore
from hub.knowledge.insight.service import Insight
from hub.knowledge.purchases.repository import Orders
from hub.place.visits.repository import Visits
from hub.service.campaigns.deciding import FROM_SOURCES
from hub.service.campaigns.decisions import Contacts
from hub.service.campaigns.document import CampaignDocument, Happening, Period
from hub.service.campaigns.in_force import CampaignsInForce
from hub.service.campaigns.needs import needs_of
from hub.service.campaigns.past import Past, kinds_for, member_of
from hub.service.campaigns.policy import LiveCampaign, WithholdReason
from hub.service.campaigns.replay import Person, Replay, Tally
from hub.service.campaigns.repository import salt_of
from hub.service.campaigns.rules.fields import Variable
from hub.service.campaigns.saying import offer_refused
from hub.service.messages.exposures import Exposures
from hub.service.offers.bought import paid_in_full
from hub.service.offers.repository import Offers
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import Members

DAYS, MOST_DAYS = 30, 90
# So many customers are read at once: enough for few questions to the disk, and few enough to hold in memory.
_AT_ONCE = 200
_ALWAYS = Period(first=date(1970, 1, 1), last=date(9999, 1, 1))
# What was said up to a week before the first visit counts in the caps of its week.
_BEFORE_DAYS = 8
_NOTHING = Context({}, SourceStatus.OK)

Progress = Callable[[int, int], None]
"""So many customers are done, of so many."""


@dataclass(frozen=True, slots=True)
class DryRun:
    """What would have become of every visit."""

    store: str
    days: int
    visits: int
    members: int
    tally: Tally
    is_salt_kept: bool
    """Whether the sides are those that the campaign will have; one that is not kept yet has no salt."""
    asked: int = 0
    """Of so many members sources of customer data told what they know now."""


@dataclass(frozen=True, slots=True)
class StoreOfThen:
    """What a dry run reads of a store."""

    file: Path
    """Its database."""
    data_dir: Path
    store: str
    shop: Shop
    names_sensitive: Callable[[str], bool]


def names_sensitive(settings: StoreSettings) -> Callable[[str], bool]:
    """Whether a title is one of what is never spoken of."""
    return load_sensitive_products(settings.of(CustomerSettings).sensitive_products).names


@dataclass(slots=True)
class _Reading:
    """The store's file, opened for looking."""

    db: Database
    catalogue: StoredCatalogue
    of: StoreOfThen
    now_ms: int
    contexts: Mapping[Member, Context]
    ledger: ConsentLedger = field(init=False)
    insight: Insight = field(init=False)
    language: str = field(init=False)
    """Of whom nothing says it."""

    def __post_init__(self) -> None:
        zone, shop = ZoneInfo(self.of.shop.time_zone), self.of.shop
        self.ledger, self.language = ConsentLedger(self.db), Words(shop).default
        members = MemberInsight(self.db, self.catalogue, shop, zone, self.of.names_sensitive)
        self.insight = Insight(members, ModelStore(self.of.data_dir), Light("insight"))

    def people(
        self, members: Sequence[Member], document: CampaignDocument, kinds: Sequence[type[Event]], since_ms: int
    ) -> Iterator[Person]:
        """Whoever of them is a member still. `kinds`: what is read of the journal."""
        visits = Visits(self.db).each_of(members)
        contacts = Contacts(self.db).each_of(members)
        shown = Exposures(self.db).each_of(members, since_ms - _BEFORE_DAYS * DAY_MS)
        happened: dict[Member, list[Entry]] = {}
        for entry in Journal(self.db).around(members, since_ms, *kinds) if kinds else ():
            happened.setdefault(member_of(entry), []).append(entry)
        people = Members(self.db)
        for member in members:
            record = people.get(member)
            if record is None:
                continue
            yield Person(
                record,
                self.ledger.language(record.subject) or self.language,
                self.ledger.permission(member, Purpose.RECOGNISE_IN_STORE, at_ms=self.now_ms),
                self.ledger.permission(member, *needs_of(document), at_ms=self.now_ms),
                self.contexts.get(member, _NOTHING),
                Past(visits.get(member, ()), happened.get(member, ()), self.insight, self.now_ms),
                contacts.get(member, ()),
                [each for each in shown.get(member, ()) if each.campaign != document.id],
            )

    def refused(self, document: CampaignDocument, permission: Permission, at_ms: int) -> WithholdReason | None:
        """Why they might not have had the offer then."""

        def bought(permission: Permission, article: str, since_ms: int) -> bool:
            return paid_in_full(Orders(self.db), self.catalogue, permission, article, since_ms, at_ms)

        return offer_refused(Offers(self.db, Journal(self.db), bought), document, permission, at_ms)


def asks_sources(document: CampaignDocument, variables: Iterable[Variable]) -> bool:
    """Whether it asks for what only sources of customer data know."""
    return document.trigger.on is Happening.LOOKED_ONLINE or any(each.field.name in FROM_SOURCES for each in variables)


def dry_run(
    document: CampaignDocument,
    of: StoreOfThen,
    now_ms: int,
    days: int = DAYS,
    contexts: Mapping[Member, Context] | None = None,
    progress: Progress = lambda _done, _of: None,
) -> DryRun:
    """Takes seconds; safe to call in a thread. `contexts`: what sources of customer data know now.

    Raises `DatabaseFailed`.
    """
    since_ms, tally = now_ms - days * DAY_MS, Tally()
    with (
        closing(read_database(of.file, schemas())) as db,
        closing(StoredCatalogue(of.data_dir, lambda: now_ms)) as catalogue,
    ):
        reading = _Reading(db, catalogue, of, now_ms, contexts or {})
        salt = salt_of(db, document.id)
        campaign = LiveCampaign(document.model_copy(update={"period": _ALWAYS}), 0, salt or secrets.token_hex(16))
        in_force = CampaignsInForce([campaign], of.store)
        kinds = kinds_for(document.trigger, in_force.variables)
        zone = ZoneInfo(of.shop.time_zone)
        replay = Replay(campaign, in_force, of.shop, catalogue, reading.refused, zone)
        everybody = sorted(member for member, _, _ in Visits(db).first_of_each(since_ms, now_ms))
        members = visits = 0
        for first in range(0, len(everybody), _AT_ONCE):
            for person in reading.people(everybody[first : first + _AT_ONCE], document, kinds, since_ms):
                outcomes = replay.of(person, since_ms, now_ms)
                tally.add(outcomes)
                members, visits = members + bool(outcomes), visits + len(outcomes)
            progress(min(first + _AT_ONCE, len(everybody)), len(everybody))
    return DryRun(of.store, days, visits, members, tally, salt is not None, len(contexts or {}))
