"""The rows of a table as a customer reads them: what people understand by name, the rest in one column. Pure."""

from hub.ground.words.phrase import Phrase, phrase
from hub.ground.words.words import WordsIn
from hub.service.customer_view.model import HeldTable, Value
from hub.service.customer_view.page_rows import NOTHING, Reader, Row
from hub.trust.consents.purposes import Purpose

_YES_OR_NO = {"granted", "seen_yes", "refused", "measured", "flushed", "outside"}
_FAMILIES = {
    "channel": "held-channel-",
    "source": "held-source-",
    "outcome": "card-outcome-",
    "result": "mirror-result-",
}
_LEFT = "stored"


def what_a_table_holds(table: HeldTable, words: WordsIn) -> tuple[str, str]:
    """Its name, and for how long it is kept with what it is for."""
    name = f"held-table-{table.table.replace('_', '-')}"
    if not words.has(name):
        return table.table, f"{table.what}. {table.why}. {table.kept}."
    if table.kept_days is not None:
        kept = phrase("held-kept-days", days=max(1, round(table.kept_days)))
    else:
        kept = phrase("held-kept-as-proof") if table.outlives_erasure else phrase("held-kept-until")
    return words.say(Phrase(name)), words.say(kept)


def stored_rows(table: HeldTable, reader: Reader) -> list[Row]:
    """Every value of every row: none is left out."""
    return [_row(table.table, row, reader) for row in table.rows]


def _row(table: str, row: dict[str, Value], reader: Reader) -> Row:
    named = {
        name: _value(table, name, value, reader)
        for name, value in row.items()
        if reader.words.has(f"held-column-{name.replace('_', '-')}")
    }
    left = [f"{name}: {value}" for name, value in row.items() if name not in named and value not in (None, "")]
    return {**named, _LEFT: "; ".join(left) or NOTHING}


def _value(table: str, name: str, value: Value, reader: Reader) -> str:  # noqa: PLR0911 - a kind a line
    if value is None or value == "":
        return NOTHING
    if name.endswith("_ms") and isinstance(value, int):
        return reader.at(value)
    if name in _YES_OR_NO:
        return reader.yes(value)
    if name == "purpose" and value in set(Purpose):
        return reader.purpose(Purpose(str(value)))
    if name == "zone":
        return reader.zone(str(value))
    if name == "value" and table == "known_traits":
        return reader.text(str(value))
    if name in _FAMILIES:
        return reader.code(f"{_FAMILIES[name]}{value}", str(value))
    return str(value)
