"""A hub's folder with members who bought and who agreed, for tests of insight."""

import atexit
import functools
import json
import shutil
import tempfile
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

from insight_worlds import END, steady

from hub.ground.data_folder import open_hub_database
from hub.ground.database import Database
from hub.ground.health.light import Light
from hub.ground.journal import Journal, Member
from hub.ground.manifests import schemas
from hub.ground.shop.model import Consumable, Lines, SegmentDefinition, Shop
from hub.knowledge.catalogue.importing import Source, import_catalogue
from hub.knowledge.catalogue.reading import ReadingRules
from hub.knowledge.catalogue.repository import StoredCatalogue
from hub.knowledge.catalogue.sensitivity import Sensitivity
from hub.knowledge.catalogue.stock import StockSource
from hub.knowledge.customers.sensitive import load_sensitive_products
from hub.knowledge.insight.members import MemberInsight
from hub.knowledge.insight.model_store import ModelStore, Training
from hub.knowledge.insight.service import Insight
from hub.knowledge.insight.worker import run
from hub.knowledge.insight.worker_job import TrainingJob
from hub.trust.consents.ledger import ConsentLedger, Statement
from hub.trust.consents.permission import Grant, Permission
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import Members

DAY_MS = 24 * 3600 * 1000
ZONE = ZoneInfo("UTC")
SAID = Statement("1", "h", "da", "s", "1")
SHOP = Shop(
    currency="DKK",
    lines=Lines("custom_label_0", {}),
    repeats={(): Consumable()},
    segments=(SegmentDefinition("regulars", {"da": "Faste"}, orders_at_least=5),),
)
SHOP_TOML = """
[shop]
name = "A shop"
languages = ["da"]
currency = "DKK"
time_zone = "UTC"
[lines]
attribute = "custom_label_0"
[repeats]
"" = "consumable"
[[segments]]
id = "regulars"
names = { da = "Faste" }
orders_at_least = 5
"""
ARTICLES = 40


class World:
    """A hub's folder with members who bought."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(_made_once(), folder, dirs_exist_ok=True)
        self.folder, self.now_ms = folder, END * DAY_MS
        self.db: Database = open_hub_database(folder, schemas())
        self.ledger = ConsentLedger(self.db)
        named = {each.customer_ref: each.member for each in Members(self.db).all()}
        self.members = [named[f"secret-ref-{number}"] for number in range(len(named))]
        self.catalogue = StoredCatalogue(folder, lambda: self.now_ms)
        self.store = ModelStore(folder)

    def train(self) -> Training:
        self.now_ms += 1000
        return run(self.job(), lambda _said: None)

    def job(self) -> TrainingJob:
        return TrainingJob(str(self.folder), str(self.folder / "shop.toml"), "UTC", self.now_ms)

    def permission(self, member: Member) -> Permission | None:
        return self.ledger.permission(member, at_ms=self.now_ms)

    def withdraw(self, member: Member) -> None:
        record = Members(self.db).get(member)
        assert record
        with Journal(self.db).transaction():
            grant = Grant(member, Purpose.PREDICT, granted=False, at_ms=self.now_ms)
            self.ledger.record(record.subject, grant, SAID)

    def insight(self) -> Insight:
        return Insight(MemberInsight(self.db, self.catalogue, SHOP, ZONE), self.store, Light("insight"))


def _make(folder: Path) -> None:
    (folder / "shop.toml").write_text(SHOP_TOML, encoding="utf-8")
    data = steady()
    with closing(open_hub_database(folder, schemas())) as db:
        ledger, members = ConsentLedger(db), list[Member]()
        people = Members(db)
        rows: dict[tuple[int, int], list[int]] = {}
        orders = data.orders
        for customer, day, article in zip(orders.customer, orders.day, orders.article, strict=True):
            rows.setdefault((int(customer), int(day)), []).append(int(article))
        with Journal(db).transaction():
            for number in range(300):
                record = people.add(f"secret-ref-{number}", 1)
                ledger.record(record.subject, Grant(record.member, Purpose.PREDICT, granted=True, at_ms=1), SAID)
                members.append(record.member)
            for (customer, day), articles in rows.items():
                _order(db, members[customer], day, articles)
    header = "id\ttitle\tprice\tavailability\tproduct_type\tcustom_label_0\n"
    rest = "100.00 DKK\tin_stock"
    body = "".join(f"a{n}\tArticle {n}\t{rest}\tgroup {n % 4}\tline {n % 4}\n" for n in range(ARTICLES))
    (folder / "feed.tsv").write_text(header + body, encoding="utf-8")
    import_feed(folder)


def import_feed(folder: Path) -> None:
    """The catalogue in feed.tsv."""
    rules = ReadingRules("DKK", ZONE, Sensitivity(load_sensitive_products(None)), ())
    source, nowhere = Source(folder / "feed.tsv", "feed", None), StockSource(frozenset())
    import_catalogue(source, folder, rules, nowhere, END * DAY_MS)


@functools.cache
def _made_once() -> Path:
    """Making it takes some seconds: each test has a copy."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _make(folder)
    return folder


def _order(db: Database, member: Member, day: int, articles: list[int]) -> None:
    lines = [
        {
            "line_id": str(n),
            "sku": f"a{n}",
            "name": f"Article {n}",
            "qty": "1",
            "unit_minor": 10000,
            "net_minor": 10000,
        }
        for n in articles
    ]
    db.run(
        "INSERT INTO orders (source, order_id, version, kind, at_ms, occurred_ms, received_ms, channel, member,"
        " currency, net_minor, lines, discounts)"
        " VALUES ('generic', ?, 1, 'sale', ?, ?, ?, 'store', ?, 'DKK', ?, ?, '[]')",
        *(f"o-{member}-{day}", day * DAY_MS, day * DAY_MS, day * DAY_MS, member, 100 * len(lines)),
        json.dumps(lines),
    )
