"""Articles in the catalogue's file: written once by an import, looked up within a fraction of a millisecond."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import structlog

from hub.ground.database import Database
from hub.ground.errors import CatalogueError, DatabaseFailed
from hub.knowledge.catalogue.gtin import gtin14
from hub.knowledge.catalogue.model import Article, Availability, InThisStore, StoreOffer
from hub.knowledge.catalogue.reading import JoinRule, Offer, join_key
from hub.knowledge.catalogue.schema import CATALOGUE_FILE, SCHEMA
from hub.knowledge.catalogue.search_index import forget_words

# Few articles are looked up at once, and a hub's memory is for other things.
_CACHE_KIB = 1024
_COLUMNS = (
    'id, name, sku, gtin, mpn, "group", category, brand, attributes, price_minor, sale_minor, sale_from_ms,'
    " sale_until_ms, currency, image, link, sensitive, since_ms, until_ms"
)

_T = TypeVar("_T")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PastImport:
    """What became of one import."""

    at_ms: int
    what: str
    source: str
    format: str
    articles: int
    counts: dict[str, int]
    refused: str
    etag: str = ""
    last_modified: str = ""


def open_catalogue(path: Path, *, read_only: bool = False) -> Database:
    """The file, up to date. Raises `DatabaseFailed`, and `CatalogueError` for one of a newer version."""
    if read_only:
        return Database(path, read_only=True)
    # Without a write-ahead log: that would lie beside the file when another takes its place.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    db = Database(path, wal=False)
    if db.unknown_steps({"catalogue": SCHEMA}, {"catalogue": SCHEMA}):
        db.close()
        raise CatalogueError(f"{path} was written by a newer goddag-hub: install that version again.")
    db.migrate("catalogue", SCHEMA)
    return db


class Articles:
    """Reads and writes one file; call what writes within a transaction."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def add(self, offer: Offer, now_ms: int) -> int | None:
        """Store an article; returns its number, or None where one of that id is there."""
        article = offer.article
        until_ms = article.on_sale_until_ms if offer.is_sold else now_ms
        found = self.db.row(
            'INSERT OR IGNORE INTO articles (id, name, sku, gtin, mpn, "group", category, brand, attributes,'
            " price_minor, sale_minor, sale_from_ms, sale_until_ms, currency, image, link, google_category, web,"
            " sensitive, parent, since_ms, until_ms)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",
            *(article.id, article.name, article.sku, article.gtin, article.mpn, article.group),
            *(_json(article.category), article.brand, _json(dict(article.attributes))),
            *(article.price_minor, article.sale_minor, offer.sale_from_ms, offer.sale_until_ms, article.currency),
            *(article.image, article.link, offer.google_category, offer.web, article.sensitive, offer.parent),
            *(now_ms, until_ms),
        )
        return found[0] if found else None

    def remove(self, article_id: str) -> int | None:
        """Make room for what an article is now; returns since when it has been known."""
        row = self.db.row("SELECT number, since_ms FROM articles WHERE id = ?", article_id)
        if row is None:
            return None
        forget_words(self.db, row[0])
        self.db.run("DELETE FROM joins WHERE article = ?", row[0])
        self.db.run("DELETE FROM articles WHERE number = ?", row[0])
        return int(row[1])

    def join(self, number: int, rule: JoinRule, key: str) -> bool:
        """Let order lines find an article by that key; False where another has it, which keeps it."""
        return self.db.run("INSERT OR IGNORE INTO joins VALUES (?, ?, ?)", key, rule, number) == 1

    def numbered(self, sku: str) -> tuple[int, JoinRule] | None:
        """Which article an order line means, and by which rule."""
        key, gtin = join_key(sku), gtin14(sku)
        found = self.db.row(
            "SELECT article, rule FROM joins WHERE key = ? OR (key = ? AND rule = ?) ORDER BY rule LIMIT 1",
            *(key, gtin or key, JoinRule.GTIN),
        )
        return (found[0], JoinRule(found[1])) if found else None

    def one(self, where: str, value: object, now_ms: int) -> Article | None:
        """The article of which that column has that value."""
        row = self.db.row(f"SELECT {_COLUMNS} FROM articles WHERE {where} = ?", value)  # noqa: S608 - fixed text
        return _article(row, now_ms) if row else None

    def titled(self, name: str, now_ms: int) -> Article | None:
        """The one article that is called so."""
        rows = self.db.rows(
            f"SELECT {_COLUMNS} FROM articles WHERE name = ? COLLATE NOCASE LIMIT 2",  # noqa: S608 - fixed text
            name,
        )
        return _article(rows[0], now_ms) if len(rows) == 1 else None

    def all(self, now_ms: int) -> Iterator[Article]:
        """Every article, those that left the catalogue as well."""
        for row in self.db.rows(f"SELECT {_COLUMNS} FROM articles ORDER BY number"):  # noqa: S608 - fixed text
            yield _article(row, now_ms)

    def availability(self, article_id: str) -> Availability:
        """In this store."""
        row = self.db.row("SELECT availability FROM stock WHERE article = ?", article_id)
        return Availability(row[0]) if row else Availability.UNKNOWN

    def here(self, article_id: str, now_ms: int) -> InThisStore:
        """All that is told of it in this store."""
        row = self.db.row("SELECT availability, quantity, at_ms FROM stock WHERE article = ?", article_id)
        offers = tuple(self.in_stores(article_id, now_ms))
        return InThisStore(Availability(row[0]), row[1], row[2], offers) if row else InThisStore(offers=offers)

    def variants(self, group: str, now_ms: int, most: int) -> list[Article]:
        """What is sold of a group, as the catalogue orders it."""
        rows = self.db.rows(
            f'SELECT {_COLUMNS} FROM articles WHERE "group" = ? AND "group" <> \'\''  # noqa: S608 - fixed text
            " AND (until_ms IS NULL OR until_ms > ?) ORDER BY number LIMIT ?",
            *(group, now_ms, most),
        )
        return [_article(row, now_ms) for row in rows]

    def is_empty(self) -> bool:
        """Whether no article was ever taken in."""
        return self.db.row("SELECT 1 FROM articles LIMIT 1") is None

    def is_newer(self, what: str, updated: str) -> bool:
        """Whether that was said later than what is known of it; kept for the next time. Times of one sender."""
        known = self.db.row("SELECT updated FROM versions WHERE what = ?", what)
        if updated and known is not None and updated < known[0]:
            return False
        self.db.run("INSERT OR REPLACE INTO versions VALUES (?, ?)", what, updated)
        return True

    def put_stock(self, article_id: str, availability: Availability, quantity: int | None, now_ms: int) -> None:
        """Say what this store has of an article."""
        self.db.run("INSERT OR REPLACE INTO stock VALUES (?, ?, ?, ?)", article_id, availability, quantity, now_ms)

    def put_in_store(
        self, article_id: str, offer: StoreOffer, sale_from_ms: int | None, sale_until_ms: int | None, now_ms: int
    ) -> None:
        """Say what a store asks for an article, and where it stands there."""
        self.db.run(
            "INSERT OR REPLACE INTO in_stores VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(
                article_id,
                offer.store,
                offer.price_minor,
                offer.sale_minor,
                sale_from_ms,
                sale_until_ms,
                offer.currency,
            ),
            *(offer.pickup_method, offer.pickup_sla, offer.shelf, now_ms),
        )

    def in_stores(self, article_id: str, now_ms: int) -> list[StoreOffer]:
        """What each store says of an article."""
        if not self.db.row("SELECT 1 FROM sqlite_schema WHERE name = 'in_stores'"):
            return []  # a file of before, which the next import brings up to date
        rows = self.db.rows("SELECT * FROM in_stores WHERE article = ? ORDER BY store", article_id)
        return [
            StoreOffer(store, price, sale if _in_force(since, until, now_ms) else None, currency, method, sla, shelf)
            for _, store, price, sale, since, until, currency, method, sla, shelf, _ in rows
        ]

    def put_stock_item(self, item: str, article_id: str, *, sells_on: bool) -> None:
        """Under which number its stock will be told of."""
        self.db.run("INSERT OR REPLACE INTO stock_items VALUES (?, ?, ?)", item, article_id, sells_on)

    def on_sale(self) -> int:
        """How many articles are sold."""
        row = self.db.row("SELECT count(*) FROM articles WHERE until_ms IS NULL")
        return int(row[0]) if row else 0

    def note(self, done: PastImport) -> None:
        """Write down what became of an import."""
        self.db.run(
            "INSERT INTO imports (at_ms, what, source, format, articles, counts, refused, etag, last_modified)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(done.at_ms, done.what, done.source, done.format, done.articles, json.dumps(done.counts), done.refused),
            *(done.etag, done.last_modified),
        )
        self.db.run("DELETE FROM imports WHERE number <= (SELECT max(number) FROM imports) - 100")

    def imports(self, limit: int = 10) -> list[PastImport]:
        """The newest first."""
        rows = self.db.rows(
            "SELECT at_ms, what, source, format, articles, counts, refused, etag, last_modified FROM imports"
            " ORDER BY number DESC LIMIT ?",
            limit,
        )
        return [
            PastImport(at_ms, what, source, form, articles, json.loads(counts), refused, etag, modified)
            for at_ms, what, source, form, articles, counts, refused, etag, modified in rows
        ]


class StoredCatalogue:
    """The catalogue of a running hub: whichever file is in place now, looked up in small memory.

    Without one, or with one that cannot be read, no article is known.
    """

    def __init__(self, data_dir: Path, now_ms: Callable[[], int]) -> None:
        self._path = data_dir / CATALOGUE_FILE
        self._now_ms = now_ms
        self._articles: Articles | None = None
        self._is: tuple[int, int] | None = None

    def article(self, article_id: str) -> Article | None:
        """By the catalogue's own id."""
        return self._ask(lambda articles: articles.one("id", article_id, self._now_ms()), None)

    def joined(self, sku: str) -> Article | None:
        """The article of an order line."""
        found = self.joined_by(sku)
        return found[0] if found else None

    def titled(self, name: str) -> Article | None:
        """The one article that is called so, capitals aside; None where several are."""
        return self._ask(lambda articles: articles.titled(name, self._now_ms()), None)

    def joined_by(self, sku: str) -> tuple[Article, JoinRule] | None:
        """The article of an order line, and the rule that found it."""

        def look(articles: Articles) -> tuple[Article, JoinRule] | None:
            found = articles.numbered(sku) if sku else None
            article = articles.one("number", found[0], self._now_ms()) if found else None
            return (article, found[1]) if article and found else None

        return self._ask(look, None)

    def rule_of(self, sku: str) -> JoinRule | None:
        """The rule by which an order line finds its article."""
        found = self._ask(lambda articles: articles.numbered(sku), None)
        return found[1] if found else None

    def is_sensitive(self, sku: str) -> bool:
        """Whether the article of an order line must never be spoken of; False where the catalogue does not know it."""
        article = self.joined(sku)
        return article is not None and bool(article.sensitive)

    def availability(self, article_id: str) -> Availability:
        """In this store, as far as it was told."""
        return self._ask(lambda articles: articles.availability(article_id), Availability.UNKNOWN)

    def in_stores(self, article_id: str) -> list[StoreOffer]:
        """What each store says of an article beside how many it has."""
        return self._ask(lambda articles: articles.in_stores(article_id, self._now_ms()), list[StoreOffer]())

    def is_empty(self) -> bool:
        """Whether there is no article at all."""
        return self._ask(lambda articles: articles.is_empty(), True)

    def all(self) -> list[Article]:
        """Every article: for whoever learns from all of them, in a process of its own."""
        return self._ask(lambda articles: list(articles.all(self._now_ms())), list[Article]())

    def on_sale(self) -> int:
        """How many articles are sold."""
        return self._ask(lambda articles: articles.on_sale(), 0)

    def imports(self) -> list[PastImport]:
        """What became of the newest imports."""
        return self._ask(lambda articles: articles.imports(), list[PastImport]())

    def stamp(self) -> tuple[int, ...]:
        """Another value after every change of the catalogue; empty while there is none."""
        try:
            found = self._path.stat()
        except OSError:
            return ()
        return found.st_dev, found.st_ino, found.st_mtime_ns

    def damage(self) -> str:
        """Why the file cannot be read; empty while it can, and while there is none."""
        try:
            articles = self._current()
            if articles:
                articles.on_sale()
        except DatabaseFailed as error:
            self.close()
            return str(error.__cause__ or error)
        return ""

    def close(self) -> None:
        """Let go of the file."""
        if self._articles is not None:
            self._articles.db.close()
        self._articles, self._is = None, None

    def _ask(self, question: Callable[[Articles], _T], otherwise: _T) -> _T:
        try:
            articles = self._current()
            return question(articles) if articles else otherwise
        except DatabaseFailed as error:
            log.warning("the catalogue cannot be read: import it again", error=str(error))
            self.close()
            return otherwise

    def _current(self) -> Articles | None:
        try:
            found = self._path.stat()
        except OSError:
            self.close()
            return None
        # A new import has another file in its place.
        if self._articles is None or self._is != (found.st_dev, found.st_ino):
            self.close()
            db = open_catalogue(self._path, read_only=True)
            db.run(f"PRAGMA cache_size=-{_CACHE_KIB}")
            self._articles, self._is = Articles(db), (found.st_dev, found.st_ino)
        return self._articles


def _article(row: tuple[Any, ...], now_ms: int) -> Article:
    (
        article_id, name, sku, gtin, mpn, group, category, brand, attributes, price, sale, sale_from, sale_until,
        currency, image, link, sensitive, since_ms, until_ms,
    ) = row  # fmt: skip
    return Article(
        id=article_id,
        name=name,
        sku=sku,
        gtin=gtin,
        mpn=mpn,
        group=group,
        category=tuple(json.loads(category)),
        brand=brand,
        attributes=json.loads(attributes),
        price_minor=price,
        sale_minor=sale if _in_force(sale_from, sale_until, now_ms) else None,
        currency=currency,
        image=image,
        link=link,
        sensitive=sensitive,
        on_sale_since_ms=since_ms,
        on_sale_until_ms=until_ms,
    )


def _in_force(since_ms: int | None, until_ms: int | None, now_ms: int) -> bool:
    return (since_ms is None or since_ms <= now_ms) and (until_ms is None or now_ms < until_ms)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
