"""The rows of a table as a customer reads them: in words what has words, and how many codes of programs stand beside.

Nothing is hidden: every value of every row is in the file that the app gives (`HeldData`), and the page says so.
"""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, cast

from hub.ground.parsing.money import written
from hub.ground.words.phrase import Money, Phrase, phrase
from hub.ground.words.words import WordsIn
from hub.service.customer_view.model import HeldTable, Value
from hub.service.customer_view.page_rows import NOTHING, Reader, Row
from hub.trust.consents.purposes import Purpose

_YES_OR_NO = {"granted", "seen_yes", "refused", "measured", "flushed", "outside"}
# A code that has no words stands as it is where somebody else may have chosen it, such as the name of a till.
_FAMILIES = {
    "channel": "held-channel-",
    "source": "held-source-",
    "outcome": "card-outcome-",
    "result": "mirror-result-",
}
_PURPOSES = {"purpose", "purposes"}
# `held_out`, `u-7001`, `3f9ac0`: of a program for a program.
_CODE = re.compile(r"[a-z0-9]+(?:[_:-][a-z0-9]+)+|[0-9a-f]{6,}")
_KINDS = {"kind", "deed"}
_ARTICLES = {"lines", "items"}
# Columns that hold several values, as JSON that this hub wrote.
_SEVERAL = {"body", "lines", "items", "discounts", "properties", "removed", "document"}
_LEFT = "stored"


def what_a_table_holds(table: str, words: WordsIn, otherwise: str) -> str:
    """What is kept in it, and what for; `otherwise` of one that has no words."""
    said = f"held-table-{_kebab(table)}"
    return words.say(Phrase(said)) if words.has(said) else otherwise


def how_long_a_table_is_kept(days: float | None, words: WordsIn, *, as_proof: bool) -> str:
    """When its rows are deleted. `days`: None where something else ends it."""
    if days is not None:
        return words.say(phrase("held-kept-days", days=max(1, round(days))))
    return words.say(phrase("held-kept-as-proof" if as_proof else "held-kept-until"))


def stored_rows(table: HeldTable, reader: Reader) -> list[Row]:
    """Every row: a column for each that has a name, and one for what else can be read."""
    return [_row(table.table, row, reader) for row in table.rows]


def _row(table: str, row: dict[str, Value], reader: Reader) -> Row:
    named, left, codes = dict[str, str](), list[str](), 0
    for name, value in row.items():
        parsed = _parsed(value) if name in _SEVERAL else None
        if parsed is None and _has_name(name, reader.words):
            named[name] = _value(table, name, value, row, reader)
        elif value not in (None, ""):
            said = list(_in_words(table, name, value if parsed is None else parsed, row, reader))
            left += [each for each in said if each]
            codes += said.count("")
    if codes:
        left.append(reader.words.say(phrase("held-codes", count=codes)))
    return {**named, _LEFT: "; ".join(left) or NOTHING}


def _in_words(table: str, name: str, value: Any, row: dict[str, Value], reader: Reader) -> Iterator[str]:
    """What is in a value, part by part; an empty text for each part that is a code."""
    if name in _ARTICLES and isinstance(value, list):
        articles = [_article(cast("dict[str, Any]", each)) for each in cast("list[Any]", value)]
        if articles:
            yield f"{reader.column(name)}: {', '.join(articles)}"
    elif name == "document":  # what a till last said of an order, which the order itself says
        yield ""
    elif isinstance(value, dict):
        for key, each in cast("dict[str, Any]", value).items():
            yield from _in_words(table, key, each, row, reader)
    elif isinstance(value, list):
        parts = [part for each in cast("list[Any]", value) for part in _in_words(table, name, each, row, reader)]
        label = f"{reader.column(name)}: "
        if said := ", ".join(part.removeprefix(label) for part in parts if part):
            yield f"{label}{said}"
        yield from ("" for part in parts if not part)
    elif value is not None and value != "":
        said = _value(table, name, value, row, reader) if _has_name(name, reader.words) else ""
        label = reader.column("in-zone" if name == "zone" else name)
        yield f"{label}: {said}" if said and not _CODE.fullmatch(said) else ""


def _article(line: dict[str, Any]) -> str:
    """An article of an order or a basket, and how many of it."""
    named = str(line.get("name") or line.get("sku") or NOTHING)
    number = Decimal(str(line.get("qty", 1)))
    return named if number == 1 else f"{number.normalize():f} x {named}"


def _value(table: str, name: str, value: Value, row: dict[str, Value], reader: Reader) -> str:
    if value is None or value == "":
        return NOTHING
    if name.endswith("_ms") and isinstance(value, int):
        return reader.at(value)
    if name.endswith("_minor") and isinstance(value, int) and (currency := str(row.get("currency") or "")):
        return reader.words.money(Money(written(value, currency), currency))
    if name in _YES_OR_NO:
        return reader.yes(value)
    return _meaning(table, name, str(value), reader)


def _meaning(table: str, name: str, code: str, reader: Reader) -> str:  # noqa: PLR0911 - a kind a line
    if name in _PURPOSES and code in set(Purpose):
        return reader.purpose(Purpose(code))
    if name == "zone":
        return reader.zone(code)
    if name == "value" and table == "known_traits":
        return reader.text(code)
    if name == "trait":
        return reader.trait_name(code)
    if name in _KINDS:
        return reader.words.say(_kind(code, reader.words))
    if name == "reason":
        opened = f"mirror-opened-{_kebab(code)}"
        return reader.code(opened if reader.words.has(opened) else f"mirror-silence-{_kebab(code)}", code)
    return reader.code(f"{_FAMILIES[name]}{_kebab(code)}", code) if name in _FAMILIES else code


def _kind(code: str, words: WordsIn) -> Phrase:
    said = f"held-kind-{_kebab(code)}"
    return Phrase(said if words.has(said) else "held-kind-other")


def _kebab(code: str) -> str:
    """`visit_started` and `VisitStarted` as message ids are written."""
    apart = "".join(f"-{letter}" if letter.isupper() and at else letter for at, letter in enumerate(code))
    return apart.replace("_", "-").lower()


def _has_name(name: str, words: WordsIn) -> bool:
    return words.has(f"held-column-{_kebab(name)}")


def _parsed(value: Value) -> Any:
    """What stands there; None where nothing can be read."""
    try:
        return json.loads(str(value))
    except (ValueError, RecursionError):
        return None
