"""What a shop system asks for by law on a customer's behalf: done or handed to the owner, with its clock."""

import hashlib
from typing import assert_never

import structlog

from hub.ground.database import Database
from hub.ground.holdings import DAY_MS
from hub.ground.journal import Journal
from hub.knowledge.purchases.model import DeliveryResult, TillSystem
from hub.knowledge.purchases.notices import DataAsked, ErasureAsked, Merged, Notice, ShopErasureAsked
from hub.knowledge.purchases.repository import Orders
from hub.service.requests.customer_merge import CustomerMerge
from hub.service.requests.paper_requests import ask
from hub.service.requests.repository import DUE_MS, NEXT, Asked, ShopRequestKind, is_known, write_down
from hub.trust.members.repository import Members

_NOBODY = "done: nothing is held of them under this id"

log = structlog.get_logger()


class ShopRequests:
    """Takes the notices of shop systems."""

    def __init__(self, db: Database, journal: Journal, members: Members, orders: Orders, rename: CustomerMerge) -> None:
        self._db = db
        self._journal = journal
        self._members = members
        self._orders = orders
        self._rename = rename

    async def take(self, source: TillSystem, body: bytes, notice: Notice, now_ms: int) -> DeliveryResult:
        """Do what is asked for, or write it down with its clock. Raises `DatabaseFailed`; then it is sent again."""
        match notice:
            case Merged():
                return await self._merge(notice, now_ms)
            case ErasureAsked(customer_ref, orders):
                record = self._members.by_customer(customer_ref) if customer_ref else None
                with self._journal.transaction():
                    for each in orders:
                        self._orders.let_order_go(source, each, unless_of=record.member if record else None)
                    self._write_down(source, body, ShopRequestKind.ERASE, customer_ref, "", now_ms)
            case DataAsked(customer_ref, reference):
                with self._journal.transaction():
                    self._write_down(source, body, ShopRequestKind.HAND_OVER, customer_ref, reference, now_ms)
            case ShopErasureAsked():
                with self._journal.transaction():
                    self._write_down(source, body, ShopRequestKind.ERASE_SHOP, None, "", now_ms)
            case _:
                assert_never(notice)
        return DeliveryResult.RECORDED

    async def _merge(self, notice: Merged, now_ms: int) -> DeliveryResult:
        """The old ids lead to the new one, for as long as its member is one."""
        reason = DeliveryResult.NOBODY_HERE
        for old in notice.old_refs:
            record = self._members.by_customer(old)
            if record is None and self._members.by_customer(notice.new_ref) is None:
                continue
            self._members.lead_on(old, notice.new_ref, now_ms)
            if record is not None and record.customer_ref == old:
                await self._rename.rename(record, notice.new_ref, now_ms)
            reason = DeliveryResult.RECORDED
        return reason

    def _write_down(
        self,
        source: TillSystem,
        body: bytes,
        kind: ShopRequestKind,
        customer_ref: str | None,
        reference: str,
        now_ms: int,
    ) -> None:
        # Sent again it is the same one; asked for again on another day it is another. Its id in a header is not signed.
        number = hashlib.sha256(f"{source} {kind} {now_ms // DAY_MS} ".encode() + body).hexdigest()[:12]
        if is_known(self._db, number):
            return
        record = self._members.by_customer(customer_ref) if customer_ref else None
        done = None if record or kind is ShopRequestKind.ERASE_SHOP else now_ms
        request = (
            ask(self._db, "erase", record.customer_ref, None, now_ms)
            if record and kind is ShopRequestKind.ERASE
            else None
        )
        asked = Asked(
            number=number,
            source=source,
            kind=kind,
            reference=reference,
            customer_ref=record.customer_ref if record and kind is ShopRequestKind.HAND_OVER else None,
            received_ms=now_ms,
            due_ms=now_ms + DUE_MS,
            receipt=request,
            done_ms=done,
            answer=None if done is None else _NOBODY,
        )
        write_down(self._db, asked)
        if done is None:
            log.error("a shop system asks for something by law", what=kind.value, number=number, next=NEXT[kind])
