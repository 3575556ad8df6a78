"""What a model found wrong with what a person wrote, as that person would say it; and how many of a thing. Pure."""

from pydantic_core import ErrorDetails

from wire.ids import ID_PATTERN, why_no_id


def sentence_of(found: ErrorDetails) -> str:
    """One finding of `ValidationError.errors()`, taken with its input; only a name that is none is repeated in it."""
    pattern = found.get("ctx", {}).get("pattern")
    if pattern == ID_PATTERN:
        return why_no_id(str(found["input"]))
    return found["msg"].removeprefix("Value error, ")


def counted(number: int, one: str, many: str = "") -> str:
    """`1 line`, `2 lines`, `41,909 copies`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def ended(text: str) -> str:
    """With a full stop, where it ends in no other."""
    return text if text.endswith(("?", ".")) else f"{text}."
