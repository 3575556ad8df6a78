"""Which languages there are (one folder each), and which of them a reader gets."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

FOLDER = Path(__file__).parent
# A folder with this file is a language; that it has all others, `make check` says.
ANY_SUBJECT = "card.ftl"


def languages_in(folder: Path) -> tuple[str, ...]:
    """The languages that have a folder there."""
    return tuple(sorted(each.parent.name for each in folder.glob(f"*/{ANY_SUBJECT}")))


LANGUAGES = languages_in(FOLDER)
# What everybody is expected to read a little, where nothing is known of the reader.
FALLBACK = "en"
# Dates and lists of a language are those of the country that writes them as our readers do.
LOCALES = {"en": "en_GB"}
# How browsers call what we have under another name.
_SAME = {"no": "nb", "nn": "nb"}
_MOST_TAGS = 20


def known_language(text: str) -> str:
    """The language, when there is a folder of it. Raises `ValueError`."""
    if text not in LANGUAGES:
        raise ValueError(f"no such language: there are {', '.join(LANGUAGES)}")
    return text


Language = Annotated[str, AfterValidator(known_language), WithJsonSchema({"type": "string", "enum": list(LANGUAGES)})]


def understood(accepted: str, languages: Iterable[str] = LANGUAGES) -> str | None:
    """The language of an `Accept-Language` header (RFC 9110, 12.5.4) that we have and the reader likes best."""
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepted.split(",")[:_MOST_TAGS]):
        tag, _, rest = part.partition(";")
        primary = tag.strip().lower().split("-")[0]
        wanted.append((-_quality(rest), place, _SAME.get(primary, primary)))
    known = set(languages)
    return next((language for quality, _, language in sorted(wanted) if quality < 0 and language in known), None)


def _quality(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return min(1.0, max(0.0, float(value)))
    except ValueError:
        return 0.0
