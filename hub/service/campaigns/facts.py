"""What is known of a customer at the moment of deciding, by the names that rules use: as far as they agreed to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from hub.ground.journal import Entry, Event, Member, VisitId, VisitStarted, ZoneEntered
from hub.ground.parsing.money import EXPONENTS
from hub.ground.shop.model import Shop
from hub.knowledge.catalogue.model import Catalogue
from hub.knowledge.customers.line import main_line
from hub.knowledge.customers.port import Context
from hub.knowledge.insight.chance import Percent
from hub.knowledge.insight.filters import line_of
from hub.knowledge.insight.history import Circumstances, History, own_facts
from hub.knowledge.insight.members import Known
from hub.place.visits.repository import PastVisit, Visit
from hub.service.campaigns.counting import (
    ArticleGroups,
    Days,
    Look,
    Looks,
    looks_in,
    purchase_value,
    seconds_by_zone,
    stays_of,
    visits_in,
)
from hub.service.campaigns.document import Happening as On
from hub.service.campaigns.in_force import Happened
from hub.service.campaigns.rules.fields import MOST_VISITS, Value, Variable
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).toordinal()
# No window is longer; who came more often in it is a colleague.
MOST_PAST_VISITS = 1000
OF_VISIT = frozenset({"zone", "zones", "dwell_seconds"})
"""Fields that are counted from the way through the store."""
OF_INSIGHT = frozenset({"segments", "likely", "lapse", "next_visit", "upsell"})
"""Fields that insight expects, as of now."""
_OF_PURCHASES = frozenset({"orders", "spent", "bought", "bought_categories", "bought_lines", "days_since_order"})


@dataclass(frozen=True, slots=True)
class Happening:
    """Where and when values are asked for."""

    visit: VisitId
    now_ms: int
    language: str
    context: Context
    """What the sources of customer data said."""


class Entries(Protocol):
    """What happened around members: the journal, or a part of it."""

    def about(self, member: Member, *kinds: type[Event]) -> list[Entry]:
        """What of these kinds happened around a member, oldest first."""
        ...


class Comings(Protocol):
    """When members were here: every visit, or those until some moment."""

    def of(self, member: Member) -> Visit | None:
        """The visit that goes on."""
        ...

    def past(self, member: Member, limit: int) -> list[PastVisit]:
        """Visits that are over, newest first."""
        ...


class Histories(Protocol):
    """What members bought."""

    def history(self, permission: Permission) -> History:
        """Of the member of a permission."""
        ...


class Foresight(Protocol):
    """What members bought, and what is expected of them."""

    @property
    def members(self) -> Histories:
        """What they bought."""
        ...

    def known(self, permission: Permission, now_ms: int, around: Circumstances | None = None) -> Known | None:
        """What may be said of a member; None where nobody knows."""
        ...


class CustomerFacts:
    """Of one store. Reads what the wanted fields need, and nothing else."""

    def __init__(self, journal: Entries, visits: Comings, catalogue: Catalogue, insight: Foresight, shop: Shop) -> None:
        self._journal = journal
        self._visits = visits
        self._catalogue = catalogue
        self._insight = insight
        self._shop = shop
        self._zone = ZoneInfo(shop.time_zone)

    def of(self, permission: Permission, about: Happening, wanted: Iterable[Variable]) -> dict[str, Value]:
        """By variable; what the customer did not agree to, and what nobody knows, is not there."""
        allowed = [each for each in wanted if each.field.needs is None or permission.allows(each.field.needs)]
        names = {each.field.name for each in allowed}
        days = Days(self.day(about.now_ms), self.day)
        found = self._moment(permission, about) if names & {"hour", "weekday", "language", "line"} else {}
        if names & OF_VISIT:
            found |= self._stays(permission.member, about)
        if names & {"visits", "days_since_visit", "viewed"}:
            began_ms = self._began_ms(permission.member)
            found |= self._visits_and_looks(allowed, began_ms, about, days)
        if "cart" in names:
            carts = [each for each in about.context.happened if each.name == "carts"]
            found["cart"] = sorted({name for each in carts for name in self._names(each.article, each.text)})
        if names & _OF_PURCHASES:
            found |= self._purchases(allowed, self._insight.members.history(permission), days)
        if names & OF_INSIGHT:
            found |= self._foreseen(permission, about)
        return {each.name: found[each.name] for each in allowed if each.name in found}

    def confirm(self, happened: Happened, permission: Permission, context: Context, now_ms: int) -> bool:
        """Of what only a look at the customer tells: whether it happened."""
        match happened.on:
            case On.LOOKED_ONLINE:
                looks = (each for each in context.happened if each.name == "online_views")
                return permission.allows(Purpose.JOIN_ONLINE_INSTORE) and any(
                    happened.since_ms < each.at_ms <= now_ms for each in looks
                )
            case On.LAPSED:
                return self.is_late(permission, now_ms)
            case _:
                return True

    def is_late(self, permission: Permission, now_ms: int) -> bool:
        """Whether they bought nothing for longer than they use to; False while nobody knows their rhythm."""
        known = self._insight.known(permission, now_ms)
        expected = known.propensities.next_visit if known else None
        return expected is not None and expected.is_late

    def _moment(self, permission: Permission, about: Happening) -> dict[str, Value]:
        local = datetime.fromtimestamp(about.now_ms / 1000, self._zone)
        found: dict[str, Value] = {
            "hour": local.hour,
            "weekday": local.isoweekday(),
            "language": about.language,
        }
        if permission.allows(Purpose.PREDICT):
            found["line"] = main_line(about.context.traits, self._shop) or ""
        return found

    def _stays(self, member: Member, about: Happening) -> dict[str, Value]:
        entered: list[tuple[str, int]] = []
        for entry in self._journal.about(member, VisitStarted, ZoneEntered):
            match entry.event:
                case VisitStarted(_, visit, zone) | ZoneEntered(_, visit, zone) if visit == about.visit:
                    entered.append((zone, entry.at_ms))
                case _:
                    pass
        here, until_ms = self._visits.of(member), about.now_ms
        if here is not None and here.id == about.visit:
            until_ms = min(until_ms, here.heard_ms)  # who has gone silent may have left
        stays = stays_of(entered, until_ms)
        found: dict[str, Value] = {
            "zones": list(dict.fromkeys(each.zone for each in stays)),
            "dwell_seconds": seconds_by_zone(stays),
        }
        if here is not None and here.id == about.visit:
            found["zone"] = here.zone
        return found

    def _began_ms(self, member: Member) -> list[int]:
        """When their visits began, the newest first."""
        here = self._visits.of(member)
        past = self._visits.past(member, MOST_PAST_VISITS)
        return [*([here.started_ms] if here else []), *(each.started_ms for each in past)]

    def _visits_and_looks(
        self, wanted: Iterable[Variable], began_ms: list[int], about: Happening, days: Days
    ) -> dict[str, Value]:
        looks, found = self._looks(about.context), dict[str, Value]()
        for each in wanted:
            match each.field.name:
                case "visits":
                    found[each.name] = visits_in(each, began_ms, days)
                case "days_since_visit" if len(began_ms) > 1:
                    found[each.name] = days.today - days.of(began_ms[1])
                case "viewed":
                    found[each.name] = looks_in(each, looks, began_ms[:MOST_VISITS], days)
                case _:
                    pass
        return found

    def _looks(self, context: Context) -> Looks:
        each = tuple(
            Look(self._names(seen.article, seen.text), at_ms)
            for seen in context.happened
            if seen.name == "online_views"
            for at_ms in seen.moments_ms or (seen.at_ms,)
        )
        item, times = context.traits.get("viewed_item_30d"), context.traits.get("viewed_times_30d")
        if item is None or not isinstance(item.value, str):
            return Looks(each)
        counted = times.value if times and isinstance(times.value, int) else 1
        return Looks(each, dict.fromkeys(self._names("", item.value), counted))

    def _names(self, number: str, title: str) -> frozenset[str]:
        """Every name by which a rule may mean an article that a platform tells of."""
        article = self._catalogue.joined(number) if number else self._catalogue.titled(title)
        return frozenset({article.id, article.name} if article else set()) | {number or title, title}

    def _purchases(self, wanted: Iterable[Variable], history: History, days: Days) -> dict[str, Value]:
        minor_units = 10 ** EXPONENTS.get(self._shop.currency, 2)
        found: dict[str, Value] = {}
        for each in wanted:
            if each.field.name in _OF_PURCHASES:
                value = purchase_value(each, history.orders, days, self._groups, minor_units)
                if value is not None:
                    found[each.name] = value
        return found

    def _groups(self, article_id: str) -> ArticleGroups:
        article = self._catalogue.article(article_id)
        if article is None:
            return ArticleGroups()
        paths = tuple(" > ".join(article.category[: at + 1]) for at in range(len(article.category)))
        return ArticleGroups(paths, line_of(article, self._shop.lines))

    def _foreseen(self, permission: Permission, about: Happening) -> dict[str, Value]:
        around = Circumstances(facts=own_facts(self._shop, about.context.traits))
        known = self._insight.known(permission, about.now_ms, around)
        return dict(_expected(known, self.day(about.now_ms))) if known else {}

    def day(self, at_ms: int) -> int:
        """Days since 1970, where the shop is."""
        return datetime.fromtimestamp(at_ms / 1000, self._zone).toordinal() - _EPOCH


def _expected(known: Known, today: int) -> Mapping[str, Value]:
    """What insight expects; what it cannot say is left out, so that no rule about it holds."""
    expected = known.propensities
    found: dict[str, Value] = {
        "segments": [each.segment for each in known.segments if each.belongs],
        "likely": {
            " > ".join(each.category): each.chance.probability
            for each in expected.categories
            if isinstance(each.chance, Percent)
        },
    }
    if expected.lapse_probability is not None:
        found["lapse"] = expected.lapse_probability
    if expected.next_visit is not None:
        found["next_visit"] = float(expected.next_visit.latest_day - today)
    if expected.recent_share is not None:
        found["upsell"] = expected.recent_share
    return found
