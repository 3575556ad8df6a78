"""A whole catalogue in: written beside the one in use, checked, and put in its place in one step.

A feed that is broken, or that has less than half of the articles of before, is refused with the reason; the last good
one stays.
"""

import fcntl
import json
import os
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from enum import Flag, auto
from itertools import chain
from pathlib import Path

from hub.ground.database import Database
from hub.ground.errors import CatalogueError, DatabaseDamaged, DatabaseFailed
from hub.ground.parsing.numbers import DecimalSign, is_shortened
from hub.knowledge.catalogue.mapping_file import CatalogueMapping
from hub.knowledge.catalogue.opening import OpenFeed, open_feed
from hub.knowledge.catalogue.reading import Offer, Prices, ReadingRules, offer_of, settled
from hub.knowledge.catalogue.record import (
    SELLS_ON,
    SKU,
    STOCK_ITEM,
    STORE_AVAILABILITY,
    STORE_QUANTITY,
    ReadRecord,
    Record,
    Unreadable,
)
from hub.knowledge.catalogue.repository import Articles, PastImport, open_catalogue
from hub.knowledge.catalogue.schema import CATALOGUE_FILE, LOCK_FILE
from hub.knowledge.catalogue.search_index import index_all
from hub.knowledge.catalogue.stock import StockSource, availability_in_store
from hub.knowledge.catalogue.store_offer import store_offer_of
from hub.knowledge.catalogue.tally import Tally

# A feed that a shop's memory limit cut off, or a filter that somebody forgot, is smaller by more.
REFUSES_BELOW_SHARE = 0.5
# As long as somebody may bring it back or need a part for it.
KEEP_GONE_MS = 3 * 365 * 24 * 3600 * 1000
_TOLD_EVERY = 1000
# Twenty times what a large shop has.
MOST_RECORDS = 2_000_000

# With fewer, two shops' articles may share as many names by chance.
_FEW_ARTICLES = 20


class Accept(Flag):
    """What somebody has looked at and wants all the same."""

    SMALLER = auto()
    NEW_IDS = auto()


NOTHING_ODD = Accept(0)


@dataclass(frozen=True, slots=True)
class Renamed:
    """Articles of before that are there under other ids."""

    articles: int
    old: str
    """An example."""
    new: str


Progress = Callable[[int, float], None]
"""Told from time to time: how many records were read, and which share of the file."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a catalogue comes from."""

    path: Path
    name: str
    """What people know it by; of an address, never what is secret in it."""
    mapping: CatalogueMapping | None = None
    etag: str = ""
    last_modified: str = ""


@dataclass(slots=True)
class Imported:
    """What became of a file."""

    what: str
    format: str = ""
    articles: int = 0
    tally: Tally = field(default_factory=Tally)
    refused: str = ""
    notes: list[str] = field(default_factory=list[str])
    """What the mapping names and the file does not have."""


def import_catalogue(
    source: Source,
    data_dir: Path,
    rules: ReadingRules,
    store: StockSource,
    now_ms: int,
    *,
    accept: Accept = NOTHING_ODD,
    progress: Progress = lambda _read, _share: None,
) -> Imported:
    """Take a file of articles, or of what this store has of them. Raises `CatalogueError`, and nothing has changed."""
    target = data_dir / CATALOGUE_FILE
    with alone(data_dir):
        try:
            with open_feed(source.path, source.mapping, source.name) as feed:
                first = next(feed.records, None)
                if first is not None and not isinstance(first, Unreadable) and "store_code" in first.fields:
                    return _stock(_counted(feed, first, progress), feed, source, target, rules, store, now_ms)
                records = _counted(feed, first, progress)
                return _articles(records, feed, source, target, rules, store, now_ms, accept=accept)
        except CatalogueError as error:
            _note_refusal(target, source, str(error), now_ms)
            raise


def check_catalogue(
    source: Source, folder: Path, rules: ReadingRules, store: StockSource, now_ms: int, progress: Progress
) -> Imported:
    """Read a file into an empty folder, as an import would. Raises `CatalogueError`."""
    return import_catalogue(source, folder, rules, store, now_ms, progress=progress)


@contextmanager
def alone(data_dir: Path) -> Generator[None]:
    """Only one writes to the catalogue. Raises `CatalogueError` while another does."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / LOCK_FILE).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CatalogueError("another import into this catalogue is under way: wait until it has ended.") from None
        yield


def _counted(feed: OpenFeed, first: ReadRecord | None, progress: Progress) -> Generator[ReadRecord]:
    number = 0
    for number, record in enumerate(chain([first] if first else [], feed.records), 1):
        if number > MOST_RECORDS:
            raise CatalogueError(f"it has more than {MOST_RECORDS:,} records: is it a catalogue? Nothing was imported.")
        if number % _TOLD_EVERY == 0:
            progress(number, feed.share_read())
        yield record
    progress(number, 1.0)


def _articles(
    records: Generator[ReadRecord],
    feed: OpenFeed,
    source: Source,
    target: Path,
    rules: ReadingRules,
    store: StockSource,
    now_ms: int,
    *,
    accept: Accept,
) -> Imported:
    if source.mapping:
        mapping = source.mapping
        rules = replace(rules, currency=mapping.currency or rules.currency, decimal_sign=mapping.decimal_sign)
    new = target.with_suffix(".new")
    new.unlink(missing_ok=True)
    done = Imported("articles", feed.format)
    try:
        with closing(open_catalogue(new)) as db:
            # Until it is in its place the file is nobody's: what is cut off is written anew.
            db.run("PRAGMA synchronous=OFF")
            building = _Building(Articles(db), rules, store, now_ms, done.tally)
            with db.atomic():
                for record in records:
                    building.take(record)
                building.settle_prices()
                building.inherit()
            if target.exists():
                building.carry_over(target)
            done.articles, done.notes = building.articles.on_sale(), feed.notes
            _refuse_empty(source.name, done.articles, done.tally)
            if Accept.SMALLER not in accept:
                _refuse_smaller(source.name, done.articles, building.before)
            if Accept.NEW_IDS not in accept and target.exists():
                _refuse_new_ids(source.name, building.renamed, building.before)
            with db.atomic():
                index_all(db)
                building.articles.note(_past(done, source, now_ms))
            db.run("PRAGMA wal_checkpoint")
        put_in_place(new, target)
    finally:
        new.unlink(missing_ok=True)
    return done


def _refuse_shortened(record: ReadRecord) -> None:
    """Of such a number the digits are lost for good, and its neighbours have become the same."""
    if isinstance(record, Unreadable):
        return
    for name in ("id", SKU, "gtin"):
        if is_shortened(record.fields.get(name, "")):
            raise CatalogueError(
                f"line {record.line}: the spreadsheet has shortened the number in the column {name}: digits are lost."
                " Format the column as text and export it again. The catalogue of before stays."
            )


def _refuse_empty(name: str, articles: int, tally: Tally) -> None:
    if not articles:
        why = f" ({'; '.join(tally.lines()[:3])})" if tally.times else ""
        raise CatalogueError(f"{name} has no article that can be sold{why}. The catalogue of before stays.")


def _refuse_new_ids(name: str, renamed: Renamed | None, before: int) -> None:
    if renamed is None or renamed.articles < REFUSES_BELOW_SHARE * before:
        return
    raise CatalogueError(
        f"{name} names its articles by other ids: {renamed.articles:,} of the catalogue's {before:,} come again under"
        f" new ones, with the same name or trade item number ({renamed.old} is now {renamed.new}). Past orders would"
        " find them no more. The catalogue of before stays. Export with the ids of before; or, when the shop has"
        " changed them for good, import it with --accept-new-ids."
    )


def _refuse_smaller(name: str, articles: int, before: int) -> None:
    if articles < REFUSES_BELOW_SHARE * before:
        raise CatalogueError(
            f"{name} has {articles:,} articles, and the catalogue {before:,}: fewer than half. The catalogue of before"
            " stays. If the shop has become so much smaller, import it with --accept-smaller."
        )


def put_in_place(new: Path, target: Path) -> None:
    """A whole new file instead of the one in use, also should the power go now."""
    with new.open("rb+") as file:
        os.fsync(file.fileno())
    # What a writer that was cut off has left behind would be played back into the new file.
    target.with_name(f"{target.name}-journal").unlink(missing_ok=True)
    new.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _past(done: Imported, source: Source, now_ms: int) -> PastImport:
    return PastImport(
        now_ms, done.what, source.name, done.format, done.articles, done.tally.times, done.refused, source.etag,
        source.last_modified,
    )  # fmt: skip


def _note_refusal(target: Path, source: Source, why: str, now_ms: int) -> None:
    # A file that cannot be opened is replaced by the next import that is none of this.
    with suppress(DatabaseFailed), closing(open_catalogue(target)) as db, db.atomic():
        Articles(db).note(PastImport(now_ms, "refused", source.name, "", 0, {}, why))


def _stock(
    records: Generator[ReadRecord],
    feed: OpenFeed,
    source: Source,
    target: Path,
    rules: ReadingRules,
    store: StockSource,
    now_ms: int,
) -> Imported:
    """A file of what stores have. It may hold changes only: what it does not name stays as it was."""
    done = Imported("stock", feed.format)
    with closing(open_catalogue(target)) as db, db.atomic():
        articles = Articles(db)
        for record in records:
            if isinstance(record, Unreadable):
                done.tally.count(record.reason, record.line)
            elif not store.is_here(record.fields.get("store_code", "")):
                done.tally.count("other_store", record.line)
            else:
                done.articles += _in_store(record, articles, rules, now_ms, done.tally)
        if not done.articles:
            raise CatalogueError(
                f"{source.name} has no line about an article of this store. Look at the setting catalogue_stores:"
                " codes of stores are case sensitive."
            )
        articles.note(_past(done, source, now_ms))
    return done


def _in_store(record: Record, articles: Articles, rules: ReadingRules, now_ms: int, tally: Tally) -> bool:
    """Whether the line is about an article that there is."""
    found = articles.numbered(record.fields.get("id", ""))
    article = articles.one("number", found[0], now_ms) if found else None
    if article is None:
        tally.count("unknown_article", record.line)
        return False
    availability, quantity = record.fields.get("availability", ""), record.fields.get("quantity", "")
    said, offer = availability_in_store(availability, quantity), store_offer_of(record, rules)
    for fault in (*said.faults, *offer.faults):
        tally.count(fault, record.line)
    if availability or quantity:
        articles.put_stock(article.id, said.availability, said.quantity, now_ms)
    if offer.says_something:
        articles.put_in_store(article.id, offer.offer, offer.sale_from_ms, offer.sale_until_ms, now_ms)
    return True


class _Building:
    """A catalogue that is being written."""

    def __init__(self, articles: Articles, rules: ReadingRules, store: StockSource, now_ms: int, tally: Tally) -> None:
        self.articles = articles
        self.before = 0
        self.renamed: Renamed | None = None
        self._rules = rules
        self._store = store
        self._now_ms = now_ms
        self._tally = tally
        self._signs: Counter[DecimalSign] = Counter()

    def take(self, record: ReadRecord) -> None:
        _refuse_shortened(record)
        offer = record if isinstance(record, Unreadable) else offer_of(record, self._rules)
        if isinstance(offer, Unreadable):
            self._tally.count(offer.reason, offer.line)
            return
        number = self.articles.add(offer, self._now_ms)
        if number is None:
            self._tally.count("duplicate_id", offer.line)
            return
        for fault in offer.faults:
            self._tally.count(fault, offer.line)
        if offer.article.sensitive:
            self._tally.count("sensitive", offer.line)
        for rule, key in offer.keys:
            if not self.articles.join(number, rule, key):
                self._tally.count(f"{rule.name.lower()}_shared", offer.line)
        if offer.decimal_sign:
            self._signs[offer.decimal_sign] += 1
        if offer.undecided:
            prices = offer.undecided
            self.articles.db.run(
                "INSERT INTO undecided VALUES (?, ?, ?, ?)",
                *(number, prices.ordinary, prices.reduced, prices.are_now_and_before),
            )
        self._take_stock(record, offer)

    def _take_stock(self, record: ReadRecord, offer: Offer) -> None:
        if isinstance(record, Unreadable):
            return
        availability, quantity = record.fields.get(STORE_AVAILABILITY, ""), record.fields.get(STORE_QUANTITY, "")
        if here := [number for store, number in record.levels.items() if self._store.is_here(store)]:
            quantity = str(sum(map(int, here)))
        sells_on = record.fields.get(SELLS_ON) == "yes"
        if item := record.fields.get(STOCK_ITEM):
            self.articles.put_stock_item(item, offer.article.id, sells_on=sells_on)
        if availability or quantity:
            said = availability_in_store(availability, quantity, sells_on=sells_on)
            for fault in said.faults:
                self._tally.count(fault, record.line)
            self.articles.put_stock(offer.article.id, said.availability, said.quantity, self._now_ms)

    def settle_prices(self) -> None:
        """Decide about prices such as 1.299 by how the others of this file are written; if they agree."""
        sign = next(iter(self._signs)) if len(self._signs) == 1 else None
        db = self.articles.db
        for number, ordinary, reduced, now_and_before in db.rows("SELECT * FROM undecided"):
            prices = Prices(ordinary, reduced, are_now_and_before=bool(now_and_before))
            found = settled(prices, self._rules.currency, sign) if sign else None
            if found is None or found.ordinary is None:
                self._tally.count("price_decimals" if found else "price_undecided")
                continue
            db.run(
                "UPDATE articles SET price_minor = ?, sale_minor = ? WHERE number = ?",
                *(found.ordinary, found.reduced, number),
            )
        db.run("DELETE FROM undecided")

    def inherit(self) -> None:
        """Give variants what their parents say, wherever in the file those stand; a parent itself cannot be bought."""
        db, parents = self.articles.db, set[int]()
        rows = db.rows("SELECT number, parent FROM articles WHERE parent <> ''")
        for number, parent in rows:
            found = self.articles.numbered(parent)
            above = self.articles.one("number", found[0], self._now_ms) if found else None
            own = self.articles.one("number", number, self._now_ms)
            if found is None or above is None or own is None or found[0] == number:
                self._tally.count("parent_unknown")
                continue
            parents.add(found[0])
            name, category = own.name or above.name, own.category or above.category
            [(google,)] = db.rows("SELECT google_category FROM articles WHERE number = ?", number)
            attributes = {**above.attributes, **own.attributes}
            rule = above.sensitive or self._rules.sensitivity.rule(name, category, google, attributes)
            db.run(
                "UPDATE articles SET name = ?, category = ?, brand = ?, image = ?, link = ?, attributes = ?,"
                ' "group" = ?, sensitive = ? WHERE number = ?',
                *(name, json.dumps(category, ensure_ascii=False), own.brand or above.brand, own.image or above.image),
                *(own.link or above.link, json.dumps(attributes, ensure_ascii=False), own.group or above.id, rule),
                number,
            )
        for number in parents:
            db.run("DELETE FROM articles WHERE number = ?", number)
            db.run("DELETE FROM joins WHERE article = ?", number)
        self._tally.count("parent", times=len(parents))
        nameless = db.run("DELETE FROM articles WHERE name = ''")
        db.run("DELETE FROM joins WHERE article NOT IN (SELECT number FROM articles)") if nameless else None
        self._tally.count("no_name", times=nameless)

    def carry_over(self, target: Path) -> None:
        """What the catalogue of before knows and a feed does not say: since when, how many, and what has left."""
        db = self.articles.db
        try:
            db.run("ATTACH ? AS old", str(target))
        except DatabaseDamaged:
            self._tally.count("damaged")
            return
        try:
            self._carry_over(db)
        except DatabaseDamaged:
            self._tally.count("damaged")
        finally:
            db.run("DETACH old")

    def _carry_over(self, db: Database) -> None:
        with db.atomic():
            [(self.before,)] = db.rows("SELECT count(*) FROM old.articles WHERE until_ms IS NULL")
            db.run(
                "UPDATE articles SET since_ms = min(articles.since_ms, o.since_ms) FROM old.articles o"
                " WHERE o.id = articles.id"
            )
            self.renamed = _renamed(db, self.before)
            names = ", ".join(f'"{name}"' for _, name, *_ in db.rows("PRAGMA table_info(articles)") if name != "number")
            first = (db.row("SELECT coalesce(max(number), 0) FROM articles") or (0,))[0]
            gone = db.run(
                f"INSERT OR IGNORE INTO articles ({names}) SELECT {names} FROM old.articles"  # noqa: S608 - own names
                " WHERE id NOT IN (SELECT id FROM articles) AND coalesce(until_ms, ?) > ?",
                *(self._now_ms, self._now_ms - KEEP_GONE_MS),
            )
            db.run("UPDATE articles SET until_ms = coalesce(until_ms, ?) WHERE number > ?", self._now_ms, first)
            # What is sold now goes before what was: an order line finds the old one by what nothing else has.
            db.run(
                "INSERT OR IGNORE INTO joins SELECT j.key, j.rule, a.number FROM articles a"
                " JOIN old.articles o ON o.id = a.id JOIN old.joins j ON j.article = o.number WHERE a.number > ?",
                first,
            )
            db.run("INSERT OR IGNORE INTO stock SELECT * FROM old.stock WHERE article IN (SELECT id FROM articles)")
            db.run("INSERT OR IGNORE INTO stock_items SELECT * FROM old.stock_items")
            if db.row("SELECT 1 FROM old.sqlite_schema WHERE name = 'in_stores'"):
                db.run(
                    "INSERT OR IGNORE INTO in_stores SELECT * FROM old.in_stores"
                    " WHERE article IN (SELECT id FROM articles)"
                )
            db.run("INSERT INTO imports SELECT * FROM old.imports")
            if db.row("SELECT 1 FROM old.sqlite_schema WHERE name = 'versions'"):
                db.run("INSERT INTO versions SELECT * FROM old.versions")
            self._tally.count("gone", times=gone)


def _renamed(db: Database, before: int) -> Renamed | None:
    """What left under its id and came under another, by trade item number or name. `old` is attached."""
    gone = "FROM old.articles o WHERE o.until_ms IS NULL AND o.id NOT IN (SELECT id FROM articles)"
    [(left,)] = db.rows(f"SELECT count(*) {gone}")
    if before < _FEW_ARTICLES or left < REFUSES_BELOW_SHARE * before:
        return None
    db.run("CREATE TEMP TABLE come (id TEXT, key TEXT)")
    for key in ("gtin", "name"):
        db.run(
            f"INSERT INTO come SELECT id, '{key} ' || {key} FROM articles"  # noqa: S608 - fixed text
            f" WHERE {key} <> '' AND id NOT IN (SELECT id FROM old.articles)",
        )
    db.run("CREATE INDEX temp.come_key ON come (key)")
    found = db.row(
        "SELECT count(*), o_id, id FROM (SELECT o.id AS o_id, (SELECT id FROM come WHERE key IN"  # noqa: S608
        f" ('gtin ' || o.gtin, 'name ' || o.name) LIMIT 1) AS id {gone}) WHERE id IS NOT NULL"
    )
    db.run("DROP TABLE come")
    return Renamed(*found) if found else None
