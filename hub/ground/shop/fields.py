"""Fields that several tables of shop.toml have."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from hub.ground.words.languages import LANGUAGES

# Letters that lose no mark: NFKD leaves them whole.
_PLAIN = str.maketrans({"æ": "ae", "ø": "o", "ß": "ss", "ð": "d", "þ": "th"})


class Closed(BaseModel):
    """A table without keys that are not declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError(f'there is no language "{text}"; known are {", ".join(LANGUAGES)}')
    return text


ID_PATTERN = r"^[a-z][a-z0-9_-]{0,39}$"
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]


def why_no_key(said: str, *, beside: str) -> str:
    """What is wrong with a key, and how it would be written; `beside`: where the word that people read belongs."""
    plain = unicodedata.normalize("NFKD", said.casefold().translate(_PLAIN)).encode("ascii", "ignore").decode()
    example = re.sub(r"[^a-z0-9]+", "_", plain).strip("_").lstrip("0123456789_")[:40] or "fact"
    return (
        f"a key has small letters a to z, digits, - and _, and begins with a letter: write {example} as key; the word"
        f" that people read belongs in {beside}"
    )


Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Language = Annotated[str, AfterValidator(_language)]
Texts = dict[Language, Text]
