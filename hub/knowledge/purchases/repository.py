"""Orders in the database: one row an order, at its newest version."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from hub.ground.database import Database
from hub.ground.journal import Member, VisitId
from hub.ground.member_window import WINDOWS, MemberWindow, as_json
from hub.knowledge.purchases.model import CameBack, Line, Order, OrderKind, SalesChannel, TillSystem
from hub.knowledge.purchases.order_state import TakenBack, as_it_is_now, is_left, named
from hub.knowledge.purchases.pick_ups import PickUps


@dataclass(frozen=True, slots=True)
class Row:
    """What of a stored order decides about the next one."""

    number: int
    order_id: str
    version: int
    step: int
    member: Member | None
    visit: VisitId | None
    kind: OrderKind
    occurred_ms: int
    currency: str
    net_minor: int
    location: str | None

    def is_older_than(self, order: Order) -> bool:
        """Whether that is a later document of the same order."""
        return (self.version, self.step) < (order.version, order.step)


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored order, as a timeline needs it."""

    number: int
    source: TillSystem
    order_id: str
    kind: OrderKind
    at_ms: int
    channel: SalesChannel
    visit: VisitId | None
    currency: str
    net_minor: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """A stored order with what was in it, as far as that is kept."""

    source: TillSystem
    order_id: str
    exchange_id: str | None
    original: str | None
    kind: OrderKind
    at_ms: int
    net_minor: int
    lines: tuple[Line, ...]
    currency: str


@dataclass(frozen=True, slots=True)
class Bought:
    """What a member bought within a window, less what came back of it since."""

    sales: int = 0
    """Of which something was kept."""
    net_minor: int = 0


class Orders:
    """Writes and finds; call what writes within a transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.pick_ups = PickUps(db)

    def is_new_delivery(self, source: TillSystem, delivery_id: str, at_ms: int) -> bool:
        """Note a delivery; False of one that was taken in before."""
        return self._db.run("INSERT OR IGNORE INTO till_deliveries VALUES (?, ?, ?)", source, delivery_id, at_ms) == 1

    def count(self, source: TillSystem, reason: str, times: int) -> None:
        """Count what became of deliveries."""
        self._db.run(
            "INSERT INTO till_reasons VALUES (?, ?) ON CONFLICT (reason) DO UPDATE SET times = times + excluded.times",
            self.counted_as(source, reason),
            times,
        )

    @staticmethod
    def counted_as(source: TillSystem, reason: str) -> str:
        """Under which name deliveries are counted."""
        return f"{source}:{reason}"

    def counts(self) -> dict[str, int]:
        """How often each came up, by till and reason."""
        return dict(self._db.rows("SELECT reason, times FROM till_reasons ORDER BY reason"))

    def find(self, source: TillSystem, order_id: str) -> Row | None:
        """The order of that id."""
        return self._one(source, "order_id = ?", order_id)

    def sale_of(self, order: Order) -> Row | None:
        """The sale that a return points at, by its own number or by that of the exchange or order that it is of."""
        if order.original is None:
            return None
        by_itself = self.find(order.source, order.original)
        return by_itself or self._one(order.source, "exchange_id = ? AND kind <> 'return'", order.original)

    def _one(self, source: TillSystem, where: str, name: str) -> Row | None:
        row = self._db.row(
            "SELECT number, order_id, version, step, member, visit, kind, occurred_ms, currency, net_minor, location"  # noqa: S608 - fixed text
            f" FROM orders WHERE source = ? AND {where}",
            source,
            name,
        )
        if row is None:
            return None
        number, order_id, version, step, member, visit, kind, occurred_ms, currency, net_minor, location = row
        return Row(
            number, order_id, version, step, member, visit, OrderKind(kind), occurred_ms, currency, net_minor, location
        )

    def put(self, order: Order, at_ms: int, received_ms: int, member: Member | None, visit: VisitId | None) -> int:
        """Store an order in place of its older version; returns its number."""
        values = (
            order.source,
            order.order_id,
            order.version,
            order.kind,
            order.original,
            order.exchange_id,
            at_ms,
            order.occurred_ms,
            received_ms,
            order.channel,
            order.location,
            order.till,
            order.staff,
            member,
            visit,
            order.currency,
            order.net_minor,
            _as_json(order.lines),
            json.dumps([{"code": each.code, "minor": each.minor} for each in order.discounts], ensure_ascii=False),
            order.step,
            _document(order),
        )
        row = self._db.row(
            "INSERT INTO orders (source, order_id, version, kind, original, exchange_id, at_ms, occurred_ms,"
            " received_ms, channel, location, till, staff, member, visit, currency, net_minor, lines, discounts, step,"
            " document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            # It was bought when it was first told of, and rung up by whoever did it then.
            " ON CONFLICT (source, order_id) DO UPDATE SET version = excluded.version, kind = excluded.kind,"
            " original = excluded.original, exchange_id = excluded.exchange_id, channel = excluded.channel,"
            " location = excluded.location, step = excluded.step, document = excluded.document,"
            " till = excluded.till, member = excluded.member, visit = excluded.visit, currency = excluded.currency,"
            " net_minor = excluded.net_minor, lines = excluded.lines, discounts = excluded.discounts"
            " RETURNING number",
            *values,
        )
        assert row is not None  # noqa: S101 - RETURNING of a row that was written
        return row[0]

    def waiting_returns(self, source: TillSystem, *names: str) -> list[tuple[int, int, int]]:
        """Returns that came before their sale and are nobody's yet: number, when they happened and were told of."""
        return [
            row
            for name in names
            for row in self._db.rows(
                "SELECT number, occurred_ms, received_ms FROM orders WHERE source = ? AND original = ? AND kind = ?"
                " AND member IS NULL",
                source,
                name,
                OrderKind.RETURN,
            )
        ]

    def join(self, number: int, member: Member, visit: VisitId | None) -> None:
        """Say whose an order is."""
        self._db.run("UPDATE orders SET member = ?, visit = ? WHERE number = ?", member, visit, number)

    def hand_on(self, member: Member, to: Member) -> None:
        """Two members turned out to be one person; the visits of the one that goes, go with them."""
        self._db.run("UPDATE orders SET member = ?, visit = NULL WHERE member = ?", to, member)

    def anonymise(self, member: Member) -> None:
        """Keep of a member's orders what is kept of anybody's."""
        self._db.run(
            "UPDATE orders SET member = NULL, visit = NULL, till = NULL, staff = NULL, lines = '[]', discounts = '[]',"
            " document = NULL WHERE member = ?",
            member,
        )

    def settle(self, source: TillSystem, order_id: str) -> None:
        """Make a sale what it is now beside its returns, and give their lines its names; after either has come."""
        row = self._db.row(
            "SELECT exchange_id, member, currency, net_minor, lines, document FROM orders"
            " WHERE source = ? AND order_id = ? AND kind <> ?",
            *(source, order_id, OrderKind.RETURN),
        )
        if row is None:
            return
        exchange_id, member, currency, net_minor, lines, document = row
        told = json.loads(document) if document else {"net_minor": net_minor, "lines": json.loads(lines)}
        sold = tuple(map(_line, told["lines"]))
        returns = self._returns_of(source, {order_id, exchange_id} - {None})
        if document:
            # In another currency it says which articles came back, and not how much of this amount.
            within = [back if back.currency == currency else replace(back, net_minor=0) for back in returns]
            now = as_it_is_now(told["net_minor"], told["removed_minor"], sold, within)
            self._db.run(
                "UPDATE orders SET net_minor = ?, lines = ? WHERE source = ? AND order_id = ?",
                *(now.net_minor, _as_json(now.lines), source, order_id),
            )
        if member is not None:
            for back in returns:
                names = _as_json(named(line, sold) for line in back.lines)
                self._db.run("UPDATE orders SET lines = ? WHERE number = ? AND member = ?", names, back.number, member)

    def _returns_of(self, source: TillSystem, names: Iterable[str], until_ms: int | None = None) -> list[TakenBack]:
        rows = self._db.rows(
            "SELECT number, net_minor, currency, lines FROM orders WHERE source = ?1 AND kind = ?2"
            " AND original IN (SELECT value FROM json_each(?3)) AND (?4 IS NULL OR at_ms <= ?4)",
            *(source, OrderKind.RETURN, json.dumps(sorted(names)), until_ms),
        )
        return [
            TakenBack(number, net, currency, tuple(map(_line, json.loads(lines))))
            for number, net, currency, lines in rows
        ]

    def look_up(self, order: Order, at_ms: int) -> None:
        """Have the articles of a sale asked for."""
        self._db.run(
            "INSERT OR REPLACE INTO till_look_ups VALUES (?, ?, 0, ?)", order.order_id, order.articles_at, at_ms
        )

    def let_order_go(self, source: TillSystem, order_id: str, unless_of: Member | None) -> None:
        """Keep of one order and its returns what is kept of anybody's; `unless_of`: who is erased with their orders."""
        self._db.run(
            "UPDATE orders SET member = NULL, visit = NULL, till = NULL, staff = NULL, lines = '[]', discounts = '[]',"
            " document = NULL WHERE source = ? AND ? IN (order_id, original) AND member IS NOT ?",
            *(source, order_id, unless_of),
        )

    def put_lines(self, number: int, lines: Iterable[Line], net_minor: int | None = None) -> None:
        """Say what was in an order, and what it came to if that was not known before."""
        self._db.run(
            "UPDATE orders SET lines = ?, net_minor = coalesce(?, net_minor) WHERE number = ?",
            *(_as_json(lines), net_minor, number),
        )

    def of(self, member: Member, limit: int) -> list[Kept]:
        """A member's orders, newest first."""
        rows = self._db.rows(
            "SELECT number, source, order_id, kind, at_ms, channel, visit, currency, net_minor, lines FROM orders"
            " WHERE member = ? ORDER BY at_ms DESC, number DESC LIMIT ?",
            member,
            limit,
        )
        return [
            Kept(
                number,
                TillSystem(source),
                order_id,
                OrderKind(kind),
                at_ms,
                SalesChannel(channel),
                visit,
                currency,
                net_minor,
                _names(json.loads(lines)),
            )
            for number, source, order_id, kind, at_ms, channel, visit, currency, net_minor, lines in rows
        ]

    def bought_in(self, windows: Sequence[MemberWindow], currency: str) -> list[Bought]:
        """What was bought within each window, in that currency; in one question to the disk.

        A return counts with the sale that it takes back, whenever it came; one that names no sale where it came itself.
        """
        found = [Bought()] * len(windows)
        rows = self._db.rows(
            f"{WINDOWS} SELECT number, sum(kept > 0), sum(kept) FROM ("  # noqa: S608 - fixed text
            "SELECT w.number, s.net_minor + coalesce((SELECT sum(r.net_minor) FROM orders r WHERE r.source = s.source"
            " AND r.original IN (s.order_id, s.exchange_id) AND r.kind = 'return' AND r.currency = s.currency), 0)"
            " AS kept FROM windows w CROSS JOIN orders s ON s.member = w.member WHERE s.kind = 'sale'"
            " AND s.at_ms >= w.since_ms AND s.at_ms < w.until_ms AND (w.visit IS NULL OR s.visit = w.visit)"
            " AND s.currency = ?"
            " UNION ALL SELECT w.number, r.net_minor FROM windows w CROSS JOIN orders r ON r.member = w.member"
            " WHERE r.kind = 'return' AND r.original IS NULL AND r.at_ms >= w.since_ms AND r.at_ms < w.until_ms"
            " AND (w.visit IS NULL OR r.visit = w.visit) AND r.currency = ?) GROUP BY number",
            *(as_json(windows), currency, currency),
        )
        for number, sales, net_minor in rows:
            found[number] = Bought(sales, net_minor)
        return found

    def extent_of(self, member: Member) -> tuple[int, int]:
        """How many orders of a member are kept, and the number of the newest: another one when any came in."""
        row = self._db.row("SELECT count(*), coalesce(max(number), 0) FROM orders WHERE member = ?", member)
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def paid_in_full(self, member: Member, since_ms: int, until_ms: int | None = None) -> frozenset[str]:
        """The articles that a member bought since then with nothing taken off, by their numbers at the till.

        Not what was brought back: whoever buys it again pays again.
        """
        rows = self._db.rows(
            "SELECT source, order_id, exchange_id, net_minor, currency, lines FROM orders WHERE member = ?1"
            " AND kind = ?2 AND at_ms >= ?3 AND (?4 IS NULL OR at_ms <= ?4) AND discounts = '[]'",
            *(member, OrderKind.SALE, since_ms, until_ms),
        )
        found = set[str]()
        for source, order_id, exchange_id, net_minor, currency, lines in rows:
            back = self._returns_of(TillSystem(source), {order_id, exchange_id} - {None}, until_ms)
            if back and net_minor + sum(each.net_minor for each in back if each.currency == currency) <= 0:
                continue
            came_back = [line for each in back for line in each.lines]
            sold = (line for line in map(_line, json.loads(lines)) if line.sku and not line.discount_minor)
            found.update(line.sku for line in sold if line.qty > 0 and is_left(line, came_back))
        return frozenset(found)

    def of_a_member(self) -> bool:
        """Whether any order of a member is kept."""
        return self._db.row("SELECT 1 FROM orders WHERE member IS NOT NULL LIMIT 1") is not None

    def skus(self) -> list[str]:
        """The article's number of every line that is kept."""
        return [
            sku or ""
            for (sku,) in self._db.rows(
                "SELECT json_extract(line.value, '$.sku') FROM orders, json_each(orders.lines) AS line"
            )
        ]

    def history(self, member: Member, limit: int) -> list[Past]:
        """A member's orders with their articles, newest first."""
        rows = self._db.rows(
            "SELECT source, order_id, exchange_id, original, kind, at_ms, net_minor, lines, currency FROM orders"
            " WHERE member = ? ORDER BY at_ms DESC, number DESC LIMIT ?",
            member,
            limit,
        )
        return [
            Past(
                TillSystem(told),
                order,
                exchange,
                of,
                OrderKind(kind),
                at_ms,
                net,
                tuple(map(_line, json.loads(lines))),
                money,
            )
            for told, order, exchange, of, kind, at_ms, net, lines, money in rows
        ]


def half_that_came_back(source: TillSystem, sale: Row, back: CameBack, number: int) -> Order:
    """The return that one order holds beside a sale."""
    return Order(
        source=source,
        order_id=f"{sale.order_id}/{OrderKind.RETURN}-{number}",
        version=sale.version,
        kind=OrderKind.RETURN,
        occurred_ms=sale.occurred_ms,
        currency=sale.currency,
        net_minor=back.net_minor,
        lines=back.lines,
        original=back.sold_in,
        location=sale.location,
    )


def _as_json(lines: Iterable[Line]) -> str:
    return json.dumps([_stored(line) for line in lines], ensure_ascii=False)


def _stored(line: Line) -> dict[str, str | int]:
    told: dict[str, str | int | None] = {
        "line_id": line.line_id,
        "sku": line.sku,
        "name": line.name,
        "qty": format(line.qty, "f"),
        "unit_minor": line.unit_minor,
        "net_minor": line.net_minor,
        "discount_minor": line.discount_minor or None,
        "returns_line": line.returns_line,
        "removed": format(line.removed, "f") if line.removed else None,
        "gift": 1 if line.is_gift else None,
    }
    return {name: value for name, value in told.items() if value is not None and value != ""}


def _line(stored: dict[str, Any]) -> Line:
    """What `_stored` wrote."""
    return Line(
        line_id=stored["line_id"],
        sku=stored.get("sku", ""),
        name=stored.get("name", ""),
        qty=Decimal(stored["qty"]),
        unit_minor=stored["unit_minor"],
        net_minor=stored["net_minor"],
        discount_minor=stored.get("discount_minor", 0),
        returns_line=stored.get("returns_line"),
        removed=Decimal(stored.get("removed", 0)),
        is_gift=bool(stored.get("gift")),
    )


def _document(order: Order) -> str | None:
    if not order.removed_minor and not any(line.removed for line in order.lines):
        return None
    told = {"net_minor": order.net_minor, "removed_minor": order.removed_minor}
    return json.dumps(told | {"lines": [_stored(line) for line in order.lines]}, ensure_ascii=False)


def _names(lines: Iterable[dict[str, str]]) -> tuple[str, ...]:
    found: list[str] = []
    for line in lines:
        name, qty = line.get("name") or line.get("sku"), abs(Decimal(line["qty"]))
        if name:
            found.append(name if qty == 1 else f"{qty.normalize():f} x {name}")
    return tuple(found)
