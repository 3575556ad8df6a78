"""A shop as the simulators play it: its articles, its members, and where in the store a line is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from random import Random

CAMPAIGNS = "campaigns"
"""The folder of a shop's campaigns: one YAML file each."""


class Platform(StrEnum):
    """What kind of phone a person carries."""

    ANDROID = "android"
    IOS = "ios"
    OTHER = "other"


RECOGNISE = "recognise_in_store"
HISTORY = "show_history_to_staff"
GREET = "greet_by_name"
PUSH = "marketing_push"
SERVICE_PUSH = "service_push"
JOIN = "join_online_instore"
PREDICT = "predict"
MEASURE = "measure"
EVERYTHING = frozenset({RECOGNISE, HISTORY, GREET, PUSH, SERVICE_PUSH, JOIN, PREDICT, MEASURE})


@dataclass(frozen=True, slots=True)
class Persona:
    """A member of the shop's club: an invented customer, and what they agreed to."""

    ref: str
    """The customer's id in the shop's systems; lower case, as the profile API matches ids in lower case only."""
    first_name: str
    platform: Platform
    taste: tuple[tuple[str, int], ...]
    """Lines and how many of ten orders belong to each; none where a shop has no lines."""
    orders_a_year: int
    years: int
    purposes: frozenset[str]
    note: str
    facts: Mapping[str, str | int | float] = field(default_factory=dict[str, "str | int | float"], compare=False)
    """What this shop knows of its customers and no other does, by the keys of [[facts]] in shop.toml."""
    ready: str = ""
    """The sku of what they ordered online, and is ready when they come."""
    gives: bool = False
    """Whether they bought something for somebody else online before they came."""

    @property
    def recognisable(self) -> bool:
        """Whether the store may know this member when they walk in."""
        return RECOGNISE in self.purposes

    @property
    def only_line(self) -> str | None:
        """The one line that they buy of; no card and no message of theirs may show another."""
        return self.taste[0][0] if len(self.taste) == 1 else None


@dataclass(frozen=True, slots=True)
class Product:
    """One article."""

    name: str
    line: str
    """"" where a shop has no lines."""
    price_dkk: int
    wears_out_after_days: int | None = None
    """Typical life of what is bought again; None for what is not replaced on schedule."""
    sku: str = ""
    """The till's number of it; without one, made of the name."""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Basket:
    """What a real customer took home on one day."""

    days_ago: int
    articles: tuple[Product, ...]


@dataclass(frozen=True, slots=True)
class DemoShop:
    """One shop."""

    folder: Path
    floor_plan: Path
    articles: tuple[Product, ...]
    members: tuple[Persona, ...]
    """The first of them comes first."""
    shelves: Mapping[str, str]
    """Which zone shows a line."""
    words: Mapping[str, tuple[str, ...]]
    """What staff or customers call a line, by line."""
    opens_by_default: bool = False
    baskets: Mapping[str, tuple[Basket, ...]] = field(default_factory=dict[str, tuple[Basket, ...]])
    """Real ones by member, the newest first; none where purchases are invented."""

    @property
    def shop_file(self) -> Path:
        """What the shop says of itself."""
        return self.folder / "shop.toml"

    @property
    def catalogue_file(self) -> Path:
        """What it sells."""
        return self.folder / "catalogue.csv"

    @property
    def campaign_files(self) -> tuple[Path, ...]:
        """What it says to whom."""
        return tuple(sorted((self.folder / CAMPAIGNS).glob("*.yaml")))

    def member(self, ref: str) -> Persona | None:
        """The member with that customer id."""
        return next((each for each in self.members if each.ref == ref), None)

    def of_line(self, line: str) -> tuple[Product, ...]:
        """All articles of one line."""
        return tuple(each for each in self.articles if each.line == line)

    def choices(self, persona: Persona, dice: Random) -> tuple[Product, ...]:
        """The shelf that this member goes to next."""
        if not persona.taste:
            return self.articles
        lines, weights = zip(*persona.taste, strict=True)
        return self.of_line(dice.choices(lines, weights)[0])

    def wanted(self, persona: Persona, dice: Random) -> Product:
        """Something that this member would buy."""
        if self.baskets:
            return dice.choice(dice.choice(dice.choice(list(self.baskets.values()))).articles)
        return dice.choice(self.choices(persona, dice))

    def wanted_at(self, persona: Persona, which: float, what: float) -> tuple[Product, Product]:
        """The same for two numbers from 0 to 1, and what lies beside it on the shelf."""
        if own := self.baskets.get(persona.ref):
            articles = own[int(which * len(own))].articles
        elif lines := [line for line, weight in persona.taste for _ in range(weight)]:
            articles = self.of_line(lines[int(which * len(lines))])
        else:
            articles = self.articles
        first = int(what * len(articles))
        return articles[first], articles[(first + 1) % len(articles)]
