"""Orders of years past: a member's count as theirs; of anybody else nothing can be found again."""

import csv
import io
import json
import os
import random
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import warm

from hub.ground.data_folder import open_hub_database
from hub.ground.database import Database
from hub.ground.errors import PastOrdersError
from hub.ground.journal import Member
from hub.ground.manifests import schemas
from hub.ground.settings import Settings
from hub.ground.store_settings import StoreSettings
from hub.knowledge.purchases.baskets_of import anonymous_baskets, member_baskets
from hub.knowledge.purchases.past.command import run
from hub.knowledge.purchases.past.importing import PastImported
from hub.knowledge.purchases.past.mapping_file import load_past_mapping
from hub.knowledge.purchases.past.repository import PastBaskets
from hub.knowledge.purchases.repository import Orders
from hub.trust.consents.ledger import ConsentLedger, Statement
from hub.trust.consents.permission import Grant
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import Members
from hub.trust.suppression.suppression_list import open_tombstones
from simulators.processes import program

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
SHOP = """[shop]
name = "Gifts"
languages = ["en"]
currency = "GBP"
time_zone = "Europe/London"
[insight]
learn_from_everybody = {learns}
"""


class Store:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings: StoreSettings = Settings.model_validate(
            {
                "floor_plan": "plan.toml",
                "shop": str(folder / "shop.toml"),
                "data_dir": str(folder / "data"),
                "keep_purchases_days": 3650,
            }
        )
        self.learns(True)
        self.db: Database = open_hub_database(folder / "data", schemas())

    def learns(self, learns: bool) -> None:
        (self.folder / "shop.toml").write_text(SHOP.format(learns=str(learns).lower()), encoding="utf-8")

    def member(self, customer: str, *purposes: Purpose) -> Member:
        record = Members(self.db).add(customer, 1)
        said = Statement("1", "h", "da", "app", "1")
        for purpose in (Purpose.RECOGNISE_IN_STORE, *purposes):
            ConsentLedger(self.db).record(record.subject, Grant(record.member, purpose, granted=True, at_ms=1), said)
        return record.member

    def take(self, text: str, *, mapping: str = "", dry_run: bool = False) -> PastImported:
        path, chosen = self.folder / "orders.csv", None
        path.write_text(text, encoding="utf-8")
        if mapping:
            chosen = self.folder / "orders.toml"
            chosen.write_text(mapping, encoding="utf-8")
        return run(self.settings, path, chosen, dry_run=dry_run, between=lambda _: None)

    def baskets(self) -> list[tuple[int, tuple[str, ...], int]]:
        return [(each.day, each.articles, each.times) for each in anonymous_baskets(self.db)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path)
    yield opened
    opened.db.close()


ORDERS = HEADER + (
    "536365,85123A,HEART HOLDER,6,2025-12-01 08:26,2.55,17850,UK\n"
    "536365,71053,LANTERN,6,2025-12-01 08:26,3.39,17850,UK\n"
    "536366,85123A,HEART HOLDER,1,2025-12-01 09:00,2.55,13047,UK\n"
    "536366,22633,HAND WARMER,2,2025-12-01 09:00,1.85,13047,UK\n"
    "C536379,71053,LANTERN,-1,2025-12-02 09:41,3.39,17850,UK\n"
    "C536380,22633,HAND WARMER,-1,2025-12-02 09:41,1.85,13047,UK\n"
    "536381,POST,POSTAGE,1,2025-12-02 10:00,18.00,13047,UK\n"
)


def test_a_members_orders_are_theirs_and_others_are_baskets_alone(store: Store) -> None:
    member = store.member("17850", Purpose.SHOW_HISTORY_TO_STAFF, Purpose.PREDICT)
    done = store.take(ORDERS)
    assert (done.of_members, done.returns_of_members, done.baskets) == (1, 1, 1)
    assert done.times == {"returns_of_others": 1, "fee": 1}
    assert store.baskets() == [(20423, ("22633", "85123A"), 1)]
    back, sale = Orders(store.db).history(member, 10)
    assert (sale.order_id, sale.net_minor, [line.name for line in sale.lines]) == (
        "536365",
        6 * 255 + 6 * 339,
        ["HEART HOLDER", "LANTERN"],
    )
    assert (back.kind, back.net_minor, back.lines[0].qty) == ("return", -339, -1)
    found = list(member_baskets(store.db, lambda _: True))
    assert [(each.day, each.articles, each.quantities, each.is_return) for each in found] == [
        (20423, ("85123A", "71053"), (6.0, 6.0), False),
        (20424, ("71053",), (-1.0,), True),
    ]
    assert found[0].spent_minor == (6 * 255, 6 * 339)
    assert list(member_baskets(store.db, lambda _: False)) == []


def test_twice_is_once(store: Store) -> None:
    store.member("17850", Purpose.PREDICT)
    store.take(ORDERS)
    before = store.baskets()
    again = store.take(ORDERS)
    assert (again.of_members, again.times["told_before"]) == (0, 2)
    assert store.baskets() == before
    assert store.db.rows("SELECT count(*) FROM orders") == [(2,)]
    # A longer file of the same days, and one of which the end never came.
    more = ORDERS + "536390,85123A,H,1,2025-12-01 11:00,2.55,1,UK\n536390,22633,W,1,2025-12-01 11:00,2.55,1,UK\n"
    store.take(more)
    assert store.baskets() == [(20423, ("22633", "85123A"), 2)]
    with store.db.atomic():
        PastBaskets(store.db).begin()
        PastBaskets(store.db).add(20423, ["22633", "85123A"])
        PastBaskets(store.db).add(1, ["cut off"])
    store.take(more)
    assert store.baskets() == [(20423, ("22633", "85123A"), 2)]


def test_nothing_of_others_is_on_the_disk(store: Store) -> None:
    """Searched for in every byte: the numbers of the file's customers and of its orders."""
    store.member("90001", Purpose.SHOW_HISTORY_TO_STAFF)
    dice, out = random.Random(1), io.StringIO()
    writer = csv.writer(out)
    for number in range(300):
        customer = 90001 if number % 50 == 0 else 810_000_000 + number
        for _ in range(3):
            writer.writerow(
                [f"7{number:08}", f"S{dice.randrange(40)}", "An article", 1, "2026-01-05 10:00", "2.00", customer, ""]
            )
    done = store.take(HEADER + out.getvalue())
    assert (done.of_members, done.baskets) == (6, 294)
    store.db.flush()
    written = {path.name: path.read_bytes() for path in (store.folder / "data").rglob("*") if path.is_file()}
    assert any(b"S17" in each for each in written.values())
    for number in range(300):
        is_members = number % 50 == 0
        for name, each in written.items():
            assert (f"7{number:08}".encode() in each) == (is_members and name == "hub.db"), (name, number)
            assert str(810_000_000 + number).encode() not in each or is_members, name


def test_a_shop_that_does_not_learn_from_everybody_keeps_nothing_of_others(store: Store) -> None:
    store.take(ORDERS)
    assert store.baskets()
    store.learns(False)
    done = store.take(ORDERS)
    assert (done.baskets, done.times["others"]) == (0, 2)
    assert store.db.rows("SELECT count(*) FROM past_baskets") == [(0,)]


def test_who_has_not_agreed_leaves_no_basket_either(store: Store) -> None:
    store.member("17850")
    done = store.take(ORDERS)
    assert done.times["not_agreed"] == 2
    assert store.baskets() == [(20423, ("22633", "85123A"), 1)]
    assert store.db.rows("SELECT count(*) FROM orders") == [(0,)]


def test_what_was_imported_goes_with_the_member_and_with_its_time(store: Store) -> None:
    member = store.member("17850", Purpose.PREDICT)
    store.take(ORDERS)
    with store.db.atomic():
        Orders(store.db).anonymise(member)
    assert list(member_baskets(store.db, lambda _: True)) == []
    assert store.db.rows("SELECT count(*) FROM orders WHERE received_ms > 1767225600000") == [(0,)]
    settings = store.settings
    store.settings = settings.model_copy(update={"keep_purchases_days": 30.0})
    store.db.run("DELETE FROM orders")
    assert store.take(ORDERS).times["too_old"] == 2


def test_who_withdraws_and_agrees_again_has_their_past_again_after_the_next_import(store: Store) -> None:
    member = store.member("17850", Purpose.PREDICT)
    store.take(ORDERS)
    before = list(member_baskets(store.db, lambda _: True))
    with store.db.atomic():
        Orders(store.db).anonymise(member)
    assert store.take(ORDERS).of_members == 1
    assert list(member_baskets(store.db, lambda _: True)) == before
    assert store.db.rows("SELECT count(*) FROM orders") == [(2,)]
    assert store.take(ORDERS).times["told_before"] == 2


@pytest.mark.parametrize("customer", ["17850", "17850.0"])
def test_what_was_erased_does_not_come_back_with_a_file(store: Store, customer: str) -> None:
    member = store.member("17850", Purpose.PREDICT)
    others = store.take(ORDERS).baskets
    erased_ms = round(datetime(2025, 12, 1, 12, tzinfo=UTC).timestamp() * 1000)
    with closing(open_tombstones(store.folder / "data")) as tombstones:
        tombstones.erase(member, erased_ms, customer_ref="17850")
    store.db.run("DELETE FROM orders")
    store.db.run("DELETE FROM members")
    again = ORDERS.replace(",17850,", f",{customer},")
    done = store.take(again)
    assert (done.times["erased"], done.of_members, done.baskets) == (2, 0, others)
    assert ("71053", "85123A") not in {articles for _, articles, _ in store.baskets()}
    # Who comes back has a past from the erasure on: here one return of the day after.
    store.member("17850", Purpose.PREDICT)
    done = store.take(again)
    assert (done.times["erased"], done.of_members, done.returns_of_members) == (1, 0, 1)


def test_a_dry_run_counts_the_same_and_keeps_nothing(store: Store) -> None:
    store.member("17850", Purpose.PREDICT)
    looked = store.take(ORDERS, dry_run=True)
    assert store.db.rows("SELECT count(*) FROM orders") == [(0,)]
    assert store.baskets() == []
    done = store.take(ORDERS)
    assert (looked.of_members, looked.baskets, looked.times) == (done.of_members, done.baskets, done.times)


def test_what_the_till_told_already_does_not_come_twice(store: Store) -> None:
    member = store.member("17850", Purpose.PREDICT)
    store.take(ORDERS)
    store.db.run("UPDATE orders SET source = 'square', order_id = 'x' || number")
    assert store.take(ORDERS).times["told_before"] == 2
    assert len(Orders(store.db).history(member, 10)) == 2


def test_bad_rows_are_counted_by_reason_with_their_line(store: Store) -> None:
    tomorrow = datetime.fromtimestamp(datetime.now(UTC).timestamp() + 5 * 86400, UTC)
    done = store.take(
        HEADER
        + "1,A,x,-5,2025-12-01 08:26,2.55,1,UK\n"
        + "2,A,x,1,03-11-2025,2.55,1,UK\n"
        + f"3,A,x,1,{tomorrow:%Y-%m-%d %H:%M},2.55,1,UK\n"
        + "4,,x,1,2025-12-01 08:26,2.55,1,UK\n"
        + "5,A,x,many,2025-12-01 08:26,2.55,1,UK\n"
        + "6,A,x,1,2025-12-01 08:26,0,1,UK\n"
        + ",A,x,1,2025-12-01 08:26,2.55,1,UK\n"
        + "8,A,x,1,2025-12-01 08:26,2.55,1,UK,too,many\n"
        + "9,A,Elkørestol,1,2025-12-01 08:26,2.55,1,UK\n"
        + "11,4.71E+12,x,1,2025-12-01 08:26,2.55,1,UK\n"
        + "10,A,x,1,2025-12-01 08:26,2.55,1,UK\n10,AB,x,1,2025-12-01 08:26,2.55,2,UK\n"
    )
    assert done.times == {
        "negative_quantity": 1, "time": 1, "future": 1, "no_article": 1, "quantity": 1, "no_price": 1, "no_id": 1,
        "columns": 1, "sensitive": 1, "nothing_left": 1, "two_customers": 1,
        "shortened": 1,
    }  # fmt: skip
    assert done.first_line["future"] == 4
    assert store.baskets() == []


def test_one_customer_with_ten_thousand_lines_is_one_order_of_the_most_that_one_may_have(store: Store) -> None:
    member = store.member("17850", Purpose.PREDICT)
    rows = "".join(f"1,A{number % 6000},x,1,2025-12-01 08:26,1.00,17850,UK\n" for number in range(10_000))
    done = store.take(HEADER + rows)
    assert done.times == {"too_many_lines": 5_000}
    [order] = Orders(store.db).history(member, 10)
    assert len(order.lines) == 5_000
    assert order.net_minor == 1_000_000  # what was paid stays what was paid


MAPPING = """
id = "ordre"
time = "dato"
dates = "day_first"
time_zone = "Europe/Copenhagen"
decimal_sign = ","
currency = "valuta"
customer = "kunde"
kind = "art"
kinds = { K = "sale", R = "return", X = "void" }
[lines]
sku = "varenr"
quantity = "antal"
total = "beløb"
"""


def test_any_table_comes_in_by_a_mapping_and_two_currencies_in_one_order_do_not(store: Store) -> None:
    member = store.member("k1", Purpose.PREDICT)
    done = store.take(
        "ordre;dato;valuta;kunde;art;varenr;antal;beløb\n"
        "1;03-11-2025 14.05;DKK;k1;K;0571;2;1.299,50\n"
        "2;04-11-2025;DKK;k1;R;0571;1;649,75\n"
        "3;04-11-2025;DKK;k2;X;0571;1;649,75\n"
        "4;04-11-2025;DKK;k2;K;1;1;5,00\n4;04-11-2025;EUR;k2;K;2;1;5,00\n"
        "5;04-11-2025;XYZ;k2;K;2;1;5,00\n6;04-11-2025;DKK;k2;Q;2;1;5,00\n",
        mapping=MAPPING,
    )
    assert done.times == {"void": 1, "two_currencies": 1, "currency": 1, "unknown_kind": 1}
    back, sale = Orders(store.db).history(member, 10)
    [line] = sale.lines
    assert (sale.net_minor, sale.currency, line.sku, line.unit_minor) == (129950, "DKK", "0571", 64975)
    assert sale.at_ms == 1762175100000  # 14.05 in Copenhagen
    assert (back.kind, back.net_minor) == ("return", -64975)


def test_orders_in_json_have_their_lines_within(store: Store) -> None:
    member = store.member("u-1", Purpose.PREDICT)
    mapping = 'id = "no"\ntime = "at"\ncurrency_is = "EUR"\ncustomer = "who.id"\n[lines]\nlist = "items"\n'
    mapping += 'sku = "sku"\nquantity = "n"\nprice = "each"\ndiscount = "off"\n'
    first = {"sku": "a", "n": 2, "each": 1.5, "off": 1}
    orders: list[dict[str, Any]] = [
        {
            "no": 1,
            "at": "2025-05-01T10:00:00Z",
            "who": {"id": "u-1"},
            "items": [first],
        },
        {"no": 2, "at": "2025-05-01T10:00:00Z", "items": [{"sku": "a"}, {"sku": "b", "each": 2}]},
        {"no": 3, "at": "2025-05-01T10:00:00Z"},
    ]
    done = store.take("\n".join(map(json.dumps, orders)), mapping=mapping)
    assert (done.of_members, done.baskets, done.times) == (1, 1, {"no_price": 1, "no_lines": 1})
    [order] = Orders(store.db).history(member, 10)
    assert (order.order_id, order.net_minor, order.lines[0].discount_minor) == ("1", 200, 100)
    assert [each.has_discount for each in member_baskets(store.db, lambda _: True)] == [True]


@pytest.mark.parametrize("column", ["ordre", "dato", "valuta", "kunde", "art", "varenr", "antal", "beløb"])
def test_a_column_that_the_mapping_names_and_the_file_has_not_is_refused(store: Store, column: str) -> None:
    header = "ordre;dato;valuta;kunde;art;varenr;antal;beløb\n".replace(column, "andet")
    with pytest.raises(PastOrdersError, match=rf'orders\.toml, line \d+: .*: there is no column "{column}"'):
        store.take(header + "1;03-11-2025 14.05;DKK;k1;K;0571;2;1.299,50\n", mapping=MAPPING)
    assert store.baskets() == []


def test_a_file_that_is_none_or_ends_early_is_refused_with_its_line(store: Store) -> None:
    with pytest.raises(PastOrdersError, match="mapping"):
        store.take("a;b\n1;2\n")
    with pytest.raises(PastOrdersError, match="line 3: the file ends within this line"):
        store.take(ORDERS[: len(HEADER) + 75])
    with pytest.raises(PastOrdersError, match="no column"):
        store.take("ordre;dato;andet\n1;2;3\n", mapping=MAPPING)
    (store.folder / "orders.toml").write_text(MAPPING.replace("antal", "antal\nqty = 'x'"), encoding="utf-8")
    with pytest.raises(PastOrdersError, match="not TOML"):
        load_past_mapping(store.folder / "orders.toml")
    (store.folder / "orders.toml").write_text(MAPPING.replace("quantity", "quantty"), encoding="utf-8")
    with pytest.raises(PastOrdersError, match=r"line 13: lines\.quantty: there is no such key; did you mean quantity"):
        load_past_mapping(store.folder / "orders.toml")
    (store.folder / "packed.csv.gz").write_bytes(b"\x1f\x8b" + bytes(100))
    with pytest.raises(PastOrdersError, match="gunzip"):
        run(store.settings, store.folder / "packed.csv.gz", None, dry_run=False)
    (store.folder / "broken.parquet").write_bytes(b"PAR1" + bytes(100))
    with pytest.raises(PastOrdersError, match="no Parquet file"):
        run(store.settings, store.folder / "broken.parquet", None, dry_run=False)


def test_a_file_of_two_encodings_is_refused_with_its_lines(store: Store) -> None:
    row = "5363{},85123A,{},1,2025-12-01 08:26,2.55,1,UK\n"
    file = store.folder / "mixed.csv"
    file.write_bytes((HEADER + row.format(1, "A")).encode() + row.format(2, "Blå").encode("cp1252"))
    file.write_bytes(file.read_bytes() + row.format(3, "\u00cd").encode())
    with pytest.raises(PastOrdersError, match="line 3 is not UTF-8, and line 4 is not Windows-1252: two encodings"):
        run(store.settings, file, None, dry_run=True)


def test_the_command_says_what_came_in(store: Store) -> None:
    store.member("17850", Purpose.PREDICT)
    (store.folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    asked = (*program("goddag-hub", "hub.cli"), "purchases")
    folder = ("--data-dir", str(store.folder / "data"))
    said = warm.run(*asked, "import", str(store.folder / "orders.csv"), "--dry-run", *folder, seconds=60)
    assert said.returncode == 0, said.stderr
    assert "from whom this shop does not learn (learn_from_everybody in shop.toml): 1," in said.stdout
    assert "dry run" in said.stdout
    joined = warm.run(*asked, "joined", *folder, seconds=60)
    assert joined.stdout.strip() == "No order line was looked at."


def test_online_retails_own_file_comes_in_unchanged(store: Store) -> None:
    folder = os.environ.get("GODDAG_DATASETS")
    if not folder:
        if os.environ.get("CI"):
            pytest.fail("GODDAG_DATASETS is not set: CI must run the recorded orders")
        pytest.skip("GODDAG_DATASETS is not set: the recorded orders were NOT imported; docs/datasets.md")
    member = store.member("17850", Purpose.PREDICT)
    # Of 2010 and 2011: longer ago than a hub keeps a member's orders.
    store.settings = store.settings.model_copy(update={"keep_purchases_days": 10_000.0})
    done = run(
        store.settings, Path(folder) / "online_retail/onlineretail.parquet", None, dry_run=False, between=lambda _: None
    )
    sales = [each for each in member_baskets(store.db, lambda _: True) if not each.is_return]
    assert len(sales) == done.of_members == 34
    assert {each.member for each in sales} == {member}
    assert done.baskets == sum(each.times for each in anonymous_baskets(store.db)) > 19_000
    assert done.times["returns_of_others"] > 3_000
    assert done.times["negative_quantity"] == 1_336
