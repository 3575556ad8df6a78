"""The live stream of the board: the journal says that something changed, the board says what may be seen of it now."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Container, Iterable
from dataclasses import dataclass

from fastapi.sse import ServerSentEvent

from hub.ground.journal import Event, Journal, VisitId
from hub.ground.web.may import Session
from hub.service.staff.board import Board, VisibleVisit
from hub.service.staff.listing import Listing
from hub.service.staff.model import Gone, VisitRow

# A browser cannot see ping comments; this event lets the page tell a quiet shop from a dead line.
HEARTBEAT_SECONDS = 10.0
# A handheld further behind than this loads the list anew: that is less work than replaying it.
LONGEST_REPLAY = 2000


@dataclass(frozen=True, slots=True)
class Screen:
    """Who reads along: somebody on a device, in one language."""

    device: str
    associate: str
    session: Session | None
    language: str


async def stream(
    board: Board,
    listing: Listing,
    screen: Screen,
    journal: Journal,
    since: int,
    beat_seconds: float = HEARTBEAT_SECONDS,
) -> AsyncIterator[ServerSentEvent]:
    """Rows as they change, from the journal's seq `since` on, each with the seq it is as of.

    Many entries of one visit become one event with its newest state, so a slow reader never lags behind. The end of the
    session is the end of the stream; its last event says so. A heartbeat comes in a busy shop too: it alone says when
    each customer was last heard.
    """
    device, session, language = screen.device, screen.session, screen.language
    if not 0 <= journal.last_seq() - since <= LONGEST_REPLAY:
        since = journal.last_seq()
        yield ServerSentEvent(event="reset", data={}, id=str(since))
    yield ServerSentEvent(event="hb", data=board.heartbeat())
    next_beat = time.monotonic() + beat_seconds
    over = session.over if session else asyncio.Event()
    told: tuple[Event, ...] = ()
    while not journal.closed and not over.is_set():
        entries, unwritten = journal.read(since), journal.unwritten()
        changed = {visit: entry.seq for entry in entries if (visit := board.touched_by(entry.event))}
        # What is taken away and cannot be written comes first: it may not wait for a line in the audit log either.
        for gone in _taken_back(board, unwritten if unwritten != told else (), changed, language):
            yield ServerSentEvent(event="gone", data=gone, id=str(since))
        told = unwritten
        # In order of their newest entry: whatever a reader missed then has a seq above the last one it got.
        new = [
            visit
            for visit in changed
            if listing.lacks(device, (visit,)) and isinstance(board.shown(visit), VisibleVisit)
        ]
        await listing.note(device, new)
        for visit, seq in sorted(changed.items(), key=lambda item: item[1]):
            row = board.update(visit, language, screen.associate)
            while isinstance(row, VisitRow) and listing.lacks(device, (visit,)):  # shown since a moment ago
                await listing.note(device, (visit,))
                row = board.update(visit, language, screen.associate)
            if row is not None:
                yield ServerSentEvent(event="gone" if isinstance(row, Gone) else "visit", data=row, id=str(seq))
        if entries:
            since = entries[-1].seq
        else:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(next_beat - time.monotonic()):
                    await journal.grown_beyond(since, over, told)
        if time.monotonic() >= next_beat:
            yield ServerSentEvent(event="hb", data=board.heartbeat())
            next_beat = time.monotonic() + beat_seconds
    if session and over.is_set():
        yield ServerSentEvent(event="signed_out", data={"reason": session.ended.name.lower()})


def _taken_back(board: Board, unwritten: Iterable[Event], changed: Container[VisitId], language: str) -> list[Gone]:
    """The rows that go for what holds and is no entry yet, but for those that have an entry of their own."""
    touched = [visit for event in unwritten if (visit := board.touched_by(event)) and visit not in changed]
    return [gone for visit in touched if isinstance(gone := board.update(visit, language), Gone)]
