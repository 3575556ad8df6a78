"""Records of any CSV or JSON file, as a mapping file says. Pure."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any, cast

from hub.ground.parsing.csv_tables import Row
from hub.ground.parsing.texts import is_nothing
from hub.knowledge.catalogue.mapping_file import CatalogueMapping, Place
from hub.knowledge.catalogue.record import PARENT, ReadRecord, Record, Unreadable
from hub.knowledge.customers.mapping import look_up

_CATEGORY, _IMAGE = "product_type", "image_link"


def read_mapped_rows(rows: Iterable[Row], mapping: CatalogueMapping) -> Iterator[ReadRecord]:
    """The records of a table."""
    for row in rows:
        if row.is_ragged:
            yield Unreadable(row.line, "columns")
        else:
            yield _record(row.line, mapping, partial(_in_columns, row.values))


def read_mapped_json(records: Iterable[tuple[int, Any]], mapping: CatalogueMapping) -> Iterator[ReadRecord]:
    """The records of a JSON file."""
    for line, said in records:
        if isinstance(said, dict):
            yield _record(line, mapping, partial(_in_json, said))
        else:
            yield Unreadable(line, "no_object")


def _in_columns(said: dict[str, str], place: Place) -> str:
    return said.get(place.column, "")


def _in_json(said: Any, place: Place) -> str:
    return _text(look_up(said, place.path))


def _record(line: int, mapping: CatalogueMapping, at: Callable[[Place], str]) -> Record:
    fields: dict[str, str] = {}
    for name, places in mapping.fields:
        value = next((value for place in places if (value := at(place)) and not is_nothing(value)), "")
        if value:
            fields[name] = value
    if steps := [value.replace(">", "/") for place in mapping.category_steps if (value := at(place))]:
        fields[_CATEGORY] = " > ".join(steps)
    elif _CATEGORY in fields:
        fields[_CATEGORY] = _category(fields[_CATEGORY], mapping)
    if _IMAGE in fields and mapping.first_image:
        fields[_IMAGE] = fields[_IMAGE].split(mapping.first_image)[0].strip()
    if PARENT in fields:
        # WooCommerce names a parent by its sku, or by its number as id:12.
        fields[PARENT] = fields[PARENT].removeprefix("id:")
    return Record(line, fields, _attributes(mapping, at))


def _attributes(mapping: CatalogueMapping, at: Callable[[Place], str]) -> dict[str, str]:
    attributes = {name: value for name, place in mapping.attributes if (value := at(place))}
    for name_at, value_at in mapping.pairs:
        name, value = at(name_at), at(value_at)
        if name and value:
            attributes.setdefault(name, value)
    for pair in at(mapping.packed).split(",") if mapping.packed else ():
        name, sign, value = pair.partition("=")
        if sign and name.strip() and value.strip():
            attributes.setdefault(name.strip(), value.strip())
    return attributes


def _category(text: str, mapping: CatalogueMapping) -> str:
    first = text.split(mapping.category_list, maxsplit=1)[0] if mapping.category_list else text
    steps = [step.strip() for step in first.split(mapping.category_step) if step.strip()]
    while steps and steps[0] in mapping.category_drop:
        steps = steps[1:]
    return " > ".join(steps)


def _text(value: Any) -> str:
    match value:
        case None | False:
            return ""
        case True:
            return "yes"
        case str():
            return value.strip()
        case int() | Decimal():
            return format(value, "f") if isinstance(value, Decimal) else str(value)
        case list():
            texts = [_text(each) for each in cast("list[Any]", value) if not isinstance(each, dict | list)]
            return " > ".join(filter(None, texts))
        case _:
            return ""
