"""Shops as they stand in their folders, read and checked."""

import csv
import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from hub.ground.errors import ShopFileError
from hub.ground.shop.file import load_shop
from simulators.errors import BadShop
from simulators.shops.model import EVERYTHING, Basket, DemoShop, Persona, Platform, Product
from wire.sentences import sentence_of

SHOPS = Path(__file__).parent
MAPPING = SHOPS / "catalogue.toml"
"""How the hub reads catalogue.csv."""
BASKETS_FILE = "baskets.csv"
BASKET_COLUMNS = ("ref", "days_ago", "sku")
COLUMNS = ("sku", "name", "line", "category", "price", "wears_out_after_days")

_Ref = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Member(_Closed):
    ref: _Ref
    first_name: str
    platform: Platform
    taste: dict[str, Annotated[int, Field(ge=1, le=10)]] = Field(default_factory=dict[str, int])
    orders_a_year: Annotated[int, Field(ge=1, le=100)]
    years: Annotated[int, Field(ge=1, le=10)]
    purposes: frozenset[str] = EVERYTHING
    without: frozenset[str] = frozenset()
    note: str
    facts: dict[str, str | int | float] = Field(default_factory=dict[str, str | int | float])
    ready: str = ""
    gives: bool = False

    def persona(self) -> Persona:
        return Persona(
            self.ref,
            self.first_name,
            self.platform,
            tuple(self.taste.items()),
            self.orders_a_year,
            self.years,
            self.purposes - self.without,
            self.note,
            self.facts,
            self.ready,
            self.gives,
        )


class _Members(_Closed):
    opens_by_default: bool = False
    floor_plan: Path = Path("floor_plan.toml")
    shelves: dict[str, str] = Field(default_factory=dict[str, str])
    also: dict[str, list[str]] = Field(default_factory=dict[str, list[str]])
    member: Annotated[list[_Member], Field(min_length=1)]


def shop_names() -> tuple[str, ...]:
    """The shops that are here."""
    return tuple(sorted(each.parent.name for each in SHOPS.glob("*/members.toml")))


def open_demo_shop(named: str) -> DemoShop:
    """The shop of that name, or in that folder. Raises `BadShop`."""
    if named in shop_names():
        return read_demo_shop(SHOPS / named)
    if (Path(named) / "members.toml").is_file():
        return read_demo_shop(Path(named))
    raise BadShop(f"there is no shop {named}; known are {', '.join(shop_names())}, or name a folder with members.toml.")


@functools.cache
def default_shop() -> DemoShop:
    """The one that opens when none is named."""
    return next(shop for name in shop_names() if (shop := read_demo_shop(SHOPS / name)).opens_by_default)


def read_demo_shop(folder: Path) -> DemoShop:
    """A shop's folder. Raises `BadShop`."""
    file = folder / "members.toml"
    try:
        read = _Members.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
        shop = load_shop(folder / "shop.toml")
    except ValidationError as error:
        first = error.errors()[0]
        raise BadShop(f"{file}: {'.'.join(map(str, first['loc']))}: {sentence_of(first, _Members)}") from None
    except (OSError, ValueError, ShopFileError) as error:
        raise BadShop(f"{folder}: {error}") from None
    articles = _articles(folder / "catalogue.csv")
    known = {each.line for each in articles} - {""}
    members = tuple(each.persona() for each in read.member)
    unknown = {line for each in members for line, _ in each.taste} | set(read.shelves) | set(read.also)
    if wrong := sorted(unknown - known):
        raise BadShop(f"{file}: no article of catalogue.csv is of the line {wrong[0]}.")
    facts = {each.key for each in shop.facts}
    if wrong := sorted({key for each in members for key in each.facts} - facts):
        raise BadShop(f"{file}: shop.toml has no [[facts]] with the key {wrong[0]}.")
    skus = {each.sku for each in articles} | {""}
    if wrong := sorted({each.ready for each in members} - skus):
        raise BadShop(f"{file}: catalogue.csv has no article {wrong[0]}.")
    named: Mapping[str, Mapping[str, str]] = shop.lines.names if shop.lines else {}
    words = {
        line: tuple(dict.fromkeys((line, *read.also.get(line, ()), *named.get(line, {}).values()))) for line in known
    }
    return DemoShop(
        folder,
        (folder / read.floor_plan).resolve(),
        articles,
        members,
        read.shelves,
        words,
        read.opens_by_default,
        _baskets(folder / BASKETS_FILE, articles),
    )


def _baskets(file: Path, articles: tuple[Product, ...]) -> dict[str, tuple[Basket, ...]]:
    if not file.is_file():
        return {}
    by_sku = {each.sku: each for each in articles}
    found: dict[str, dict[int, list[Product]]] = {}
    with file.open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            found.setdefault(row["ref"], {}).setdefault(int(row["days_ago"]), []).append(by_sku[row["sku"]])
    return {ref: tuple(Basket(days, tuple(own[days])) for days in sorted(own)) for ref, own in found.items()}


def _articles(file: Path) -> tuple[Product, ...]:
    try:
        with file.open(encoding="utf-8", newline="") as text:
            rows = csv.DictReader(text)
            if missing := set(COLUMNS) - set(rows.fieldnames or ()):
                raise BadShop(f"{file}: line 1: no column {min(missing)}.")
            return tuple(_article(row, f"{file}: line {rows.line_num}") for row in rows)
    except (OSError, UnicodeDecodeError) as error:
        raise BadShop(f"{file}: {error}") from None


def _article(row: dict[str, Any], place: str) -> Product:
    try:
        life = int(row["wears_out_after_days"]) if row["wears_out_after_days"] else None
        return Product(row["name"], row["line"], int(row["price"]), life, row["sku"], row["category"])
    except ValueError as error:
        raise BadShop(f"{place}: price and days are whole numbers: {error}.") from None
