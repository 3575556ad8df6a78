"""Records of any CSV or JSON file, as a mapping file says. Pure."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any, cast

from hub.ground.http.json_body import NotJson
from hub.ground.parsing.csv_tables import Row, TableError
from hub.ground.parsing.texts import is_nothing
from hub.knowledge.catalogue.google_names import NEEDED
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


def read_mapped_json(
    records: Iterable[tuple[int, Any]], mapping: CatalogueMapping, notes: list[str]
) -> Iterator[ReadRecord]:
    """The records of a JSON file; `notes` says in the end which paths led to nothing in all of them.

    Raises `NotJson` where those of id or name did.
    """
    seen, first = set[Place](), dict[str, Any]()
    for line, said in records:
        if isinstance(said, dict):
            first = first or cast("dict[str, Any]", said)
            yield _record(line, mapping, partial(_in_json, said, seen))
        else:
            yield Unreadable(line, "no_object")
    if first:
        notes += _complaints(
            mapping,
            lambda place: place in seen,
            lambda place: mapping.complaint(*_where_it_ends(first, place), "path"),
            NotJson,
        )


def absent_columns(mapping: CatalogueMapping, columns: Collection[str]) -> list[str]:
    """What the mapping names and a table does not have. Raises `TableError` where that is the id or the name."""
    return _complaints(
        mapping,
        lambda place: place.column in columns,
        lambda place: mapping.complaint(place, columns, "column"),
        TableError,
    )


def _complaints(
    mapping: CatalogueMapping,
    is_there: Callable[[Place], bool],
    complaint: Callable[[Place], str],
    refusal: type[ValueError],
) -> list[str]:
    absent = mapping.absent(is_there)
    if needed := [complaint(place) for name, place in absent if name in NEEDED]:
        raise refusal("\n".join(needed))
    return [complaint(place) for _, place in absent]


def _where_it_ends(record: dict[str, Any], place: Place) -> tuple[Place, list[str]]:
    """The step of a path that leads nowhere, and the names that there are instead."""
    for length, step in enumerate(place.path, 1):
        above = look_up(record, place.path[: length - 1])
        if look_up(record, place.path[:length]) is None and isinstance(step, str) and isinstance(above, dict):
            return replace(place, name=step), [*cast("dict[str, Any]", above)]
    return place, []


def _in_columns(said: dict[str, str], place: Place) -> str:
    return said.get(place.column, "")


def _in_json(said: Any, seen: set[Place], place: Place) -> str:
    found = look_up(said, place.path)
    if found is not None:
        seen.add(place)
    return _text(found)


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
