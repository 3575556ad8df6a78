"""From what a file says of an article to the article: price, category, and by what order lines find it. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from enum import IntEnum

from hub.ground.parsing.moments import NotAMoment, read_moment
from hub.ground.parsing.numbers import DecimalSign
from hub.ground.parsing.prices import NotAPrice, Price, Undecided, read_price
from hub.ground.shop.model import Category
from hub.knowledge.catalogue.availability_words import availability_of
from hub.knowledge.catalogue.gtin import gtin14
from hub.knowledge.catalogue.model import Article, Availability
from hub.knowledge.catalogue.plain_text import is_wrongly_encoded, plain
from hub.knowledge.catalogue.record import IS_SOLD, PARENT, PRICE_BEFORE, PRICE_NOW, SKU, Record, Unreadable
from hub.knowledge.catalogue.sensitivity import Sensitivity
from wire.clock import to_ms

MOST_NAME, MOST_ID, _MOST_VALUE, _MOST_ATTRIBUTES, _MOST_DEPTH = 150, 100, 200, 40, 10
_ATTRIBUTES = (
    "color", "size", "size_type", "size_system", "material", "pattern", "age_group", "gender", "condition", "multipack",
    "is_bundle", "custom_label_0", "custom_label_1", "custom_label_2", "custom_label_3", "custom_label_4",
)  # fmt: skip

_ALSO_CALLED = {
    "colour": "color", "farve": "color", "färg": "color", "farge": "color", "størrelse": "size", "storlek": "size",
}  # fmt: skip


class JoinRule(IntEnum):
    """By what an order line found its article; the first that fits counts."""

    SKU = 1
    ID = 2
    SHOP_RULE = 3
    MPN = 4
    GTIN = 5


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """What a file does not say of itself."""

    currency: str
    zone: tzinfo
    sensitivity: Sensitivity
    article_ids: tuple[str, ...] = ()
    """How ids become the till's sku: "strip:gla_", "last:_"."""
    decimal_sign: DecimalSign | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """An article as a file tells of it today."""

    line: int
    article: Article
    keys: tuple[tuple[JoinRule, str], ...]
    google_category: str = ""
    web: Availability = Availability.UNKNOWN
    """Of the web shop, which is no store."""
    sale_from_ms: int | None = None
    sale_until_ms: int | None = None
    is_sold: bool = True
    parent: str = ""
    undecided: "Prices | None" = None
    """Prices that the rest of the file has to decide about."""
    decimal_sign: DecimalSign | None = None
    """What this article's price shows of how the file writes prices."""
    faults: tuple[str, ...] = ()
    """What was passed over, by reason."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What a record says of prices: the ordinary one, and one that is less."""

    ordinary: str
    reduced: str = ""
    are_now_and_before: bool = False
    """Whether `ordinary` is what is paid now, and `reduced` what was paid before."""


@dataclass(slots=True)
class _Reading:
    faults: list[str] = field(default_factory=list[str])

    def fault(self, reason: str) -> None:
        if reason not in self.faults:
            self.faults.append(reason)


def offer_of(record: Record, rules: ReadingRules) -> Offer | Unreadable:
    """The article, or why the record is none. What it can do without is passed over, and named in `faults`."""
    said, reading = record.fields, _Reading()
    article_id = said.get("id", "").strip()
    name = plain(said.get("title", ""), MOST_NAME)
    parent = said.get(PARENT, "").strip()
    if not article_id or len(article_id) > MOST_ID or not article_id.isprintable():
        return Unreadable(record.line, "no_id" if not article_id else "bad_id")
    if not name and not parent:
        return Unreadable(record.line, "no_name")
    if is_wrongly_encoded(name):
        reading.fault("wrongly_encoded")
    google = plain(said.get("google_product_category", ""), 500)
    category = category_of(said.get("product_type", "")) or (() if google.isdecimal() else category_of(google))
    attributes = _attributes(record)
    gtin_text = said.get("gtin", "").strip()
    gtin = gtin14(gtin_text)
    if gtin_text and not gtin:
        reading.fault("gtin")
    prices = prices_of(said)
    price = settled(prices, rules.currency, rules.decimal_sign, reading) if prices else None
    if not prices:
        reading.fault("no_price")
    sale_from, sale_until = _sale_dates(said.get("sale_price_effective_date", ""), rules.zone, reading)
    sku, mpn = said.get(SKU, "").strip()[:MOST_ID], plain(said.get("mpn", ""), 70)
    article = Article(
        id=article_id,
        name=name,
        sku=sku,
        gtin=gtin,
        mpn=mpn,
        group=said.get("item_group_id", "").strip()[:MOST_ID],
        category=category,
        brand=plain(said.get("brand", ""), 70),
        attributes=attributes,
        price_minor=price.ordinary if price else None,
        sale_minor=price.reduced if price else None,
        currency=rules.currency,
        image=_address(said.get("image_link", ""), reading),
        link=_address(said.get("link", ""), reading),
        sensitive=rules.sensitivity.rule(name, category, google, attributes, adult=said.get("adult", "")),
        on_sale_until_ms=_moment(said.get("expiration_date", ""), rules.zone, reading),
    )
    keys = tuple(join_keys(article, gtin_text, rules.article_ids))
    web = _availability(said.get("availability", ""), reading)
    undecided = prices if price is not None and price.is_undecided else None
    return Offer(
        record.line, article, keys, google, web, sale_from, sale_until, said.get(IS_SOLD, "") != "no", parent,
        undecided, price.sign if price else None, tuple(reading.faults),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SettledPrices:
    """What is paid, in minor units."""

    ordinary: int | None
    reduced: int | None = None
    sign: DecimalSign | None = None
    is_undecided: bool = False


@dataclass(frozen=True, slots=True)
class PricesAndDates:
    """What a line says of prices, as far as it can be decided by itself."""

    prices: SettledPrices
    sale_from_ms: int | None
    sale_until_ms: int | None
    faults: tuple[str, ...]


def prices_and_dates(said: Mapping[str, str], rules: ReadingRules) -> PricesAndDates:
    """The prices of a record, and when its sale holds."""
    reading, prices = _Reading(), prices_of(said)
    price = settled(prices, rules.currency, rules.decimal_sign, reading) if prices else SettledPrices(None)
    if price.is_undecided:
        reading.fault("price_undecided")
    since, until = _sale_dates(said.get("sale_price_effective_date", ""), rules.zone, reading)
    return PricesAndDates(price, since, until, tuple(reading.faults))


def prices_of(said: Mapping[str, str]) -> Prices | None:
    """What a record says of prices; None where it says nothing."""
    if PRICE_NOW in said:
        return Prices(said[PRICE_NOW], said.get(PRICE_BEFORE, ""), are_now_and_before=True)
    return Prices(said["price"], said.get("sale_price", "")) if said.get("price") else None


def settled(prices: Prices, currency: str, sign: DecimalSign | None, reading: _Reading | None = None) -> SettledPrices:
    """What they come to. A sale needs a price that is less than the ordinary one; a price of nothing is none."""
    reading = reading or _Reading()
    first, second = _price(prices.ordinary, currency, sign, reading), _price(prices.reduced, currency, sign, reading)
    if isinstance(first, Undecided) or isinstance(second, Undecided):
        return SettledPrices(None, is_undecided=True)
    shown = (first.sign if first else None) or (second.sign if second else None)
    if first is None or not first.minor:
        if first is not None:
            reading.fault("price_zero")
        return SettledPrices(None, sign=shown)
    if second is None or not second.minor:
        return SettledPrices(first.minor, sign=shown)
    if prices.are_now_and_before:
        first, second = second, first
        if second.minor >= first.minor:  # nothing was taken off what it cost before
            return SettledPrices(second.minor, sign=shown)
    if second.minor >= first.minor:
        reading.fault("sale_price_no_less")
        return SettledPrices(first.minor, sign=shown)
    return SettledPrices(first.minor, second.minor, shown)


def _price(text: str, currency: str, sign: DecimalSign | None, reading: _Reading) -> Price | Undecided | None:
    if not text.strip():
        return None
    try:
        price = read_price(text, currency, sign)
    except NotAPrice as error:
        reading.fault(str(error))
        return None
    if price.currency != currency:
        reading.fault("other_currency")
        return None
    return price


def category_of(text: str) -> Category:
    """A path with `>` between its steps. Of several paths with commas between, the first one."""
    first, comma, _ = text.partition(",")
    path = first if comma and ">" in first else text
    return tuple(step for part in path.split(">") if (step := plain(part, 100)))[:_MOST_DEPTH]


def join_keys(article: Article, gtin_text: str, article_ids: tuple[str, ...]) -> Iterator[tuple[JoinRule, str]]:
    """Under what an order line may name it."""
    yield JoinRule.ID, join_key(article.id)
    if article.sku:
        yield JoinRule.SKU, join_key(article.sku)
    for found in by_shop_rule(article.id, article_ids):
        yield JoinRule.SHOP_RULE, join_key(found)
    if article.mpn:
        yield JoinRule.MPN, join_key(article.mpn)
    if article.gtin:
        yield JoinRule.GTIN, article.gtin
    elif gtin_text and len(gtin_text) <= MOST_ID:
        # Some shops have their sku there.
        yield JoinRule.GTIN, join_key(gtin_text)


def join_key(text: str) -> str:
    """What is the same number to a person."""
    return text.strip().casefold()


def by_shop_rule(article_id: str, rules: tuple[str, ...]) -> Iterator[str]:
    """The till's sku within a catalogue's id, by each rule that changes it."""
    for rule in rules:
        kind, _, what = rule.partition(":")
        if kind == "strip" and what and article_id.startswith(what):
            found = article_id[len(what) :]
        elif kind == "last" and what:
            found = article_id.rpartition(what)[2]
        else:
            continue
        if found and found != article_id:
            yield found


def _attributes(record: Record) -> dict[str, str]:
    said = {name: record.fields[name] for name in _ATTRIBUTES if record.fields.get(name)}
    found: dict[str, str] = {}
    for name, value in (*record.attributes.items(), *said.items()):
        key, text = "_".join(plain(name, 60).casefold().split()), plain(value, _MOST_VALUE)
        if key and text and len(found) < _MOST_ATTRIBUTES:
            found.setdefault(_ALSO_CALLED.get(key, key), text)
    return found


def _address(text: str, reading: _Reading) -> str:
    text = text.strip()
    if not text:
        return ""
    if len(text) > 2000 or not text.startswith(("https://", "http://")) or any(c.isspace() for c in text):
        reading.fault("address")
        return ""
    return text


def _availability(text: str, reading: _Reading) -> Availability:
    if not text.strip():
        return Availability.UNKNOWN
    found = availability_of(text)
    if found is None:
        reading.fault("availability")
    return found or Availability.UNKNOWN


def _moment(text: str, zone: tzinfo, reading: _Reading) -> int | None:
    if not text.strip():
        return None
    try:
        return to_ms(read_moment(text.strip(), zone).timestamp())
    except NotAMoment:
        reading.fault("date")
        return None


def _sale_dates(text: str, zone: tzinfo, reading: _Reading) -> tuple[int | None, int | None]:
    start, slash, end = text.partition("/")
    if not slash:
        if text.strip():
            reading.fault("sale_dates")
        return None, None
    return _moment(start, zone, reading), _moment(end, zone, reading)
