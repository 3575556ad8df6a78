"""What a model found wrong with what a person wrote, as that person would say it; and how many of a thing. Pure."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from wire.ids import ID_PATTERN, why_no_id

# By the type of the finding, with what it says of the rule; whatever is not here is said in pydantic's words.
_SAYS: Mapping[str, str] = {
    "missing": "it is missing",
    "extra_forbidden": "there is no such key",
    "none_required": "it has to be left out",
    **dict.fromkeys(("string_type", "string_sub_type", "string_unicode", "bytes_type"), "it has to be text"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "it has to be true or false"),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), "it has to be a whole number"),
    **dict.fromkeys(
        ("float_type", "float_parsing", "finite_number", "decimal_type", "decimal_parsing"), "it has to be a number"
    ),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type", "iterable_type"), "it has to be a list"),
    **dict.fromkeys(
        ("dict_type", "mapping_type", "model_type", "model_attributes_type", "dataclass_type"),
        "it has to be a table of keys and values",
    ),
    **dict.fromkeys(("literal_error", "enum"), "it has to be {expected}"),
    "union_tag_invalid": "{discriminator} has to be one of {expected_tags}, and {tag} is none",
    "union_tag_not_found": "{discriminator} is missing",
    "string_too_short": "it has to have at least {min_length} characters",
    "string_too_long": "it may have {max_length} characters at most",
    "too_short": "it has to have at least {min_length} entries",
    "too_long": "it may have {max_length} entries at most",
    "greater_than": "it has to be more than {gt}",
    "greater_than_equal": "it has to be {ge} or more",
    "less_than": "it has to be less than {lt}",
    "less_than_equal": "it has to be {le} or less",
    "string_pattern_mismatch": "it is not written as {pattern} asks for",
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing"), "it has to be a date as 2026-11-28"),
    **dict.fromkeys(("time_type", "time_parsing"), "it has to be a time as 09:30"),
    **dict.fromkeys(
        ("datetime_type", "datetime_parsing", "datetime_from_date_parsing"),
        "it has to be a date and time as 2026-11-28T09:30:00+01:00",
    ),
    **dict.fromkeys(("uuid_type", "uuid_parsing"), "it has to be a UUID"),
    **dict.fromkeys(("url_type", "url_parsing"), "it has to be an address with its scheme, as https://shop.example"),
    "path_type": "it has to be the path of a file or folder",
    "json_invalid": "it is not JSON",
}
_AT_LEAST_ONE = "it is empty"


def sentence_of(found: ErrorDetails, model: type[BaseModel] | None = None) -> str:
    """One finding of `ValidationError.errors()`; only a name that is none is repeated in it, if it came with the input.

    With the `model` that was to be read, a key that there is not is answered with the nearest there is.
    """
    context: dict[str, Any] = found.get("ctx", {})
    if context.get("pattern") == ID_PATTERN and "input" in found:
        return why_no_id(str(found["input"]))
    if found["type"] == "extra_forbidden" and model is not None:
        return no_such_key(str(found["loc"][-1]), keys_beside(model, found["loc"]))
    if context.get("min_length") == 1 and found["type"] in {"string_too_short", "too_short"}:
        return _AT_LEAST_ONE
    try:
        return _SAYS[found["type"]].format_map({name: _number(value) for name, value in context.items()})
    except KeyError:
        return found["msg"].removeprefix("Value error, ")


def _number(value: object) -> object:
    """A limit as people write it: 1, not 1.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def no_such_key(key: str, known: Iterable[str]) -> str:
    """That there is none, and which it may have been."""
    names = list(known)
    close = difflib.get_close_matches(key, names, n=1)
    if close:
        return f"there is no such key; did you mean {close[0]}?"
    return f"there is no such key; known are {', '.join(names)}" if names else "there is no such key"


def keys_beside(model: type[BaseModel], place: Iterable[str | int]) -> list[str]:
    """The keys that the table may have in which that place is; none where that cannot be told."""
    *steps, _ = place
    table: type[BaseModel] | None = model
    for step in steps:
        if isinstance(step, int):
            continue
        if table is None or step not in table.model_fields:
            return []
        table = next(models_in(table.model_fields[step].annotation), None)
    return list(table.model_fields) if table else []


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The tables that a type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    inside: tuple[Any, ...] = get_args(annotation)
    for inner in inside:
        yield from models_in(inner)


def counted(number: int, one: str, many: str = "") -> str:
    """`1 line`, `2 lines`, `41,909 copies`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def ended(text: str) -> str:
    """With a full stop, where it ends in no other."""
    return text if text.endswith(("?", ".")) else f"{text}."
