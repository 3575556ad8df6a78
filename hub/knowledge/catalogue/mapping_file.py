"""catalogue.toml: where in a CSV or JSON file each part of an article stands."""

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from hub.ground.errors import CatalogueError
from hub.ground.floor_plan.toml_lines import Key, key_lines, line_of
from hub.ground.parsing.csv_tables import column
from hub.ground.parsing.mapping_checks import is_a_currency
from hub.ground.parsing.near_names import nearest
from hub.ground.parsing.numbers import DecimalSign
from hub.knowledge.customers.mapping import JsonPlace, parse_place
from wire.sentences import ended, sentence_of

_NEXT = 'See "Any CSV or JSON" in docs/operating/catalogue.md.'
_Text = Annotated[str, Field(min_length=1, max_length=200)]
_Names = _Text | Annotated[list[_Text], Field(min_length=1, max_length=20)]
# The file's word, and the name in a `Record`.
WORDS = {
    "id": "id", "sku": "sku", "name": "title", "gtin": "gtin", "mpn": "mpn", "group": "item_group_id",
    "parent": "parent", "category": "product_type", "google_category": "google_product_category", "brand": "brand",
    "price": "price", "sale_price": "sale_price", "sale_dates": "sale_price_effective_date", "price_now": "price_now",
    "price_before": "price_before", "image": "image_link", "link": "link", "availability": "availability",
    "adult": "adult", "size": "size", "color": "color", "store_availability": "store_availability",
    "store_quantity": "store_quantity", "on_sale_until": "expiration_date",
}  # fmt: skip


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Columns(_Table):
    """A column of a CSV file, or a path in JSON; of several names the first that is there counts."""

    id: _Names
    sku: _Names | None = None
    name: _Names
    gtin: _Names | None = None
    mpn: _Names | None = None
    group: _Names | None = None
    parent: _Names | None = None
    category: _Names | None = None
    google_category: _Names | None = None
    brand: _Names | None = None
    price: _Names | None = None
    sale_price: _Names | None = None
    sale_dates: _Names | None = None
    price_now: _Names | None = None
    price_before: _Names | None = None
    image: _Names | None = None
    link: _Names | None = None
    availability: _Names | None = None
    adult: _Names | None = None
    size: _Names | None = None
    color: _Names | None = None
    store_availability: _Names | None = None
    store_quantity: _Names | None = None
    on_sale_until: _Names | None = None

    @model_validator(mode="after")
    def _means_one_thing_by_a_price(self) -> "_Columns":
        if self.price and self.price_now:
            raise ValueError(
                "name price (the ordinary one, with sale_price) or price_now (what is paid, with price_before)"
            )
        return self


class _Category(_Table):
    steps: Annotated[list[_Text], Field(max_length=10)] = Field(default_factory=list[str])
    """Columns of which each holds one step, the widest first; instead of one column with a path."""
    step: _Text = ">"
    """Between the steps of a path."""
    paths: _Text | None = None
    """Between several paths; the first one counts."""
    drop: Annotated[list[_Text], Field(max_length=50)] = Field(default_factory=list[str])
    """First steps that say nothing: "Default Category"."""


class _Pair(_Table):
    name: _Text
    value: _Text


class _Attributes(_Table):
    columns: dict[str, _Text] = Field(default_factory=dict, max_length=40)
    """What an attribute is called here, and where it stands."""
    pairs: Annotated[list[_Pair], Field(max_length=40)] = Field(default_factory=list[_Pair])
    """Columns of which one names an attribute and the other says it."""
    packed: _Text | None = None
    """A column with `a=1,b=2`."""


class _File(_Table):
    articles: str | None = Field(None, max_length=200)
    """In JSON: where the list of articles stands."""
    encoding: str | None = Field(None, max_length=40)
    currency: str | None = None
    decimal_sign: Literal[",", "."] | None = None
    first_image: str | None = Field(None, min_length=1, max_length=5)
    """Between several images in one column."""
    columns: _Columns
    category: _Category = Field(default_factory=_Category)
    attributes: _Attributes = Field(default_factory=_Attributes)

    _currency_is_one = field_validator("currency")(is_a_currency)


@dataclass(frozen=True, slots=True)
class Place:
    """One part of an article: a column, or a path."""

    column: str
    path: JsonPlace
    name: str = ""
    """As the mapping file writes it."""
    key: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class CatalogueMapping:
    """Where each part of an article stands."""

    fields: tuple[tuple[str, tuple[Place, ...]], ...]
    """By the names of a `Record`; of several places the first that holds something counts."""
    attributes: tuple[tuple[str, Place], ...]
    pairs: tuple[tuple[Place, Place], ...]
    packed: Place | None
    articles: JsonPlace
    category_steps: tuple[Place, ...]
    category_step: str
    category_list: str | None
    category_drop: tuple[str, ...]
    first_image: str | None
    encoding: str | None
    currency: str | None
    decimal_sign: DecimalSign | None
    file: str = ""

    def absent(self, is_there: Callable[[Place], bool]) -> list[tuple[str, Place]]:
        """Every place that stands for nothing in a file, with the name in a `Record` of what is lacking then."""
        lacking = [(name, place) for name, places in self.fields if not any(map(is_there, places)) for place in places]
        others = [*(place for _, place in self.attributes), *(place for pair in self.pairs for place in pair)]
        others += [*self.category_steps, *([self.packed] if self.packed else [])]
        return lacking + [("", place) for place in others if not is_there(place)]

    def complaint(self, place: Place, known: Iterable[str], what: str) -> str:
        """That a file has nothing there, by line of the mapping."""
        near = nearest(place.name, known, "there are")
        return f'{self.file}, line {place.line}: {place.key}: the file has no {what} "{place.name}"{near}'

    @property
    def columns(self) -> frozenset[str]:
        """Every column that is named: by these a table's header is found."""
        return frozenset(place.column for _, places in self.fields for place in places)


def load_catalogue_mapping(path: Path) -> CatalogueMapping:
    """Read and check the file. Raises `CatalogueError` that names the line and the key."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        file = _File.model_validate(tomllib.loads(text))
        return _mapping(file, str(path), key_lines(text))
    except OSError as error:
        raise CatalogueError(f"cannot read {path}: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path} is not TOML: {error}. {_NEXT}") from None
    except ValidationError as error:
        faults = [_fault(each, path, text) for each in error.errors(include_url=False, include_input=False)]
        raise CatalogueError("\n".join([*faults, _NEXT])) from None
    except _NoPath as error:
        line = line_of(key_lines(text), error.place)
        raise CatalogueError(f"{path}, line {line}: {'.'.join(error.place)}: {error}. {_NEXT}") from None


class _NoPath(ValueError):
    def __init__(self, place: tuple[str, ...], why: str) -> None:
        self.place = place
        super().__init__(why)


_PAIRS = ("attributes", "pairs")


def _mapping(file: _File, path: str, lines: dict[Key, int]) -> CatalogueMapping:
    def place(name: str, *at: str) -> Place:
        stands = name, ".".join(at), line_of(lines, at) or 0
        try:
            return Place(column(name), parse_place(name), *stands)
        except ValueError as error:
            # "Regular price" is a column; that it is no path matters in JSON alone, and there its brackets say so.
            if file.articles is None:
                return Place(column(name), (name,), *stands)
            raise _NoPath(at, str(error)) from None

    fields: list[tuple[str, tuple[Place, ...]]] = []
    for word, ours in WORDS.items():
        names = getattr(file.columns, word)
        if names:
            several: list[str] = [names] if isinstance(names, str) else names
            fields.append((ours, tuple(place(each, "columns", word) for each in several)))
    own = file.attributes
    return CatalogueMapping(
        fields=tuple(fields),
        attributes=tuple((name, place(at, "attributes", "columns", name)) for name, at in own.columns.items()),
        pairs=tuple((place(each.name, *_PAIRS), place(each.value, *_PAIRS)) for each in own.pairs),
        packed=place(own.packed, "attributes", "packed") if own.packed else None,
        articles=_list_place(file.articles) if file.articles else (),
        category_steps=tuple(place(each, "category", "steps") for each in file.category.steps),
        category_step=file.category.step,
        category_list=file.category.paths,
        category_drop=tuple(file.category.drop),
        first_image=file.first_image,
        encoding=file.encoding,
        currency=file.currency,
        decimal_sign=file.decimal_sign,
        file=path,
    )  # fmt: skip


def _list_place(text: str) -> JsonPlace:
    try:
        return parse_place(text)
    except ValueError as error:
        raise _NoPath(("articles",), str(error)) from None


def _fault(error: Any, path: Path, text: str) -> str:
    place = tuple(error["loc"])
    line = line_of(key_lines(text), place)
    where = f"{path}, line {line}" if line else str(path)
    key = ".".join(map(str, place))
    said = ended(sentence_of(error, _File))
    return f"{where}: {f'{key}: ' if key else ''}{said}"
