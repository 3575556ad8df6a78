"""What insight suggests for a customer who is here, in the order that fits the moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hub.ground.floor_plan.model import FloorPlan, Zone
from hub.ground.shop.model import Category, Lines, Shop
from hub.knowledge.catalogue.model import Article
from hub.knowledge.customers.cases import open_cases
from hub.knowledge.customers.known import KnownCustomers
from hub.knowledge.customers.port import Context, CustomerEvent, Trait
from hub.knowledge.insight.explained import segments_told
from hub.knowledge.insight.history import Circumstances, own_facts
from hub.knowledge.insight.lists import Suggestion
from hub.knowledge.insight.moment import Moment, rerank
from hub.knowledge.insight.service import Insight
from hub.knowledge.purchases.baskets import Baskets
from hub.place.visits.repository import Visit
from hub.service.staff.card import Foreseen
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose


class Suggestions:
    """Of one store."""

    def __init__(self, insight: Insight, baskets: Baskets, plan: FloorPlan, shop: Shop) -> None:
        self._insight = insight
        self._baskets = baskets
        self._plan = plan
        self._shop = shop

    def of(self, permission: Permission, visit: Visit, context: Context, now_ms: int) -> Foreseen:
        """The likeliest first; nothing without a permission that allows `predict`, or without a model."""
        cases = open_cases(context.happened, now_ms) if permission.allows(Purpose.PREDICT) else []
        about = complaints_of(cases, self._insight.members.bought(permission)) if cases else frozenset[str]()
        known = self._insight.known(permission, now_ms, Circumstances(about, own_facts(self._shop, context.traits)))
        if known is None:
            return Foreseen()
        basket = self._baskets.of(visit.id)
        in_basket = (self._insight.members.article_id(item.sku) for item in (basket.items if basket else ()))
        moment = moment_of(
            known.lists.overall,
            self._plan.zone_named(visit.zone),
            (now_ms - visit.zone_since_ms) / 1000,
            _viewed(context.traits),
            self._shop.lines,
        )
        moment = Moment(
            moment.zone_categories, moment.dwell_seconds, moment.viewed, moment.viewed_categories, frozenset(in_basket)
        )
        return Foreseen(rerank(known.lists, moment).overall, tuple(segments_told(known, self._shop)))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of a customer, and what may be expected."""

    customers: KnownCustomers
    suggestions: Suggestions


def complaints_of(cases: Iterable[CustomerEvent], bought: Iterable[Article]) -> frozenset[str]:
    """What must not be offered while cases are open: what they are about, and its like.

    Words that name nothing that was bought here may be about anything: then it is "", which is everything.
    """
    found: set[str] = set()
    articles = list(bought)
    for case in cases:
        named = [each for each in articles if _plain(each.name) and _plain(each.name) in _plain(case.text)]
        for each in named:
            found |= {each.id, each.group or each.id, " > ".join(each.category) or each.id}
        found |= set() if named else {""}
    return frozenset(found)


def moment_of(
    suggested: Iterable[Suggestion], zone: Zone | None, dwell_seconds: float, viewed: str, lines: Lines | None
) -> Moment:
    """What of the moment bears on what is suggested. A zone shows the categories and the line that it is called by."""
    names = {_plain(zone.id), _plain(zone.name)} if zone else set[str]()
    here, looked_at, of_looked_at = set[Category](), dict[str, int](), set[Category]()
    for each in suggested:
        category = each.article.category
        line = each.article.attributes.get(lines.attribute, "") if lines else ""
        steps = [category[: at + 1] for at, step in enumerate(category) if _plain(step) in names]
        here.update(steps or ([category] if line and _plain(line) in names and category else ()))
        if viewed and _plain(each.article.name) == _plain(viewed):
            looked_at[each.article.id] = 1
            of_looked_at.add(category)
    return Moment(frozenset(here), max(dwell_seconds, 0.0), looked_at, frozenset(of_looked_at))


def _viewed(traits: Mapping[str, Trait]) -> str:
    viewed = traits.get("viewed_item_30d")
    return viewed.value if viewed and isinstance(viewed.value, str) else ""


def _plain(text: str) -> str:
    return " ".join(text.replace("-", " ").replace("_", " ").casefold().split())
