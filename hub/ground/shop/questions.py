"""The questions of `goddag-hub shop init`, asked in a terminal, and the files that come of the answers."""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import typer

from hub.ground.errors import ShopFileError
from hub.ground.parsing.money import EXPONENTS
from hub.ground.shop.beginning import LEAST_SIDE_M, MOST_SIDE_M, Answers, files_of, id_of
from hub.ground.shop.file import known_zone
from hub.ground.words.languages import LANGUAGES

T = TypeVar("T")
_NOTHING = "-"
_SIZE = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?) ?[x\u00d7*] ?(\d{1,3}(?:[.,]\d{1,2})?)", re.ASCII)
MOST_LINES = 12
_ATTRIBUTE = (
    "Which column of your article feed divides the shop into lines (departments, ages, rooms) that customers do not"
    " mix, e.g. custom_label_0 or age_group (- for none)?"
)
_LINES = "Which values stand in {} (comma separated, written exactly as in the feed; - for none)?"
_SPACES = re.compile(r"\s+")


def ask_and_write(folder: Path, given: Mapping[str, str | None]) -> list[Path]:
    """Ask for what is not given, and write the files.

    Raises `ShopFileError` for a given answer that cannot be used, for files that are there already, and when
    nothing can be written.
    """
    answers = _answers(given)
    files = {folder / name: text for name, text in files_of(answers).items()}
    there = [file.name for file in files if file.exists()]
    if there:
        raise ShopFileError(f"{folder} has {', '.join(there)} already: nothing was written. Name an empty folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ShopFileError(f"cannot write to {folder}: {error.strerror}.") from None
    return list(files)


def _answers(given: Mapping[str, str | None]) -> Answers:
    def ask(name: str, question: str, default: str, read: Callable[[str], T]) -> T:
        said = given.get(name)
        if said is not None:
            try:
                return read(said.strip())
            except ValueError as error:
                raise ShopFileError(f"--{name.replace('_', '-')}: {error}.") from None
        while True:
            try:
                return read(str(typer.prompt(question, default=default)).strip())
            except ValueError as error:
                typer.echo(f"  {error}.")

    name = ask("name", "What do customers call the shop?", "My shop", _name)
    languages = ask("languages", f"Languages ({', '.join(LANGUAGES)}; the first is the shop's)?", "da,en", _languages)
    currency = ask("currency", "Which currency?", "DKK", _currency)
    time_zone = ask("time_zone", "Which time zone?", "Europe/Copenhagen", known_zone)
    width_m, depth_m = ask("size", "How large is the sales floor in metres, width x depth?", "16x12", _size)
    attribute = ask("lines_attribute", _ATTRIBUTE, "custom_label_0" if given.get("lines") else _NOTHING, _attribute)
    lines = ask("lines", _LINES.format(attribute), _NOTHING, _lines) if attribute else ()
    offer = ask("offer", "What may staff always offer (- for nothing)?", "A cup of coffee", _offer)
    said = Answers(name, languages, currency, time_zone, width_m, depth_m, lines, attribute)
    return replace(said, offer=offer, beacon_uuid=str(uuid.uuid4()))


def _name(text: str) -> str:
    if not 1 <= len(text) <= 60 or not text.isprintable():
        raise ValueError("a name has 1 to 60 characters")
    return text


def _languages(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    unknown = [each for each in found if each not in LANGUAGES]
    if unknown or not found:
        raise ValueError(f"known are {', '.join(LANGUAGES)}")
    return found


def _currency(text: str) -> str:
    if text.upper() not in EXPONENTS:
        raise ValueError("a currency is three letters of ISO 4217, such as DKK, NOK, SEK or EUR")
    return text.upper()


def _size(text: str) -> tuple[float, float]:
    found = _SIZE.fullmatch(text)
    sides = tuple(float(each.replace(",", ".")) for each in found.groups()) if found else ()
    if len(sides) != 2 or not all(LEAST_SIDE_M <= each <= MOST_SIDE_M for each in sides):
        raise ValueError(f"write two numbers of metres, each {LEAST_SIDE_M:g} to {MOST_SIDE_M:g}: 16x12")
    return sides[0], sides[1]


def _attribute(text: str) -> str:
    """As the catalogue calls it: `Custom label 0` and `g:custom_label_0` are custom_label_0."""
    if text in {"", _NOTHING}:
        return ""
    if "," in text:
        raise ValueError("write the name of one column; its values are the next question")
    return _SPACES.sub("_", _name(text).casefold().removeprefix("g:"))


def _lines(text: str) -> tuple[str, ...]:
    if text in {"", _NOTHING}:
        return ()
    found = tuple(dict.fromkeys(_name(part.strip()) for part in text.split(",") if part.strip()))
    # Each line is a zone of the first floor plan, and zones have ids.
    ids = [id_of(each) for each in found]
    if len(found) > MOST_LINES or len(set(ids)) < len(ids) or {"entrance", "till"} & set(ids):
        raise ValueError(f"at most {MOST_LINES}, no two that are written alike; entrance and till are zones already")
    return found


def _offer(text: str) -> str:
    return "" if text == _NOTHING else _name(text)
