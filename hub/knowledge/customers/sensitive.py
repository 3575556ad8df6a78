"""What is never kept, shown, scored or used: taken out where customer data comes in, before anything else sees it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from hub.ground.errors import SensitiveListError
from hub.knowledge.customers.port import TOGETHER, Trait
from hub.knowledge.customers.sensitive_words import Harmless, WordList, Words, folded
from wire.sentences import sentence_of

BUILT_IN = Path(__file__).parent / "sensitive.toml"
SHAPE = """\
[[category]]                            # as often as needed
name = "children"
words = ["kids", "børne"]               # at the beginning of a word, from five letters on at its end as well
starts = ["baby"]                       # at the beginning only
whole = ["ble", "bleer"]                # exactly this word
weak = ["halal"]                        # like words, but a harmless category clears them

[shop_categories]                       # of your own shop or of Google's taxonomy; before words are looked at
sensitive = ["Intim", "772"]
harmless = ["Lamper > Tilbehør"]

[harmless]
phrases = ["bible black"]               # never sensitive, whatever is in them"""

_Word = Annotated[str, StringConstraints(min_length=3, max_length=60, strip_whitespace=True)]
_Words = Annotated[list[_Word], Field(max_length=1000)]
_Name = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Category(_Closed):
    name: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    words: Annotated[list[_Word], Field(min_length=1, max_length=1000)]
    starts: _Words = Field(default_factory=list[str])
    whole: _Words = Field(default_factory=list[str])
    weak: _Words = Field(default_factory=list[str])


class _Harmless(_Closed):
    heads: _Words = Field(default_factory=list[str])
    phrases: _Words = Field(default_factory=list[str])


class _ShopCategories(_Closed):
    sensitive: Annotated[list[_Name], Field(max_length=1000)] = Field(default_factory=list[str])
    harmless: Annotated[list[_Name], Field(max_length=1000)] = Field(default_factory=list[str])


class _File(_Closed):
    category: list[_Category] = Field(default_factory=list[_Category])
    shop_categories: _ShopCategories = Field(default_factory=_ShopCategories)
    harmless: _Harmless = Field(default_factory=_Harmless)


@dataclass(frozen=True, slots=True)
class _Listed:
    """The categories of one file, as paths."""

    sensitive: frozenset[tuple[str, ...]]
    harmless: frozenset[tuple[str, ...]]


class SensitiveProducts:
    """Categories first, the shop's before ours; then words."""

    def __init__(self, ours: _File, own: _File | None = None) -> None:
        files = (ours, own) if own else (ours,)
        categories = [category for file in files for category in file.category]
        self.categories = tuple(dict.fromkeys(category.name for category in categories))
        self._words = WordList(
            [Words(tuple(each.words), tuple(each.starts), tuple(each.whole), tuple(each.weak)) for each in categories],
            Harmless(
                tuple(head for file in files for head in file.harmless.heads),
                tuple(phrase for file in files for phrase in file.harmless.phrases),
            ),
        )
        self._listed = tuple(_listed(file) for file in reversed(files))

    def names(self, text: str, category: str = "") -> bool:
        """Whether an article is sensitive, by its name and, where it is known, its category in the shop.

        A category that is listed as sensitive decides. One that is known to be harmless clears what is in doubt, and
        never what is plain; so does an id of Google's taxonomy that is not listed.
        """
        path = _path(category)
        for listed in self._listed if path else ():
            if _is_below(path, listed.sensitive):
                return True
            if _is_below(path, listed.harmless):
                return self._words.names(text, weak=False)
        if path and path[-1].isdecimal():
            return self._words.names(text, weak=False)
        return self._words.names(text) or self._words.names(category)

    def without(self, traits: Mapping[str, Trait]) -> dict[str, Trait]:
        """The traits that name nothing sensitive; of counts by category, the other categories."""
        cut = {
            name
            for name, trait in traits.items()
            if isinstance(trait.value, str) and self.names(trait.value, _category_of(name, traits))
        }
        # How often "it" was looked at says as much as its name.
        for together in TOGETHER:
            if cut & together:
                cut |= together
        return {name: self._reduced(trait) for name, trait in traits.items() if name not in cut}

    def _reduced(self, trait: Trait) -> Trait:
        if not isinstance(trait.value, Mapping):
            return trait
        kept = {key: count for key, count in trait.value.items() if not self.names(key, key)}
        return Trait(kept, trait.source, trait.observed_at_ms, trait.fetched_at_ms, trait.freshness)


def load_sensitive_products(own: Path | None) -> SensitiveProducts:
    """The built-in list and the shop's own. Raises `SensitiveListError`: without its list a hub must not start."""
    return _products(*((path, _read(path)) for path in (BUILT_IN, own) if path))


# Half a dozen parts of a hub ask for the same, which takes a tenth of the time in which a hub is built.
@lru_cache(maxsize=2)
def _products(ours: tuple[Path, bytes], own: tuple[Path, bytes] | None = None) -> SensitiveProducts:
    return SensitiveProducts(_parsed(*ours), _parsed(*own) if own else None)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SensitiveListError(f"cannot read the list of sensitive products {path}: {error.strerror}.") from None


def _parsed(path: Path, content: bytes) -> _File:
    try:
        return _File.model_validate(tomllib.loads(content.decode("utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SensitiveListError(
            f"the list of sensitive products {path} is not TOML: {error}. It is written so:\n{SHAPE}"
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise SensitiveListError(
            f"the list of sensitive products {path}: {place}: {sentence_of(first, _File)}. It is written so:\n{SHAPE}"
        ) from None


def _category_of(name: str, traits: Mapping[str, Trait]) -> str:
    """The category that the platform tells together with an article; a category itself is its own."""
    for together in TOGETHER:
        for other in together if name in together else ():
            if other.endswith("_line") and other in traits and isinstance(traits[other].value, str):
                return str(traits[other].value)
    return ""


def _path(category: str) -> tuple[str, ...]:
    return tuple(step for step in (folded(part) for part in category.replace("/", ">").split(">")) if step)


def _listed(file: _File) -> _Listed:
    categories = file.shop_categories
    return _Listed(frozenset(map(_path, categories.sensitive)), frozenset(map(_path, categories.harmless)))


def _is_below(path: tuple[str, ...], listed: frozenset[tuple[str, ...]]) -> bool:
    return any(path[:steps] in listed for steps in range(1, len(path) + 1))
