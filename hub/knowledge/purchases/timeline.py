"""One timeline of a customer: what happened in the store, at the till and online, each thing once. Pure."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from hub.trust.consents.purposes import Purpose

DAY_MS = 24 * 3600 * 1000


class EntryKind(StrEnum):
    """What happened."""

    VISIT = "visit"
    PURCHASE = "purchase"
    RETURN = "return"
    ONLINE_VIEW = "online_view"
    CART = "cart"
    MESSAGE = "message"
    NOTE = "note"
    SERVICE_CASE = "service_case"


# Without its purpose an entry is left out, wherever it came from.
NEEDS: dict[EntryKind, Purpose] = {
    EntryKind.VISIT: Purpose.SHOW_HISTORY_TO_STAFF,
    EntryKind.PURCHASE: Purpose.SHOW_HISTORY_TO_STAFF,
    EntryKind.RETURN: Purpose.SHOW_HISTORY_TO_STAFF,
    EntryKind.ONLINE_VIEW: Purpose.JOIN_ONLINE_INSTORE,
    EntryKind.CART: Purpose.JOIN_ONLINE_INSTORE,
    EntryKind.MESSAGE: Purpose.SHOW_HISTORY_TO_STAFF,
    EntryKind.NOTE: Purpose.SHOW_HISTORY_TO_STAFF,
    EntryKind.SERVICE_CASE: Purpose.SHOW_HISTORY_TO_STAFF,
}
# Of one thing that two sources tell of, the nearest one is believed: the hub's own, then the till, then a platform.
_NEAREST = ("hub", "square", "shopify", "generic")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened."""

    kind: EntryKind
    at_ms: int
    source: str
    text: str = ""
    """Articles, a zone, a campaign: what it was, in one line."""
    amount: str | None = None
    """A decimal number in `currency`; negative when it was paid back."""
    currency: str | None = None
    id: str | None = None
    """The source's number of it: the same order has the same number at the till and in the platform."""
    of: str | None = None
    """Which of the customer's ids the source has it under; None when it can only be theirs."""
    names: tuple[str, ...] = ()
    """`text` article by article, where the source tells them apart."""
    template: str | None = None
    """Of a note: which of the short list, said in the reader's language before `text`."""
    by: str | None = None
    """Of a note: the colleague who wrote it."""


def merge(
    entries: Iterable[Entry],
    purposes: Collection[Purpose],
    names_sensitive: Callable[[str], bool],
    identities: Collection[str] = (),
    most: int = 50,
) -> list[Entry]:
    """What of all that may be known for `purposes`, newest first, at most `most`.

    `identities`: the ids that the customer data platform says are one person. What names another id is another's.
    """
    allowed = [
        entry
        for entry in entries
        if NEEDS[entry.kind] in purposes
        and (entry.of is None or entry.of in identities)
        and not names_sensitive(entry.text)
    ]
    kept: list[Entry] = []
    for entry in sorted(allowed, key=_nearness):
        if not any(_is_same(entry, other) for other in kept):
            kept.append(entry)
    return sorted(kept, key=lambda entry: (-entry.at_ms, entry.kind, *_nearness(entry)))[:most]


def _is_same(entry: Entry, kept: Entry) -> bool:
    if entry.kind is not kept.kind:
        return False
    if entry.id is not None and kept.id is not None:
        return entry.id == kept.id
    # A platform that gives no number names one article of an order, on the same day by a clock of its own.
    near = abs(entry.at_ms - kept.at_ms) <= DAY_MS
    return near and bool(entry.text) and entry.text.casefold() in kept.text.casefold()


def _nearness(entry: Entry) -> tuple[int, bool, int, str, str]:
    place = _NEAREST.index(entry.source) if entry.source in _NEAREST else len(_NEAREST)
    return place, entry.id is None, -entry.at_ms, entry.text, entry.id or ""
