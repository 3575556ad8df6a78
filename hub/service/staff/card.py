"""The visit card: what is known of a customer becomes three lines that help."""

from collections.abc import Mapping
from datetime import UTC, datetime

from hub.knowledge.customers.discipline import main_discipline
from hub.knowledge.customers.port import Context, Freshness, SourceStatus, Trait
from hub.service.staff.model import CardField, CardLine, VisitCard
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose

# Looking twice is curiosity, looking three times in a month is a plan.
VIEWS_THAT_MEAN_IT = 3
# What was bought within this time is not offered again.
JUST_BOUGHT_DAYS = 45
# A platform that does not say when it counted has counted what is older than a day.
COUNTED_WITHIN_MS = 24 * 3600 * 1000

_LABELS = {
    "disciplines_24m": "Orders by discipline, 24 months",
    "orders_24m": "Orders, 24 months",
    "last_order_item": "Last bought",
    "last_order_at": "Last order",
    "viewed_item_30d": "Looked at online",
    "viewed_times_30d": "Times looked at, 30 days",
    "due_item": "Wear part due",
}
_NOTICES: Mapping[SourceStatus, str] = {
    SourceStatus.AWAITED: "The customer data platform has not answered yet.",
    SourceStatus.TIMEOUT: "The customer data platform did not answer in time.",
    SourceStatus.UNREACHABLE: "The customer data platform cannot be reached.",
    SourceStatus.NOT_FOUND: "The customer data platform does not know this customer.",
    SourceStatus.AUTH: "The customer data platform refused the hub's access; tell IT.",
    SourceStatus.PACED: "The customer data platform asked the hub to slow down.",
    SourceStatus.OPEN_CIRCUIT: "The customer data platform fails, and is asked again soon.",
    SourceStatus.SOMEBODY_ELSE: "The customer data platform answered about somebody else; tell IT.",
    SourceStatus.UNSENDABLE: "The customer data platform cannot be asked as it is set; tell IT.",
    SourceStatus.BAD_REPLY: "The customer data platform gave no usable answer.",
    SourceStatus.NOT_CONFIGURED: "No customer data platform is connected.",
}


_ASKED_FOR_HELP = VisitCard(
    need=CardLine(text="Asked for help"),
    next_best=CardLine(text="Go and ask what they need"),
    avoid=CardLine(text="Guessing: this customer keeps their history to themselves"),
    fields=[],
)


def compose_card(context: Context, permission: Permission, now_ms: int) -> VisitCard:
    """The card of one visit. Without permission to show history it says only that somebody would like help."""
    if not permission.allows(Purpose.RECOGNISE_IN_STORE):
        raise ValueError("a card needs permission to recognise")
    if not permission.allows(Purpose.SHOW_HISTORY_TO_STAFF):
        return _ASKED_FOR_HELP
    traits = context.traits
    return VisitCard(
        need=_need(traits, now_ms),
        next_best=_next_best(traits),
        avoid=_avoid(traits, now_ms),
        fields=_fields(context),
        notice=_notice(context),
    )


def name_of(context: Context, permission: Permission) -> str | None:
    """What to call the customer, only if they chose to be greeted by name."""
    trait = context.traits.get("first_name")
    return trait.value if trait and isinstance(trait.value, str) and permission.allows(Purpose.GREET_BY_NAME) else None


def _need(traits: Mapping[str, Trait], now_ms: int) -> CardLine:
    times = traits.get("viewed_times_30d")
    viewed = traits.get("viewed_item_30d")
    if viewed and times and isinstance(times.value, int) and times.value >= VIEWS_THAT_MEAN_IT:
        return _line(f"Thinking about {viewed.value}: looked {times.value} times online", viewed)
    due = traits.get("due_item")
    if due:
        return _line(f"{due.value} is due for replacement", due)
    last = traits.get("last_order_item")
    if last:
        return _line(f"Ask how {last.value} works out{_ago(traits.get('last_order_at'), now_ms)}", last)
    return CardLine(text="Ask what brings them in today")


def _next_best(traits: Mapping[str, Trait]) -> CardLine:
    due, viewed = traits.get("due_item"), traits.get("viewed_item_30d")
    times = traits.get("viewed_times_30d")
    viewed_is_need = bool(viewed and times and isinstance(times.value, int) and times.value >= VIEWS_THAT_MEAN_IT)
    if due and viewed_is_need:
        return _line(f"Offer to check {due.value}: due for replacement", due)
    if viewed and not viewed_is_need:
        return _line(f"Show {viewed.value}: looked at online", viewed)
    discipline = main_discipline(traits)
    if discipline:
        return _line(f"New in {discipline} cycling: invite for a look", traits["disciplines_24m"])
    return CardLine(text="Offer a free safety check")


def _avoid(traits: Mapping[str, Trait], now_ms: int) -> CardLine:
    discipline = main_discipline(traits)
    orders = traits.get("disciplines_24m")
    if discipline and orders and isinstance(orders.value, Mapping) and not _has_bought_since(orders, traits):
        own, total = orders.value[discipline], sum(orders.value.values())
        which = f"all {total} orders are" if own == total else f"{own} of {total} orders are"
        return _line(f"Anything but {discipline} cycling: {which} {discipline}", orders)
    last = traits.get("last_order_item")
    days = _days_ago(traits.get("last_order_at"), now_ms)
    if last and days is not None and days <= JUST_BOUGHT_DAYS:
        return _line(f"Selling {last.value} again: bought{_ago(traits.get('last_order_at'), now_ms)}", last)
    return CardLine(text="Nothing known: let them lead")


def _has_bought_since(orders: Trait, traits: Mapping[str, Trait]) -> bool:
    """Whether somebody else told of an order that is not among those that were counted."""
    last = traits.get("last_order_at")
    bought = _parsed(last) if last and last.source != orders.source else None
    counted_ms = orders.fetched_at_ms - COUNTED_WITHIN_MS if orders.observed_at_ms is None else orders.observed_at_ms
    return bought is not None and bought.timestamp() * 1000 > counted_ms


def _line(text: str, trait: Trait) -> CardLine:
    return CardLine(text=text, source=trait.source, observed_at_ms=trait.observed_at_ms)


def _fields(context: Context) -> list[CardField]:
    shown: list[CardField] = []
    for name, label in _LABELS.items():
        trait = context.traits.get(name)
        if trait:
            shown.append(
                CardField(
                    name=name,
                    label=label,
                    value=_text(name, trait),
                    source=trait.source,
                    observed_at_ms=trait.observed_at_ms,
                    fetched_at_ms=trait.fetched_at_ms,
                    freshness=trait.freshness.value,
                )
            )
        # What the customer refused is not even named as refused: that would tell staff about the choice.
        elif (reason := context.missing.get(name)) and reason != "no_consent":
            shown.append(
                CardField(
                    name=name,
                    label=label,
                    value=None,
                    source="cdp",
                    observed_at_ms=None,
                    fetched_at_ms=None,
                    freshness=Freshness.MISSING.value,
                    reason=reason,
                )
            )
    return shown


def _text(name: str, trait: Trait) -> str:
    if isinstance(trait.value, Mapping):
        ranked = sorted(trait.value.items(), key=lambda item: -item[1])
        return ", ".join(f"{key} {count}" for key, count in ranked)
    if name == "last_order_at":
        parsed = _parsed(trait)
        return parsed.date().isoformat() if parsed else str(trait.value)
    return str(trait.value)


def _notice(context: Context) -> str | None:
    notice = _NOTICES.get(context.status)
    if notice and any(trait.freshness is Freshness.STALE for trait in context.traits.values()):
        return f"{notice} Shown is what was known before."
    return notice


def _ago(trait: Trait | None, now_ms: int) -> str:
    days = _days_ago(trait, now_ms)
    if days is None:
        return ""
    return " today" if days == 0 else f" {days} days ago" if days != 1 else " yesterday"


def _days_ago(trait: Trait | None, now_ms: int) -> int | None:
    parsed = _parsed(trait) if trait else None
    return max(0, (datetime.fromtimestamp(now_ms / 1000, UTC) - parsed).days) if parsed else None


def _parsed(trait: Trait) -> datetime | None:
    try:
        parsed = datetime.fromisoformat(str(trait.value))
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
