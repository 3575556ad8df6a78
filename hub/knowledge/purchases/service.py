"""Takes orders in: each version once, joined to its customer, its visit and its sale as far as the customer agreed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

import structlog

from hub.ground.hook import Hook
from hub.ground.journal import Journal, Member, PurchaseItemised, PurchaseRecorded, ReturnRecorded, VisitId
from hub.knowledge.purchases.articles import named_articles, with_articles_named
from hub.knowledge.purchases.baskets import Baskets
from hub.knowledge.purchases.model import (
    Articles,
    CodesOfOrder,
    Delivery,
    DeliveryResult,
    Line,
    Order,
    OrderKind,
    PickUp,
    SalesChannel,
    TillSystem,
)
from hub.knowledge.purchases.redaction import SensitiveArticles, redact_sensitive
from hub.knowledge.purchases.repository import Orders, Row, half_that_came_back
from hub.knowledge.purchases.till_connector import Tills
from hub.knowledge.purchases.visit_choice import VisitSpan, believed_at, visit_of
from hub.place.visits.repository import Visits
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import Members

# Without one of these purposes, only amount and time of an order are kept.
KEEPS = frozenset({Purpose.SHOW_HISTORY_TO_STAFF, Purpose.PREDICT, Purpose.MEASURE})
# How a place in an order that could not be used is counted; what stands beside it was kept.
PASSED_OVER = "passed_over:"
# A visit further back cannot be meant: tills tell within a day, and their clocks are at most an hour off.
_STAYS_LOOKED_AT = 20

log = structlog.get_logger()


class OrderRecorder:
    """What was bought."""

    def __init__(
        self,
        journal: Journal,
        orders: Orders,
        baskets: Baskets,
        members: Members,
        ledger: ConsentLedger,
        visits: Visits,
        sensitive: SensitiveArticles,
        tills: Tills,
    ) -> None:
        self._journal = journal
        self._orders = orders
        self._baskets = baskets
        self._members = members
        self._ledger = ledger
        self._visits = visits
        self._sensitive = sensitive
        self._locations = tills.locations
        self._looks_up = tills.asked_for_articles is not None
        self._uncounted: Counter[tuple[TillSystem, str]] = Counter()
        self.codes = Hook[CodesOfOrder]()
        """Called for each order that has codes, or may have lost them, within the transaction that stores it."""

    def take(self, source: TillSystem, delivery: Delivery, now_ms: int) -> DeliveryResult:
        """Store what a webhook said; once this returns it is on disk. Raises `DatabaseFailed`, and nothing is kept."""
        with self._journal.transaction():
            reason = self._take_delivery(source, delivery, now_ms)
        self._uncounted[source, reason] += 1
        if reason is DeliveryResult.RECORDED:
            self._note(source, delivery.passed_over)
        return reason

    def _note(self, source: TillSystem, passed_over: Mapping[str, int]) -> None:
        for place, times in passed_over.items():
            self._uncounted[source, f"{PASSED_OVER}{place}"] += times

    def count_refusal(self, source: TillSystem, reason: DeliveryResult) -> None:
        """Count what was not taken in."""
        self._uncounted[source, reason] += 1

    def save_counts(self) -> None:
        """Write down what was counted: a webhook that is refused, which anybody can send, costs no write by itself."""
        if not self._uncounted:
            return
        with self._journal.transaction():
            for (source, reason), times in self._uncounted.items():
                self._orders.count(source, reason, times)
        for (source, reason), times in self._uncounted.items():
            if reason.startswith(PASSED_OVER):
                place = reason.removeprefix(PASSED_OVER)
                log.warning("a till told of something that cannot be used", till=source, at=place, times=times)
            elif reason != DeliveryResult.RECORDED:
                log.info("webhooks of a till changed nothing", till=source, why=str(reason), times=times)
        self._uncounted.clear()

    def counts(self) -> dict[str, int]:
        """What became of deliveries so far, by till and reason, and which places in them were passed over."""
        found = Counter(self._orders.counts())
        for (source, reason), times in self._uncounted.items():
            found[self._orders.counted_as(source, reason)] += times
        return dict(sorted(found.items()))

    def anonymise(self, member: Member, now_ms: int) -> None:
        """Anonymise a member's orders once no purpose allows keeping them."""
        if not self._ledger.standing(member, now_ms) & KEEPS:
            with self._journal.transaction():
                self._orders.anonymise(member)

    def complete(self, source: TillSystem, payment: str, articles: Articles, now_ms: int) -> None:
        """A till has said what was in a sale or came back, and perhaps which basket it was. Raises `DatabaseFailed`."""
        with self._journal.transaction():
            known = self._orders.find(source, payment)
            basket = self._baskets.paid(articles.basket, now_ms) if articles.basket else None
            member = (known.member if known else None) or (self._visits.owner(basket) if basket else None)
            if articles.codes:
                paid_ms, order = known.occurred_ms if known else now_ms, f"{source}:{articles.order or payment}"
                self.codes(CodesOfOrder(order, OrderKind.SALE, articles.codes, now_ms, paid_ms, member))
            if known is None or member is None or not self._may_keep(member, now_ms):
                return
            visit = known.visit or basket
            self._orders.join(known.number, member, visit)
            self._fill_in(source, known, articles, now_ms)
            if known.member is None:
                self._tell(known.kind, member, visit, known.number, now_ms)
                self._join_returns(
                    self._orders.waiting_returns(source, payment),
                    member,
                    here=visit is not None,
                    now_ms=now_ms,
                )
            else:
                self._journal.append(PurchaseItemised(member, visit, known.number), now_ms)
        self._note(source, articles.passed_over)

    def _fill_in(self, source: TillSystem, known: Row, articles: Articles, now_ms: int) -> None:
        back = tuple(line for each in articles.back for line in each.lines)
        if known.kind is OrderKind.RETURN:
            self._orders.put_lines(known.number, self._named(back))
            return
        # An order that was paid in parts says more than this part.
        if (known.net_minor, known.currency) != (articles.paid_minor, articles.currency):
            return
        # An exchange is paid with the difference; what came back is a return by itself, so the sale is whole.
        came_back = sum(each.net_minor for each in articles.back)
        self._orders.put_lines(known.number, self._named(articles.lines), known.net_minor - came_back)
        for number, each in enumerate(articles.back, 1):
            half = half_that_came_back(source, known, each, number)
            half = replace(half, lines=self._named(half.lines))
            if self._orders.find(half.source, half.order_id) is None:
                sale = self._orders.sale_of(half)
                self._store(half, None, sale or known, now_ms)
                self._orders.settle(half.source, sale.order_id if sale else half.order_id)

    def _named(self, lines: Iterable[Line]) -> tuple[Line, ...]:
        kept = (line for line in lines if not self._sensitive.is_line(line))
        return named_articles(kept)

    def _take_delivery(self, source: TillSystem, delivery: Delivery, now_ms: int) -> DeliveryResult:
        if not self._orders.is_new_delivery(source, delivery.delivery_id, now_ms):
            return DeliveryResult.DELIVERED_BEFORE
        taken = [self._take(order, now_ms) for order in delivery.orders]
        # What has no moment of its own is as new as the order that it came with.
        told = [each for each in delivery.pick_ups if each.at_ms is not None or any(taken)]
        changed = [self._note_pick_up(source, each, now_ms) for each in told]
        return DeliveryResult.RECORDED if any(taken) or any(changed) else DeliveryResult.OLDER_VERSION

    def _note_pick_up(self, source: TillSystem, told: PickUp, now_ms: int) -> bool:
        if not self._orders.pick_ups.put(source, told, now_ms):
            return False
        whose = self._orders.pick_ups.whose(source, told.order_id)
        if whose is not None:
            self._journal.append(PurchaseItemised(whose.member, whose.visit, whose.number), now_ms)
        return True

    def _take(self, told: Order, now_ms: int) -> bool:
        order = with_articles_named(redact_sensitive(told, self._sensitive))
        known = self._orders.find(order.source, order.order_id)
        if known and not known.is_older_than(order):
            return False
        sale = self._orders.sale_of(order) if order.kind is OrderKind.RETURN else None
        # A code is settled as it was told: it is no word, whatever its letters look like, and is not kept for it.
        codes = tuple(each.code for each in told.discounts)
        self._store(order, known, sale, now_ms, codes)
        self._orders.settle(order.source, sale.order_id if sale else order.order_id)
        return True

    def _store(
        self, order: Order, known: Row | None, sale: Row | None, now_ms: int, codes: tuple[str, ...] = ()
    ) -> None:
        if order.articles_at and self._looks_up:
            self._orders.look_up(order, now_ms)
        basket = self._baskets.paid(order.basket, now_ms) if order.basket else None
        member = (
            self._by_customer(order)
            or (self._visits.owner(basket) if basket else None)
            or (known.member if known else None)
            or (sale.member if sale else None)
        )
        # A later document without a code is news too; unless codes come only with the articles that are asked for.
        is_later = known is not None and order.kind is OrderKind.SALE and not order.articles_at
        if codes or is_later or order.kind is OrderKind.VOID:
            number = f"{order.source}:{order.order_id}"
            self.codes(CodesOfOrder(number, order.kind, codes, now_ms, order.occurred_ms, member))
        if member is not None and not self._may_keep(member, now_ms):
            member = None
        if member is None:
            self._orders.put(order.anonymised(), believed_at(order.occurred_ms, now_ms), now_ms, None, None)
            return
        visit = (known.visit if known else None) or self._visit(order, member, basket, now_ms)
        number = self._orders.put(order, believed_at(order.occurred_ms, now_ms), now_ms, member, visit)
        if known is None or known.member != member:
            self._tell(order.kind, member, visit, number, now_ms)
        elif known.kind is not order.kind:  # it was voided after all: what a card said of it holds no longer
            self._journal.append(PurchaseItemised(member, visit, number), now_ms)
        if order.kind is OrderKind.SALE:
            names = {order.order_id, order.exchange_id or order.order_id}
            self._join_returns(
                self._orders.waiting_returns(order.source, *names), member, here=self._is_here(order), now_ms=now_ms
            )

    def _join_returns(
        self, waiting: Iterable[tuple[int, int, int]], member: Member, *, here: bool, now_ms: int
    ) -> None:
        for number, occurred_ms, received_ms in waiting:
            visit = visit_of(self._stays(member), occurred_ms, received_ms) if here else None
            self._orders.join(number, member, visit)
            self._tell(OrderKind.RETURN, member, visit, number, now_ms)

    def _tell(self, kind: OrderKind, member: Member, visit: VisitId | None, number: int, now_ms: int) -> None:
        if kind is OrderKind.SALE:
            self._journal.append(PurchaseRecorded(member, visit, number), now_ms)
        elif kind is OrderKind.RETURN:
            self._journal.append(ReturnRecorded(member, visit, number), now_ms)

    def _by_customer(self, order: Order) -> Member | None:
        record = self._members.by_customer(order.customer_ref) if order.customer_ref else None
        return record.member if record else None

    def _may_keep(self, member: Member, now_ms: int) -> bool:
        permission = self._ledger.permission(member, at_ms=now_ms)
        return permission is not None and bool(permission.purposes & KEEPS)

    def _visit(self, order: Order, member: Member, basket: VisitId | None, now_ms: int) -> VisitId | None:
        if basket and self._visits.owner(basket) == member:
            return basket
        return visit_of(self._stays(member), order.occurred_ms, now_ms) if self._is_here(order) else None

    def _is_here(self, order: Order) -> bool:
        elsewhere = bool(self._locations) and order.location is not None and order.location not in self._locations
        return order.channel is SalesChannel.STORE and not elsewhere

    def _stays(self, member: Member) -> list[VisitSpan]:
        past = [
            VisitSpan(each.id, each.started_ms, each.ended_ms) for each in self._visits.past(member, _STAYS_LOOKED_AT)
        ]
        here = self._visits.of(member)
        return [*past, VisitSpan(here.id, here.started_ms, None)] if here else past
