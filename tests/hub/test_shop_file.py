"""shop.toml: a shop of any kind says what it is; every error names its line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from hub.ground.errors import ShopFileError
from hub.ground.shop.file import load_shop, read_shop
from hub.ground.shop.model import After, Consumable, repeat_of

HUB = (sys.executable, "-c", "from hub.cli import main; main()")
DOCS = Path(__file__).parents[2] / "docs"
WHOLE = (DOCS / "shop.md").read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "shop.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_shop_of_the_guide_is_a_shop(tmp_path: Path) -> None:
    reading = read_shop(written(tmp_path, WHOLE))
    assert (reading.errors, reading.warnings) == ((), ())
    shop = reading.shop
    assert shop is not None
    assert (shop.currency, shop.languages, shop.time_zone) == ("DKK", ("da", "en"), "Europe/Copenhagen")
    assert shop.lines is not None
    assert shop.lines.names["kitchen"]["da"] == "køkken"
    assert repeat_of(shop, ("Lamps", "Bulbs", "LED")) == Consumable()
    assert repeat_of(shop, ("Lamps",)) is None
    assert repeat_of(shop, ("Water filters",)) == After(180)
    assert [(each.weekday, each.opens_minute, each.closes_minute) for each in shop.opening] == [
        (0, 600, 1080),
        (5, 600, 900),
    ]


def test_hours_over_midnight_that_overlap_the_next_day_are_named(tmp_path: Path) -> None:
    hours = 'friday = "18:00-04:00"\nsaturday = "02:00-10:00"'
    text = WHOLE.replace("saturday =", "sunday =").replace('monday = "10:00-18:00"', hours)
    [said] = read_shop(written(tmp_path, text)).warnings
    assert "shop.toml:9: opening_hours.saturday: opens (02:00-10:00) before friday is over (18:00-04:00" in said


def test_where_it_names_no_time_zone_the_setting_counts(tmp_path: Path) -> None:
    text = WHOLE.replace('time_zone = "Europe/Copenhagen"\n', "")
    assert load_shop(written(tmp_path, text), "Europe/Oslo").time_zone == "Europe/Oslo"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('currency = "DKK"', 'currency = "Kroner"', 4, "ISO 4217"),
        ('"Europe/Copenhagen"', '"Europe/Kopenhagen"', 5, "is not a time zone"),
        ('languages = ["da", "en"]', 'languages = ["da", "xx"]', 3, 'no language "xx"'),
        ("attribute =", "atribute =", 12, "did you mean attribute?"),
        ('kitchen = { da = "køkken", en = "kitchen" }', 'kitchen = { da = "køkken" }', 14, "no words in en"),
        ('monday = "10:00-18:00"', 'monday = "18:00-10:00"', 8, "a later until"),
        ('monday = "10:00-18:00"', 'mandag = "10:00-18:00"', 8, "monday"),
        ('"consumable"', '"sometimes"', 18, "never, consumable"),
        ('"after 180 days"', '"after 0 days"', 19, "never, consumable"),
        ("orders_at_least = 6", "orders_at_least = 6\norders_at_most = 2", 25, "nobody can be in it"),
        ("orders_at_least = 6\ndays_since_last_order_at_most = 180\n", "", 25, "everybody would be in it"),
        ("orders_at_least = 6", 'line = "kitchn"', 28, "did you mean kitchen?"),
        ("card-next-unknown", "card-next-unknwon", 31, "no message of that name, did you mean card-next-unknown?"),
        ('"Spørg, om de vil se udstillingen"', '"{ $article"', 31, "cannot be read"),
        ('id = "coffee"', 'id = "Coffee"', 22, "write coffee as key; the word that people read belongs in text"),
    ],
)
def test_an_error_names_its_line_and_what_to_write(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    assert old in WHOLE
    file = written(tmp_path, WHOLE.replace(old, new))
    reading = read_shop(file)
    assert reading.shop is None
    error = next(each for each in reading.errors if said in each)
    assert int(error.removeprefix(f"{file}:").split(":")[0]) in range(line - 1, line + 2), error
    with pytest.raises(ShopFileError, match=r"shop\.toml"):
        load_shop(file)


@pytest.mark.parametrize("text", ["", "[shop", "shop = 1", "\x00", "[shop]\nname = 1", "a" * 100_000])
def test_what_is_no_shop_is_refused_in_words(tmp_path: Path, text: str) -> None:
    reading = read_shop(written(tmp_path, text))
    assert reading.shop is None
    assert all("Traceback" not in each and str(tmp_path) in each for each in reading.errors)


def test_a_file_that_is_not_there_or_not_utf_8(tmp_path: Path) -> None:
    assert "cannot read" in read_shop(tmp_path / "none.toml").errors[0]
    file = tmp_path / "shop.toml"
    file.write_bytes('[shop]\nname = "Møbler"'.encode("latin-1"))
    assert "UTF-8" in read_shop(file).errors[0]


def test_the_command_says_all_of_it(tmp_path: Path) -> None:
    file = written(tmp_path, WHOLE.replace('"DKK"', '"Kroner"').replace("attribute =", "atribute ="))
    done = subprocess.run([*HUB, "shop", "check", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout.count("error: ") == 2 + 1  # the currency, the key that is none, and the one that is missing
    file = written(tmp_path, WHOLE)
    done = subprocess.run([*HUB, "shop", "check", str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, "nothing to mend" in done.stdout) == (0, True)


def test_the_schema_for_editors_takes_what_the_hub_takes() -> None:
    import tomllib  # noqa: PLC0415

    schema = json.loads((DOCS / "shop.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(tomllib.loads(WHOLE))) == []


FACTS = """
[[facts]]
key = "churn"
label = { da = "Frafald" }
type = "number"
[[facts]]
key = "tier"
label = { da = "Klub" }
type = "choice"
choices = { oak = { da = "Eg" } }
"""


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        (
            "[insight.platform]\nlapse = 'chrun'",
            'insight.platform.lapse: there is no fact "chrun", did you mean churn?',
        ),
        ("[[segments]]\nid = 's'\nnames = { da = 'S' }\nfacts_are = { tier = 'elm' }", '"elm" is none of the choices'),
        ("[[segments]]\nid = 's'\nnames = { da = 'S' }\nfacts_at_least = { tier = 1 }", "is of the type choice"),
        ("[[segments]]\nid = 's'\nnames = { da = 'S' }\nfacts_are = { churn = 'x' }", "is of the type number"),
    ],
)
def test_what_is_asked_of_a_fact_is_asked_of_one_that_can_answer(tmp_path: Path, asked: str, what: str) -> None:
    shop = "[shop]\nname = 'S'\nlanguages = ['da']\ncurrency = 'DKK'\n"
    [error] = read_shop(written(tmp_path, shop + FACTS + asked)).errors
    assert what in error
