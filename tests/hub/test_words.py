"""What people read: whole in every language, said in the reader's, and never in pieces."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.ground.shop.model import Shop
from hub.ground.words.ages import ago
from hub.ground.words.check import Message, differences, read
from hub.ground.words.files import everything_wrong, messages_in, shop_words_wrong
from hub.ground.words.languages import FOLDER, LANGUAGES, languages_in, understood
from hub.ground.words.phrase import Day, Money, Names, Phrase, Several, phrase
from hub.ground.words.words import BROKEN, Words
from hub.trust.consents.texts import current_texts, read_versions

TEXTS = FOLDER.parents[1] / "trust" / "consents" / "texts"
NOON = 1_793_707_200_000  # 3 November 2026, 12:00 UTC
DANISH = Shop(languages=("da", "en"), currency="DKK", time_zone="Europe/Copenhagen")


@pytest.fixture
def broken() -> Iterator[Counter[tuple[str, str]]]:
    """What could not be said in this test, which means to break something."""
    yield BROKEN
    BROKEN.clear()


def test_every_language_says_the_same_things_with_the_same_arguments() -> None:
    assert everything_wrong() == []
    assert {"da", "nb", "sv", "en"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_can_be_said(language: str) -> None:
    words = Words().of(language)
    for message in messages_in(language).values():
        for count in (0, 1, 2, 1234):
            said = words.say(
                Phrase(message.id, {name: count if name == "count" else "Lampe" for name in message.arguments})
            )
            assert said, message.id
            assert "{" not in said, said
    assert not BROKEN


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("card-neutral = Ask\ncard-a = { $count ->\n", "cannot be read"),
        ("card-neutral = Ask\ncard-a = One\ncard-a = Two\n", "card-a stands there twice"),
        ("card-neutral = Ask\nother-a = One\n", 'has to begin with "card-"'),
        ("card-neutral = Ask\n-brand = Goddag\n", "terms are not used"),
        ("card-neutral = Ask\ncard-a = { NUMBER($count) }\n", "the function NUMBER()"),
        ("card-neutral = Ask\ncard-a = { card-neutral }\n", "the message card-neutral"),
        ("card-neutral = Ask\ncard-a = { $count ->\n   *[other] many\n }\n", "[one] is missing"),
        ("card-a = One\n", "card-neutral is missing"),
    ],
)
def test_a_file_that_fluent_would_read_in_part_is_refused_with_its_line(text: str, fault: str) -> None:
    _, wrong = read("en", "card", text)
    assert [each for each in wrong if fault in each and each.startswith("en/card.ftl")], wrong


def test_a_message_or_an_argument_that_one_language_lacks_is_named() -> None:
    def language(text: str) -> dict[str, dict[str, Message]]:
        return {"card": read("en", "card", text)[0]}

    found = list(
        differences({"en": language("card-a = { $who }\ncard-b = B\n"), "da": language("card-a = { $hvem }\n")})
    )
    assert found == [
        "card-a (card.ftl) takes other arguments in other languages: da: hvem; en: who",
        "card-b (card.ftl) is missing in da",
    ]


def test_a_language_with_more_plurals_has_to_write_them_all() -> None:
    _, wrong = read("pl", "card", "card-neutral = x\ncard-a = { $count ->\n    [one] a\n   *[other] b\n }\n")
    assert any("few" in each and "many" in each for each in wrong)


def test_what_cannot_be_said_is_not_shown_in_pieces_and_is_counted(broken: Counter[tuple[str, str]]) -> None:
    words = Words().of("en")
    assert words.say(Phrase("card-need-viewed", {"article": "Lamp"})) == "Ask what brings them in today"
    assert words.say(Phrase("card-is-not-there")) == "Ask what brings them in today"
    assert words.say(Phrase("nofile-at-all")) == "…"
    assert broken == {("en", "card-need-viewed"): 1, ("en", "card-is-not-there"): 1, ("en", "nofile-at-all"): 1}


def test_a_shop_says_it_in_its_own_words_and_falls_back_on_ours(broken: Counter[tuple[str, str]]) -> None:
    own = Shop(words={"da": {"card-next-unknown": "Byd på en kop kaffe", "card-need-due": "{ $nobody }"}})
    assert Words(own).of("da").say(phrase("card-next-unknown")) == "Byd på en kop kaffe"
    assert Words(own).of("en").say(phrase("card-next-unknown")) == "Offer to show them around"
    assert Words(own).of("da").say(phrase("card-need-due", article="Kæde")) == "Kæde: snart tid til nyt"
    assert broken == {("da", "card-need-due"): 1}


@pytest.mark.parametrize(
    ("language", "id_", "text", "fault"),
    [
        ("da", "card-need-due", "{ $article } er slidt op", None),
        ("xx", "card-need-due", "x", "no such language"),
        ("da", "card-need-dew", "x", "no message of that name"),
        ("da", "screens-claim", "Jeg kommer", None),
        ("da", "screens-claim", "{ $name } kommer", "nobody says what $name is"),
        ("da", "card-need-due", "{ $artikel } er slidt", "nobody says what $artikel is"),
        ("da", "card-need-due", "Slidt { op", "cannot be read"),
        ("da", "card-need-due", "x\ncard-need-bought = y", None),
    ],
)
def test_a_shops_own_words_are_held_to_ours(language: str, id_: str, text: str, fault: str | None) -> None:
    wrong = shop_words_wrong({language: {id_: text}})
    assert (not wrong) if fault is None else (len(wrong) == 1 and fault in wrong[0]), wrong


def test_dates_lists_and_amounts_are_written_as_the_language_does() -> None:
    written = {
        language: (words.write(Day(NOON)), words.write(Several(("a", "b", "c"))), words.money(Money("1299.5", "DKK")))
        for language in ("da", "nb", "sv", "en")
        if (words := Words(DANISH).of(language))
    }
    assert written == {
        "da": ("3. november 2026", "a, b og c", "1.299,50 kr."),
        "nb": ("3. november 2026", "a, b og c", "1\xa0299,50 DKK"),
        "sv": ("3 november 2026", "a, b och c", "1\xa0299,50 DKK"),
        "en": ("3 November 2026", "a, b and c", "DKK 1,299.50"),
    }
    assert Words().of("da").money(Money("1299", "XAU")) == "1.299,00 XAU"
    assert Words().of("en").money(Money("-700", "JPY")) == "JPY -700"


def test_what_a_shop_names_is_read_in_the_readers_language_or_the_first_that_there_is() -> None:
    line = Names({"da": "køkken", "en": "kitchens"})
    said = {language: Words().of(language).say(phrase("card-next-line", line=line)) for language in ("da", "en", "sv")}
    assert said == {
        "da": "Køkken: vis, hvad der er nyt",
        "en": "Kitchens: show what is new",
        "sv": "Køkken: visa vad som är nytt",
    }
    within = phrase("card-avoid-line-all", line=line, count=5)
    assert Words().of("en").say(within) == "Anything but kitchens: all 5 orders are from there"
    assert Words().of("en").say(phrase("card-need-due", article="iRobot")) == "iRobot: about due again"


def test_what_stands_in_an_argument_is_said_as_it_is() -> None:
    assert Words().of("en").say(phrase("card-need-due", article="{ $x } <b>")) == "{ $x } <b>: about due again"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-1, "i dag"),
        (0, "i dag"),
        (1, "i går"),
        (2, "for 2 dage siden"),
        (13, "for 13 dage siden"),
        (14, "for 2 uger siden"),
        (60, "for 8 uger siden"),
        (61, "for 2 måneder siden"),
        (270, "for 8 måneder siden"),
        (730, "for 1 år siden"),
        (1100, "for 3 år siden"),
    ],
)
def test_ago_has_one_unit(days: int, said: str) -> None:
    assert Words().of("da").say(ago(days)) == said


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("da-DK,da;q=0.9,en;q=0.8", "da"),
        ("en;q=0.5, sv", "sv"),
        ("nn-NO", "nb"),
        ("no", "nb"),
        ("de-DE, fr", None),
        ("de, *;q=0.5", None),
        ("da;q=0, en", "en"),
        ("da;q=x, en;q=0.1", "en"),
        ("", None),
        (",,;;=q", None),
        ("da," * 50_000, "da"),
    ],
)
def test_a_browser_says_what_its_reader_understands(accepted: str, language: str | None) -> None:
    assert understood(accepted) == language


def test_who_says_nothing_of_their_language_gets_the_shops_first_that_we_speak() -> None:
    assert Words(Shop(languages=("fi", "sv", "en"))).default == "sv"
    assert Words(Shop(languages=("fi",))).default == "en"
    assert Words(DANISH).of("fi").language == "da"


def test_a_fifth_language_is_one_folder(tmp_path: Path) -> None:
    """Faroese, as far as the program can tell: everything else is derived from the folders."""
    for language in LANGUAGES:
        shutil.copytree(FOLDER / language, tmp_path / language)
    new = tmp_path / "fo"
    shutil.copytree(FOLDER / "da", new)
    assert languages_in(tmp_path) == tuple(sorted([*LANGUAGES, "fo"]))
    assert everything_wrong(tmp_path) == []
    with pytest.raises(ValueError, match="has no words in fo"):
        read_versions(TEXTS, tmp_path)
    danish = current_texts().by_language["da"].model_dump(mode="json")
    (new / "consents").mkdir()
    (new / "consents" / "2.toml").write_text(
        "\n".join(
            f"[{group}.{name}]\ntitle = {json.dumps(words['title'])}\ntext = {json.dumps(words['text'])}"
            for group, choices in danish.items()
            for name, words in choices.items()
        ),
        encoding="utf-8",
    )
    versions = read_versions(TEXTS, tmp_path)
    assert versions["2"].hash_of("fo") == versions["2"].hash_of("da") == current_texts().hash_of("da")
    assert "fo" not in versions["1"].by_language
    (new / "card.ftl").write_text((new / "card.ftl").read_text(encoding="utf-8").replace("card-need-due", "card-due"))
    assert "card-need-due (card.ftl) is missing in fo" in everything_wrong(tmp_path)


def test_no_list_of_languages_stands_anywhere_but_in_the_names_of_the_folders() -> None:
    """Neither in the program nor in the screens: both read the folders."""
    root = FOLDER.parents[2]
    listed = re.compile(r"""["']da["'],\s*["'](?:nb|sv|en)["']""")
    sources = [*(root / "hub").rglob("*.py"), *(root / "staff_app" / "src").rglob("*.ts*")]
    found = [str(each.relative_to(root)) for each in sources if listed.search(each.read_text(encoding="utf-8"))]
    assert [each for each in found if not each.endswith("api.d.ts")] == []
