"""The one ordered log of what happened; every projection, stream and reaction reads it.

An entry never holds what a customer bought, or what anybody is called: only handles, visits, zones and reasons. What a
screen shows is looked up when it is shown, so a withdrawn consent cannot come back out of the log.
"""

import asyncio
import json
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import NewType

from hub.ground.database import Database
from hub.ground.errors import DatabaseFailed

Member = NewType("Member", int)
"""A member's random 40-bit handle."""
VisitId = NewType("VisitId", str)


class EndReason(StrEnum):
    """Why a visit ended."""

    LEFT = "left"
    WITHDRAWN = "withdrawn"
    QUARANTINED = "quarantined"
    """The phone's token was played back: where the member is cannot be told until the next token."""


@dataclass(frozen=True, slots=True)
class MemberEnrolled:
    """A person enrolled."""

    member: Member


@dataclass(frozen=True, slots=True)
class ConsentGranted:
    """A member granted one purpose."""

    member: Member
    purpose: str


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """A member withdrew one purpose; beats every other event."""

    member: Member
    purpose: str


@dataclass(frozen=True, slots=True)
class GuessDismissed:
    """A member dismissed a guess about them."""

    member: Member
    guess: str


@dataclass(frozen=True, slots=True)
class TokenReplayed:
    """A member's token was heard where their phone cannot be: somebody plays it back. It counts no more."""

    member: Member


@dataclass(frozen=True, slots=True)
class VisitStarted:
    """A member came in."""

    member: Member
    visit: VisitId
    zone: str


@dataclass(frozen=True, slots=True)
class ZoneEntered:
    """A member went to another zone."""

    member: Member
    visit: VisitId
    zone: str


@dataclass(frozen=True, slots=True)
class VisitEnded:
    """A member left, or withdrew."""

    member: Member
    visit: VisitId
    reason: EndReason


@dataclass(frozen=True, slots=True)
class VisitErased:
    """A visit of somebody who was erased: screens that still show it shall not. Nothing joins it to anybody."""

    visit: VisitId


@dataclass(frozen=True, slots=True)
class HelpRequested:
    """A member pressed the button: I would like some help."""

    member: Member
    visit: VisitId


@dataclass(frozen=True, slots=True)
class CardComposed:
    """The card of a visit was made or made anew."""

    member: Member
    visit: VisitId


@dataclass(frozen=True, slots=True)
class VisitClaimed:
    """Somebody of the staff said: I'll help."""

    visit: VisitId


@dataclass(frozen=True, slots=True)
class VisitReleased:
    """Somebody of the staff let go of a visit again."""

    visit: VisitId


@dataclass(frozen=True, slots=True)
class OutcomeRecorded:
    """How helping went."""

    visit: VisitId
    outcome: str


@dataclass(frozen=True, slots=True)
class MessageExposed:
    """A message was decided on; recorded before it leaves."""

    member: Member
    visit: VisitId
    campaign: str
    variant: str


@dataclass(frozen=True, slots=True)
class MessageWithheld:
    """No message, and why."""

    member: Member
    visit: VisitId
    campaign: str
    reason: str


@dataclass(frozen=True, slots=True)
class MessageSettled:
    """What became of an exposed message: sent, surely not sent, or unknown and never resent."""

    member: Member
    visit: VisitId
    campaign: str
    result: str
    variant: str = ""
    """Empty in a journal from before it was kept."""


@dataclass(frozen=True, slots=True)
class PurchaseRecorded:
    """A till told of something that a member bought; what, stands in the order of that number alone."""

    member: Member
    visit: VisitId | None
    order: int


@dataclass(frozen=True, slots=True)
class PurchaseItemised:
    """What was in a purchase that is recorded already became known, or changed."""

    member: Member
    visit: VisitId | None
    order: int


@dataclass(frozen=True, slots=True)
class ReturnRecorded:
    """A till told of something that a member brought back."""

    member: Member
    visit: VisitId | None
    order: int


@dataclass(frozen=True, slots=True)
class CampaignShown:
    """A campaign has a line for staff on the card of a visit."""

    member: Member
    visit: VisitId
    campaign: str
    variant: str


@dataclass(frozen=True, slots=True)
class OfferIssued:
    """A member got the offer of a campaign; its code stands with the offer alone."""

    member: Member
    visit: VisitId
    campaign: str


@dataclass(frozen=True, slots=True)
class OfferRedeemed:
    """An offer was redeemed. `visit`: in which it was made."""

    member: Member
    visit: VisitId
    campaign: str


@dataclass(frozen=True, slots=True)
class ClientBookChanged:
    """Who looks after a member changed; who that is stands in the client book alone."""

    member: Member


# Two for each of a day's refusals; they are told of again to every stream that opens.
MOST_UNWRITTEN = 1000

Event = (
    MemberEnrolled
    | ConsentGranted
    | ConsentWithdrawn
    | GuessDismissed
    | TokenReplayed
    | VisitStarted
    | ZoneEntered
    | VisitEnded
    | VisitErased
    | HelpRequested
    | CardComposed
    | VisitClaimed
    | VisitReleased
    | OutcomeRecorded
    | MessageExposed
    | MessageWithheld
    | MessageSettled
    | PurchaseRecorded
    | PurchaseItemised
    | ReturnRecorded
    | CampaignShown
    | OfferIssued
    | OfferRedeemed
    | ClientBookChanged
)

_KINDS: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in (
        MemberEnrolled,
        ConsentGranted,
        ConsentWithdrawn,
        GuessDismissed,
        TokenReplayed,
        VisitStarted,
        ZoneEntered,
        VisitEnded,
        VisitErased,
        HelpRequested,
        CardComposed,
        VisitClaimed,
        VisitReleased,
        OutcomeRecorded,
        MessageExposed,
        MessageWithheld,
        MessageSettled,
        PurchaseRecorded,
        PurchaseItemised,
        ReturnRecorded,
        CampaignShown,
        OfferIssued,
        OfferRedeemed,
        ClientBookChanged,
    )
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in its place."""

    seq: int
    at_ms: int
    event: Event


class Journal:
    """Append inside a transaction; readers are woken after its COMMIT."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._grown = asyncio.Event()
        self._unwritten: list[Event] = []
        self.closed = False

    def append(self, event: Event, at_ms: int) -> None:
        """Add an event; call within `transaction`, so that it stands or falls with the change that it tells of."""
        if not self._db.in_transaction:
            raise DatabaseFailed("an event was appended outside a transaction")
        self._db.run(
            "INSERT INTO journal (at_ms, kind, member, visit, body) VALUES (?, ?, ?, ?, ?)",
            at_ms,
            type(event).__name__,
            getattr(event, "member", None),
            getattr(event, "visit", None),
            json.dumps(asdict(event)),
        )

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Everything within is committed together, then readers are woken.

        Not awaitable on purpose: an await inside would let another task write into this transaction.
        """
        with self._db.atomic():
            yield
        self.wake()

    def say_unwritten(self, event: Event) -> None:
        """Tell readers of what holds although it cannot be written now; it comes as an entry when it can."""
        self._unwritten.append(event)
        del self._unwritten[:-MOST_UNWRITTEN]
        self.wake()

    def forget_unwritten(self, member: Member) -> None:
        """It is written by now."""
        self._unwritten = [event for event in self._unwritten if getattr(event, "member", None) != member]

    def unwritten(self) -> tuple[Event, ...]:
        """What holds and is no entry yet, oldest first; telling of it again changes nothing."""
        return tuple(self._unwritten)

    def wake(self) -> None:
        """Tell every waiting reader to look again."""
        self._grown.set()
        self._grown = asyncio.Event()

    def read(self, after: int, limit: int = 500) -> list[Entry]:
        """Entries with a seq above `after`, oldest first."""
        rows = self._db.rows(
            "SELECT seq, at_ms, kind, body FROM journal WHERE seq > ? ORDER BY seq LIMIT ?", after, limit
        )
        return [Entry(seq, at_ms, _KINDS[kind](**json.loads(body))) for seq, at_ms, kind, body in rows]

    def about(self, member: Member, *kinds: type[Event]) -> list[Entry]:
        """What of these kinds happened around a member, oldest first."""
        marks = ", ".join("?" * len(kinds))
        rows = self._db.rows(
            f"SELECT seq, at_ms, kind, body FROM journal WHERE member = ? AND kind IN ({marks}) ORDER BY seq",  # noqa: S608 - marks only
            member,
            *(kind.__name__ for kind in kinds),
        )
        return [Entry(seq, at_ms, _KINDS[kind](**json.loads(body))) for seq, at_ms, kind, body in rows]

    def around(self, members: Iterable[Member], since_ms: int, *kinds: type[Event]) -> list[Entry]:
        """The same around several members at once, since a moment."""
        rows = self._db.rows(
            "SELECT seq, at_ms, kind, body FROM journal WHERE member IN (SELECT value FROM json_each(?))"
            " AND kind IN (SELECT value FROM json_each(?)) AND at_ms >= ? ORDER BY seq",
            *(json.dumps([*members]), json.dumps([kind.__name__ for kind in kinds]), since_ms),
        )
        return [Entry(seq, at_ms, _KINDS[kind](**json.loads(body))) for seq, at_ms, kind, body in rows]

    def last_seq(self) -> int:
        """The seq of the newest entry there ever was, 0 when there was none."""
        # Not max(seq): when the newest entry is erased, what readers have seen must not lie in the future.
        newest = self._db.row("SELECT seq FROM sqlite_sequence WHERE name = 'journal'")
        return newest[0] if newest else 0

    def close(self) -> None:
        """The hub is stopping: every waiting reader returns, so that open streams end by themselves."""
        self.closed = True
        self.wake()

    async def grown_beyond(
        self,
        seq: int,
        or_over: asyncio.Event | None = None,
        told: tuple[Event, ...] | None = None,
        or_if: Callable[[], bool] = lambda: False,
    ) -> None:
        """Wait until there is an entry above `seq`, the journal was closed, or (after a `wake`) that event is set.

        Whoever gives the unwritten events that they were `told` of waits for another one as well; `or_if` is asked
        after each `wake`.
        """
        while not self.closed and not (or_over and or_over.is_set()):
            waiting = self._grown
            if or_if():
                return
            if told is not None and not set(told).issuperset(self._unwritten):
                return
            # Not last_seq(): what was erased above `seq` will never be read.
            if self._db.row("SELECT 1 FROM journal WHERE seq > ? LIMIT 1", seq):
                return
            await waiting.wait()
