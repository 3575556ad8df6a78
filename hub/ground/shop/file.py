"""shop.toml: what a shop says of itself, read and checked; every complaint names file, line and next step."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import ErrorDetails

from hub.ground.errors import ShopFileError
from hub.ground.floor_plan.toml_lines import Key, key_lines, line_of
from hub.ground.parsing.money import EXPONENTS
from hub.ground.shop.fact_conditions import facts_wrong
from hub.ground.shop.fact_table import FactTable, taken_keys
from hub.ground.shop.fields import ID_PATTERN, Closed, Id, Language, Text, Texts, why_no_key
from hub.ground.shop.model import (
    LOYAL_ORDERS,
    LOYAL_SHARE,
    After,
    Category,
    Consumable,
    ContactPolicy,
    Lines,
    Never,
    PlatformScore,
    Repeat,
    SegmentDefinition,
    Shop,
    StandingOffer,
)
from hub.ground.shop.opening_hours import CLOSED, overlapping_nights, read_day, read_hours, read_quiet_hours
from hub.ground.store_settings import StoreSettings
from hub.ground.words.check import FORMER
from hub.ground.words.files import shop_words_wrong
from wire.sentences import sentence_of

# Who starts a hub wants to know what is wrong, not all of it.
TOLD_AT_ONCE = 3
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_AFTER = re.compile(r"after (\d{1,4}) days?", re.ASCII)
_ARTICLE_IDS = re.compile(r"strip:.{1,40}|last:.", re.ASCII)


def _currency(text: str) -> str:
    if text not in EXPONENTS:
        raise ValueError("a currency is three letters of ISO 4217, such as DKK, NOK, SEK or EUR")
    return text


def known_zone(name: str) -> str:
    """The name of a time zone. Raises `ValueError`."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'"{name}" is not a time zone such as Europe/Copenhagen') from None
    return name


def _weekday(text: str) -> str:
    if text not in WEEKDAYS:
        raise ValueError(f"write {', '.join(WEEKDAYS)}")
    return text


def _hours(text: str) -> str:
    read_hours(0, text)
    return text


def _quiet(text: str) -> str:
    read_quiet_hours(text)
    return text


def _special_day(text: str) -> str:
    try:
        return read_day(text)
    except ValueError:
        raise ValueError('write a date, "2026-12-24", or "12-24" for every year') from None


def _repeats(text: str) -> str:
    _repeat(text)
    return text


def _article_rule(text: str) -> str:
    if not _ARTICLE_IDS.fullmatch(text):
        raise ValueError('a rule is "strip:" and what goes, or "last:" and the sign before what stays')
    return text


# The path of every article is empty.
_CategoryPath = Annotated[str, StringConstraints(max_length=200)]
_Share = Annotated[float, Field(ge=0, le=1)]
_Count = Annotated[int, Field(ge=0, le=1_000_000)]
_Days = Annotated[int, Field(ge=0, le=36_500)]


class ShopTable(Closed):
    """Who the shop is."""

    name: Text = Field(description="What customers call it.")
    languages: list[Language] = Field(
        min_length=1, description="Languages of its customers and staff; the first is read where a reader's is unknown."
    )
    currency: Annotated[str, AfterValidator(_currency)] = Field(description="ISO 4217, such as DKK.")
    time_zone: Annotated[str, AfterValidator(known_zone)] | None = Field(
        None, description="IANA, such as Europe/Copenhagen; without it, the setting time_zone."
    )


class LinesTable(Closed):
    """What splits customers who must not be crossed. Left out where nothing does."""

    attribute: Text = Field(description="The attribute of the catalogue that says which line an article is of.")
    names: dict[Text, Texts] = Field(
        default_factory=dict[str, dict[str, str]], description="What each line is called, by line and language."
    )
    loyal_orders: Annotated[int, Field(ge=1, le=1000)] = Field(
        LOYAL_ORDERS, description="Fewer orders with an article of a line say little about a person."
    )
    loyal_share: Annotated[float, Field(gt=0.5, le=1)] = Field(
        LOYAL_SHARE, description="From this share of them on, a customer belongs to one line."
    )


class OfferTable(Closed):
    """What staff may always offer: a free check, a cup of coffee."""

    id: Id = Field(description="Its name in figures.")
    text: Texts = Field(description="What the handheld shows, by language.")


class SegmentTable(Closed):
    """A group of customers that marketing names. Every condition that is given has to hold."""

    id: Id = Field(description="Its name in figures.")
    names: Texts = Field(description="What it is called, by language.")
    orders_at_least: _Count | None = Field(None, description="Orders in 24 months.")
    orders_at_most: _Count | None = Field(None, description="Orders in 24 months.")
    days_since_last_order_at_least: _Days | None = Field(None, description="Days.")
    days_since_last_order_at_most: _Days | None = Field(None, description="Days.")
    visits_at_least: _Count | None = Field(None, description="Visits to the store in 90 days.")
    discount_share_at_least: _Share | None = Field(None, description="Share of orders with a discount, 0 to 1.")
    spent_minor_at_least: _Count | None = Field(None, description="Spent in 24 months, in minor units of the currency.")
    lapse_at_least: _Share | None = Field(
        None, description="Calibrated probability of not buying within the model's horizon, 0 to 1."
    )
    line: Text | None = Field(None, description="The one line that they belong to.")
    facts_are: dict[Id, Text] = Field(
        default_factory=dict[str, str],
        description="Of [[facts]] of the types text and choice, by key: the value that they have to have.",
    )
    facts_at_least: dict[Id, float] = Field(
        default_factory=dict[str, float], description="Of [[facts]] of the types number and money, by key."
    )
    facts_at_most: dict[Id, float] = Field(
        default_factory=dict[str, float], description="Of [[facts]] of the types number and money, by key."
    )

    @model_validator(mode="after")
    def _can_hold(self) -> Self:
        if not self.model_fields_set - {"id", "names"}:
            raise ValueError("no condition: everybody would be in it")
        pairs = (
            ("orders", self.orders_at_least, self.orders_at_most),
            ("days_since_last_order", self.days_since_last_order_at_least, self.days_since_last_order_at_most),
        )
        for name, least, most in pairs:
            if least is not None and most is not None and least > most:
                raise ValueError(f"nobody can be in it: {name}_at_least is above {name}_at_most")
        return self


class CatalogueTable(Closed):
    """How articles are found."""

    article_ids: list[Annotated[str, AfterValidator(_article_rule)]] = Field(
        default_factory=list[str],
        description='How the catalogue\'s ids become the till\'s sku, such as ["strip:gla_"]: "strip:gla_" takes a'
        ' beginning off, "last:_" keeps the part behind the last "_".',
    )


class InsightTable(Closed):
    """What is learned from purchases."""

    learn_from_everybody: bool = Field(
        False, description="Orders of people who are no members teach what goes with what, as baskets alone."
    )
    discover_above: _Share | None = Field(
        None, description="An article of another line is shown above this calibrated probability; without it, never."
    )
    platform: dict[PlatformScore, Id] = Field(
        default_factory=dict[PlatformScore, str],
        description="Which of [[facts]] (its key) stands for what your customer data platform computes itself: it is"
        " shown beside ours, with its source and age. Keys: lapse, next_visit, upsell, value, category, segment.",
    )


class ContactsTable(Closed):
    """How much is said to one customer, by staff and by messages together."""

    quiet_hours: Annotated[str, AfterValidator(_quiet)] = Field(
        "21:00-09:00",
        description='When no message leaves, by the clock on the wall; "none" where there are no such hours.',
    )
    per_visit: Annotated[int, Field(ge=0, le=20)] = Field(2, description="At most so many contacts in a visit.")
    per_day: Annotated[int, Field(ge=0, le=50)] = Field(3, description="At most so many contacts in a day.")
    silent_minutes: Annotated[int, Field(ge=0, le=1440)] = Field(
        60, description="So long no campaign says anything after a purchase, or after a colleague has begun to help."
    )
    nudges_per_hour: Annotated[int, Field(ge=0, le=100)] = Field(
        4,
        description="At most so often campaigns interrupt one colleague; the rest stands on the card.",
    )
    nudges_at_once: Annotated[int, Field(ge=0, le=20)] = Field(
        1, description="At most so many nudges wait at one moment, in the whole store."
    )
    help_round_seconds: Annotated[int, Field(ge=10, le=600)] = Field(
        45,
        description="A request for help calls one colleague who is free; after so many seconds all who are free; after"
        " as many again managers too, and it is on top of every list. Then the customer is told that all are busy.",
    )
    global_holdout: Annotated[float, Field(ge=0, le=0.5)] = Field(
        0.05, description="Share of customers who get no campaign at all, so that what all of them do can be measured."
    )


class ShopFile(Closed):
    """What a shop says of itself."""

    shop: ShopTable
    opening_hours: dict[Annotated[str, AfterValidator(_weekday)], Annotated[str, AfterValidator(_hours)]] = Field(
        default_factory=dict[str, str],
        description='By weekday, "10:00-18:00" by the clock on the wall; several with commas, "18:00-02:00" over'
        " midnight; a day left out is closed.",
    )
    special_days: dict[Annotated[str, AfterValidator(_special_day)], Annotated[str, AfterValidator(_hours)]] = Field(
        default_factory=dict[str, str],
        description='Instead of those of the weekday, by date: "2026-12-24" = "10:00-14:00"; "12-25" = "closed" is of'
        " every year.",
    )
    lines: LinesTable | None = None
    repeats: dict[_CategoryPath, Annotated[str, AfterValidator(_repeats)]] = Field(
        default_factory=dict[str, str],
        description='How articles are bought again, by category ("Lamps > Bulbs"; "" is every article): never,'
        " after N days, or consumable. Where nothing is said, the trained model decides: what customers do buy again is"
        " offered again, and nothing that somebody owns is suggested as new.",
    )
    offers: list[OfferTable] = Field(default_factory=list[OfferTable])
    segments: list[SegmentTable] = Field(default_factory=list[SegmentTable])
    facts: Annotated[list[FactTable], Field(max_length=20)] = Field(default_factory=list[FactTable])
    catalogue: CatalogueTable = Field(default_factory=CatalogueTable)
    insight: InsightTable = Field(default_factory=lambda: InsightTable.model_validate({}))
    contacts: ContactsTable = Field(default_factory=lambda: ContactsTable.model_validate({}))
    words: dict[Language, dict[str, Annotated[str, StringConstraints(min_length=1, max_length=2000)]]] = Field(
        default_factory=dict[str, dict[str, str]],
        description="Words of its own in place of ours, by language and message id.",
    )


@dataclass(frozen=True, slots=True)
class ShopReading:
    """What came of a file. Each complaint is a line of its own: file, line where there is one, what to mend."""

    shop: Shop | None
    errors: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    file: ShopFile | None = None
    """As it was read; None when it is no shop at all."""
    text: str = ""


Wrong = tuple[Key, str]
"""Where in the file, and what is to mend, without the full stop."""


def load_shop(path: Path, time_zone: str = "UTC") -> Shop:
    """Read and check a shop. Raises `ShopFileError` with the first of what is wrong."""
    reading = read_shop(path, time_zone)
    if reading.shop is None:
        more = len(reading.errors) - TOLD_AT_ONCE
        rest = [f"and {more} more; all of it tells: goddag-hub shop check {path}"] if more > 0 else []
        raise ShopFileError("\n".join([*reading.errors[:TOLD_AT_ONCE], *rest]))
    return reading.shop


def shop_of(settings: StoreSettings) -> Shop:
    """The shop of a store; where nothing says what it is, it says nothing. Raises `ShopFileError`."""
    zone = settings.time_zone
    shop = load_shop(settings.shop, zone) if settings.shop else Shop(time_zone=zone)
    return replace(shop, has_hours=False) if settings.always_open else shop


def read_shop(path: Path, time_zone: str = "UTC") -> ShopReading:
    """Read a shop and say all that is wrong with it. Raises nothing. `time_zone`: where the file names none."""
    try:
        # Editors on Windows begin a file with a byte order mark.
        text = path.read_text(encoding="utf-8-sig")
        raw = tomllib.loads(text)
    except OSError as error:
        return ShopReading(None, (f"cannot read {path}: {error.strerror}.",))
    except UnicodeDecodeError as error:
        return ShopReading(None, (f"{path} is not UTF-8 (byte {error.start}): save it as UTF-8.",))
    # A plain ValueError: a number of more digits than Python reads.
    except (ValueError, RecursionError) as error:
        return ShopReading(None, (f"{path} is not valid TOML: {error}.",))
    try:
        file = ShopFile.model_validate(raw)
    except ValidationError as error:
        found = [(each["loc"], _sentence(each)) for each in error.errors(include_url=False)]
        return ShopReading(None, tuple(told(path, text, found)))
    wrong = tuple(told(path, text, _wrong(file)))
    warnings = tuple(told(path, text, _doubtful(file)))
    return ShopReading(None if wrong else _shop(file, time_zone), wrong, warnings, file, text)


def _sentence(found: ErrorDetails) -> str:
    if found.get("ctx", {}).get("pattern") == ID_PATTERN and isinstance(found.get("input"), str):
        table = found["loc"][0]
        return why_no_key(found["input"], beside={"offers": "text", "segments": "names"}.get(str(table), "label"))
    return sentence_of(found, ShopFile)


def _wrong(file: ShopFile) -> Iterator[Wrong]:
    """What each table by itself cannot know."""
    for where, texts in _all_texts(file):
        if lacking := [language for language in file.shop.languages if language not in texts]:
            yield where, f"no words in {', '.join(lacking)}: the shop speaks {', '.join(file.shop.languages)}"
    for name, ids in (
        ("offers", [each.id for each in file.offers]),
        ("segments", [each.id for each in file.segments]),
        ("facts", [each.key for each in file.facts]),
    ):
        for number, each in enumerate(ids):
            if each in ids[:number]:
                yield (name, number), f'"{each}" stands there twice'
    for number, what in taken_keys(file.facts):
        yield ("facts", number, "key"), what
    lines = set(file.lines.names) if file.lines else set[str]()
    named = [(("segments", number, "line"), each.line) for number, each in enumerate(file.segments) if each.line]
    for where, line in named:
        if line not in lines:
            close = difflib.get_close_matches(line, lines, n=1)
            yield where, f'there is no line "{line}"{hint(close)}: lines stand in [lines.names]'
    yield from facts_wrong(file.facts, file.segments, file.insight.platform)
    for each in shop_words_wrong({language: dict(texts) for language, texts in file.words.items()}):
        where, _, what = each.partition(": ")
        _, language, *rest = where.split(".", 2)
        yield ("words", language, *rest), what or each


def _overlapping(file: ShopFile) -> Iterator[Wrong]:
    weekdays = {name: number for number, name in enumerate(WEEKDAYS)}
    spans = [span for day, text in file.opening_hours.items() for span in read_hours(weekdays[day], text)]
    for night, after in overlapping_nights(spans):
        ends, begins = WEEKDAYS[night], WEEKDAYS[after]
        until = f"before {ends} is over ({file.opening_hours[ends]}, over midnight)"
        yield ("opening_hours", begins), f"opens ({file.opening_hours[begins]}) {until}: the two overlap"


def _doubtful(file: ShopFile) -> Iterator[Wrong]:
    yield from _overlapping(file)
    if not file.opening_hours:
        yield ("shop",), "no [opening_hours]: the shop counts as always open"
        if file.special_days:
            yield ("special_days",), "without [opening_hours] every other day is closed"
    if not file.offers:
        yield ("shop",), "no [[offers]]: staff have nothing to offer to somebody of whom nothing is known"
    for language, id_ in ((language, id_) for language, texts in file.words.items() for id_ in texts):
        if id_.startswith(FORMER):
            yield ("words", language, id_), "says nothing any more: what a message says stands in its campaign"
    if file.lines and not file.lines.names:
        yield ("lines",), "no [lines.names]: cards call a line as the catalogue does"
    if len(set(file.shop.languages)) < len(file.shop.languages):
        yield ("shop", "languages"), "a language stands there twice"


def _all_texts(file: ShopFile) -> Iterator[tuple[Key, Mapping[str, str]]]:
    for line, texts in (file.lines.names if file.lines else {}).items():
        yield ("lines", "names", line), texts
    for number, offer in enumerate(file.offers):
        yield ("offers", number, "text"), offer.text
    for number, segment in enumerate(file.segments):
        yield ("segments", number, "names"), segment.names
    for number, fact in enumerate(file.facts):
        yield from ((("facts", number, *place), texts) for place, texts in fact.texts())


def told(path: Path, text: str, wrong: Iterable[Wrong]) -> Iterator[str]:
    """Each as a sentence with file, line and key."""
    lines: dict[Key, int] | None = None
    for where, what in wrong:
        lines = key_lines(text) if lines is None else lines
        line = line_of(lines, where)
        named = ".".join(str(each + 1) if isinstance(each, int) else _shown(each) for each in where)
        end = "" if what.endswith("?") else "."
        yield f"{path}{f':{line}' if line else ''}: {f'{named}: ' if named else ''}{what}{end}"


def _shown(part: str) -> str:
    """Keys of a file are anybody's text: none moves the terminal's cursor."""
    return part if part.isprintable() else ascii(part)


def hint(close: list[str]) -> str:
    """The nearest right name, as the end of a sentence; nothing where none is near."""
    return f", did you mean {close[0]}?" if close else ""


def _shop(file: ShopFile, time_zone: str) -> Shop:
    lines = file.lines
    return Shop(
        name=file.shop.name,
        languages=tuple(dict.fromkeys(file.shop.languages)),
        currency=file.shop.currency,
        time_zone=file.shop.time_zone or time_zone,
        has_hours=bool(file.opening_hours or file.special_days),
        opening=tuple(
            span
            for number, day in enumerate(WEEKDAYS)
            for span in read_hours(number, file.opening_hours.get(day, CLOSED))
        ),
        special_days={day: read_hours(0, hours) for day, hours in file.special_days.items()},
        lines=Lines(lines.attribute, lines.names, lines.loyal_orders, lines.loyal_share) if lines else None,
        repeats={category_of(path): _repeat(how) for path, how in file.repeats.items()},
        offers=tuple(StandingOffer(each.id, each.text) for each in file.offers),
        segments=tuple(SegmentDefinition(**each.model_dump()) for each in file.segments),
        facts=tuple(each.fact() for each in sorted(file.facts, key=lambda each: each.order)),
        words=file.words,
        article_ids=tuple(file.catalogue.article_ids),
        discover_above=file.insight.discover_above,
        platform=file.insight.platform,
        learn_from_everybody=file.insight.learn_from_everybody,
        contacts=_contacts(file.contacts),
    )


def _contacts(table: ContactsTable) -> ContactPolicy:
    rest = table.model_dump(exclude={"quiet_hours"})
    return ContactPolicy(quiet=read_quiet_hours(table.quiet_hours), **rest)


def category_of(path: str) -> Category:
    """A path as people write it, `Lamps > Bulbs`."""
    return tuple(step for each in path.split(">") if (step := each.strip()))


def _repeat(text: str) -> Repeat:
    if text == "never":
        return Never()
    if text == "consumable":
        return Consumable()
    found = _AFTER.fullmatch(text)
    if found is None or int(found[1]) < 1:
        raise ValueError('write never, consumable, or "after 180 days"')
    return After(int(found[1]))
