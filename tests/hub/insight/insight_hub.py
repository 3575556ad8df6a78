"""A hub's folder with members who bought and who agreed, for tests of insight."""

import fcntl
import json
import shutil
from collections.abc import Callable
from contextlib import closing
from functools import partial
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
from hub.knowledge.insight.model_store import FOLDER, ModelStore, Training
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

    def __init__(self, folder: Path, run: Path) -> None:
        """`run`: a folder that all workers of this run of the tests share (`whole_run`)."""
        shutil.copytree(made_once(run, "made", _make), folder, dirs_exist_ok=True)
        self.folder, self.now_ms, self._run = folder, END * DAY_MS, run
        self.db: Database = open_hub_database(folder, schemas())
        self.ledger = ConsentLedger(self.db)
        named = {each.customer_ref: each.member for each in Members(self.db).all()}
        self.members = [named[f"secret-ref-{number}"] for number in range(len(named))]
        self.catalogue = StoredCatalogue(folder, lambda: self.now_ms)
        self.store = ModelStore(folder)

    def train(self) -> Training:
        self.now_ms += 1000
        return run(self.job(), lambda _said: None)

    def first_trained(self) -> Training:
        """What `train()` makes of the folder as it was made, without the wait."""
        shutil.copytree(made_once(self._run, "trained", partial(_train, self._run)) / FOLDER, self.folder / FOLDER)
        self.now_ms += 1000
        self.store = ModelStore(self.folder)
        in_use = self.store.state().in_use
        assert in_use
        return in_use

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
        return Insight(
            MemberInsight(self.db, self.catalogue, SHOP, ZONE, lambda _title: False), self.store, Light("insight")
        )


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


def made_once(run: Path, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that takes seconds to make, made by the first of the run's workers that needs it."""
    folder, half = run / f"insight-{name}", run / f"insight-{name}.half"
    with (run / f"insight-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir()
            make(half)
            half.rename(folder)
    return folder


def _train(run: Path, folder: Path) -> None:
    world = World(folder, run)
    with closing(world.db), closing(world.catalogue):
        assert world.train().refused == ()


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
