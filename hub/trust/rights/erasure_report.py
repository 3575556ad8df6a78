"""The account of an erasure: place by place what is gone, what goes when, and what stays and why."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from hub.ground.holdings import DAY_MS, Holding
from hub.trust.rights.receipt import ErasurePlace, ErasureState, Receipt

# The longest batch of tokens that a phone is given.
TOKENS_LAST_MS = 2 * DAY_MS
# The push gateway holds a message for a phone that is away for this long, see messages/gateway.py.
MESSAGE_LASTS_MS = 5 * 60 * 1000
# GDPR art. 12(3): a month to answer; Segment promises thirty days for its own stores.
PLATFORM_MS = 30 * DAY_MS


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """One erasure as the database has it."""

    receipt: str
    at_ms: int
    removed: dict[str, int]
    flushed: bool
    customer_ref: str | None
    """Until the platform took the request, and no longer."""
    reference: str | None
    platform_state: ErasureState
    platform_detail: str
    ask_at_ms: int | None

    @classmethod
    def read(cls, row: tuple[Any, ...]) -> "ErasureRow":
        """From a row of `erasures`."""
        receipt, at_ms, removed, flushed, ref, reference, state, detail, ask = row
        return cls(receipt, at_ms, json.loads(removed), bool(flushed), ref, reference, ErasureState(state), detail, ask)

    def settled(self, state: ErasureState, detail: str, reference: str | None, ask_at_ms: int | None) -> "ErasureRow":
        """The platform answered: the customer id is needed no more."""
        return replace(
            self,
            customer_ref=None,
            reference=reference,
            platform_state=state,
            platform_detail=detail,
            ask_at_ms=ask_at_ms,
        )

    def unanswered(self, ask_at_ms: int) -> "ErasureRow":
        """The platform could not be reached: asked again."""
        detail = "the platform could not be reached, and is asked again"
        if self.customer_ref is not None:
            detail += "; until then the hub keeps the customer id, for that alone"
        return replace(self, platform_detail=detail, ask_at_ms=ask_at_ms)


class ErasureReport:
    """Makes receipts. `last_backup_until` says until when a backup of before a moment (Unix ms) may be kept."""

    def __init__(self, holdings: Iterable[Holding], last_backup_until: Callable[[int], int | None]) -> None:
        self._kept = [each for each in holdings if each.kept_after_erasure and each.table != "erasures"]
        self._last_backup_until = last_backup_until

    def receipt(self, row: ErasureRow, now_ms: int) -> Receipt:
        """The account as of now."""
        return Receipt(
            receipt=row.receipt,
            asked_at_ms=row.at_ms,
            sinks=[
                _database(row),
                _log_beside(row),
                ErasurePlace(
                    place="memory of the hub",
                    state=ErasureState.DONE,
                    detail="cards, presence, cached profile, open tokens",
                ),
                ErasurePlace(
                    place="handhelds",
                    state=ErasureState.DONE,
                    detail="told by the live stream; one that is asleep is told before it shows anything",
                ),
                ErasurePlace(
                    place="models",
                    state=ErasureState.DONE,
                    detail="they hold weights between articles and nothing about a person; each training begins from"
                    " nothing, and the next one is without these orders",
                ),
                *(_kept(each, row.at_ms, now_ms) for each in self._kept),
                _until(
                    "edges and broker",
                    "they hold opaque tokens that nobody but this hub could open, and it opens none of these any more;"
                    " the last one on the phone expires by then",
                    row.at_ms + TOKENS_LAST_MS,
                    now_ms,
                ),
                _until(
                    "push gateway",
                    "a message that was on its way may arrive until then; none is sent any more",
                    row.at_ms + MESSAGE_LASTS_MS,
                    now_ms,
                ),
                self._backups(row, now_ms),
                _platform(row),
            ],
        )

    def _backups(self, row: ErasureRow, now_ms: int) -> ErasurePlace:
        until = self._last_backup_until(row.at_ms)
        if until is None:
            return ErasurePlace(place="backups", state=ErasureState.DONE, detail="there is none from before")
        detail = "one from before is kept until then; if it is restored, the person is erased before anything is served"
        return _until("backups", detail, until, now_ms)


def _database(row: ErasureRow) -> ErasurePlace:
    rows = ", ".join(f"{table} {count}" for table, count in row.removed.items() if count)
    return ErasurePlace(place="database", state=ErasureState.DONE, detail=f"rows removed: {rows or 'none'}")


def _log_beside(row: ErasureRow) -> ErasurePlace:
    if row.flushed:
        return ErasurePlace(place="database's log", state=ErasureState.DONE, detail="overwritten and emptied")
    detail = "another program reads the database; it is emptied as soon as that ends, and tried every second"
    return ErasurePlace(place="database's log", state=ErasureState.PENDING, detail=detail, until_ms=row.at_ms + DAY_MS)


def _kept(holding: Holding, at_ms: int, now_ms: int) -> ErasurePlace:
    detail = f"{holding.what}: kept because {holding.kept_after_erasure}"
    if holding.keep_ms is None:
        return ErasurePlace(place=holding.table, state=ErasureState.REFUSED, detail=detail)
    return _until(holding.table, detail, at_ms + holding.keep_ms, now_ms)


def _platform(row: ErasureRow) -> ErasurePlace:
    until = row.at_ms + PLATFORM_MS if row.platform_state is ErasureState.PENDING else None
    place = "customer data platform"
    return ErasurePlace(place=place, state=row.platform_state, detail=row.platform_detail, until_ms=until)


def _until(place: str, detail: str, until_ms: int, now_ms: int) -> ErasurePlace:
    state = ErasureState.PENDING if now_ms < until_ms else ErasureState.DONE
    return ErasurePlace(place=place, state=state, detail=detail, until_ms=until_ms)
