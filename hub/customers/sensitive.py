"""What is never kept, shown, scored or used: taken out where customer data comes in, before anything else sees it."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from hub.customers.port import TOGETHER, Trait
from hub.errors import SensitiveListError

BUILT_IN = Path(__file__).parent / "sensitive.toml"
_Word = Annotated[str, StringConstraints(min_length=3, max_length=60, strip_whitespace=True)]


class _Category(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    words: Annotated[list[_Word], Field(min_length=1, max_length=1000)]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    category: list[_Category]


class SensitiveProducts:
    """The words of every category, ready to be looked for."""

    def __init__(self, words: Mapping[str, tuple[str, ...]]) -> None:
        self.words = words
        every = sorted({word.casefold() for category in words.values() for word in category}, key=len, reverse=True)
        self._pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, every)) + ")")

    def names(self, text: str) -> bool:
        """Whether a text names something sensitive."""
        return self._pattern.search(text.casefold()) is not None

    def without(self, traits: Mapping[str, Trait]) -> dict[str, Trait]:
        """The traits that name nothing sensitive; of counts by category, the other categories."""
        cut = {name for name, trait in traits.items() if isinstance(trait.value, str) and self.names(trait.value)}
        # How often "it" was looked at says as much as its name.
        for together in TOGETHER:
            if cut & together:
                cut |= together
        return {name: self._reduced(trait) for name, trait in traits.items() if name not in cut}

    def _reduced(self, trait: Trait) -> Trait:
        if not isinstance(trait.value, Mapping):
            return trait
        kept = {key: count for key, count in trait.value.items() if not self.names(key)}
        return Trait(kept, trait.source, trait.observed_at_ms, trait.fetched_at_ms, trait.freshness)


def load_sensitive_products(own: Path | None) -> SensitiveProducts:
    """The built-in list and the shop's own. Raises `SensitiveListError`: without its list a hub must not start."""
    words: dict[str, tuple[str, ...]] = {}
    for path in (BUILT_IN, *([own] if own else [])):
        try:
            read = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except OSError as error:
            raise SensitiveListError(f"cannot read the list of sensitive products {path}: {error.strerror}.") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SensitiveListError(f"the list of sensitive products {path} is not TOML: {error}.") from None
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise SensitiveListError(
                f"the list of sensitive products {path}: {place}: {first['msg']}. A [[category]] has a name and words."
            ) from None
        for category in read.category:
            words[category.name] = (*words.get(category.name, ()), *category.words)
    return SensitiveProducts(words)
