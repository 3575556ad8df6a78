"""What is published next: live before backlog, and again what the hub has not acknowledged.

Backlog goes out between the live batches, so that neither a long outage nor its end makes live sightings late.

A PUBACK is only the broker's word. What was published stays in the outbox until the hub's `Ack`, and is sent again
with the same keys when that does not come.
"""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

import structlog

from edge.batch import BODY_BYTES, MOST_EVENTS, Sender, Unreadable, make_batch
from edge.errors import OutboxUnavailable
from edge.in_flight import MOST_RESENDS, InFlightBatch, InFlightBatches
from edge.outbox import Outbox
from wire.ids import BootId
from wire.messages import Ack

# More unsent events than this have waited for a hub that was silent: they are history now, and the newest go first.
MOST_LIVE_EVENTS = 2 * MOST_EVENTS
# With nothing awaited from the hub, every commit and message wakes the dispatch; this is for what cannot happen.
IDLE_SECONDS = 5.0
# A disk that cannot be read is tried again at this pace.
RETRY_SECONDS = 1.0

Publish = Callable[[bytes], Awaitable[None]]

log = structlog.get_logger()


@dataclass(slots=True)
class _Stretch:
    """A part of one boot's events that was there before this session began."""

    boot_id: BootId
    next_seq: int
    through_seq: int


class Dispatch:
    """Between the outbox and one session with the broker; a new session begins with what the outbox holds."""

    def __init__(self, sender: Sender, outbox: Outbox) -> None:
        self._sender = sender
        self._outbox = outbox
        self._wake = asyncio.Event()
        self._flights = InFlightBatches()
        self._live_seq = 0
        """The last seq of this boot that was handed out as live, or belongs to the backlog."""
        self._published_seq = 0
        """The highest seq of this boot ever published: an ack beyond it cannot be true."""
        self._backlog: deque[_Stretch] = deque()
        outbox.on_commit = self._wake.set

    def hub_returned(self) -> None:
        """Orders came, which a hub sends when it subscribes: what waits for it is sent again at once."""
        self._flights.hub_returned()
        self._wake.set()

    def acknowledged(self, ack: Ack) -> None:
        """The hub has everything of that boot up to a number."""
        boot_id = BootId(ack.boot_id)
        through = ack.contiguous_seq
        if boot_id == self._outbox.boot_id:
            through = min(through, self._published_seq)
        self._outbox.acknowledge(boot_id, through)
        self._flights.acknowledged(boot_id, through, _now())
        self._wake.set()

    async def run(self, publish: Publish) -> NoReturn:
        """Publish for as long as the session lives; `publish` raises when it has ended."""
        readable = True
        begun: int | None = None
        while True:
            self._wake.clear()
            try:
                # A disk that answers again has what could not be read when the session began.
                recoveries = self._outbox.recoveries
                if begun != recoveries:
                    await self._begin()
                    begun = recoveries
                if not await self._send_one(publish):
                    await self._wait()
                readable = True
            except OutboxUnavailable as error:
                if readable:
                    log.error("outbox_cannot_read", error=str(error))  # noqa: TRY400 - the text says it all
                    readable = False
                with suppress(TimeoutError):  # what is in memory goes on
                    async with asyncio.timeout(RETRY_SECONDS):
                        await self._wake.wait()

    async def _begin(self) -> None:
        """Everything that is in the outbox now is backlog; what comes from here on is live."""
        self._flights = InFlightBatches()
        self._live_seq = self._outbox.ready_seq
        own = self._outbox.boot_id
        held = await self._outbox.held()
        for boot_id, acked in ({own: self._live_seq} | {boot.boot_id: boot.oldest_seq - 1 for boot in held}).items():
            self._flights.begin(boot_id, acked)
        stretches = (
            _Stretch(h.boot_id, h.oldest_seq, min(h.newest_seq, self._live_seq) if h.boot_id == own else h.newest_seq)
            for h in held
        )
        self._backlog = deque(stretch for stretch in stretches if stretch.next_seq <= stretch.through_seq)

    async def _wait(self) -> None:
        due_in = self._flights.seconds_to_due(_now())
        with suppress(TimeoutError):
            async with asyncio.timeout(IDLE_SECONDS if due_in is None else due_in):
                await self._wake.wait()

    async def _send_one(self, publish: Publish) -> bool:
        """Publish one batch, the most urgent there is; False when there is nothing to do."""
        if self._outbox.ready_seq > self._live_seq and self._flights.has_room(live=True):
            self._set_aside_history()
            through = self._outbox.ready_seq
            last = await self._send(publish, self._outbox.boot_id, self._live_seq + 1, through, live=True)
            self._live_seq = through if last is None else max(self._live_seq, last)
            return True
        late = self._flights.due(_now())
        if late is not None:
            await self._resend(publish, late)
            return True
        if self._backlog and self._flights.has_room(live=False):
            stretch = self._backlog[0]
            last = await self._send(publish, stretch.boot_id, stretch.next_seq, stretch.through_seq, live=False)
            stretch.next_seq = (stretch.through_seq if last is None else max(last, stretch.next_seq)) + 1
            if stretch.next_seq > stretch.through_seq:
                self._backlog.popleft()
            return True
        return False

    def _set_aside_history(self) -> None:
        """Unsent events that had to wait become backlog, behind older backlog of this boot; the newest stay live."""
        ready = self._outbox.ready_seq
        if ready - self._live_seq <= MOST_LIVE_EVENTS:
            return
        stretch = _Stretch(self._outbox.boot_id, self._live_seq + 1, ready - MOST_EVENTS)
        own = sum(waiting.boot_id == stretch.boot_id for waiting in self._backlog)
        self._backlog.insert(own, stretch)
        self._live_seq = stretch.through_seq

    async def _send(self, publish: Publish, boot_id: BootId, first: int, through: int, *, live: bool) -> int | None:
        """Publish the next batch of that range for the first time; return its last seq, None when nothing is held."""
        made = await self._batch(boot_id, first, through)
        if made is None:
            return None
        payload, last = made
        self._flights.sent(boot_id, first, last, _now(), _jitter(), live=live)
        self._note(boot_id, last)
        await publish(payload)
        return last

    async def _resend(self, publish: Publish, flight: InFlightBatch) -> None:
        if flight.refusals >= MOST_RESENDS:
            await self._outbox.give_up(flight.boot_id, flight.first, flight.last)
            log.error("batch_given_up", events=flight.last - flight.first + 1)
            flight.refusals = 0
        made = await self._batch(flight.boot_id, flight.first, flight.last)
        if made is None:
            self._flights.drop(flight)
            return
        payload, last = made
        self._flights.resent(flight, _now(), _jitter())
        self._note(flight.boot_id, last)
        await publish(payload)

    def _note(self, boot_id: BootId, last: int) -> None:
        if boot_id == self._outbox.boot_id:
            self._published_seq = max(self._published_seq, last)

    async def _batch(self, boot_id: BootId, first: int, through: int) -> tuple[bytes, int] | None:
        """One payload with the events from `first` on that fit, and the last seq in it."""
        while True:
            rows = await self._outbox.read(boot_id, first, through, BODY_BYTES, MOST_EVENTS)
            if not rows:
                return None
            oldest = await self._outbox.oldest_seq(boot_id)
            made = make_batch(self._sender, boot_id, rows[0].seq if oldest is None else oldest, rows)
            if not isinstance(made, Unreadable):
                return made, rows[-1].through_seq
            log.error("event_unreadable")
            await self._outbox.give_up(boot_id, made.seq, made.through_seq)


def _now() -> float:
    """Seconds for time-outs of the network, which no simulated clock makes faster."""
    return asyncio.get_running_loop().time()


def _jitter() -> float:
    return random.uniform(0.8, 1.2)  # noqa: S311 - spreads the edges of a shop, not a secret
