"""What Shopify tells of products and stock, into the catalogue in use."""

from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, assert_never

from hub.knowledge.catalogue.importing import alone
from hub.knowledge.catalogue.model import Availability
from hub.knowledge.catalogue.reading import ReadingRules, offer_of
from hub.knowledge.catalogue.record import Unreadable
from hub.knowledge.catalogue.repository import Articles, open_catalogue
from hub.knowledge.catalogue.schema import CATALOGUE_FILE
from hub.knowledge.catalogue.search_index import index_one
from hub.knowledge.catalogue.shopify_products import ProductChanged, ProductGone, StockChanged, Told
from hub.knowledge.catalogue.stock import MOST_QUANTITY, StockSource, of_quantity


class ProductResult(StrEnum):
    """What became of it."""

    TAKEN = "taken"
    OLDER = "older"
    """Said before what is known."""
    INCOMPLETE = "incomplete"
    """Taken, but it did not tell of all variants: those it left out stay as they were."""
    UNKNOWN_ARTICLE = "unknown_article"
    OTHER_STORE = "other_store"


class TakesProducts(Protocol):
    """Takes in what is said of products and stock."""

    def take(self, told: Told, now_ms: int) -> ProductResult:
        """Keep it. Raises `DatabaseFailed`, and `CatalogueError` while an import runs: the sender tries again."""
        ...


@dataclass(frozen=True, slots=True)
class ShopifyProducts:
    """Takes in what a webhook says of products."""

    data_dir: Path
    rules: ReadingRules
    store: StockSource

    def take(self, told: Told, now_ms: int) -> ProductResult:
        """Keep it. While an import runs it raises `CatalogueError`: the sender tries again."""
        with alone(self.data_dir), closing(open_catalogue(self.data_dir / CATALOGUE_FILE)) as db, db.atomic():
            articles = Articles(db)
            match told:
                case ProductChanged():
                    if not articles.is_newer(f"product {told.group}", told.updated):
                        return ProductResult.OLDER
                    return self._changed(articles, told, now_ms)
                case ProductGone(group):
                    return self._gone(articles, group, (), now_ms)
                case StockChanged():
                    return self._stock(articles, told, now_ms)
                case _:
                    assert_never(told)

    def _changed(self, articles: Articles, told: ProductChanged, now_ms: int) -> ProductResult:
        kept: list[str] = []
        for record in told.records:
            offer = offer_of(record, self.rules)
            if isinstance(offer, Unreadable):
                continue
            kept.append(offer.article.id)
            since = articles.remove(offer.article.id)
            number = articles.add(offer, now_ms if since is None else since)
            if number is not None:
                if not offer.is_sold:
                    articles.db.run("UPDATE articles SET until_ms = ? WHERE number = ?", now_ms, number)
                for rule, key in offer.keys:
                    articles.join(number, rule, key)
                index_one(articles.db, number)
        for item in told.stock_items:
            articles.put_stock_item(item.item, item.article, sells_on=item.sells_on)
        if not told.is_whole:
            return ProductResult.INCOMPLETE
        self._gone(articles, told.group, kept, now_ms)
        return ProductResult.TAKEN

    @staticmethod
    def _gone(articles: Articles, group: str, but: "list[str] | tuple[str, ...]", now_ms: int) -> ProductResult:
        rows = articles.db.rows('SELECT id FROM articles WHERE "group" = ? AND until_ms IS NULL', group)
        gone = [article_id for (article_id,) in rows if article_id not in but]
        for article_id in gone:
            articles.db.run("UPDATE articles SET until_ms = ? WHERE id = ?", now_ms, article_id)
        return ProductResult.TAKEN if gone or but else ProductResult.UNKNOWN_ARTICLE

    def _stock(self, articles: Articles, told: StockChanged, now_ms: int) -> ProductResult:
        if not self.store.is_here(told.location):
            return ProductResult.OTHER_STORE
        item = articles.db.row("SELECT article, sells_on FROM stock_items WHERE item = ?", told.item)
        if item is None:
            return ProductResult.UNKNOWN_ARTICLE
        if not articles.is_newer(f"stock {told.item} {told.location}", told.updated):
            return ProductResult.OLDER
        article_id, sells_on = item
        available = told.available
        availability = Availability.UNKNOWN if available is None else of_quantity(available, sells_on=bool(sells_on))
        number = None if told.available is None else max(-MOST_QUANTITY, min(MOST_QUANTITY, told.available))
        articles.put_stock(article_id, availability, number, now_ms)
        return ProductResult.TAKEN
