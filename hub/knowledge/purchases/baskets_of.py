"""What was bought together: for whoever learns from it. Reads the database, and writes nothing."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import Any

from hub.ground.database import Database
from hub.ground.journal import Member
from hub.knowledge.purchases.model import OrderKind
from hub.knowledge.purchases.past.repository import AnonymousBasket, PastBaskets

_PAGE = 2_000
# A wholesale customer has some hundreds; what is older says little of what comes next.
MOST_OF_A_MEMBER = 1_000


@dataclass(frozen=True, slots=True)
class MemberBasket:
    """One order of a member, less what of it was brought back as far as the till says so."""

    member: Member
    day: int
    """Days since 1970-01-01, where the shop is."""
    articles: tuple[str, ...]
    """Their numbers at the till, each once."""
    quantities: tuple[float, ...]
    """How many of each; negative in a return."""
    spent_minor: tuple[int, ...]
    """What each came to, in minor units of `currency`."""
    names: tuple[str, ...]
    """What the receipt calls each."""
    gifts: frozenset[str]
    """Those that were bought for somebody else, and for nobody beside them."""
    has_discount: bool
    is_return: bool
    net_minor: int
    currency: str


def member_baskets(
    db: Database, may_learn_from: Callable[[Member], bool], zone: tzinfo = UTC
) -> Iterator[MemberBasket]:
    """Every order with articles, of members from whom may be learned, the oldest first.

    `may_learn_from`: whether that member has agreed to it now (`predict`); asked once a member.
    """
    asked: dict[Member, bool] = {}
    at_ms, number = -(10**15), 0
    while rows := db.rows(
        "SELECT at_ms, number, member, kind, lines, discounts, net_minor, currency FROM orders"
        " WHERE member IS NOT NULL AND kind <> ? AND lines <> '[]' AND (at_ms, number) > (?, ?)"
        " ORDER BY at_ms, number LIMIT ?",
        *(OrderKind.VOID, at_ms, number, _PAGE),
    ):
        at_ms, number = rows[-1][:2]
        for bought_ms, _, who, *rest in rows:
            member = Member(who)
            if member not in asked:
                asked[member] = may_learn_from(member)
            basket = _basket(member, bought_ms, rest, zone) if asked[member] else None
            if basket:
                yield basket


def baskets_of_member(db: Database, member: Member, zone: tzinfo = UTC) -> Iterator[MemberBasket]:
    """The orders with articles of one member, the oldest first; the newest `MOST_OF_A_MEMBER` of them."""
    rows = db.rows(
        "SELECT at_ms, kind, lines, discounts, net_minor, currency FROM orders"
        " WHERE member = ? AND kind <> ? AND lines <> '[]' ORDER BY at_ms DESC, number DESC LIMIT ?",
        *(member, OrderKind.VOID, MOST_OF_A_MEMBER),
    )
    for bought_ms, *rest in reversed(rows):
        basket = _basket(member, bought_ms, rest, zone)
        if basket:
            yield basket


def _basket(member: Member, bought_ms: int, rest: Sequence[Any], zone: tzinfo) -> MemberBasket | None:
    kind, lines, discounts, net_minor, currency = rest
    read: list[dict[str, Any]] = json.loads(lines)
    bought, spent = _by_article(read)
    names = {line["sku"]: str(line.get("name", "")) for line in read if line.get("sku")}
    if not bought:
        return None
    return MemberBasket(
        member,
        datetime.fromtimestamp(bought_ms / 1000, zone).toordinal() - _EPOCH,
        tuple(bought),
        tuple(bought.values()),
        tuple(spent[sku] for sku in bought),
        tuple(names[sku] for sku in bought),
        frozenset(bought) - {line.get("sku", "") for line in read if not line.get("gift")},
        discounts != "[]" or any(line.get("discount_minor") for line in read),
        kind == OrderKind.RETURN,
        net_minor,
        currency,
    )


def anonymous_baskets(db: Database) -> Iterator[AnonymousBasket]:
    """Every basket of others, by day: articles, day, and how many such there were.

    Ask the shop first whether it learns from everybody (`Shop.learn_from_everybody`).
    """
    return PastBaskets(db).all()


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).toordinal()


def _by_article(lines: list[dict[str, Any]]) -> tuple[dict[str, float], dict[str, int]]:
    """How many of each article, and what they came to."""
    found: dict[str, float] = {}
    spent: dict[str, int] = {}
    for line in lines:
        if sku := line.get("sku"):
            found[sku] = found.get(sku, 0.0) + float(Decimal(line["qty"]))
            spent[sku] = spent.get(sku, 0) + int(line["net_minor"])
    return {sku: qty for sku, qty in found.items() if qty}, spent
