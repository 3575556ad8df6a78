"""What shops have besides a product feed: Shopify's bulk export, and what each store says of its articles."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from place import DAY, Place
from typer.testing import CliRunner

from hub.cli import app
from hub.ground.database import Database
from hub.ground.errors import CatalogueError
from hub.knowledge.catalogue.importing import Accept
from hub.knowledge.catalogue.model import Availability, StoreOffer
from hub.knowledge.catalogue.products import ProductResult, ShopifyProducts
from hub.knowledge.catalogue.schema import CATALOGUE_FILE
from hub.knowledge.catalogue.shopify_products import read_product
from hub.knowledge.catalogue.stock import StockSource
from simulators.product_feed import FeedShop


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def product(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": gid("Product", number), "title": f"Sofa {number}", "vendor": "Nordlys", "productType": "Sofas",
        "status": "ACTIVE", "publishedAt": "2026-01-01T00:00:00Z", "featuredImage": {"url": "https://shop/7.jpg"},
        "room": {"value": '["living"]'},
    } | more  # fmt: skip


def variant(number: int, of: int, **more: Any) -> dict[str, Any]:
    return {
        "id": gid("ProductVariant", number), "sku": f"S-{number}", "barcode": "", "price": "149.00",
        "compareAtPrice": "199.00", "inventoryPolicy": "DENY",
        "inventoryItem": {"id": gid("InventoryItem", number + 900)},
        "selectedOptions": [{"name": "Colour", "value": "Blue"}], "__parentId": gid("Product", of),
    } | more  # fmt: skip


def level(of: int, location: int, available: int) -> dict[str, Any]:
    return {
        "id": f"{gid('InventoryLevel', 5)}?inventory_item_id={of}", "location": {"id": gid("Location", location)},
        "quantities": [{"name": "available", "quantity": available}], "__parentId": gid("ProductVariant", of),
    }  # fmt: skip


def lines(said: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(each).replace("/", "\\/") + "\n" for each in said)


BULK = [
    product(7),
    product(8, status="DRAFT"),
    # After their product, and not next to it.
    variant(71, 7),
    variant(81, 8),
    {"id": gid("Metafield", 1), "key": "style", "value": "classic", "__parentId": gid("Product", 7)},
    level(71, 3, 2),
    level(71, 4, 40),
    variant(72, 7, compareAtPrice=None, inventoryPolicy="CONTINUE"),
    level(72, 3, 0),
]  # fmt: skip


def test_shopifys_bulk_export_comes_in_as_it_is(place: Place) -> None:
    done = place.take(lines(BULK), stores="3")
    assert (done.format, done.articles, done.tally.times) == ("Shopify's bulk export (JSON Lines)", 2, {})
    sofa = place.catalogue.joined("S-71")
    assert sofa is not None
    assert (sofa.id, sofa.name, sofa.group, sofa.category, sofa.brand) == ("71", "Sofa 7", "7", ("Sofas",), "Nordlys")
    assert (sofa.price_minor, sofa.sale_minor, sofa.image) == (19900, 14900, "https://shop/7.jpg")
    assert sofa.attributes == {"room": "living", "style": "classic", "color": "Blue"}
    assert place.catalogue.availability("71") is Availability.LIMITED
    assert place.catalogue.availability("72") is Availability.TO_ORDER
    draft = place.catalogue.joined("S-81")
    assert draft is not None
    assert draft.on_sale_until_ms is not None
    # From now on the webhooks tell of the same articles.
    told = {"inventory_item_id": 971, "location_id": 3, "available": 0}
    shopify = ShopifyProducts(place.folder / "data", place.rules, StockSource(frozenset({"3"})))
    assert shopify.take(read_product("inventory_levels/update", json.dumps(told).encode()), 1) is ProductResult.TAKEN
    assert place.catalogue.availability("71") is Availability.OUT_OF_STOCK


def test_a_bulk_export_of_variants_has_the_product_within(place: Place) -> None:
    within = variant(71, 7, product=product(7))
    del within["__parentId"]
    assert place.take(lines([within])).articles == 1
    sofa = place.catalogue.joined("S-71")
    assert sofa is not None
    assert (sofa.name, sofa.group) == ("Sofa 7", "7")


def test_variants_without_their_product_are_counted_and_a_file_cut_off_is_refused_with_its_line(place: Place) -> None:
    done = place.take(lines([*BULK, variant(91, 9)]))
    assert (done.articles, done.tally.times, done.tally.first_line) == (2, {"no_parent": 1}, {"no_parent": 10})
    with pytest.raises(CatalogueError, match="line 9: no JSON, or the file ends here"):
        place.take(lines(BULK)[:-20])
    assert place.catalogue.on_sale() == 2


INVENTORY = (
    "store code\tid\tavailability\tquantity\tprice\tsale price\tsale price effective date\tpickup method\tpickup sla"
    "\tinstore product location\n"
    "S1\tshop_4\tin stock\t\t1199.00 DKK\t999.00 DKK\t2026-01-01/2030-01-01\tship to store\t2-day\tAisle 3, shelf B\n"
    "S1\tshop_5\t\t\t1200.00 SEK\t\t\tteleport\t\t\n"
    "S2\tshop_4\tout of stock\t\t1299.00 DKK\t\t\tnot supported\t\tB7\n"
)


def test_what_a_store_asks_and_where_it_stands_is_read_and_shown(place: Place) -> None:
    place.take(FeedShop().feed())
    done = place.take(INVENTORY, stores="S1,S2")
    assert (done.articles, done.tally.times) == (3, {"other_currency": 1, "pickup": 1})
    first, second = place.catalogue.in_stores("shop_4")
    assert first == StoreOffer("S1", 119900, 99900, "DKK", "ship_to_store", "2_day", "Aisle 3, shelf B")
    assert second == StoreOffer("S2", 129900, None, "DKK", "not_supported", "", "B7")
    # A line that says nothing of stock leaves the stock as it was known, and a new feed of articles all of it.
    assert place.catalogue.availability("shop_5") is Availability.UNKNOWN
    place.now += DAY
    place.take(FeedShop().feed())
    assert place.catalogue.in_stores("shop_4") == [first, second]
    shown = CliRunner().invoke(app, ["catalogue", "show", "shop_4", "--data-dir", str(place.folder / "data")])
    assert (
        "store S1: price 1199.00 DKK; sale 999.00 DKK; pickup ship to store; ready 2 day; stands at Aisle 3, shelf B"
        in shown.stdout
    )
    place.now = 1_900_000_000_000  # the sale is over
    assert place.catalogue.in_stores("shop_4")[0].sale_minor is None


def test_a_catalogue_of_before_knows_no_stores_and_says_so(place: Place) -> None:
    place.take(FeedShop().feed())
    db = Database(place.folder / "data" / CATALOGUE_FILE, wal=False)
    db.run("DROP TABLE in_stores")
    db.run("DELETE FROM _sqlite_migrations WHERE name = 'know_stores'")
    db.close()
    assert place.catalogue.in_stores("shop_4") == []
    place.take(INVENTORY, stores="S1")
    assert len(place.catalogue.in_stores("shop_4")) == 1


def test_a_feed_with_other_ids_for_the_same_articles_is_refused_like_one_that_shrank(place: Place) -> None:
    feed = FeedShop().feed()
    place.take(feed)
    renamed = feed.replace(b"shop_", b"gla_")
    with pytest.raises(CatalogueError, match=r"30 of the catalogue's 30 come again .*is now gla_\d+.*--accept-new-ids"):
        place.take(renamed)
    assert place.catalogue.joined("shop_4") is not None
    assert place.catalogue.imports()[0].refused.startswith("a file names its articles by other ids")
    assert place.take(renamed, accept=Accept.NEW_IDS).articles == 30


def test_a_new_season_with_other_articles_is_no_change_of_ids(place: Place) -> None:
    place.take(FeedShop().feed())
    season = FeedShop().feed().replace(b"shop_", b"gla_").replace(b"Chair", b"Bench")
    assert place.take(season).tally.times["gone"] == 30


@pytest.mark.parametrize("words", [["show"], ["show", "shop_4"]])
def test_a_damaged_catalogue_is_named_as_such_and_not_as_empty(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "catalogue.db").write_bytes(b"\x07" * 5_000)
    shown = CliRunner().invoke(app, ["catalogue", *words, "--data-dir", str(tmp_path)])
    assert shown.exit_code == 1
    assert "catalogue.db cannot be read (file is not a database). Move it away" in shown.output
    assert "0 articles" not in shown.output
