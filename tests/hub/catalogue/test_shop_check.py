"""goddag-hub shop check beside a catalogue and a floor plan: what shop.toml names has to be there."""

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from hub.cli import app

SHOP = """[shop]
name = "Nordlys"
languages = ["en"]
currency = "DKK"
[opening_hours]
monday = "10:00-18:00"
[lines]
attribute = "room"
[lines.names]
kitchen = { en = "kitchen" }
living = { en = "living room" }
[repeats]
"Lamps > Bulbs" = "consumable"
"" = "never"
[[offers]]
id = "coffee"
text = { en = "Coffee" }
[[segments]]
id = "cooks"
names = { en = "Cooks" }
line = "kitchen"
[catalogue]
article_ids = ["strip:gla_"]
"""
FEED = """id\ttitle\tprice\tproduct_type\tproduct_detail
gla_1\tLED bulb\t20.00 DKK\tLamps > Bulbs\tRoom:room:kitchen
gla_2\tSofa\t900.00 DKK\tSofas\tRoom:room:living
"""
PLAN = """[store]
id = "nordlys"
name = "Nordlys"
beacon_uuid = "6b0f2c4e-1d7a-4f35-8a96-2e5d1c7b9043"
outline = [[0, 0], [16, 0], [16, 12], [0, 12]]
[[zones]]
id = "kitchen"
name = "Kitchens"
kind = "sales"
polygon = [[0, 0], [8, 0], [8, 12], [0, 12]]
[[zones]]
id = "living"
name = "Living rooms"
kind = "sales"
polygon = [[8, 0], [16, 0], [16, 12], [8, 12]]
[[edges]]
id = "edge-1"
at = [4, 3]
[[edges]]
id = "edge-2"
at = [12, 3]
[[edges]]
id = "edge-3"
at = [4, 9]
[[edges]]
id = "edge-4"
at = [12, 9]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan.toml").write_text(PLAN)
    (tmp_path / "feed.tsv").write_text(FEED)
    (tmp_path / "hub.toml").write_text('shop = "shop.toml"\nfloor_plan = "plan.toml"\ndata_dir = "data"\n')
    write(tmp_path)
    return tmp_path


def write(folder: Path, old: str = "", new: str = "") -> None:
    assert old in SHOP
    (folder / "shop.toml").write_text(SHOP.replace(old, new))


def hub(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--settings", str(folder / "hub.toml")])


@pytest.fixture
def stocked(folder: Path) -> Path:
    done = hub(folder, "catalogue", "import", str(folder / "feed.tsv"))
    assert done.exit_code == 0, done.output
    assert f"Into {folder / 'data' / 'catalogue.db'}." in done.stdout
    return folder


def test_a_shop_that_names_what_is_there_has_nothing_to_mend(stocked: Path) -> None:
    done = hub(stocked, "shop", "check")
    assert (done.exit_code, done.stdout.count("\n"), "nothing to mend" in done.stdout) == (0, 1, True), done.stdout


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('"DKK"', '"SEK"', 4, "prices are in DKK"),
        ('"room"', '"Room"', 8, 'has the attribute "Room", did you mean room?'),
        ('"room"', '"storey"', 8, 'has the attribute "storey"; there are room.'),
        ("living = {", "livng = {", 11, 'room "livng", did you mean living?'),
        ("Lamps > Bulbs", "Lamps > Bulb", 13, "lies in this category, did you mean Lamps > Bulbs?"),
        ("Lamps > Bulbs", "lamps", 13, "did you mean Lamps?"),
        ("Lamps > Bulbs", "Rugs", 13, "there are Lamps, Lamps > Bulbs, Sofas."),
    ],
)  # fmt: skip
def test_what_the_catalogue_does_not_have_is_named_with_its_line(
    stocked: Path, old: str, new: str, line: int, said: str
) -> None:
    write(stocked, old, new)
    done = hub(stocked, "shop", "check")
    assert done.exit_code == 1
    [told] = [each for each in done.stdout.splitlines() if said in each]
    assert told.startswith(f"error: {stocked / 'shop.toml'}:{line}: ")


def test_a_segment_of_a_line_that_no_article_has(stocked: Path) -> None:
    write(stocked, 'living = { en = "living room" }', 'bath = { en = "bath" }')
    text = (stocked / "shop.toml").read_text().replace('line = "kitchen"', 'line = "bath"')
    (stocked / "shop.toml").write_text(text)
    done = hub(stocked, "shop", "check")
    assert done.exit_code == 1
    assert 'segments.1.line: no article of the catalogue has room "bath"; others are living.' in done.stdout
    assert "lines that are not named here: living" in done.stdout


def test_a_rule_for_ids_that_changes_none_and_a_zone_that_shows_nothing_are_warned_of(stocked: Path) -> None:
    write(stocked, "strip:gla_", "strip:shop_")
    (stocked / "plan.toml").write_text(PLAN.replace('"living"', '"livng"'))
    done = hub(stocked, "shop", "check")
    assert done.exit_code == 0
    assert '"strip:shop_" changes no id of the catalogue, such as gla_1.' in done.stdout
    assert "is called so, did you mean livng?" in done.stdout
    assert (
        "the zone livng (Living rooms) of the floor plan is called by no line and no category, did you mean living?"
        in (done.stdout)
    )


def test_without_a_catalogue_it_says_that_it_did_not_look(folder: Path) -> None:
    write(folder, "Lamps > Bulbs", "Lumps")
    done = hub(folder, "shop", "check")
    assert (done.exit_code, "catalogue.db is not there" in done.stdout, "Lumps" in done.stdout) == (0, True, False)


def test_which_shop_is_meant_has_to_be_said(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["shop", "check", "--data-dir", str(tmp_path)])
    assert (done.exit_code, "which shop?" in done.stderr) == (2, True)
