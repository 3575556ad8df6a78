"""Past orders in: a member's count as theirs, as far as they agreed; others' as baskets alone, or not at all."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from hub.ground.database import Database
from hub.ground.journal import Member
from hub.knowledge.purchases.articles import with_articles_named
from hub.knowledge.purchases.model import Line, Order, OrderKind, SalesChannel, TillSystem
from hub.knowledge.purchases.past.model import PastLine, PastOrder
from hub.knowledge.purchases.past.repository import PastBaskets
from hub.knowledge.purchases.repository import Orders
from hub.knowledge.purchases.service import KEEPS
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.repository import Members
from wire.sentences import counted

SOURCE = TillSystem("import")
# A running hub waits for no longer than it takes to write so many, some tens of milliseconds.
_AT_ONCE = 100
_REMEMBERED = 20_000
# The till's clock and that of a shop system are an hour apart at most.
_SAME_MS = 3600 * 1000
REASONS = {
    "columns": "rows with more values than columns: a separator within a text needs quotes",
    "no_id": "rows without the number of an order",
    "no_lines": "orders without a list of lines",
    "no_article": "rows without the number of an article",
    "shortened": "rows with a number that a spreadsheet has shortened (4,71E+12): export the column as text",
    "fee": "rows that are postage, a fee or the like",
    "time": "rows whose time is none, or could be two: declare dates in the mapping",
    "future": "rows from the future",
    "currency": "rows without a currency: declare currency_is in the mapping",
    "two_currencies": "orders in two currencies",
    "two_customers": "orders of two customers",
    "unknown_kind": "rows of a kind that the mapping does not name",
    "void": "rows of orders that were voided",
    "quantity": "rows whose quantity is none",
    "no_quantity": "rows with a quantity of nothing",
    "negative_quantity": "rows with a negative quantity in a sale: corrections of stock",
    "price": "rows whose price is none: declare decimal_sign in the mapping",
    "no_price": "rows with a price of nothing",
    "scattered": "rows that stand far from the others of their order",
    "too_many_lines": "rows beyond the most that one order may have",
    "sensitive": "lines about articles that must never be spoken of",
    "unknown_article": "lines about articles that the catalogue does not have; they are kept",
    "erased": "orders of people who have been erased: nothing of them comes back",
    "too_old": "orders of members older than keep_purchases_days",
    "not_agreed": "orders of members who have not agreed that purchases are kept",
    "others": "orders of others, from whom this shop does not learn (learn_from_everybody in shop.toml)",
    "returns_of_others": "returns of others",
    "told_before": "orders of members that are known already",
    "nothing_left": "orders of which no line was left",
}


@dataclass(slots=True)
class PastImported:
    """What became of a file."""

    orders: int = 0
    of_members: int = 0
    returns_of_members: int = 0
    baskets: int = 0
    """Orders of others that came in as baskets."""
    lines: int = 0
    joined: int = 0
    """Lines whose article the catalogue has."""
    times: dict[str, int] = field(default_factory=dict[str, int])
    first_line: dict[str, int] = field(default_factory=dict[str, int])

    def count(self, reason: str, line: int, times: int = 1) -> None:
        """Count what was passed over."""
        self.times[reason] = self.times.get(reason, 0) + times
        self.first_line.setdefault(reason, line)

    def text(self) -> list[str]:
        """For a person."""
        sales, returns = counted(self.of_members, "sale"), counted(self.returns_of_members, "return")
        others = f"{self.baskets:,} of others as baskets alone (articles and day)"
        said = [f"{counted(self.orders, 'order')}: {sales} and {returns} of members kept as theirs, {others}."]
        if self.joined:
            said.append(f"{self.joined:,} of {counted(self.lines, 'line')} with an article that the catalogue has.")
        found = sorted(self.times.items(), key=lambda each: (-each[1], each[0]))
        said += [
            f"  {REASONS.get(reason, reason)}: {times:,}, the first on line {self.first_line[reason]:,}"
            for reason, times in found
        ]
        return said


@dataclass(frozen=True, slots=True)
class PastRules:
    """What decides whose orders are kept, and what of them."""

    learn_from_everybody: bool
    keep_ms: int
    """How long a member's orders are kept."""
    names_sensitive: Callable[[str], bool]
    is_sensitive: Callable[[str], bool | None]
    """Of an article's number, by the catalogue; None where it does not know the article."""
    has_catalogue: bool = False
    erased_at_ms: Callable[[str], int | None] = lambda _customer: None
    """When a customer of that id was erased."""


class PastOrders:
    """Takes the orders of a file in."""

    def __init__(self, db: Database, members: Members, ledger: ConsentLedger, rules: PastRules) -> None:
        self._db = db
        self._orders = Orders(db)
        self._baskets = PastBaskets(db)
        self._members = members
        self._ledger = ledger
        self._rules = rules
        self._known: dict[str, bool | None] = {}
        self._erased: dict[str, int | None] = {}
        self._texts: dict[str, bool] = {}

    def take(
        self,
        orders: Iterable[PastOrder],
        now_ms: int,
        done: PastImported,
        progress: Callable[[int, float], None],
        between: Callable[[float], None],
    ) -> None:
        """All of them, so many at a time; what is cut off between is taken in by the next attempt.

        `between`: called after each write, with when it began, to let a running hub write.
        """
        with self._db.atomic():
            self._baskets.begin()
            if not self._rules.learn_from_everybody:
                self._baskets.forget()
        waiting: list[PastOrder] = []
        for order in orders:
            waiting.append(order)
            if len(waiting) >= _AT_ONCE:
                since = time.monotonic()
                self._write(waiting, now_ms, done)
                between(since)
                progress(done.orders, 0)
                waiting.clear()
        self._write(waiting, now_ms, done)
        with self._db.atomic():
            self._baskets.end()

    def look(self, orders: Iterable[PastOrder], now_ms: int, done: PastImported) -> None:
        """The same, and nothing is written."""
        for order in orders:
            self._take(order, now_ms, done, write=False)

    def _write(self, orders: list[PastOrder], now_ms: int, done: PastImported) -> None:
        with self._db.atomic():
            # From here on nobody else writes: who withdraws now does so before, or after with these orders in place.
            for order in orders:
                self._take(order, now_ms, done, write=True)

    def _take(self, order: PastOrder, now_ms: int, done: PastImported, *, write: bool) -> None:
        done.orders += 1
        member = self._member(order.customer)
        if self._was_erased(order, member):
            done.count("erased", order.line)
            return
        kept = self._speakable(order, done)
        if not kept:
            done.count("nothing_left", order.line)
        elif member is not None:
            may_write = self._counts(order, member, now_ms, done) and write
            if may_write:
                # Kept for as long as if it had been told of when it happened.
                named = with_articles_named(as_order(order, kept))
                self._orders.put(named, order.at_ms, order.at_ms, member, None)
        elif order.kind is OrderKind.RETURN:
            done.count("returns_of_others", order.line)
        elif not self._rules.learn_from_everybody:
            done.count("others", order.line)
        else:
            done.baskets += 1
            if write:
                self._baskets.add(order.day, {line.sku for line in kept})

    def _speakable(self, order: PastOrder, done: PastImported) -> tuple[PastLine, ...]:
        kept: list[PastLine] = []
        for line in order.lines:
            verdict = self._verdict(line)
            done.lines += 1
            done.joined += verdict is not None
            if verdict is None and self._rules.has_catalogue:
                done.count("unknown_article", order.line)
            if verdict or self._says_sensitive(f"{line.name} {line.sku}"):
                done.count("sensitive", order.line)
            else:
                kept.append(line)
        return tuple(kept)

    def _says_sensitive(self, text: str) -> bool:
        """Articles come again and again; texts by hand do not, and are not all remembered."""
        known = self._texts.get(text)
        if known is None:
            if len(self._texts) >= _REMEMBERED:
                self._texts.clear()
            known = self._texts[text] = self._rules.names_sensitive(text)
        return known

    def _verdict(self, line: PastLine) -> bool | None:
        if line.sku not in self._known:
            self._known[line.sku] = self._rules.is_sensitive(line.sku)
        return self._known[line.sku]

    def _was_erased(self, order: PastOrder, member: Member | None) -> bool:
        """Whether it is of somebody who asked to be erased; who came back since, has bought since."""
        if order.customer not in self._erased:
            times = [at for each in _ids(order.customer) if (at := self._rules.erased_at_ms(each)) is not None]
            self._erased[order.customer] = max(times, default=None)
        erased_ms = self._erased[order.customer]
        return erased_ms is not None and (member is None or order.at_ms <= erased_ms)

    def _member(self, customer: str) -> Member | None:
        found = (self._members.by_customer(each) for each in _ids(customer))
        return next((record.member for record in found if record), None)

    def _counts(self, order: PastOrder, member: Member, now_ms: int, done: PastImported) -> bool:
        """Whether it is kept as the member's."""
        permission = self._ledger.permission(member, at_ms=now_ms)
        if permission is None or not permission.purposes & KEEPS:
            done.count("not_agreed", order.line)
            return False
        if order.at_ms < now_ms - self._rules.keep_ms:
            done.count("too_old", order.line)
            return False
        if self._is_known(order, member):
            done.count("told_before", order.line)
            return False
        done.returns_of_members += order.kind is OrderKind.RETURN
        done.of_members += order.kind is not OrderKind.RETURN
        return True

    def _is_known(self, order: PastOrder, member: Member) -> bool:
        """By its number from whatever till, or by moment and amount where a till has numbers of its own.

        One that was imported, and lost its customer when they withdrew, is known no more: it is theirs again.
        """
        return (
            self._db.row(
                "SELECT 1 FROM orders WHERE (source = ?1 AND order_id = ?2 AND member IS NOT NULL)"
                " OR (member = ?3 AND (order_id = ?2 OR (source <> ?1 AND kind = ?4 AND net_minor = ?5"
                " AND abs(occurred_ms - ?6) < ?7)))",
                *(SOURCE, order.order_id, member, order.kind, order.net_minor, order.at_ms, _SAME_MS),
            )
            is not None
        )


def _ids(customer: str) -> tuple[str, ...]:
    """What a file may mean: an id of digits alone, after a program that takes each number for one with decimals."""
    if not customer:
        return ()
    return (customer, customer.removesuffix(".0")) if customer.endswith(".0") else (customer,)


def as_order(order: PastOrder, kept: Iterable[PastLine]) -> Order:
    """The order as one of a till."""
    return Order(
        source=SOURCE,
        order_id=order.order_id,
        version=1,
        kind=order.kind,
        occurred_ms=order.at_ms,
        currency=order.currency,
        net_minor=order.net_minor,
        lines=tuple(
            Line(str(number), each.sku, each.name, each.qty, each.unit_minor, each.net_minor, each.discount_minor)
            for number, each in enumerate(kept, 1)
        ),
        channel=SalesChannel.STORE,
        removed_minor=0,
    )
