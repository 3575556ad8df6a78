"""The account of an erasure: place by place what is gone, what goes when, and what stays and why."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from hub.ground.holdings import DAY_MS, Holding
from hub.ground.words.phrase import Phrase, phrase
from hub.ground.words.words import WordsIn
from hub.trust.rights.receipt import ErasurePlace, ErasureState, Receipt

# The longest batch of tokens that a phone is given.
TOKENS_LAST_MS = 2 * DAY_MS
# A push service holds a message for a phone that is away for this long, see messages/send_result.py.
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
        detail = "not-reached" if self.customer_ref is None else "not-reached-and-kept"
        return replace(self, platform_detail=detail, ask_at_ms=ask_at_ms)


class ErasureReport:
    """Makes receipts. `last_backup_until` says until when a backup of before a moment (Unix ms) may be kept."""

    def __init__(self, holdings: Iterable[Holding], last_backup_until: Callable[[int], int | None]) -> None:
        self._kept = [each for each in holdings if each.kept_after_erasure and each.table != "erasures"]
        self._last_backup_until = last_backup_until

    def receipt(self, row: ErasureRow, now_ms: int, words: WordsIn) -> Receipt:
        """The account as of now, in the reader's language."""
        done, place = ErasureState.DONE, _Places(words, now_ms)
        rows = sum(row.removed.values())
        log_until = None if row.flushed else row.at_ms + DAY_MS
        return Receipt(
            receipt=row.receipt,
            asked_at_ms=row.at_ms,
            sinks=[
                place.told("database", done, phrase("held-erased-rows", count=rows)),
                place.told("database's log", done, phrase("held-erased-log"))
                if log_until is None
                else place.told("database's log", ErasureState.PENDING, phrase("held-erased-log-read"), log_until),
                place.told("memory of the hub", done, phrase("held-erased-memory")),
                place.told("handhelds", done, phrase("held-erased-handhelds")),
                place.told("models", done, phrase("held-erased-models")),
                *(_kept(place, each, row.at_ms) for each in self._kept),
                place.until("edges and broker", phrase("held-erased-edges"), row.at_ms + TOKENS_LAST_MS),
                place.until("push gateway", phrase("held-erased-push"), row.at_ms + MESSAGE_LASTS_MS),
                self._backups(place, row),
                _platform(place, row),
            ],
        )

    def _backups(self, place: "_Places", row: ErasureRow) -> ErasurePlace:
        until = self._last_backup_until(row.at_ms)
        if until is None:
            return place.told("backups", ErasureState.DONE, phrase("held-erased-no-backup"))
        return place.until("backups", phrase("held-erased-backup"), until)


@dataclass(frozen=True, slots=True)
class _Places:
    """Says places in one language, as of one moment."""

    words: WordsIn
    now_ms: int

    def told(self, place: str, state: ErasureState, detail: Phrase | str, until_ms: int | None = None) -> ErasurePlace:
        """One place; a detail of before this version is told as it was written."""
        name = f"held-place-{re.sub('[^a-z]+', '-', place)}"
        return ErasurePlace(
            place=place,
            name=self.words.say(Phrase(name)) if self.words.has(name) else place,
            state=state,
            state_name=self.words.say(Phrase(f"held-state-{state.value}")),
            detail=detail if isinstance(detail, str) else self.words.say(detail),
            until_ms=until_ms,
        )

    def until(self, place: str, detail: Phrase | str, until_ms: int) -> ErasurePlace:
        """One that is done at a moment by itself."""
        state = ErasureState.PENDING if self.now_ms < until_ms else ErasureState.DONE
        return self.told(place, state, detail, until_ms)


def _kept(place: _Places, holding: Holding, at_ms: int) -> ErasurePlace:
    id_ = f"held-after-{holding.table.replace('_', '-')}"
    said = Phrase(id_) if place.words.has(id_) else f"{holding.what}: kept because {holding.kept_after_erasure}"
    if holding.keep_ms is None:
        return place.told(holding.table, ErasureState.REFUSED, said)
    return place.until(holding.table, said, at_ms + holding.keep_ms)


def _platform(place: _Places, row: ErasureRow) -> ErasurePlace:
    until = row.at_ms + PLATFORM_MS if row.platform_state is ErasureState.PENDING else None
    code, _, answer = row.platform_detail.partition(":")
    id_ = f"held-platform-{code}"
    said = Phrase(id_, {"answer": answer}) if place.words.has(id_) else row.platform_detail
    return place.told("customer data platform", row.platform_state, said, until)
