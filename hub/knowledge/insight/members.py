"""What a model says of members of this hub: lists, propensities and segments, of those alone who agreed to it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from hub.ground.database import Database
from hub.ground.shop.model import Shop
from hub.knowledge.catalogue.model import Article, Availability, Catalogue
from hub.knowledge.customers.port import Trait
from hub.knowledge.insight.data import ArticleIds, history_of
from hub.knowledge.insight.filters import Store, loyal_line
from hub.knowledge.insight.history import ArticleOf, Circumstances, History, holdings_in, lines_in, names_in
from hub.knowledge.insight.lists import Lists, Person, make_lists
from hub.knowledge.insight.model import InsightModel
from hub.knowledge.insight.propensities import Propensities, propensities_of
from hub.knowledge.insight.segments import MemberFacts, Membership, facts_of, memberships
from hub.knowledge.purchases.baskets_of import baskets_of_member
from hub.place.visits.repository import visits_since
from hub.trust.consents.permission import Permission

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).toordinal()
VISITS_DAYS = 90
REMEMBERED_MS = 60_000
DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Known:
    """Everything about one member, as of a day."""

    lists: Lists
    propensities: Propensities
    segments: tuple[Membership, ...]
    facts: MemberFacts
    newest_day: int | None
    """Of the newest order, days since 1970."""
    model_of_ms: int
    """When the model was trained."""


class MemberInsight:
    """One shop's members, by their orders here."""

    def __init__(
        self, db: Database, catalogue: Catalogue, shop: Shop, zone: tzinfo, names_sensitive: Callable[[str], bool]
    ) -> None:
        """`names_sensitive`: whether a title is one of what is never spoken of; a catalogue says so itself."""
        self._db = db
        self._names_sensitive = names_sensitive
        self._catalogue = catalogue
        self._shop = shop
        self._zone = zone
        self._ids = ArticleIds(catalogue)
        self._ids_of_ms = 0

    def history(self, permission: Permission) -> History:
        """What the member of a permission bought."""
        baskets = baskets_of_member(self._db, permission.member, self._zone)
        return history_of(baskets, self._ids, self._shop.currency)

    def known(
        self, model: InsightModel, permission: Permission, now_ms: int, around: Circumstances | None = None
    ) -> Known:
        """What may be said of a member who agreed to `predict`; nothing of another."""
        day = self.day(now_ms)
        self._renew(now_ms)
        history = self.history(permission)
        around = around or Circumstances()
        article_of = self._articles_for(model, history)
        holdings = holdings_in(history, article_of, self._shop, around)
        store = Store(self._shop, self._availability, day)
        lists = make_lists(model, Person(history, holdings), permission, article_of, store)
        expected = propensities_of(model, history, permission, day)
        newest = max((order.day for order in history.orders), default=None)
        line = loyal_line(lines_in(history, article_of, self._shop), self._shop.lines)
        visits = self._visits(permission, now_ms)
        facts = facts_of(history, self.day(now_ms), line, expected.lapse_probability, visits, around.facts)
        return Known(lists, expected, memberships(self._shop.segments, facts), facts, newest, model.trained.at_ms)

    def bought(self, permission: Permission) -> list[Article]:
        """The articles that the member of a permission bought, as far as the catalogue knows them."""
        ids = {line.article for order in self.history(permission).orders for line in order.lines}
        return [article for each in sorted(ids) if (article := self._ids.by_id(each))]

    def article_id(self, sku: str) -> str:
        """The catalogue's id of what the till calls by its number."""
        return self._ids.of(sku)

    def day(self, now_ms: int) -> int:
        """Days since 1970, where the shop is."""
        return datetime.fromtimestamp(now_ms / 1000, self._zone).toordinal() - _EPOCH

    def _visits(self, permission: Permission, now_ms: int) -> int:
        return visits_since(self._db, permission.member, now_ms - VISITS_DAYS * DAY_MS)

    def _renew(self, now_ms: int) -> None:
        """What the catalogue says is believed for a minute: another one may have come in since."""
        if not 0 <= now_ms - self._ids_of_ms < REMEMBERED_MS:
            self._ids, self._ids_of_ms = ArticleIds(self._catalogue), now_ms

    def _articles_for(self, model: InsightModel, history: History) -> ArticleOf:
        """Articles as the catalogue has them; without a catalogue, by what receipts call them."""
        if not self._ids.has_no_catalogue():
            return self._ids.by_id
        own = names_in(history)

        def by_receipts(article_id: str) -> Article | None:
            title = own.get(article_id) or model.articles.title(article_id)
            if not title:
                return None
            return Article(article_id, title, sensitive="words" if self._names_sensitive(title) else "")

        return by_receipts

    def _availability(self, article_id: str) -> Availability:
        return self._catalogue.availability(article_id)


@dataclass(frozen=True, slots=True)
class Figures:
    """About all who agreed together: no person is in it."""

    segments: Mapping[str, int]
    removed: Mapping[str, int]
    coverage: float
    """Share of the model's articles that stand in some list."""


def figures_of(
    insight: MemberInsight,
    permissions: Iterable[Permission],
    model: InsightModel,
    now_ms: int,
    facts: Callable[[Permission], Mapping[str, Trait]] = lambda _permission: {},
) -> Figures:
    """Sizes of segments, what the filters removed, and how much of the catalogue is shown.

    `facts`: the shop's own of a member, as far as this hub has them; a platform is not asked about everybody.
    """
    sizes, removed, shown = Counter[str](), Counter[str](), set[str]()
    for permission in permissions:
        known = insight.known(model, permission, now_ms, Circumstances(facts=facts(permission)))
        sizes.update(each.segment for each in known.segments if each.belongs)
        removed.update({reason.value: times for reason, times in known.lists.removed.items()})
        shown.update(each.article.id for each in known.lists.overall)
    return Figures(dict(sizes), dict(removed), len(shown) / max(len(model.articles.ids), 1))
