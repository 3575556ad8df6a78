"""The live stream of the board: the journal says that something changed, the board says what may be seen of it now."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, AsyncIterator, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from fastapi.sse import ServerSentEvent

from hub.ground.journal import ClientBookChanged, ConsentWithdrawn, Entry, Event, Journal, VisitErased, VisitId
from hub.ground.web.may import Role, Session
from hub.service.alerts.model import AlertList
from hub.service.staff.board import Board, VisibleVisit
from hub.service.staff.listing import Listing
from hub.service.staff.model import Gone, VisitRow
from hub.service.staff.shown_alerts import ShownAlerts

# A browser cannot see ping comments; this event lets the page tell a quiet shop from a dead line.
HEARTBEAT_SECONDS = 10.0
# What takes from screens what is shown of somebody without a visit.
AGREED = (ConsentWithdrawn, ClientBookChanged, VisitErased)
# A handheld further behind than this loads the list anew: that is less work than replaying it.
LONGEST_REPLAY = 2000


@dataclass(frozen=True, slots=True)
class Screen:
    """Who reads along: somebody on a device, in one language."""

    device: str
    associate: str
    roles: frozenset[Role]
    session: Session | None
    language: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What a screen may be told of."""

    board: Board
    listing: Listing
    alerts: ShownAlerts


class _ToldAlerts:
    """What a screen was told last of what is open for it."""

    def __init__(self, alerts: ShownAlerts, screen: Screen) -> None:
        self._alerts = alerts
        self._screen = screen
        self._version = -1
        self._told: AlertList | None = None

    def have_changed(self) -> bool:
        """Whether it is worth looking."""
        return self._alerts.version != self._version

    def news(self) -> Iterator[AlertList]:
        """The list, when it is another one."""
        if self.have_changed():
            self._version = self._alerts.version
            now = self._alerts.open_for(self._screen.associate, self._screen.roles)
            if now != self._told:
                self._told = now
                yield now


async def stream(
    shown: Shown,
    screen: Screen,
    journal: Journal,
    since: int,
    beat_seconds: float = HEARTBEAT_SECONDS,
) -> AsyncGenerator[ServerSentEvent]:
    """Rows as they change, from the journal's seq `since` on, each with the seq it is as of.

    Many entries of one visit become one event with its newest state, so a slow reader never lags behind. The end of the
    session is the end of the stream; its last event says so. A heartbeat comes in a busy shop too: it alone says when
    each customer was last heard.
    """
    board, session = shown.board, screen.session
    if not 0 <= journal.last_seq() - since <= LONGEST_REPLAY:
        since = journal.last_seq()
        yield ServerSentEvent(event="reset", data={}, id=str(since))
    yield ServerSentEvent(event="hb", data=board.heartbeat())
    next_beat = time.monotonic() + beat_seconds
    over = session.over if session else asyncio.Event()
    told: tuple[Event, ...] = ()
    told_alerts = _ToldAlerts(shown.alerts, screen)
    while not journal.closed and not over.is_set():
        entries, unwritten = journal.read(since), journal.unwritten()
        changed = {visit: entry.seq for entry in entries if (visit := board.touched_by(entry.event))}
        # What is taken away and cannot be written comes first: it may not wait for a line in the audit log either.
        new_no = unwritten if unwritten != told else ()
        gone = _taken_back(board, new_no, changed, screen.language)
        first = [ServerSentEvent(event="gone", data=each, id=str(since)) for each in gone]
        for event in (*first, *_agreed(entries, new_no)):
            yield event
        told = unwritten
        async for event in _rows(shown, screen, changed):
            yield event
        for changed_list in told_alerts.news():
            yield ServerSentEvent(event="alerts", data=changed_list, id=str(since))
        if entries:
            since = entries[-1].seq
        else:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(next_beat - time.monotonic()):
                    await journal.grown_beyond(since, over, told, told_alerts.have_changed)
        if time.monotonic() >= next_beat:
            yield ServerSentEvent(event="hb", data=board.heartbeat())
            next_beat = time.monotonic() + beat_seconds
    if session and over.is_set():
        yield ServerSentEvent(event="signed_out", data={"reason": session.ended.name.lower()})


async def _rows(shown: Shown, screen: Screen, changed: Mapping[VisitId, int]) -> AsyncIterator[ServerSentEvent]:
    """The newest state of visits, each as of its newest entry."""
    board, listing, device = shown.board, shown.listing, screen.device
    new = [
        visit for visit in changed if listing.lacks(device, (visit,)) and isinstance(board.shown(visit), VisibleVisit)
    ]
    await listing.note(device, new)
    # In order of their newest entry: whatever a reader missed then has a seq above the last one it got.
    for visit, seq in sorted(changed.items(), key=lambda item: item[1]):
        row = board.update(visit, screen.language, screen.associate)
        while isinstance(row, VisitRow) and listing.lacks(device, (visit,)):  # shown since a moment ago
            await listing.note(device, (visit,))
            row = board.update(visit, screen.language, screen.associate)
        if row is not None:
            yield ServerSentEvent(event="gone" if isinstance(row, Gone) else "visit", data=row, id=str(seq))


def _agreed(entries: Iterable[Entry], new_no: Iterable[Event]) -> list[ServerSentEvent]:
    """Whatever stands open beside the list is to be asked for anew; of whom it was is for the hub to know."""
    changed = any(isinstance(event, AGREED) for event in (*new_no, *(entry.event for entry in entries)))
    return [ServerSentEvent(event="agreed", data={})] if changed else []


def _taken_back(board: Board, unwritten: Iterable[Event], changed: Container[VisitId], language: str) -> list[Gone]:
    """The rows that go for what holds and is no entry yet, but for those that have an entry of their own."""
    touched = [visit for event in unwritten if (visit := board.touched_by(event)) and visit not in changed]
    return [gone for visit in touched if isinstance(gone := board.update(visit, language), Gone)]
