"""Searching the catalogue: by number, by words as people type them, in a catalogue of any version."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from place import DAY, NOW, Place
from whole_hub import Shop, open_shop

from hub.knowledge.catalogue.feed import in_a_process
from hub.knowledge.catalogue.search import MOST_GROUPS, Found, find
from hub.knowledge.catalogue.search_words import folded, is_nearly
from hub.knowledge.catalogue.worker import Job

HEADER = (
    "id\ttitle\tbrand\tprice\tsale_price\tgtin\titem_group_id\tcolor\tsize\tproduct_type\tavailability\timage_link\n"
)
FEED = HEADER + "".join(
    "\t".join(row) + "\n"
    for row in (
        ("shop_11", "Hjørnesofa Ærø", "Bølge", "8999 DKK", "7499 DKK", "", "aero", "blå", "3 p.", "Sofaer", "in stock"),
        ("shop_12", "Hjørnesofa Ærø", "Bølge", "9999 DKK", "", "", "aero", "grå", "4 p.", "Sofaer", "in stock"),
        ("shop_20", "Sofabord Åse", "Ege", "1999 DKK", "", "5701234567899", "", "eg", "", "Borde", "in stock"),
        ("shop_30", "Spejl rundt", "Ege", "499 DKK", "", "", "", "", "80 cm", "Entré > Spejle", "in stock"),
        ("SOF-7", "Lænestol", "Bølge", "2999 DKK", "", "", "", "grøn", "", "Stue > Stole", "in stock"),
    )
)  # fmt: skip
STOCK = (
    "store_code\tid\tquantity\tavailability\tprice\tsale_price\tinstore_product_location\n"
    "7\tshop_11\t3\tin_stock\t\t\tA 12\n7\tshop_20\t0\tout_of_stock\t1899 DKK\t1499 DKK\tB 1\n"
)


def names(found: Found) -> list[str]:
    return [model.variants[0].article.name for model in found.models]


def looked_for(place: Place, text: str) -> Found:
    return find(place.folder / "data", text, place.now)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("hjørnesofa", "Hjørnesofa Ærø"),
        ("HJORNESOFA", "Hjørnesofa Ærø"),
        ("hjoernes", "Hjørnesofa Ærø"),  # still typing
        ("ærø hjørne", "Hjørnesofa Ærø"),  # in any order
        ("aero blaa", "Hjørnesofa Ærø"),
        ("bolge sofa grå", "Hjørnesofa Ærø"),  # the end of a compound, a brand and a colour
        ("ase", "Sofabord Åse"),
        ("hjønesofa", "Hjørnesofa Ærø"),  # a letter is missing
        ("hjørrnesofa", "Hjørnesofa Ærø"),
        ("spjel", "Spejl rundt"),  # two changed places
        ("spekl", "Spejl rundt"),
        ("entre", "Spejl rundt"),
        ("sof7", "Lænestol"),
        ("sof-7", "Lænestol"),
        ("5701234567899", "Sofabord Åse"),  # scanned
        ("30", "Spejl rundt"),  # as the till calls it
    ],
)
def test_what_somebody_types_finds_the_article_that_they_mean(tmp_path: Path, typed: str, first: str) -> None:
    place = Place(tmp_path)
    place.take(FEED)
    assert names(looked_for(place, typed))[:1] == [first]


def test_what_nobody_could_mean_finds_nothing_and_nothing_breaks_the_search(tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert looked_for(place, "sofa").is_empty
    place.take(FEED)
    for typed in (
        "",
        " ",
        "qwxz",
        '"',
        "sofa*",
        "name:sofa NOT",
        "') DROP TABLE articles",
        "a" * 5000,
        "😀",
        "AND OR NEAR",
    ):
        looked_for(place, typed)
    assert names(looked_for(place, "qwxz")) == []
    assert names(looked_for(place, "sofa badekar")) == []
    assert names(looked_for(place, 'sofa" OR "spejl')) == []


def test_sizes_and_colours_stand_under_one_with_the_one_that_was_named_first(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.take(FEED)
    [model] = looked_for(place, "hjørnesofa grå").models
    assert [each.article.id for each in model.variants] == ["shop_12", "shop_11"]
    [model] = looked_for(place, "11").models
    assert [each.article.id for each in model.variants] == ["shop_11", "shop_12"]


def test_a_search_for_half_of_the_shop_has_an_end(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.take(HEADER + "".join(f"a{n}\tStol {n}\t\t10 DKK\t\t\t\t\t\t\tin stock\n" for n in range(100)))
    assert len(looked_for(place, "stol").models) == MOST_GROUPS


def test_what_has_left_the_catalogue_is_found_by_its_number_alone(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.take(FEED)
    place.now = NOW + DAY
    place.take("\n".join(line for line in FEED.splitlines() if "Spejl" not in line) + "\n")
    assert names(looked_for(place, "spejl")) == []
    [model] = looked_for(place, "30").models
    assert model.variants[0].article.on_sale_until_ms == place.now


async def test_a_catalogue_of_a_version_before_gets_its_words_beside_and_loses_nothing(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.take(FEED)
    place.take(STOCK, stores="7")
    file = place.folder / "data" / "catalogue.db"
    with closing(sqlite3.connect(file)) as before:
        for table in ("words", "spellings", "indexed"):
            before.execute(f"DROP TABLE {table}")
        before.execute("DELETE FROM _sqlite_migrations WHERE name = 'find_words'")
        before.commit()
        kept = {name: before.execute(f"SELECT * FROM {name}").fetchall() for name in ("articles", "joins", "stock")}
    found = looked_for(place, "sofa")
    assert (found.is_indexing, names(found)) == (True, [])
    assert names(looked_for(place, "5701234567899")) == ["Sofabord Åse"]
    job = Job("", "", str(place.folder / "data"), 0, "DKK", "UTC", (), ())
    assert await in_a_process(job) == {"articles": 5}
    assert names(looked_for(place, "spejl")) == ["Spejl rundt"]
    with closing(sqlite3.connect(file)) as after:
        assert {name: after.execute(f"SELECT * FROM {name}").fetchall() for name in kept} == kept


def test_words_are_compared_without_their_accents() -> None:
    assert folded("Grønkåls-SUPPE à la façon, nr. 7") == "gronkals suppe a la facon nr 7"
    assert folded("Blaabær") == folded("blåbär") == folded("Blåbær") == "blabar"
    assert is_nearly("sofa", "soffa")
    assert not is_nearly("sofa", "soap")


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    place = Place(tmp_path)
    place.take(FEED)
    place.take(STOCK, stores="7")
    async with open_shop(tmp_path / "data") as opened:
        yield opened


async def test_staff_read_what_it_costs_here_how_many_there_are_and_how_old_that_is(shop: Shop) -> None:
    handheld = await shop.handheld()
    answer = await handheld.post("/api/staff/articles/search?language=da", json={"text": "sofabord"})
    assert answer.headers["cache-control"] == "no-store"
    [group] = answer.json()["groups"]
    [article] = group["articles"]
    assert (article["price"], article["price_before"]) == ("1.499,00 kr.", "1.899,00 kr.")
    assert (article["availability"], article["quantity"], article["told_ms"]) == ("out_of_stock", 0, NOW)
    assert (article["shelf"], article["sku"], article["gtin"]) == ("B 1", "shop_20", "5701234567899")
    found = (await handheld.post("/api/staff/articles/search", json={"text": "grå hjørnesofa"})).json()
    assert [each["variant"] for each in found["groups"][0]["articles"]] == ["4 p., grå", "3 p., blå"]
    assert [each["availability"] for each in found["groups"][0]["articles"]] == ["unknown", "in_stock"]
    assert (await shop.client().post("/api/staff/articles/search", json={"text": "x"})).status_code == 401


async def test_a_catalogue_that_cannot_be_read_is_said(shop: Shop) -> None:
    handheld = await shop.handheld()
    (shop.hub.ground.data_dir / "catalogue.db").write_bytes(b"no database" * 1000)
    answer = await handheld.post("/api/staff/articles/search?language=en", json={"text": "sofa"})
    assert answer.status_code == 503
    assert "catalogue" in answer.json()["detail"]
