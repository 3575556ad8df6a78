"""Moments and numbers as systems write them: one reader of each, and every door uses it."""

import ast
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.ground.parsing.moments import AmbiguousDate, NotAMoment, read_moment
from hub.ground.parsing.money import minor_units
from hub.ground.parsing.numbers import NotANumber, read_decimal, read_whole
from hub.knowledge.catalogue.stock import availability_in_store
from hub.knowledge.customers.connector import RawHappening
from hub.knowledge.customers.events import usable_happenings
from hub.knowledge.customers.mapping import TraitPaths, look_up, parse_path
from hub.knowledge.customers.values import usable
from hub.knowledge.purchases.mapped import TillMapping
from hub.knowledge.purchases.model import Delivery
from hub.knowledge.purchases.past.mapping_file import PastMapping, PastPlace
from hub.knowledge.purchases.past.model import FileLine
from hub.knowledge.purchases.past.reading import Surroundings, line_of_row
from hub.knowledge.purchases.refusals import RecordRefusal
from hub.knowledge.purchases.tills.generic import orders as generic
from hub.knowledge.purchases.tills.shopify import orders as shopify
from hub.knowledge.purchases.tills.square import payments as square
from hub.trust.channels import platform_consents as theirs
from hub.trust.channels import webhook

HUB = Path(__file__).parents[2] / "hub"
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
AT = datetime(2026, 11, 25, 13, 3, 11, tzinfo=UTC)
AT_MS = round(AT.timestamp() * 1000)


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-25T14:03:11+01:00", "2026-11-25T13:03:11Z", "2026-11-25 14:03:11 +0100", "2026-11-25T13:03:11.000Z",
        1795611791, 1795611791.0, "1795611791", 1795611791000, "1795611791000", 1795611791000000, "1795611791.0",
        "/Date(1795611791000)/", "/Date(1795611791000+0100)/", "\\/Date(1795611791000)\\/",
        "25-11-2026 14:03:11", "25.11.2026 14.03.11", "25. november 2026 14:03:11", "25-Nov-2026 14.03.11",
        "25/11/2026 14:03:11", "11/25/2026 2:03:11 PM",
        "2026/11/25 14:03:11", "2026-11-25 14:03:11", "20261125140311", 20261125140311,
        46351.585543981484, "46351.585543981", "46351,585543981", Decimal("46351.585543981484"),
    ],
)  # fmt: skip
def test_a_moment_is_the_same_however_it_is_written(written: Any) -> None:
    assert read_moment(written, COPENHAGEN) == AT


@pytest.mark.parametrize("written", ["25-11-2026", "25.11.2026", "2026-11-25", "2026/11/25", "20261125", 20261125,
                                     46351, "46351", "11/25/2026", "25/11/2026"])  # fmt: skip
def test_a_day_is_the_same_however_it_is_written(written: Any) -> None:
    assert read_moment(written, COPENHAGEN) == datetime(2026, 11, 25, tzinfo=COPENHAGEN)


@pytest.mark.parametrize(
    "written",
    ["", " ", "yesterday", "25-11-26", "12:30", "31-02-2026", "2026-13-01", "25-11-2026 25:00", 0, -1, 7,
     True, None, [],
     10**400, float("nan"), float("inf"), 1e300, Decimal("1e999999999"), "1e9", "9" * 19, "1" * 100,
     "/Date(9999999999999999)/",
     "1899-12-30", "2150-01-01", "25-11-2026 14:03:11 yesterday", "\uff12\uff10\uff12\uff16-11-25"],
)  # fmt: skip
def test_what_is_no_moment_is_none(written: Any) -> None:
    with pytest.raises(NotAMoment):
        read_moment(written, COPENHAGEN)


def test_a_date_that_could_be_two_is_refused_until_its_order_is_declared() -> None:
    for written in ("03-04-2026", "03/04/2026", "3-4-2026 10:00"):
        with pytest.raises(AmbiguousDate):
            read_moment(written)
    assert read_moment("03-04-2026", order="day_first").month == 4
    assert read_moment("03-04-2026", order="month_first").month == 3
    assert read_moment("03.04.2026").month == 4, "nobody writes the month first and points between"
    assert read_moment("05-05-2026") == datetime(2026, 5, 5, tzinfo=UTC)
    with pytest.raises(NotAMoment):
        read_moment("25-11-2026", order="month_first")
    with pytest.raises(NotAMoment, match="time zone"):
        read_moment("25-11-2026", zone=None)


@given(st.integers(631_238_400, 4_133_894_400), st.sampled_from([1, 10**3, 10**6, 10**9]))
def test_a_number_is_of_one_unit_only(seconds: int, unit: int) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert read_moment(seconds * unit) == at
    assert read_moment(str(seconds * unit)) == at
    days = Decimal(seconds) / 86400 + 25569
    assert read_moment(days) == at


@given(st.text(max_size=30) | st.from_regex(r"[0-9T:./, -]{1,25}") | st.integers() | st.floats() | st.decimals())
def test_no_value_breaks_a_reader(value: Any) -> None:
    for read in (read_moment, read_decimal, read_whole):
        with suppress(NotAMoment, NotANumber):
            read(value)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("249,00", "249"), ("1.249,00", "1249"), ("1,249.00", "1249"), ("1 249,00", "1249"), ("1\xa0249,00", "1249"),
        ("1\u202f249", "1249"), ("1'249.00", "1249"), ("12499,00", "12499"), ("1.249.000", "1249000"), (".50", "0.5"),
        ("-249,5", "-249.5"), ("249,50-", "-249.5"), ("\u2212249", "-249"), ("+3", "3"), ("0,450", "0.45"),
        (3.0, "3"), (3, "3"), (59.97, "59.97"), ("59.97000000000001", "59.97000000000001"),
    ],
)  # fmt: skip
def test_a_number_is_what_its_writer_meant(written: Any, read: str) -> None:
    assert read_decimal(written) == Decimal(read)


@pytest.mark.parametrize(
    "written",
    ["1,249", "12,499", "1.249", "-1.080", "249.000", "12.34.56", "1,2,3", "1.249.00", "1 24", "kr 5", "1e5",
    "NaN", "Infinity", "--1",
     "-1-", "", ".", True,
     None, float("nan"), float("inf"), "٣", "1.", "1,249.50,00", "#N/A", "9" * 41],
)  # fmt: skip
def test_what_is_no_number_or_could_be_two_is_refused(written: Any) -> None:
    with pytest.raises(NotANumber):
        read_decimal(written)


def test_three_digits_behind_a_point_are_never_taken_for_cents() -> None:
    # github.com/siddhantgoel/beancount-dkb/issues/206: a thousand and eighty euros became one and eight cents.
    assert minor_units("-1.080", "EUR", ",") == -108_000
    assert minor_units("-1.070,10", "EUR") == -107_010
    assert minor_units("1.249", "KWD") == 1249, "a dinar has three"
    assert minor_units(Decimal("1.080"), "EUR") == 108, "a number of JSON has a decimal point"
    assert _ours(lines=[{"line_id": 1, "qty": "1.250", "net_minor": 1}]).lines[0].qty == Decimal("1.25")
    assert usable("orders_24m", "1.000") is None


def test_a_declared_decimal_sign_settles_what_could_be_two() -> None:
    assert read_decimal("1.249", ",") == 1249
    assert read_decimal("1,249", ",") == Decimal("1.249")
    assert read_decimal("1,249", ".") == 1249
    for written in ("249.00", "1,249.50"):
        with pytest.raises(NotANumber):
            read_decimal(written, ",")


@pytest.mark.parametrize("written", [3, 3.0, "3", "3.0", "3,0", "3.00", Decimal("3.0")])
def test_a_whole_number_may_be_written_with_a_nought(written: Any) -> None:
    assert read_whole(written) == 3
    with pytest.raises(NotANumber):
        read_whole("3.5")


@pytest.mark.parametrize(
    ("amount", "minor"),
    [(59.97000000000001, 5997), ("59.97000000000001", 5997), (0.1 + 0.2, 30), ("249,00", 24900), ("1.249,00", 124900),
     (249, 24900), ("249.00", 24900), (1e-17, 0), (19.99 * 3, 5997)],
)  # fmt: skip
def test_an_amount_is_to_the_smallest_coin_and_without_what_floats_leave_behind(amount: Any, minor: int) -> None:
    assert minor_units(amount, "DKK") == minor


@pytest.mark.parametrize(
    "amount",
    ["1.249", "-1.080", "1.250", "249.000", "1,080", "249.005", 249.005, 1e16, "1e3", True, None, "99999999999999999"],
)
def test_an_amount_of_more_digits_than_the_currency_has_is_none(amount: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        minor_units(amount, "DKK")


# -- texts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Bell &amp; lock", "Bell & lock"), ("Bell &amp;amp; lock", "Bell & lock"), ("S\u00c3\u00b8ren", "S\u00f8ren"),
        ("\u00c3\u2026se", "\u00c5se"), ("28 mm \u00e2\u20ac\u201c road", "28 mm \u2013 road"), ("&#8364; 5",
        "\u20ac 5"),
        ("Caf\u00c3\u00a9", "Caf\u00e9"), ("AT&T", "AT&T"), ("R&D; lab", "R&D; lab"), ("\u00c5se", "\u00c5se"),
        ("Nanna", "Nanna"),
        ("#1 bell", "#1 bell"), ("Na\u00efve", "Na\u00efve"), ("Nan", "Nan"), ("Nil", "Nil"), ("\u00c2ngela",
        "\u00c2ngela"), ("S\u00e3o Paulo", "S\u00e3o Paulo"),
    ],
)  # fmt: skip
def test_a_text_is_shown_as_it_was_meant(written: str, meant: str) -> None:
    assert usable("last_order_item", written) == meant
    order = _ours(lines=[{"line_id": 1, "name": written, "net_minor": 1}])
    assert order.lines[0].name == meant


@pytest.mark.parametrize(
    "written", ["#N/A", "#REF!", "#NAVN?", "#I/T", "#SAKNAS!", "#DIVISION/0!", "null", "NULL", "NaN", "None",
    "undefined",
                "(null)", "[object Object]", " n/a ", "-"],
)  # fmt: skip
def test_what_programs_write_where_nothing_is_is_on_no_screen(written: str) -> None:
    assert usable("first_name", written) is None
    assert _ours(lines=[{"line_id": 1, "name": written, "net_minor": 1}]).lines[0].name == ""


def test_no_address_is_a_name_and_no_entity_turns_the_writing_around() -> None:
    assert usable("first_name", "anna@example.com") is None
    assert usable("first_name", "Anna (anna@example.com)") is None
    assert usable("first_name", "An&#8238;na") == "Anna"


# -- every door of moments and numbers -----------------------------------------------------------------------------

NOW_MS = AT_MS + 10**9
OURS = {"order_id": "1", "version": 1, "kind": "sale", "occurred_at": AT.isoformat(), "currency": "DKK", "net_minor": 1}
SHOP = {
    "id": 1, "created_at": AT.isoformat(), "updated_at": AT.isoformat(), "financial_status": "paid", "currency": "DKK",
    "total_price": "1.00", "line_items": [],
}  # fmt: skip
PAID = {
    "id": "1", "status": "COMPLETED", "amount_money": {"amount": 1, "currency": "DKK"}, "created_at": AT.isoformat(),
    "updated_at": AT.isoformat(),
}  # fmt: skip
MAPPING = TillMapping(
    order={name: parse_path(name) for name in ("order_id", "occurred_at", "net_minor")} | {"version": ("version",)},
    lines=("lines",), line={"qty": ("qty",), "net_minor": ("sum",)}, kinds={}, currency="DKK", money="decimal",
    zone=UTC,
)  # fmt: skip


def _order(told: Delivery | RecordRefusal | Any) -> Any:
    assert isinstance(told, Delivery), told
    return told.orders[0]


def _ours(**changes: Any) -> Any:
    return _order(generic.read("d", json.dumps({"type": "order", "data": OURS | changes}).encode()))


def _mapped(**changes: Any) -> Any:
    told = {"order_id": "1", "occurred_at": AT.isoformat(), "net_minor": "1.00", "version": 1} | changes
    return _order(generic.read("d", json.dumps(told).encode(), MAPPING))


def _shopify(**changes: Any) -> Any:
    return _order(shopify.read("orders/paid", "d", json.dumps(SHOP | changes).encode(), "{id}"))


def _square(**changes: Any) -> Any:
    told = {"type": "payment.updated", "event_id": "e", "data": {"object": {"payment": PAID | changes}}}
    return _order(square.read(json.dumps(told).encode(), "{id}"))


def _ms(iso: Any) -> int:
    return round(datetime.fromisoformat(iso).timestamp() * 1000)


def _past(**said: Any) -> FileLine:
    row = {"id": "1", "time": "2026-11-25T13:03:11Z", "sku": "a", "quantity": 1, "price": 1} | said
    places = {name: PastPlace(name, (name,)) for name in row}
    mapping = PastMapping(
        order={name: places[name] for name in ("id", "time")},
        line={name: places[name] for name in ("sku", "quantity", "price")},
        lines=(),
        orders=(),
        kinds={},
    )
    found = line_of_row(1, row, mapping, Surroundings(UTC, "DKK", AT_MS))
    assert isinstance(found, FileLine)
    return found


MOMENTS: dict[str, Callable[[Any], int | None]] = {
    "hub.knowledge.purchases.fields (own shape)": lambda at: _ours(occurred_at=at).occurred_ms,
    "hub.knowledge.purchases.fields (Shopify)": lambda at: _shopify(created_at=at).occurred_ms,
    "hub.knowledge.purchases.fields (Square)": lambda at: _square(created_at=at).occurred_ms,
    "hub.knowledge.purchases.mapped": lambda at: _mapped(occurred_at=at).occurred_ms,
    "hub.knowledge.customers.values": lambda at: _ms(usable("last_order_at", at)),
    "hub.knowledge.customers.values (observed_at)": lambda at: TraitPaths({"first_name": "n"}, "t")
    .taken_from({"n": "x", "t": at}, frozenset({"first_name"}))["first_name"].observed_at_ms,
    "hub.knowledge.customers.values (happenings)": lambda at: usable_happenings(
        {"carts": [RawHappening(at, "Bell")]}, "s", lambda _text: False, NOW_MS
    )["carts"][0].at_ms,
    "hub.trust.channels.webhook": lambda at: (
        webhook.read({"type": webhook.TYPE, "data": {"customer_ref": "u", "consents": [
            {"channel": "push", "granted": False, "at": at}]}}, NOW_MS).told[0].answers[0].said.at_ms
    ),
    "hub.trust.channels.platform_consents (Unomi)": lambda at: theirs.parse_unomi(
        {"x": {"typeIdentifier": "push", "status": "DENIED", "statusDate": at}}, NOW_MS
    )[0].said.at_ms,
    "hub.trust.channels.platform_consents (ODP)": lambda at: theirs.of_odp({"consent": False, "consent_update_ts": at},
    NOW_MS)[0].said.at_ms,
    "hub.knowledge.purchases.past.reading": lambda at: _past(time=at).at_ms,
}  # fmt: skip
NUMBERS: dict[str, Callable[[Any], int]] = {
    "hub.knowledge.purchases.fields (own shape)": lambda n: (
        _ours(lines=[{"line_id": 1, "qty": n, "net_minor": 1}]).lines[0].qty
    ),
    "hub.knowledge.purchases.fields (amount)": lambda n: _ours(net_minor=n).net_minor if not isinstance(n, str) else 3,
    "hub.knowledge.purchases.fields (Square)": lambda n: (
        _square(amount_money={"amount": n, "currency": "DKK"}).net_minor if not isinstance(n, str) else 3
    ),
    "hub.knowledge.purchases.mapped": lambda n: _mapped(lines=[{"qty": n, "sum": 1}]).lines[0].qty,
    "hub.knowledge.purchases.mapped (version)": lambda n: _mapped(version=n).version,
    "hub.ground.parsing.money": lambda n: _mapped(net_minor=n).net_minor // 100,
    "hub.ground.parsing.money (Shopify)": lambda n: _shopify(total_price=str(n)).net_minor // 100,
    "hub.knowledge.customers.values": lambda n: usable("orders_24m", n),
    "hub.knowledge.customers.values (counts)": lambda n: usable("lines_24m", {"road": n})["road"],
    "hub.knowledge.purchases.past.reading": lambda n: _past(quantity=n).article.qty,
    "hub.knowledge.purchases.past.reading (price)": lambda n: _past(price=n).article.unit_minor // 100,
    "hub.knowledge.catalogue.stock": lambda n: availability_in_store("", str(n)).quantity,
}  # fmt: skip


@pytest.mark.parametrize("door", MOMENTS)
@pytest.mark.parametrize(
    "at",
    ["2026-11-25T14:03:11+01:00", "2026-11-25T13:03:11Z", 1795611791, "1795611791", 1795611791000, "1795611791000",
     1795611791.0, "/Date(1795611791000)/", "25-11-2026 14:03:11 +01:00"],
)  # fmt: skip
def test_each_door_reads_a_moment_as_systems_write_it(door: str, at: Any) -> None:
    assert MOMENTS[door](at) == AT_MS


@pytest.mark.parametrize("door", NUMBERS)
@pytest.mark.parametrize("number", [3, 3.0, "3", "3.0", "3,0"])
def test_each_door_reads_a_whole_number_as_systems_write_it(door: str, number: Any) -> None:
    assert NUMBERS[door](number) == 3


def _using(module: str) -> set[str]:
    """The modules of the hub that import one of its readers."""
    found: set[str] = set()
    for path in HUB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == module:
                names = {each.name for each in node.names}
                if any(name.startswith("read_") for name in names):
                    found.add(".".join(path.relative_to(HUB.parent).with_suffix("").parts))
    return found


def test_no_door_is_left_out_of_these_tests() -> None:
    # tests/customers/test_csv_files.py and test_own_facts.py, tests/hub/test_till_fetch.py and tests/hub/catalogue
    elsewhere = {
        "hub.knowledge.customers.traits",
        *("hub.knowledge.customers.csv_import", "hub.knowledge.purchases.fetch.command"),
        "hub.knowledge.catalogue.reading",
    }
    assert _using("hub.ground.parsing.moments") == {door.split(" ")[0] for door in MOMENTS} | elsewhere
    own_facts = {"hub.knowledge.customers.traits"}
    assert _using("hub.ground.parsing.numbers") == {door.split(" ")[0] for door in NUMBERS} | own_facts


# What reads a moment that another part of the hub has written, or in the published shape of an API.
OTHER_READERS = {
    "hub/ground/parsing/moments.py": "the reader itself",
    "hub/knowledge/purchases/fields.py": "the published shape; its values come from the reader",
    "hub/trust/channels/endpoints.py": "a published shape of our own: ISO 8601",
    "hub/service/staff/card.py": "what the reader made",
    "hub/service/customer_view/page_rows.py": "what the reader made",
    "hub/ground/words/own_facts.py": "what the reader made",
    "hub/knowledge/customers/traits.py": "a day that is one already; anything else goes to the reader",
    "hub/service/followups/repository.py": "a day as we wrote it into our own table",
    "hub/ground/shop/opening_hours.py": "a day in a file of ours: each that is none is named with its line",
    "hub/service/staff/timelines.py": "what the reader made",
}


def test_nobody_else_reads_moments() -> None:
    found = {
        str(path.relative_to(HUB.parent))
        for path in HUB.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr in {"fromisoformat", "strptime"})
        or (isinstance(node, ast.Name) and node.id in {"AwareDatetime", "NaiveDatetime"})
    }
    assert found <= set(OTHER_READERS), "read it with hub.parsing.moments, or say here why not"


# Files of the package, and one that a program of ours writes; whatever people write may begin with a byte order mark.
WITHOUT_A_MARK = {
    "hub/equipment/broker/nats.py",
    "hub/service/privacy_documents/facts.py",
}


def test_a_file_that_people_write_may_begin_with_a_byte_order_mark() -> None:
    found = {
        str(path.relative_to(HUB.parent))
        for folder in (HUB, HUB.parent / "wire")
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "read_text"
        for keyword in node.keywords
        if keyword.arg == "encoding" and isinstance(keyword.value, ast.Constant) and keyword.value.value == "utf-8"
    }
    assert found <= WITHOUT_A_MARK, "people's editors write utf-8-sig"


# -- places --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["kvittering.beløb", 'receipt["Total Amount"]', 'receipt["@total"]', "$.receipt['@total']", "orders[-1].at",
             "line-items[0].x", '["Bon nr."].a', "in.and.true.not", "a.b-c[1][2]", "_x"],
)  # fmt: skip
def test_a_path_leads_to_one_place_whatever_names_a_till_has(path: str) -> None:
    steps = parse_path(path)
    document: Any = "here"
    for step in reversed(steps):
        document = (
            {step: document} if isinstance(step, str) else [None, None, document] if step == 2 else [document] * 2
        )
    assert look_up(document, steps) == "here"


@pytest.mark.parametrize(
    "path", ["", "$", "a..b", "a.*", "a[*]", "a[0:2]", "a[?@.b == 1].c", '["a", "b"]', "a.b.", "a[", "$..a",
    "a | b", "@.a",
             "a[99999999999999999999]"],
)  # fmt: skip
def test_a_path_to_several_places_or_none_is_refused_with_what_a_path_is(path: str) -> None:
    with pytest.raises(ValueError, match="names with dots between them") as refused:
        parse_path(path)
    assert 'receipt["Total Amount"]' in str(refused.value)


NAMES = st.from_regex(r"\A[A-Za-z_][A-Za-z0-9_-]{0,8}\Z")


@given(st.lists(NAMES | st.integers(-999, 999), min_size=1, max_size=6))
def test_every_path_of_before_leads_where_it_led(steps: list[str | int]) -> None:
    text = "".join(f".{step}" if isinstance(step, str) else f"[{step}]" for step in steps).removeprefix(".")
    assert parse_path(text) == tuple(steps)
