"""A mapping that names what a file does not have says so by its line, and a condition chooses among many."""

import json
from pathlib import Path

import pytest
from place import Place

from hub.ground.errors import CatalogueError
from hub.knowledge.customers.mapping import list_at, look_up, parse_path, parse_place

MAPPING = """currency = "DKK"
[columns]
id = "Varenr"
name = "Navn"
price = ["Udsalg", "Pris"]
brand = "Mærke"
[attributes.columns]
room = "Rum"
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_a_column_that_the_file_has_not_is_named_with_its_line_and_the_near_one(place: Place) -> None:
    done = place.take("Varenr;Navn;Pris;Mærker;Farve\n1;Sofa;10,00;Nordlys;\n", mapping=MAPPING)
    assert done.articles == 1
    file = place.folder / "catalogue.toml"
    brand, room = done.notes
    assert brand == f'{file}, line 6: columns.brand: the file has no column "Mærke", did you mean mærker?'
    assert room.startswith(f'{file}, line 8: attributes.columns.room: the file has no column "Rum"; there are farve, ')
    assert place.take("Varenr;Navn;Pris;Mærke;Rum\n1;Sofa;10,00;;\n", mapping=MAPPING).notes == []


@pytest.mark.parametrize(("header", "line"), [("Varenummer;Navn;Pris", 3), ("Varenr;Titel;Pris", 4)])
def test_without_the_column_of_id_or_name_nothing_comes_in(place: Place, header: str, line: int) -> None:
    with pytest.raises(CatalogueError, match=rf"catalogue\.toml, line {line}: columns\.\w+: the file has no column"):
        place.take(f"{header}\n1;Sofa;10,00\n", mapping=MAPPING)


IN_JSON = """articles = 'products[?@.kind == "article"]'
[columns]
id = "id"
name = "title"
price = 'prices[?@.market == "DK"].amount'
brand = "vendr.name"
[attributes.columns]
room = 'attributes[?@.code == "room"].value'
"""
SOFA = {
    "kind": "article", "id": 1, "title": "Sofa", "vendor": {"name": "Nordlys"},
    "prices": [{"market": "SE", "amount": 15}, {"market": "DK", "amount": 10}, {"market": "DK", "amount": 11}],
    "attributes": [{"code": "colour", "value": "blue"}, {"code": "room", "value": "living"}],
}  # fmt: skip


def test_a_condition_chooses_the_price_of_a_market_and_the_articles_among_records(place: Place) -> None:
    service = {"kind": "service", "id": 2, "title": "Assembly"}
    done = place.take(json.dumps({"products": [SOFA, service]}, indent=1), mapping=IN_JSON)
    assert done.articles == 1
    sofa = place.catalogue.joined("1")
    assert sofa is not None
    assert (sofa.price_minor, sofa.attributes) == (1000, {"room": "living"})
    assert done.notes == [
        f'{place.folder / "catalogue.toml"}, line 6: columns.brand: the file has no path "vendr", did you mean vendor?'
    ]


def test_json_without_the_path_of_the_id_is_refused(place: Place) -> None:
    with pytest.raises(CatalogueError, match=r'line 3: columns\.id: the file has no path "id", did you mean iid\?'):
        place.take(
            json.dumps({"products": [{**SOFA, "iid": 1, "id": None}]}, indent=1).replace('"id"', '"x"'), mapping=IN_JSON
        )


def test_a_condition_takes_the_first_for_which_it_holds_and_nothing_where_none_does() -> None:
    assert look_up(SOFA, parse_place("prices[?@.amount < 12].amount")) == 10
    assert look_up(SOFA, parse_place("prices[?@.market == 'NO'].amount")) is None
    assert look_up(SOFA, parse_place("vendor[?@.name == 'Nordlys'].name")) is None
    assert list_at(SOFA, parse_place("prices[?@.market == 'DK']")) == SOFA["prices"][1:]
    assert list_at(SOFA, parse_place("vendor")) is None
    for wrong in ("prices[?@.market = 'DK'].amount", "prices[?@.a == 1, 0]", "..amount", "prices[*].amount"):
        with pytest.raises(ValueError, match="a condition in brackets"):
            parse_place(wrong)
    with pytest.raises(ValueError, match="is no path to one place"):
        parse_path("prices[?@.amount < 12].amount")  # a platform is asked for one place
