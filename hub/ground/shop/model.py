"""A shop as it describes itself in `shop.toml`: what its articles are divided by, what repeats, what staff may offer.

Nothing else in the hub knows what a shop sells.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

Category = tuple[str, ...]
"""A path in the shop's own tree of categories, the widest first; () is every article."""


# Fewer orders with an article of a line say little about a person.
LOYAL_ORDERS = 5
# From this share of them on, a customer belongs to one line, and offers from another annoy.
LOYAL_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Never:
    """Who has it needs no second one."""


@dataclass(frozen=True, slots=True)
class After:
    """It wears out or is outgrown: offered again after so many days."""

    days: int


@dataclass(frozen=True, slots=True)
class Consumable:
    """It is used up, as fast as each customer uses it."""


Repeat = Never | After | Consumable


@dataclass(frozen=True, slots=True)
class Lines:
    """What splits customers who must not be crossed: a sport, a room, a department."""

    attribute: str
    """The attribute of the catalogue that says which line an article is of; without it, it is of every line."""
    names: Mapping[str, Mapping[str, str]]
    """What each line is called, by line and language."""
    loyal_orders: int = LOYAL_ORDERS
    loyal_share: float = LOYAL_SHARE


@dataclass(frozen=True, slots=True)
class StandingOffer:
    """What staff may always offer: a free check, a cup of coffee."""

    id: str
    text: Mapping[str, str]
    """By language, as a handheld shows it."""


@dataclass(frozen=True, slots=True)
class SegmentDefinition:
    """A group of customers that marketing names. Every condition that is given has to hold."""

    id: str
    names: Mapping[str, str]
    """By language."""
    orders_at_least: int | None = None
    orders_at_most: int | None = None
    days_since_last_order_at_least: int | None = None
    days_since_last_order_at_most: int | None = None
    visits_at_least: int | None = None
    """Visits to the store in the last 90 days."""
    discount_share_at_least: float | None = None
    """Share of the orders with a discount, 0..1."""
    spent_minor_at_least: int | None = None
    """In 24 months, in minor units of the shop's currency."""
    lapse_at_least: float | None = None
    """Calibrated probability of not buying within the horizon of the lapse model, 0..1."""
    line: str | None = None
    facts_are: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of facts of the shop's own, by key: the value that they have to have."""
    facts_at_least: Mapping[str, float] = field(default_factory=dict[str, float])
    facts_at_most: Mapping[str, float] = field(default_factory=dict[str, float])


class PlatformScore(StrEnum):
    """What a customer data platform may compute itself, beside what is computed here."""

    LAPSE = "lapse"
    NEXT_VISIT = "next_visit"
    UPSELL = "upsell"
    VALUE = "value"
    CATEGORY = "category"
    SEGMENT = "segment"


@dataclass(frozen=True, slots=True)
class Opening:
    """When the store is open on a day of the week, minutes after midnight in the store's local time."""

    weekday: int
    """0 is Monday."""
    opens_minute: int
    closes_minute: int
    """Above 24 hours where it goes on after midnight."""


class FactKind(StrEnum):
    """What the value of a fact of the shop's own is."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"


class FactNeeds(StrEnum):
    """What a customer has to have agreed to before a fact of the shop's own is asked for: names of purposes."""

    SHOW_HISTORY_TO_STAFF = "show_history_to_staff"
    GREET_BY_NAME = "greet_by_name"
    JOIN_ONLINE_INSTORE = "join_online_instore"
    PREDICT = "predict"


@dataclass(frozen=True, slots=True)
class OwnFact:
    """Something that this shop knows of its customers, and no other does: a size, a room, a tier."""

    key: str
    label: Mapping[str, str]
    """By language."""
    kind: FactKind = FactKind.TEXT
    needs: FactNeeds = FactNeeds.SHOW_HISTORY_TO_STAFF
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    """Of `CHOICE`: what each value is called, by value and language."""
    order: int = 0
    """Below zero it stands before what every shop knows."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When nothing is said, by the clock on the wall: from `begins` to before `ends`; 21 to 9 goes over midnight."""

    begins: time
    ends: time

    def has(self, at: datetime) -> bool:
        """Whether that moment, in the shop's time zone, is one of them."""
        now = at.time()
        if self.begins <= self.ends:
            return self.begins <= now < self.ends
        return now >= self.begins or now < self.ends


@dataclass(frozen=True, slots=True)
class ContactPolicy:
    """How much a shop says to one customer, by its staff and by messages together."""

    quiet: QuietHours | None = None
    per_visit: int = 2
    per_day: int = 3
    silent_minutes: int = 60
    """So long nothing is said after a purchase, and to whoever a colleague has just helped."""
    nudges_per_hour: int = 4
    """So often campaigns may interrupt one colleague; what does not fit stands on the card alone."""
    nudges_at_once: int = 1
    """So many of them may wait at one moment, in the whole store."""
    help_round_seconds: int = 45
    """So long a request for help calls one colleague, then all who are free, then who leads the shop as well."""
    global_holdout: float = 0.0
    """Share of customers who get no campaign at all: what all campaigns do together is measured against these."""


@dataclass(frozen=True, slots=True)
class Shop:
    """What a shop says of itself. The defaults are those of a shop without `shop.toml`."""

    name: str = ""
    languages: tuple[str, ...] = ("en",)
    """The first is what is read where a reader's own is not known."""
    currency: str = "EUR"
    """ISO 4217."""
    time_zone: str = "UTC"
    """IANA."""
    has_hours: bool = False
    """Whether it says when it is open; otherwise it counts as always open."""
    opening: tuple[Opening, ...] = ()
    special_days: Mapping[str, tuple[Opening, ...]] = field(default_factory=dict[str, tuple[Opening, ...]])
    """Instead of the weekday's, by date: `2026-12-24`, or `12-24` of every year; none when it is closed."""
    lines: Lines | None = None
    repeats: Mapping[Category, Repeat] = field(default_factory=dict[Category, Repeat])
    """The longest category that an article lies in decides; without one the shop has not said."""
    offers: tuple[StandingOffer, ...] = ()
    segments: tuple[SegmentDefinition, ...] = ()
    facts: tuple[OwnFact, ...] = ()
    """In the order of the card."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    """The shop's own words, by language and message id, in place of ours."""
    article_ids: tuple[str, ...] = ()
    """How the catalogue's ids become the till's sku: "strip:gla_", "last:_" (the part behind the last "_")."""
    discover_above: float | None = None
    """The one exception of the line filter: an article of another line is shown above this calibrated probability.
    None: never."""
    platform: Mapping[PlatformScore, str] = field(default_factory=dict[PlatformScore, str])
    """Which fact of the shop's own stands for what its platform computes."""
    learn_from_everybody: bool = False
    """Orders of people who are no members teach what goes with what, as baskets alone."""
    contacts: ContactPolicy = field(default_factory=ContactPolicy)


def repeat_of(shop: Shop, category: Category) -> Repeat | None:
    """How an article of that category is bought again; None where the shop does not say."""
    for length in range(len(category), -1, -1):
        found = shop.repeats.get(category[:length])
        if found is not None:
            return found
    return None
