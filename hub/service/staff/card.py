"""The visit card: what is known of a customer becomes three lines that help."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hub.ground.shop.model import Shop
from hub.ground.shop.opening_hours import closes_today
from hub.ground.words.ages import ago
from hub.ground.words.own_facts import fact_value
from hub.ground.words.phrase import Day, Names, Phrase, Several, TimeOfDay, phrase
from hub.ground.words.shop_names import name_of_line
from hub.knowledge.customers.cases import CASE_DAYS
from hub.knowledge.customers.line import main_line
from hub.knowledge.customers.port import LAST_PURCHASE, ORDERS_READY, Context, Freshness, SourceStatus, Trait
from hub.knowledge.insight.explained import DAY_MS, INSIGHT, NOON_MS, SegmentTold, suggestion_told
from hub.knowledge.insight.lists import Suggestion
from hub.service.staff.visit_card import Card, Fact, Line, Why
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose
from wire.clock import to_ms

# Looking twice is curiosity, looking three times in a month is a plan.
VIEWS_THAT_MEAN_IT = 3
# What was bought within this time is not offered again.
JUST_BOUGHT_DAYS = 45
# A platform that does not say when it counted has counted what is older than a day.
COUNTED_WITHIN_MS = 24 * 3600 * 1000
# A matter of this age is asked about; an older one is settled, or nobody minds any more.
READY_DAYS, CART_DAYS = 60, 7
# Behind the three lines; more of them is a catalogue.
SUGGESTIONS_BEHIND = 5
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_LABELS: Mapping[str, Phrase] = {
    "lines_24m": phrase("card-field-lines-24m"),
    "orders_24m": phrase("card-field-orders-24m"),
    "last_order_item": phrase("card-field-last-order-item"),
    "last_order_at": phrase("card-field-last-order-at"),
    "viewed_item_30d": phrase("card-field-viewed-item-30d"),
    "viewed_times_30d": phrase("card-field-viewed-times-30d"),
    "due_item": phrase("card-field-due-item"),
}
# Where no platform is connected there is nothing to say of one.
_NOTICES: Mapping[SourceStatus, Phrase] = {
    SourceStatus.AWAITED: phrase("notices-awaited"),
    SourceStatus.TIMEOUT: phrase("notices-timeout"),
    SourceStatus.UNREACHABLE: phrase("notices-unreachable"),
    SourceStatus.NOT_FOUND: phrase("notices-not-found"),
    SourceStatus.AUTH: phrase("notices-auth"),
    SourceStatus.PACED: phrase("notices-paced"),
    SourceStatus.OPEN_CIRCUIT: phrase("notices-open-circuit"),
    SourceStatus.SOMEBODY_ELSE: phrase("notices-somebody-else"),
    SourceStatus.UNSENDABLE: phrase("notices-unsendable"),
    SourceStatus.BAD_REPLY: phrase("notices-bad-reply"),
}
# A shop's own file of customers knows somebody or not; of how it is read, staff can do nothing.
_NOTICES_OF_A_FILE: Mapping[SourceStatus, Phrase] = {SourceStatus.NOT_FOUND: phrase("notices-not-in-file")}
# What the customer refused is not even named as refused: that would tell staff about the choice.
_NOT_TOLD = frozenset({"no_consent", SourceStatus.NOT_CONFIGURED.value})

_READY = frozenset({"card-need-ready", "card-need-ready-until"})
_ASKED_FOR_HELP = Card(
    need=Line(phrase("card-need-asked")),
    next_best=Line(phrase("card-next-ask")),
    avoid=Line(phrase("card-avoid-guessing")),
)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What insight says of a customer; only of who agreed to it."""

    suggested: tuple[Suggestion, ...] = ()
    """The likeliest first."""
    segments: tuple[SegmentTold, ...] = ()


def compose_card(
    context: Context, permission: Permission, shop: Shop, now_ms: int, foreseen: Foreseen | None = None
) -> Card:
    """The card of one visit. Without permission to show history it says only that somebody would like help."""
    if not permission.allows(Purpose.RECOGNISE_IN_STORE):
        raise ValueError("a card needs permission to recognise")
    if not permission.allows(Purpose.SHOW_HISTORY_TO_STAFF):
        return _ASKED_FOR_HELP
    traits = context.traits
    expected = foreseen if foreseen and permission.allows(Purpose.PREDICT) else Foreseen()
    days_ago = _days_ago(traits.get("last_order_at"), shop, now_ms)
    next_best = _next_best(traits, shop, expected.suggested)
    need = _open_matter(context, shop, now_ms) or _need(traits, days_ago)
    return Card(
        need=need,
        next_best=next_best,
        avoid=_avoid(traits, shop, days_ago, _offered(traits, need, next_best, expected)),
        facts=tuple(_facts(context, shop)),
        notice=_notice(context),
        why=_why(expected, stands_in_next_best=next_best.source == INSIGHT),
    )


def _need(traits: Mapping[str, Trait], days_ago: int | None) -> Line:
    viewed, count = traits.get("viewed_item_30d"), _views_that_mean_it(traits)
    if viewed and count:
        return _line(phrase("card-need-viewed", article=str(viewed.value), count=count), viewed)
    due = traits.get("due_item")
    if due:
        return _line(phrase("card-need-due", article=str(due.value)), due)
    last = traits.get("last_order_item")
    if last:
        return _line(_bought(str(last.value), days_ago), last)
    return Line(phrase("card-need-unknown"))


def _bought(article: str, days_ago: int | None) -> Phrase:
    if days_ago is None:
        return phrase("card-need-bought-before", article=article)
    if days_ago == 0:
        return phrase("card-need-bought-today", article=article)
    return phrase("card-need-bought", article=article, ago=ago(days_ago))


def _open_matter(context: Context, shop: Shop, now_ms: int) -> Line | None:
    """What waits comes first: an order to be handed over, then a service case, then a basket that was left online."""
    for name, message, within in (
        (ORDERS_READY, "card-need-ready", READY_DAYS),
        ("service_cases", "card-need-case", CASE_DAYS),
        ("carts", "card-need-cart", CART_DAYS),
    ):
        newest = max(
            (each for each in context.happened if each.name == name), key=lambda each: each.at_ms, default=None
        )
        days = _days_since(newest.at_ms, shop, now_ms) if newest else None
        if newest and days is not None and 0 <= days <= within:
            said = Phrase(message, {"article": newest.text, "ago": ago(days)})
            if name == ORDERS_READY:
                said = _until_closing(said, shop, now_ms)
            return Line(said, newest.source, newest.at_ms)
    return None


def _until_closing(ready: Phrase, shop: Shop, now_ms: int) -> Phrase:
    """Who came for something else may come by for it later today, if they hear until when."""
    closes = closes_today(shop, now_ms / 1000)
    if closes is None:
        return ready
    return Phrase("card-need-ready-until", {**ready.args, "closes": TimeOfDay(to_ms(closes))})


def _next_best(traits: Mapping[str, Trait], shop: Shop, suggested: Sequence[Suggestion]) -> Line:
    due, viewed = traits.get("due_item"), traits.get("viewed_item_30d")
    viewed_is_need = bool(viewed and _views_that_mean_it(traits))
    if due and viewed_is_need:
        return _line(phrase("card-next-due", article=str(due.value)), due)
    if viewed and not viewed_is_need:
        return _line(phrase("card-next-viewed", article=str(viewed.value)), viewed)
    if suggested:
        return _suggestion(suggested[0], "card-next-suggested")
    line = main_line(traits, shop)
    if line:
        return _line(phrase("card-next-line", line=name_of_line(line, shop)), traits["lines_24m"])
    if shop.offers:
        return Line(phrase("card-next-offer", offer=Names(shop.offers[0].text)))
    return Line(phrase("card-next-unknown"))


def _avoid(traits: Mapping[str, Trait], shop: Shop, days_ago: int | None, offered: frozenset[str]) -> Line:
    line = main_line(traits, shop)
    orders = traits.get("lines_24m")
    if line and _looks_elsewhere(line, traits, offered):
        line = None  # they have shown themselves what else they want, and the card says so
    if line and orders and isinstance(orders.value, Mapping) and not _has_bought_since(orders, traits):
        own, total, name = orders.value[line], sum(orders.value.values()), name_of_line(line, shop)
        if own == total:
            return _line(phrase("card-avoid-line-all", line=name, count=total), orders)
        return _line(phrase("card-avoid-line-most", line=name, own=own, count=total), orders)
    last = traits.get("last_order_item")
    # A card does not warn of what it offers: what is used up within weeks is bought again within weeks.
    if last and str(last.value) not in offered and days_ago is not None and days_ago <= JUST_BOUGHT_DAYS:
        return _line(phrase("card-avoid-again", article=str(last.value), ago=ago(days_ago)), last)
    return Line(phrase("card-avoid-nothing" if any(name in traits for name in _LABELS) else "card-avoid-unknown"))


def _offered(traits: Mapping[str, Trait], need: Line, next_best: Line, foreseen: Foreseen) -> frozenset[str]:
    """What the card speaks for, in a line or behind them: it does not warn of it as well."""
    named = {each.article.name for each in foreseen.suggested[:SUGGESTIONS_BEHIND]}
    last = traits.get("last_order_item")
    # The order that is to be handed over is the newest purchase itself.
    if last and need.phrase.id in _READY and str(last.value) in str(need.phrase.args["article"]):
        named.add(str(last.value))
    named |= {str(traits["due_item"].value)} if "due_item" in traits else set()
    article = next_best.phrase.args.get("article")
    return frozenset(named | {article} if isinstance(article, str) else named)


def _suggestion(suggestion: Suggestion, message: str) -> Line:
    said = Phrase(message, {"article": suggestion.article.name, "why": suggestion.why})
    return Line(said, INSIGHT, suggestion.as_of_day * DAY_MS + NOON_MS)


def _why(foreseen: Foreseen, *, stands_in_next_best: bool) -> Why:
    """What is suggested, each with its reason and how likely it is: for whoever opens the card and asks why."""
    told = tuple(suggestion_told(each) for each in foreseen.suggested[:SUGGESTIONS_BEHIND])
    return Why(told, foreseen.segments, stands_in_next_best)


def _views_that_mean_it(traits: Mapping[str, Trait]) -> int | None:
    times = traits.get("viewed_times_30d")
    return times.value if times and isinstance(times.value, int) and times.value >= VIEWS_THAT_MEAN_IT else None


def _looks_elsewhere(line: str, traits: Mapping[str, Trait], offered: frozenset[str]) -> bool:
    """Whether the card speaks of something of another line, because they looked at it themselves."""
    article, of_line = traits.get("viewed_item_30d"), traits.get("viewed_item_line")
    if article is None or of_line is None or of_line.value == line:
        return False
    return _views_that_mean_it(traits) is not None or str(article.value) in offered


def _has_bought_since(orders: Trait, traits: Mapping[str, Trait]) -> bool:
    """Whether somebody else told of an order that is not among those that were counted."""
    told = (traits.get("last_order_at"), traits.get(LAST_PURCHASE))
    bought = [at for last in told if last and last.source != orders.source and (at := _parsed(last))]
    counted_ms = orders.fetched_at_ms - COUNTED_WITHIN_MS if orders.observed_at_ms is None else orders.observed_at_ms
    return any(at.timestamp() * 1000 > counted_ms for at in bought)


def _line(said: Phrase, trait: Trait) -> Line:
    return Line(said, trait.source, trait.observed_at_ms)


def _facts(context: Context, shop: Shop) -> list[Fact]:
    shown: list[Fact] = []
    own = {fact.key: fact for fact in shop.facts}
    labels: dict[str, Phrase | Names] = {key: Names(fact.label) for key, fact in own.items() if fact.order < 0}
    labels |= {**_LABELS, **{key: Names(fact.label) for key, fact in own.items() if fact.order >= 0}}
    for name, label in labels.items():
        trait = context.traits.get(name)
        if trait:
            value = fact_value(own[name], str(trait.value), shop) if name in own else _value(name, context.traits, shop)
            seen = trait.observed_at_ms, trait.fetched_at_ms, trait.freshness
            shown.append(Fact(name, label, value, trait.source, *seen))
        elif (reason := context.missing.get(name)) and reason not in _NOT_TOLD:
            source = "cdp" if context.has_platform else "store"
            shown.append(Fact(name, label, None, source, freshness=Freshness.MISSING, reason=reason))
        if name == "last_order_at" and (since := _bought_since(context.traits, shop)):
            shown.append(since)
    return shown


def _bought_since(traits: Mapping[str, Trait], shop: Shop) -> Fact | None:
    """A purchase on a later day than the last order whose articles are known: an amount alone, or a gift."""
    last, newest = traits.get("last_order_at"), traits.get(LAST_PURCHASE)
    of_last, of_newest = _parsed(last) if last else None, _parsed(newest) if newest else None
    if newest is None or of_last is None or of_newest is None:
        return None
    at_ms = round(of_newest.timestamp() * 1000)
    if of_newest <= of_last or _midnights(of_last, shop, at_ms) == 0:
        return None
    seen = newest.observed_at_ms, newest.fetched_at_ms, newest.freshness
    return Fact(LAST_PURCHASE, phrase("card-field-last-purchase"), Day(at_ms), newest.source, *seen)


def _value(name: str, traits: Mapping[str, Trait], shop: Shop) -> str | int | Day | Several | Phrase:
    trait = traits[name]
    if isinstance(trait.value, Mapping):
        ranked = sorted(trait.value.items(), key=lambda item: -item[1])
        return Several(tuple(phrase("units-counted", what=name_of_line(key, shop), count=n) for key, n in ranked))
    if name == "last_order_at":
        parsed = _parsed(trait)
        return Day(round(parsed.timestamp() * 1000)) if parsed else str(trait.value)
    # The timeline below shows what the count does not hold yet.
    if name == "orders_24m" and isinstance(trait.value, int) and _has_bought_since(trait, traits):
        return phrase("card-value-and-since", count=trait.value)
    return trait.value


def _notice(context: Context) -> Phrase | None:
    notice = (_NOTICES if context.has_platform else _NOTICES_OF_A_FILE).get(context.status)
    if notice and any(trait.freshness is Freshness.STALE for trait in context.traits.values()):
        return phrase("notices-known-before", notice=notice)
    return notice


def _days_ago(trait: Trait | None, shop: Shop, now_ms: int) -> int | None:
    """How many midnights of the store's local time ago that was: what was bought last evening was yesterday."""
    parsed = _parsed(trait) if trait else None
    return None if parsed is None else _midnights(parsed, shop, now_ms)


def _days_since(at_ms: int, shop: Shop, now_ms: int) -> int:
    return _midnights(_EPOCH + timedelta(milliseconds=at_ms), shop, now_ms)


def _midnights(at: datetime, shop: Shop, now_ms: int) -> int:
    zone = ZoneInfo(shop.time_zone)
    try:
        then = at.astimezone(zone).date()
    except OverflowError:  # the first or the last day that there is
        then = at.date()
    now = _EPOCH + timedelta(milliseconds=now_ms)
    return max(0, (now.astimezone(zone).date() - then).days)


def _parsed(trait: Trait) -> datetime | None:
    try:
        parsed = datetime.fromisoformat(str(trait.value))
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
