"""A catalogue comes in as a whole or not at all, and the last good one stays."""

import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
import warm
from place import DAY, NOW, RULES, Place

from hub.ground.errors import CatalogueError
from hub.knowledge.catalogue.importing import Accept, alone
from hub.knowledge.catalogue.joining import join_report
from hub.knowledge.catalogue.model import Availability
from hub.knowledge.catalogue.products import ProductResult, ShopifyProducts
from hub.knowledge.catalogue.reading import JoinRule
from hub.knowledge.catalogue.schema import CATALOGUE_FILE
from hub.knowledge.catalogue.shopify_products import read_product
from hub.knowledge.catalogue.stock import StockSource
from simulators.processes import program
from simulators.product_feed import FeedShop, Oddity


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_a_feed_is_in_use_at_once_and_found_by_each_number(place: Place) -> None:
    assert place.catalogue.joined("shop_4") is None
    assert place.take(FeedShop().feed()).articles == 30
    found = place.catalogue.joined("shop_4")
    assert found is not None
    assert (found.name, found.category, found.price_minor) == ("Chair 1", ("Home", "Chairs"), 130300)
    assert (found.group, found.attributes) == ("p1", {"color": "red"})
    assert place.catalogue.rule_of("4") is JoinRule.SHOP_RULE
    assert place.catalogue.rule_of("SHOP_4") is JoinRule.ID
    assert place.catalogue.joined("4711") is None


@pytest.mark.parametrize(
    ("oddity", "counted"),
    [
        (Oddity.UNDECLARED, {}),
        (Oddity.BYTE_ORDER_MARK, {}),
        (Oddity.GZIP, {}),
        (Oddity.HTML_IN_CDATA, {}),
        (Oddity.FREIGHT_FIRST, {}),
        (Oddity.WORDS, {}),
        (Oddity.COMMA, {}),
        (Oddity.PARENTS_BESIDE, {"price_zero": 10}),
        (Oddity.ONE_ID, {"duplicate_id": 20}),
        (Oddity.EMPTY_ID, {"no_id": 3}),
        (Oddity.CURRENCIES, {"other_currency": 10}),
        (Oddity.SAME_SALE, {"sale_price_no_less": 30}),
        (Oddity.MOJIBAKE, {"wrongly_encoded": 30}),
    ],
)
def test_what_real_feeds_do_is_taken_in_or_counted_by_reason(
    place: Place, oddity: Oddity, counted: dict[str, int]
) -> None:
    done = place.take(FeedShop(oddities={oddity}).feed())
    assert done.tally.times == counted
    found = place.catalogue.joined("shop_1")
    assert found is not None
    # Of three variants with one id the first stays, which is the article number 3.
    assert found.price_minor == (130200 if oddity is Oddity.ONE_ID else 130000)
    if oddity is Oddity.HTML_IN_CDATA:
        assert found.name == "Chair & støl 0"


@pytest.mark.parametrize(
    ("oddity", "says"),
    [
        (Oddity.CUT_OFF, "ends before the feed does"),
        (Oddity.HALVED, "fewer than half"),
        (Oddity.UNKNOWN_ENTITY, "line 23, column"),
        (Oddity.ENTITY_BOMB, "DOCTYPE"),
        (Oddity.GZIP_BOMB, "100 times its size"),
        (Oddity.LOGIN_PAGE, "product feed"),
    ],
)
def test_a_broken_or_shrunken_feed_is_refused_and_the_last_good_one_stays(
    place: Place, oddity: Oddity, says: str
) -> None:
    place.take(FeedShop().feed())
    with pytest.raises(CatalogueError, match=says):
        place.take(FeedShop(oddities={oddity}).feed())
    assert place.catalogue.on_sale() == 30
    assert place.catalogue.joined("shop_29") is not None
    newest = place.catalogue.imports()[0]
    assert says in newest.refused
    assert not list(place.folder.glob("data/*.new"))


def test_a_shop_that_has_become_smaller_says_so(place: Place) -> None:
    place.take(FeedShop().feed())
    place.now += DAY
    done = place.take(FeedShop(articles=5).feed(), accept=Accept.SMALLER)
    assert (done.articles, done.tally.times) == (5, {"gone": 25})
    # What was bought is still known by its name; it is only no longer sold.
    gone = place.catalogue.joined("29")
    assert gone is not None
    assert (gone.on_sale_since_ms, gone.on_sale_until_ms) == (NOW, NOW + DAY)
    still = place.catalogue.joined("1")
    assert still is not None
    assert (still.on_sale_since_ms, still.on_sale_until_ms) == (NOW, None)


def test_the_same_feed_twice_is_the_same_catalogue(place: Place) -> None:
    feed = FeedShop().feed()
    first, second = place.take(feed), place.take(feed)
    assert (first.articles, first.tally.times) == (second.articles, second.tally.times)


def test_of_two_articles_with_one_sku_order_lines_join_the_first(place: Place) -> None:
    done = place.take("id;sku;name;price\n1;S;Chair;1,00\n2;S;Table;2,00\n", mapping=MAPPING)
    assert (done.articles, done.tally.times) == (2, {"sku_shared": 1})
    found = place.catalogue.joined("s")
    assert found is not None
    assert found.name == "Chair"


MAPPING = '[columns]\nid = "id"\nsku = "sku"\nname = "name"\nprice = "price"\n'


def test_an_undecided_price_is_decided_by_the_others_of_its_file(place: Place) -> None:
    mapping = MAPPING
    place.take("id;sku;name;price\n1;;Chair;1.299\n2;;Table;2,50\n", mapping=mapping)
    first = place.catalogue.article("1")
    assert first is not None
    assert first.price_minor == 129900
    done = place.take("id;sku;name;price\n1;;Chair;1.299\n2;;Table;250\n", mapping=mapping)
    assert done.tally.times == {"price_undecided": 1}
    done = place.take("id;sku;name;price\n1;;Chair;1.299\n2;;Table;2.50\n", mapping=mapping)
    assert done.tally.times == {"price_decimals": 1}
    done = place.take("id;sku;name;price\n1;;Chair;1.299\n", mapping=f'decimal_sign = ","\n{mapping}')
    assert done.tally.times == {"gone": 1}


def test_variants_inherit_from_a_parent_wherever_it_stands(place: Place) -> None:
    mapping = '[columns]\nid = "id"\nname = "name"\nprice = "price"\nparent = "parent"\ncategory = "category"\n'
    done = place.take(
        "id;name;price;parent;category\n11;;10;id:1;\n1;Elrullstol;;;Home > Chairs\n12;Red;12;1;\n13;;9;99;\n",
        mapping=mapping,
    )
    assert done.articles == 2
    assert done.tally.times == {"no_price": 1, "sensitive": 1, "parent": 1, "parent_unknown": 1, "no_name": 1}
    first, second = place.catalogue.article("11"), place.catalogue.article("12")
    assert first is not None
    assert second is not None
    assert (first.name, first.category, first.group) == ("Elrullstol", ("Home", "Chairs"), "1")
    assert (second.name, second.sensitive) == ("Red", "name")
    assert place.catalogue.article("1") is None


def test_a_sale_is_in_force_between_its_dates_only(place: Place) -> None:
    mapping = MAPPING + 'sale_price = "sale"\nsale_dates = "dates"\n'
    place.take(
        "id;sku;name;price;sale;dates\n1;;Chair;20;10;2026-09-22T00:00+0200 / 2026-09-24T00:00+0200\n", mapping=mapping
    )
    sales: list[int | None] = []
    for day in range(4):
        place.now = NOW + day * DAY
        found = place.catalogue.article("1")
        assert found is not None
        sales.append(found.sale_minor)
    assert sales == [None, 1000, 1000, None]


def test_absent_from_a_stock_feed_is_not_out_of_stock(place: Place) -> None:
    place.take(FeedShop().feed())
    assert place.catalogue.availability("shop_0") is Availability.UNKNOWN
    done = place.take(FeedShop().stock(), stores="store-7")
    assert (done.what, done.articles) == ("stock", 15)
    assert done.tally.times == {"other_store": 15}
    assert place.catalogue.availability("shop_0") is Availability.IN_STOCK
    assert place.catalogue.availability("shop_2") is Availability.OUT_OF_STOCK
    assert place.catalogue.availability("shop_1") is Availability.UNKNOWN
    # A new catalogue keeps what the store has.
    place.take(FeedShop().feed())
    assert place.catalogue.availability("shop_2") is Availability.OUT_OF_STOCK


def test_a_stock_feed_says_quantities_of_all_sorts_and_unknown_articles(place: Place) -> None:
    place.take(FeedShop().feed())
    done = place.take(
        "store_code\tid\tavailability\tquantity\ns\tshop_1\t\t-3\ns\tshop_2\t\t2\ns\tshop_3\tkommt\tx\ns\tnobody\t\t1\n"
    )
    assert done.tally.times == {"quantity": 1, "availability": 1, "unknown_article": 1}
    assert place.catalogue.availability("shop_1") is Availability.OUT_OF_STOCK
    assert place.catalogue.availability("shop_2") is Availability.LIMITED
    with pytest.raises(CatalogueError, match="case sensitive"):
        place.take(FeedShop(store="Store-7").stock(), stores="store-7")


@pytest.mark.parametrize("column", ["id", "sku", "gtin"])
def test_a_number_that_a_spreadsheet_has_shortened_is_refused_with_its_column(place: Place, column: str) -> None:
    said = {"id": "1", "sku": "a", "gtin": "", "name": "Chair"} | {column: "5,70123E+12"}
    with pytest.raises(CatalogueError, match=f"line 2: the spreadsheet .* in the column {column}"):
        place.take(f"id;sku;gtin;name\n{';'.join(said.values())}\n", mapping=SHORTENED)


SHORTENED = '[columns]\nid = "id"\nsku = "sku"\nname = "name"\ngtin = "gtin"\n'


def test_two_imports_never_write_at_once(place: Place) -> None:
    with alone(place.folder / "data"), pytest.raises(CatalogueError, match="under way"):
        place.take(FeedShop().feed())


def test_a_catalogue_that_cannot_be_read_is_none_and_the_next_import_mends_it(place: Place) -> None:
    place.take(FeedShop().feed())
    path = place.folder / "data" / CATALOGUE_FILE
    path.write_bytes(b"no database" * 1000)
    place.catalogue.close()
    assert place.catalogue.joined("shop_1") is None
    assert place.catalogue.on_sale() == 0
    place.take(FeedShop().feed())
    assert place.catalogue.on_sale() == 30


def test_what_shopify_tells_is_known_at_once(place: Place) -> None:
    products = ShopifyProducts(place.folder / "data", RULES, StockSource(frozenset({"3"})))
    variants = [
        {"id": 71, "price": "149.00", "sku": "S-1", "option1": "Blue", "inventory_item_id": 9},
        {"id": 72, "price": "149.00", "compare_at_price": "199.00", "sku": "S-2", "inventory_item_id": 10},
    ]
    product = {"id": 7, "title": "Sofa", "published_at": "2026-01-01", "status": "active", "variants": variants}

    def tell(topic: str, said: dict[str, object]) -> ProductResult:
        return products.take(read_product(topic, json.dumps(said).encode()), place.now)

    assert tell("products/create", product) is ProductResult.TAKEN
    found = place.catalogue.joined("S-2")
    assert found is not None
    assert (found.id, found.price_minor, found.sale_minor) == ("72", 19900, 14900)
    assert tell("inventory_levels/update", {"inventory_item_id": 9, "location_id": 3, "available": -2}) is (
        ProductResult.TAKEN
    )
    assert place.catalogue.availability("71") is Availability.OUT_OF_STOCK
    assert tell("inventory_levels/update", {"inventory_item_id": 9, "location_id": 4, "available": 5}) is (
        ProductResult.OTHER_STORE
    )
    assert tell("inventory_levels/update", {"inventory_item_id": 1, "location_id": 3, "available": 5}) is (
        ProductResult.UNKNOWN_ARTICLE
    )
    # A product whose webhook tells of its first variants only loses none.
    gids = [{"admin_graphql_api_id": f"gid://{n}"} for n in range(2)]
    told = product | {"variants": variants[:1], "variant_gids": gids}
    assert tell("products/update", told) is ProductResult.INCOMPLETE
    assert place.catalogue.on_sale() == 2
    assert tell("products/update", product | {"variants": variants[:1]}) is ProductResult.TAKEN
    assert place.catalogue.on_sale() == 1
    assert tell("products/delete", {"id": 7}) is ProductResult.TAKEN
    assert place.catalogue.on_sale() == 0
    assert place.catalogue.joined("S-1") is not None
    with alone(place.folder / "data"), pytest.raises(CatalogueError):
        tell("products/create", product)


def test_the_share_of_order_lines_that_join_is_told_by_rule(place: Place) -> None:
    place.take(FeedShop().feed())
    report = join_report(["shop_1", "1", "2", "", "x", "x"], place.catalogue.rule_of)
    lines = list(report.text())
    assert lines[0] == "3 of 6 order lines find an article (50.0%)."
    assert any("16.7%" in line and "its id" in line for line in lines)
    assert any("33.3%" in line and "rule for ids" in line for line in lines)
    assert any("x (2 times)" in line for line in lines)


def test_the_commands_import_check_and_show(tmp_path: Path) -> None:
    def run(*args: str) -> subprocess.CompletedProcess[str]:
        asked = (*program("goddag-hub", "hub.cli"), "catalogue", *args, "--data-dir", str(tmp_path / "data"))
        return warm.run(*asked, seconds=60)

    feed, orders = tmp_path / "feed.xml", tmp_path / "orders.csv"
    feed.write_bytes(FeedShop(oddities={Oddity.EMPTY_ID}).feed().replace(b"DKK", b"EUR"))
    orders.write_text("order;SKU\n1;shop_1\n2;nothing\n", encoding="utf-8")
    in_kroner = tmp_path / "kroner.xml"
    in_kroner.write_bytes(FeedShop().feed())
    assert "prices in another currency than the shop's, which are left out: 30" in (
        said := run("check", str(in_kroner)).stdout
    )
    assert "The shop's currency is EUR" in said
    checked = run("check", str(feed), "--orders", str(orders))
    assert checked.returncode == 0, checked.stderr
    assert "records without an id: 3, the first on line 3" in checked.stdout
    assert "1 of 2 order lines find an article (50.0%)" in checked.stdout
    assert not (tmp_path / "data" / CATALOGUE_FILE).exists()
    assert run("import", str(feed)).returncode == 0
    shown = run("show", "shop_1")
    assert "Chair 0" in shown.stdout
    assert "found by      id" in shown.stdout
    assert json.loads(run("show", "shop_1", "--json").stdout)["price_minor"] == 130000
    assert run("show", "nobody").returncode == 1
    feed.write_bytes(FeedShop(oddities={Oddity.CUT_OFF}).feed())
    refused = run("import", str(feed))
    assert refused.returncode == 1
    assert "feed.xml: line" in refused.stderr
    assert "refused:" in run("show").stdout


def test_the_catalogue_is_a_file_of_its_owner(place: Place) -> None:
    place.take(FeedShop().feed())
    path = place.folder / "data" / CATALOGUE_FILE
    assert path.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
