"""A till with JSON of its own, brought into our shape by a file."""

import json
import re
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from test_openings import visit_of
from typer.testing import CliRunner
from whole_hub import Shop, open_shop

from hub.cli import app
from hub.ground.errors import TillMappingError
from hub.knowledge.purchases.mapped import place_in_theirs
from hub.knowledge.purchases.model import Delivery, DeliveryResult, Order, OrderKind
from hub.knowledge.purchases.refusals import RecordRefusal
from hub.knowledge.purchases.till_file import load_till_mapping
from hub.knowledge.purchases.till_trial import try_mapping
from hub.knowledge.purchases.tills.generic.orders import read
from simulators.till import GENERIC_SECRET, Till, Webhook

GUIDE = (Path(__file__).parents[2] / "docs" / "operating" / "purchases.md").read_text(encoding="utf-8")
EXAMPLE, _PATHS, _PAST = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)


def written(folder: Path, text: str = EXAMPLE) -> Path:
    path = folder / "till.toml"
    path.write_text(text, encoding="utf-8")
    return path


def receipt(**changes: Any) -> dict[str, Any]:
    """What such a till sends; `changes` are made to the receipt."""
    item = {"row": 1, "article": 4711, "text": "Bib shorts", "count": 2, "each": 100.10, "sum": 200.20}
    made = {
        "number": 17, "closed_at": "2026-11-25 14:03:11", "revision": 3, "sum": 200.20, "currency": "DKK",
        "type": "SALE", "items": [item],
    }  # fmt: skip
    return {"receipt": made | changes, "customer": {"member_number": "u-1001"}, "cashier": {"name": "Maja"}, "x": "y"}


def told(folder: Path, body: dict[str, Any], text: str = EXAMPLE) -> Order | DeliveryResult:
    found = read("d1", json.dumps(body).encode(), load_till_mapping(written(folder, text)))
    if isinstance(found, RecordRefusal):
        assert found.why, "nothing is refused without a word"
        return found.reason
    return found if isinstance(found, DeliveryResult) else found.orders[0]


def test_the_example_of_the_guide_reads_a_receipt_to_the_cent(tmp_path: Path) -> None:
    order = told(tmp_path, receipt())
    assert isinstance(order, Order)
    assert (order.order_id, order.version, order.kind, order.net_minor) == ("17", 3, OrderKind.SALE, 20020)
    # Summer time is over: Copenhagen is an hour ahead.
    assert datetime.fromtimestamp(order.occurred_ms / 1000, UTC) == datetime(2026, 11, 25, 13, 3, 11, tzinfo=UTC)
    assert (order.customer_ref, order.staff, order.currency) == ("u-1001", "Maja", "DKK")
    [line] = order.lines
    assert (line.line_id, line.sku, line.name, line.qty, line.unit_minor, line.net_minor) == (
        "1", "4711", "Bib shorts", 2, 10010, 20020,
    )  # fmt: skip


def test_a_condition_chooses_the_articles_of_an_order_and_one_of_many_entries(tmp_path: Path) -> None:
    mapping = EXAMPLE.replace('"receipt.items"', "'receipt.items[?@.kind == \"product\"]'")
    mapping = mapping.replace('staff = "cashier.name"', "staff = 'people[?@.role == \"cashier\"].name'")
    product = {"row": 1, "kind": "product", "article": 4711, "text": "Bib shorts", "count": 2, "each": 100.10}
    body = receipt(items=[{"row": 2, "kind": "fee", "text": "Bag", "count": 1, "each": 0}, product])
    order = told(
        tmp_path, body | {"people": [{"role": "guard", "name": "Bo"}, {"role": "cashier", "name": "Ida"}]}, mapping
    )
    assert isinstance(order, Order)
    assert ([line.sku for line in order.lines], order.staff) == (["4711"], "Ida")


def test_a_return_is_money_paid_back_however_the_till_writes_it(tmp_path: Path) -> None:
    for sign in (1, -1):
        item = {"text": "Bib shorts", "count": sign, "each": 100.10}
        order = told(tmp_path, receipt(type="REFUND", sum=sign * 100.10, refunds=17, items=[item]))
        assert isinstance(order, Order)
        assert (order.kind, order.net_minor, order.original) == (OrderKind.RETURN, -10010, "17")
        assert [(line.line_id, line.qty, line.net_minor) for line in order.lines] == [("1", -1, -10010)]


DANISH = """
id = 'kvittering.nr'
time = 'kvittering.tidspunkt'
time_zone = "Europe/Copenhagen"
total = 'kvittering.beløb'
money = "decimal"
currency_is = "DKK"
customer = 'kvittering["Kunde nr."]'
staff = 'kvittering["@ekspedient"]'
[lines]
list = 'kvittering["Vare linjer"]'
name = 'tekst'
quantity = 'antal'
total = 'beløb'
"""


def danish(**changes: Any) -> dict[str, Any]:
    line = {"tekst": "Cykelhjelm Ø", "antal": "1,5", "beløb": "1.249,00"}
    made = {
        "nr": "Bon 4711/2", "tidspunkt": "25-11-2026 14.03", "beløb": "1.249,00", "Kunde nr.": 4711.0,
        "@ekspedient": "Åse", "Vare linjer": [line],
    }  # fmt: skip
    return {"kvittering": made | changes}


def test_a_danish_till_is_mapped_by_its_own_words_numbers_and_dates(tmp_path: Path) -> None:
    order = told(tmp_path, danish(), DANISH)
    assert isinstance(order, Order)
    assert (order.order_id, order.net_minor, order.customer_ref, order.staff) == ("Bon 4711/2", 124900, "4711", "Åse")
    assert datetime.fromtimestamp(order.occurred_ms / 1000, UTC) == datetime(2026, 11, 25, 13, 3, tzinfo=UTC)
    [line] = order.lines
    assert (line.name, line.qty, line.net_minor) == ("Cykelhjelm Ø", Decimal("1.5"), 124900)


@pytest.mark.parametrize(
    ("changes", "minor"),
    [
        ({"beløb": 59.97000000000001}, 5997), ({"beløb": "249,00"}, 24900), ({"beløb": "1.249,00"}, 124900),
        ({"beløb": 249.0}, 24900), ({"beløb": 249}, 24900), ({"beløb": "12499,00"}, 1249900),
        ({"nr": 4711.0}, 124900), ({"Vare linjer": None}, 124900), ({"tidspunkt": 46351.585544}, 124900),
        ({"tidspunkt": "1795611791"}, 124900), ({"tidspunkt": "/Date(1795611791000)/"}, 124900),
    ],
)  # fmt: skip
def test_a_till_is_read_however_it_writes_numbers_and_moments(
    tmp_path: Path, changes: dict[str, Any], minor: int
) -> None:
    order = told(tmp_path, danish(**changes), DANISH)
    assert isinstance(order, Order)
    assert order.net_minor == minor
    assert order.order_id in {"Bon 4711/2", "4711"}


def test_what_could_be_read_in_two_ways_is_refused_until_the_mapping_declares_it(tmp_path: Path) -> None:
    text = DANISH
    for changes in ({"beløb": "1.249"}, {"beløb": "1,249"}, {"tidspunkt": "03-04-2026 10:00"}):
        assert told(tmp_path, danish(**changes), text) is DeliveryResult.UNREADABLE
    declared = 'decimal_sign = ","\ndates = "day_first"\n' + text
    order = told(tmp_path, danish(beløb="1.249", tidspunkt="03-04-2026 10:00"), declared)
    assert isinstance(order, Order)
    assert order.net_minor == 124900
    assert datetime.fromtimestamp(order.occurred_ms / 1000, UTC) == datetime(2026, 4, 3, 8, tzinfo=UTC)
    trial = try_mapping(written(tmp_path, text), json.dumps(danish(beløb="1.249")).encode())
    assert "decimal_sign" in trial.lines[0]
    trial = try_mapping(written(tmp_path, text), json.dumps(danish(tidspunkt="03-04-2026 10:00")).encode())
    assert "is the day first" in trial.lines[0]


def test_whole_numbers_may_come_with_a_nought(tmp_path: Path) -> None:
    little = 'id = "n"\ntime = "t"\ntotal = "s"\nmoney = "minor"\ncurrency_is = "DKK"\nversion = "v"\nkind = "k"\n'
    little += 'kinds = { 1 = "sale", 2 = "return" }\n'
    order = told(tmp_path, {"n": 4711.0, "t": 1_795_348_800.0, "s": 24900.0, "v": 3.0, "k": 1.0}, little)
    assert isinstance(order, Order)
    assert (order.order_id, order.version, order.net_minor, order.kind) == ("4711", 3, 24900, OrderKind.SALE)


def test_a_mapping_is_told_every_fault_at_once(tmp_path: Path) -> None:
    text = EXAMPLE.replace('sku = "article"', 'skuu = "article"').replace('id = "receipt.number"', 'id = "a..b"', 1)
    text = text.replace('total = "receipt.sum"', 'totl = "receipt.sum"')
    with pytest.raises(TillMappingError) as error:
        load_till_mapping(written(tmp_path, text))
    for said in ("line 1: id: ", "line 21: lines.skuu: ", "did you mean total", "total: it is missing"):
        assert said in str(error.value)


def test_a_mapping_that_windows_has_saved_is_read(tmp_path: Path) -> None:
    path = tmp_path / "till.toml"
    path.write_text(EXAMPLE, encoding="utf-8-sig")
    assert load_till_mapping(path).currency is None


def test_a_till_that_says_little_is_read_by_what_it_says(tmp_path: Path) -> None:
    little = 'id = "n"\ntime = "t"\ntotal = "s"\nmoney = "minor"\ncurrency_is = "JPY"\n'
    order = told(tmp_path, {"n": "a", "t": 1_795_348_800, "s": -1200}, little)
    assert isinstance(order, Order)
    assert (order.kind, order.net_minor, order.version, order.lines) == (OrderKind.RETURN, -1200, 0, ())
    assert order.occurred_ms == 1_795_348_800_000
    assert (
        told(tmp_path, {"n": "a", "t": "2026-11-25 14:03", "s": 1}, little) is DeliveryResult.UNREADABLE
    )  # of which zone?
    assert told(tmp_path, {"n": "a", "t": 1_795_348_800, "s": 12.5}, little) is DeliveryResult.UNREADABLE


LONG = "x" * 1_000_000


@pytest.mark.parametrize(
    ("changes", "over"),
    [
        ({"items": "none"}, {"lines"}),
        ({"items": [{"text": "Bell", "each": 1}] * 501}, {"lines"}),
        ({"items": [7]}, {"lines"}),
        ({"items": [{"text": "Bell", "count": "1e9999999", "each": 1}]}, {"lines.qty"}),
        ({"items": [{"text": "Bell", "count": "NaN", "each": 1}]}, {"lines.qty"}),
        ({"items": [{"text": "Bell", "count": "0.333", "each": "0.01"}]}, {"lines.unit_minor", "lines.net_minor"}),
        ({"items": [{"text": "Bell"}]}, {"lines.net_minor"}),
        ({"revision": [1]}, {"version"}),
    ],
)
def test_what_an_order_can_do_without_is_passed_over_and_the_trial_says_where(
    tmp_path: Path, changes: dict[str, Any], over: set[str]
) -> None:
    body = json.dumps(receipt(**changes)).encode()
    found = read("d1", body, load_till_mapping(written(tmp_path)))
    assert isinstance(found, Delivery)
    [order] = found.orders
    assert (order.order_id, order.net_minor) == ("17", 20020)
    assert {line.name for line in order.lines} <= {"Bell", "Bib shorts"}
    assert set(found.passed_over) == over
    assert not try_mapping(written(tmp_path), body).good


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"number": LONG}, DeliveryResult.UNREADABLE),
        ({"items": [{"each": 1, "currency": "SEK"}]}, DeliveryResult.MIXED_CURRENCIES),
        ({"sum": 200.205}, DeliveryResult.UNREADABLE),
        ({"sum": float("nan")}, DeliveryResult.UNREADABLE),
        ({"sum": True}, DeliveryResult.UNREADABLE),
        ({"sum": {"amount": 1}}, DeliveryResult.UNREADABLE),
        ({"sum": None}, DeliveryResult.UNREADABLE),
        ({"sum": -1}, DeliveryResult.UNREADABLE),
        ({"currency": ["DKK"]}, DeliveryResult.UNREADABLE),
        ({"currency": "XQQ"}, DeliveryResult.UNREADABLE),
        ({"closed_at": "yesterday"}, DeliveryResult.UNREADABLE),
        ({"closed_at": 10**400}, DeliveryResult.UNREADABLE),
        ({"type": "LAYAWAY"}, DeliveryResult.UNKNOWN_TOPIC),
        ({"type": {"x": 1}}, DeliveryResult.UNREADABLE),
    ],
)  # fmt: skip
def test_what_is_no_order_is_refused_whole(tmp_path: Path, changes: dict[str, Any], reason: DeliveryResult) -> None:
    assert told(tmp_path, receipt(**changes)) is reason


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"\xff", b"[" * 100_000, b'{"receipt": 1e999999999}'])
def test_what_is_no_receipt_at_all_breaks_nothing(tmp_path: Path, body: bytes) -> None:
    assert isinstance(read("d1", body, load_till_mapping(written(tmp_path))), RecordRefusal)


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('sku = "article"', 'skuu = "article"', "line 21: lines.skuu: there is no such key; did you mean sku"),
        ('id = "receipt.number"', 'id = "receipt..number"', 'line 1: id: "receipt..number" is no path'),
        ('money = "decimal"', 'money = "crowns"', "line 6: money: "),
        ('"Europe/Copenhagen"', '"Copenhagen"', 'line 3: time_zone: not a time zone: write "Europe/Copenhagen"'),
        ('SWAP = "exchange"', 'SWAP = "swap"', "line 9: kinds.SWAP: "),
        ('total = "receipt.sum"', "", "total: it is missing"),
        ('currency = "receipt.currency"', "", "name currency, or currency_is"),
        ('id = "receipt.number"', 'id = "receipt.number', "is not TOML"),
    ],
)
def test_a_mapping_that_cannot_be_says_where_and_what_to_do(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    assert was in EXAMPLE
    with pytest.raises(TillMappingError) as error:
        load_till_mapping(written(tmp_path, EXAMPLE.replace(was, becomes, 1)))
    assert said in str(error.value)
    assert "till.toml" in str(error.value)
    assert "docs/operating/purchases.md" in str(error.value)


def test_a_mapping_is_tried_on_a_sample_by_the_command(tmp_path: Path) -> None:
    mapping, sample = written(tmp_path), tmp_path / "sample.json"
    sample.write_text(json.dumps(receipt()))
    command = ["tills", "check", str(mapping), "--sample", str(sample)]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[:4] == [
        "sale 17, version 3, 2026-11-25T13:03:11+00:00, 200.20 DKK",
        "  customer: u-1001",
        "  staff: Maja",
        "  article 1: 2 x 4711 Bib shorts, 200.20 DKK",
    ]
    assert 'note: till.toml, line 13: till = "register": nothing is there in this sample' in done.output
    mapping.write_text(EXAMPLE.replace('sku = "article"', 'skuu = "article"'))
    done = CliRunner().invoke(app, command)
    assert (done.exit_code, "line 21: lines.skuu" in done.output) == (1, True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sum": 1.234}, 'till.toml, line 5: total = "receipt.sum": more digits than the currency has'),
        ({"number": None}, 'till.toml, line 1: id = "receipt.number": nothing is there in this sample'),
        ({"type": "LAYAWAY"}, "till.toml, line 9: kinds = "),
        ({"items": [{"text": "x"}, {"sum": 1}]}, 'line 26: total = "sum": article 1: nothing is there'),
        ({"items": [{"sum": 1}, {"each": "x"}]}, 'line 24: price = "each": article 2: not a number'),
        ({"items": {"x": 1}}, 'till.toml, line 19: list = "receipt.items": no list'),
        ({"sum": -5}, 'line 5: total = "receipt.sum": an amount with the wrong sign for a sale'),
        ({"currency": "XYZ"}, "the currency is not one of ISO 4217"),
    ],
)
def test_a_sample_that_is_no_order_says_at_which_line_of_the_mapping(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    trial = try_mapping(written(tmp_path), json.dumps(receipt(**changes)).encode())
    assert not trial.good
    assert said in trial.lines[0]


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"\xff", b"[" * 100_000, b'{"receipt": 1e999999999}'])
def test_whatever_the_sample_is_the_trial_says_what_is_wrong(tmp_path: Path, body: bytes) -> None:
    trial = try_mapping(written(tmp_path), body)
    assert not trial.good
    assert len(trial.lines[0]) > 20


async def test_a_receipt_of_a_till_an_hour_ahead_joins_the_visit_and_tells_of_it_once(tmp_path: Path) -> None:
    settings = {"till_generic_secrets": GENERIC_SECRET, "till_mapping": written(tmp_path)}
    async with open_shop(tmp_path, **settings) as shop:
        phone = await shop.customer()
        ahead = datetime.now(UTC) + timedelta(hours=1)
        body = receipt(closed_at=ahead.isoformat()) | {"customer": {"member_number": phone.persona.ref}}
        webhook = signed(shop, body)
        answers = await Till(shop.client(), "generic").send(webhook, 10)
        assert [each.json()["result"] for each in answers] == ["recorded"] + ["delivered_before"] * 9
        visit = (await visit_of(phone))["visit_id"]
        assert shop.db.rows("SELECT kind, net_minor, visit, staff FROM orders") == [("sale", 20020, visit, "Maja")]
        [answer] = await Till(shop.client(), "generic").send(signed(shop, receipt(number=LONG)))
        assert (answer.status_code, answer.json()["result"]) == (422, "unreadable")


def signed(shop: Shop, body: dict[str, Any]) -> Webhook:
    """The simulated till signs what any till would send."""
    return Till(shop.client(), "generic").sign(json.dumps(body).encode(), time.time())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sum": "a lot"}, "receipt.sum"),
        ({"sum": None}, "receipt.sum"),
        ({"sum": -200.20}, "receipt.sum"),  # well read, and none of a sale
        ({"closed_at": "yesterday"}, "receipt.closed_at"),
        ({"number": None}, "receipt.number"),
        ({"number": "x" * 101}, "receipt.number"),
        ({"currency": 7}, "receipt.currency"),
        ({"type": ["SALE"]}, "receipt.type"),
    ],
)
def test_what_is_refused_is_named_as_the_till_writes_it(tmp_path: Path, changes: dict[str, Any], field: str) -> None:
    found = read("d1", json.dumps(receipt(**changes)).encode(), load_till_mapping(written(tmp_path)))
    assert isinstance(found, RecordRefusal)
    assert found.field == field
    assert not any(str(value) in found.why for value in changes.values() if isinstance(value, str))


def test_every_place_of_our_shape_has_the_tills_name_where_the_mapping_has_one(tmp_path: Path) -> None:
    mapping = load_till_mapping(written(tmp_path))
    for name, path in mapping.order.items():
        assert place_in_theirs((name,), mapping) == path
    for name, path in mapping.line.items():
        assert mapping.lines is not None
        assert place_in_theirs(("lines", 3, name), mapping) == (*mapping.lines, 3, *path)
    assert place_in_theirs(("lines",), mapping) == mapping.lines
    assert place_in_theirs(("channel",), mapping) == ("channel",)
