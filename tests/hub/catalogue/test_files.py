"""Files of articles as shops have them, and as they arrive broken."""

import json
from pathlib import Path

import pytest

from hub.ground.errors import CatalogueError
from hub.ground.http.json_body import NotJson
from hub.ground.parsing.csv_tables import TableError, open_table
from hub.ground.parsing.json_records import read_records
from hub.knowledge.catalogue.google_table import read_google_rows, read_tab_separated
from hub.knowledge.catalogue.google_xml import NotAFeed, read_google_xml
from hub.knowledge.catalogue.mapped import read_mapped_json, read_mapped_rows
from hub.knowledge.catalogue.mapping_file import load_catalogue_mapping
from hub.knowledge.catalogue.record import Record, Unreadable
from hub.knowledge.catalogue.shopify_csv import is_shopify, read_shopify_rows
from hub.knowledge.catalogue.shopify_products import (
    ProductChanged,
    ProductGone,
    StockChanged,
    StockItem,
    read_product,
)


def items(text: str | bytes, piece: int = 7) -> list[Record]:
    body = text if isinstance(text, bytes) else text.encode()
    found = list(read_google_xml(body[n : n + piece] for n in range(0, len(body), piece)))
    assert all(isinstance(each, Record) for each in found)
    return [each for each in found if isinstance(each, Record)]


RSS = '<rss xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>\n%s</channel></rss>'


def test_only_direct_children_of_an_item_are_its_own() -> None:
    [found] = items(
        RSS % "<item><g:id>1</g:id><title>Sofa</title><g:shipping><g:price>39 DKK</g:price><g:id>9</g:id></g:shipping>"
        "<g:price>100 DKK</g:price><g:image_link>a</g:image_link><g:image_link>b</g:image_link></item>"
    )
    assert found.fields == {"id": "1", "title": "Sofa", "price": "100 DKK", "image_link": "a"}


def test_an_undeclared_namespace_cdata_and_details_are_read() -> None:
    [found] = items(
        "<rss><channel><item><g:id>1</g:id><title><![CDATA[A & B]]></title><g:product_detail><g:section_name>s"
        "</g:section_name><g:attribute_name>Room</g:attribute_name><g:attribute_value>Kitchen</g:attribute_value>"
        "</g:product_detail></item></channel></rss>"
    )
    assert found.fields["title"] == "A & B"
    assert found.attributes == {"Room": "Kitchen"}


def test_atom_has_entries_and_its_links_in_an_attribute() -> None:
    [found] = items('<feed><entry><g:id>1</g:id><title>Sofa</title><link href="https://a.example/1"/></entry></feed>')
    assert found.fields == {"id": "1", "title": "Sofa", "link": "https://a.example/1"}


def test_a_line_is_that_of_the_item() -> None:
    assert [each.line for each in items(RSS % "<item><id>1</id></item>\n<item>\n<id>2</id></item>")] == [2, 3]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (RSS % "<item><g:id>1</g:id></item>" + "<more", "line 2"),
        ("<rss><channel><item><g:id>1</g:id>", "ends before the feed does"),
        ("<rss><channel><item><title>caf&eacute;</title></item></channel></rss>", "undefined entity"),
        ("<rss><channel><item><title>Body & More</title></item></channel></rss>", "line 1, column"),
        ("<html><body>502 Bad Gateway</body></html>", "is it a product feed"),
        ("\n<?xml version='1.0'?><rss/>", "line 2"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><rss><item><id>&x;</id></item></rss>', "DOCTYPE"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><rss><item><id>1</id></item></rss>', "DOCTYPE"),
        ("<rss>" + "<a>" * 300, "deep"),
        ("", "ends before the feed does"),
    ],
)
def test_a_broken_or_hostile_feed_is_refused_with_its_place(text: str, says: str) -> None:
    with pytest.raises(NotAFeed, match=says):
        list(read_google_xml([text.encode()]))


def test_entities_that_expand_are_refused_before_they_do() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE b [<!ENTITY l0 "lol">{levels}]><rss><item><id>&l9;</id></item></rss>'
    with pytest.raises(NotAFeed, match="DOCTYPE"):
        list(read_google_xml([bomb.encode()]))


def test_a_text_without_end_is_refused_while_it_comes() -> None:
    with pytest.raises(NotAFeed, match="million letters"):
        list(read_google_xml([b"<rss><item><title>", *[b"x" * 1_000_000] * 11]))


@pytest.mark.parametrize("begins", [b"<rss><item a='", b"<rss><!--", b"<rss><?x "])
def test_a_tag_or_comment_without_end_is_refused_while_it_comes(begins: bytes) -> None:
    with pytest.raises(NotAFeed, match="million bytes"):
        list(read_google_xml([begins, *[b"x" * 1_000_000] * 40]))


def test_an_item_of_many_texts_is_refused_while_it_comes() -> None:
    texts = (f"<t{n}>{'x' * 1_000_000}</t{n}>".encode() for n in range(20))
    with pytest.raises(NotAFeed, match="million letters"):
        list(read_google_xml([b"<rss><item>", *texts]))


def test_feeds_in_older_encodings_are_read() -> None:
    body = "<?xml version='1.0' encoding='windows-1252'?>" + RSS % "<item><id>1</id><title>Blå</title></item>"
    assert items(body.encode("cp1252"))[0].fields["title"] == "Blå"
    assert items(b"\xef\xbb\xbf" + (RSS % "<item><id>1</id></item>").encode())[0].fields["id"] == "1"


def test_tab_separated_headers_come_in_four_spellings() -> None:
    lines = ["id\tTitle\tImage link [image_link]\tg:price\tsale price\n", '1\t"Nice ""L"" sofa"\ti\t10\t9\n', '2\t"x\n']
    first, second = read_tab_separated(lines)
    assert isinstance(first, Record)
    assert first.fields == {"id": "1", "title": 'Nice "L" sofa', "image_link": "i", "price": "10", "sale_price": "9"}
    assert isinstance(second, Record)
    assert second.fields == {"id": "2", "title": '"x'}


def test_a_table_that_ends_within_a_line_is_refused() -> None:
    with pytest.raises(TableError, match="line 3"):
        list(read_tab_separated(["id\ttitle\tprice\n", "1\ta\t2\n", "2\tb"]))


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "articles.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("sku;navn;pris\n0471;Blå stol;1.299,00\n", "cp1252"),
        ("sku;navn;pris\n0471;Blå stol;1.299,00\n", "utf-8-sig"),
        ("sku\tnavn\tpris\n0471\tBlå stol\t1.299,00\n", "utf-16"),
        ("sep=;\nsku;navn;pris\n0471;Blå stol;1.299,00\n", "cp1252"),
        (" SKU ; Navn;pris \n0471;Blå stol;1.299,00\n", "utf-8"),
        ("Eksport;;\n;;\nsku;navn;pris\n0471;Blå stol;1.299,00\n", "utf-8"),
        ('sku,navn,pris\n0471,Blå stol,"1.299,00"\n', "utf-8"),
        ('sku|navn|pris\n0471|"Blå stol"|1.299,00\n', "utf-8"),
        ('sku;navn;pris\n="0471";Blå stol;1.299,00\n', "utf-8"),
    ],
)
def test_a_table_is_read_as_spreadsheets_write_it(tmp_path: Path, text: str, encoding: str) -> None:
    with open_table(table(tmp_path, text, encoding), ("sku", "navn", "pris")) as opened:
        [row] = opened.rows
    assert row.values == {"sku": "0471", "navn": "Blå stol", "pris": "1.299,00"}


def test_a_text_in_quotes_may_have_many_lines_and_one_that_never_closes_is_refused(tmp_path: Path) -> None:
    text = 'id,title\n1,"' + "a line\n" * 200 + '"\n2,b\n'
    with open_table(table(tmp_path, text), ("id", "title")) as opened:
        rows = list(opened.rows)
    assert [(row.line, row.values["id"]) for row in rows] == [(2, "1"), (203, "2")]
    with pytest.raises(TableError, match="line 3"), open_table(table(tmp_path, 'id,title\n1,a\n2,"b\n')) as opened:
        list(opened.rows)


def test_a_record_without_end_is_refused_before_it_takes_the_memory(tmp_path: Path) -> None:
    endless = "id,title\n" + '"a\nb",' * 3_000_000
    with pytest.raises(TableError, match="is not closed"), open_table(table(tmp_path, endless)) as opened:
        list(opened.rows)
    longest = "id\ttitle\n" + "a" * 5_000_000
    with pytest.raises(TableError, match="longer than"), open_table(table(tmp_path, longest)) as opened:
        list(opened.rows)


def test_a_category_may_stand_in_several_columns(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(
        '[columns]\nid = "id"\nname = "name"\n[category]\nsteps = ["group", "part"]\n', encoding="utf-8"
    )
    mapping = load_catalogue_mapping(tmp_path / "m.toml")
    with open_table(
        table(tmp_path, "id,name,group,part\n1,A,Home,Lamps > Bulbs\n2,B,Home,\n"), mapping.columns
    ) as opened:
        found = [
            each.fields["product_type"] for each in read_mapped_rows(opened.rows, mapping) if isinstance(each, Record)
        ]
    assert found == ["Home > Lamps / Bulbs", "Home"]


def test_shopifys_export_has_a_product_over_several_lines_in_old_and_new_words(tmp_path: Path) -> None:
    old = (
        "Handle,Title,Vendor,Type,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Compare At Price,"
        "Image Src,Status,Room (product.metafields.custom.room),Price / International\n"
        "sofa,Sofa,Nord,Sofas,Color,Blue,S-1,1499.00,1999.00,https://i/1,active,Living,99\n"
        "sofa,,,,,Red,S-2,1999.00,0.00,https://i/2,,,99\n"
        "sofa,,,,,,,,,https://i/3,,,\n"
        "lamp,Lamp,Nord,,Title,Default Title,,299.00,,,draft,,99\n"
    )
    with open_table(table(tmp_path, old)) as opened:
        assert is_shopify(opened.columns)
        found = [each for each in read_shopify_rows(opened.rows) if isinstance(each, Record)]
    assert [each.fields["id"] for each in found] == ["S-1", "S-2", "lamp"]
    assert found[1].fields["title"] == "Sofa"
    assert found[1].fields["brand"] == "Nord"
    assert found[1].attributes == {"room": "Living", "Color": "Red"}
    assert found[2].fields["is_sold"] == "no"
    new = old.replace("Handle", "URL handle").replace("Variant SKU", "SKU").replace("Variant Price", "Price")
    new = new.replace("Variant Compare At Price", "Compare-at price").replace("Image Src", "Product image URL")
    new = new.replace("Option1 Name", "Option1 name").replace("Option1 Value", "Option1 value")
    with open_table(table(tmp_path, new)) as opened:
        assert [each for each in read_shopify_rows(opened.rows) if isinstance(each, Record)] == found


MAPPING = """
decimal_sign = ","
first_image = ","
[columns]
id = ["SKU", "ID"]
name = "Navn"
price = "Normalpris"
sale_price = "Tilbudspris"
category = "Kategorier"
parent = "Forælder"
image = "Billeder"
[category]
paths = ","
drop = ["Alt"]
[attributes]
columns = { room = "Rum" }
pairs = [{ name = "Egenskab 1 navn", value = "Egenskab 1 værdi(er)" }]
packed = "mere"
"""


def test_any_table_is_read_by_a_mapping_file(tmp_path: Path) -> None:
    (tmp_path / "catalogue.toml").write_text(MAPPING, encoding="utf-8")
    mapping = load_catalogue_mapping(tmp_path / "catalogue.toml")
    text = (
        "ID;SKU;Navn;Normalpris;Tilbudspris;Kategorier;Forælder;Billeder;Rum;"
        "Egenskab 1 navn;Egenskab 1 værdi(er);mere\n"
        '1;;Stol;1.299,00;;Alt > Møbler > Stole, Tilbud;id:7;"https://a, https://b";Køkken;Størrelse;M;a=1,b=2\n'
        "2;x;y;z;;;;;;;;;too many\n"
    )
    with open_table(table(tmp_path, text), mapping.columns) as opened:
        first, second = read_mapped_rows(opened.rows, mapping)
    assert isinstance(first, Record)
    assert first.fields["id"] == "1"
    assert first.fields["product_type"] == "Møbler > Stole"
    assert (first.fields["parent"], first.fields["image_link"]) == ("7", "https://a")
    assert first.attributes == {"room": "Køkken", "Størrelse": "M", "a": "1", "b": "2"}
    assert second == Unreadable(3, "columns")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('name = "Navn"', 'nam = "Navn"'), "line 6: columns.nam: there is no such key; did you mean name"),
        (('price = "Normalpris"', 'price = "a"\nprice_now = "b"'), "price_now"),
        (('decimal_sign = ","', 'decimal_sign = ";"'), "line 2"),
        (("[columns]", "[columns"), "not TOML"),
    ],
)
def test_a_wrong_mapping_names_its_line(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text(MAPPING.replace(*change), encoding="utf-8")
    with pytest.raises(CatalogueError, match=says):
        load_catalogue_mapping(path)


def test_json_is_read_record_by_record_as_a_list_and_as_lines(tmp_path: Path) -> None:
    path, records = tmp_path / "articles.json", [{"id": n, "d": {"navn": f"N{n}" * 3000}} for n in range(40)]
    for text in (json.dumps(records, indent=1), json.dumps(records), "\n".join(map(json.dumps, records))):
        path.write_text(text, encoding="utf-8")
        assert [each for _, each in read_records(path)] == records
    (tmp_path / "m.toml").write_text('[columns]\nid = "id"\nname = \'d["navn"]\'\n', encoding="utf-8")
    mapped = list(read_mapped_json(read_records(path), load_catalogue_mapping(tmp_path / "m.toml"), []))
    assert isinstance(mapped[7], Record)
    assert mapped[7].line == 8
    assert mapped[7].fields["id"] == "7"
    path.write_text(json.dumps(records)[:-5], encoding="utf-8")
    with pytest.raises(NotJson, match="ends here"):
        list(read_records(path))


PRODUCT = {
    "id": 7,
    "title": "Sofa",
    "published_at": "2026-01-01T00:00:00Z",
    "status": "active",
    "options": [{"name": "Color"}],
    "variants": [
        {"id": 71, "price": "149.00", "compare_at_price": "0.00", "sku": "", "option1": "Blue", "inventory_item_id": 9,
         "inventory_policy": "continue"},
    ],
}  # fmt: skip


def test_a_product_of_shopify_is_an_article_a_variant() -> None:
    found = read_product("products/update", json.dumps(PRODUCT).encode())
    assert isinstance(found, ProductChanged)
    assert found.is_whole
    assert found.records[0].fields == {
        "id": "71",
        "item_group_id": "7",
        "title": "Sofa",
        "price_now": "149.00",
        "price_before": "0.00",
    }
    assert found.records[0].attributes == {"Color": "Blue"}
    assert found.stock_items == (StockItem("9", "71", sells_on=True),)


def test_a_product_with_more_variants_than_are_told_is_not_whole() -> None:
    more = PRODUCT | {"variant_gids": [{"admin_graphql_api_id": "gid://1"}, {"admin_graphql_api_id": "gid://2"}]}
    found = read_product("products/update", json.dumps(more).encode())
    assert isinstance(found, ProductChanged)
    assert not found.is_whole


def test_a_product_that_is_gone_and_stock_that_is_not_counted() -> None:
    assert read_product("products/delete", b'{"id": 7}') == ProductGone("7")
    body = b'{"inventory_item_id": 9, "location_id": 3, "available": null}'
    assert read_product("inventory_levels/update", body) == StockChanged("9", "3", None)
    with pytest.raises(ValueError, match="inventory_item_id"):
        read_product("inventory_levels/update", b"{}")


def test_a_csv_with_googles_names_is_a_feed_as_well(tmp_path: Path) -> None:
    text = 'id;title;price\n1;"A; B";10 DKK\n'
    with open_table(table(tmp_path, text), ("id", "title")) as opened:
        [found] = read_google_rows(opened.rows)
    assert isinstance(found, Record)
    assert found.fields == {"id": "1", "title": "A; B", "price": "10 DKK"}
