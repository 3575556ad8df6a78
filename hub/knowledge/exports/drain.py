"""From the outbox of one sink to the platform: oldest first, sent at least once, each event under its one id."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

import structlog

from hub.ground.errors import DatabaseFailed
from hub.ground.health.light import Light
from hub.ground.journal import Member
from hub.ground.words.phrase import Phrase, phrase
from hub.knowledge.exports.answers import BatchAccepted, BatchRefused, Later, Locked
from hub.knowledge.exports.batches import SizedEvent, first_half, next_batch, sized
from hub.knowledge.exports.outbox import Count, Outbox, Pseudonyms, Waiting
from hub.knowledge.exports.post import Post
from hub.knowledge.exports.sink import Outgoing, Sink, Unfit, needs
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import Members
from wire.clock import Clock, to_ms

PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
# A wrong key is mended by a person: often enough to go on soon after, too seldom to look like an attack.
MISCONFIGURED_PAUSE_SECONDS = 300.0

log = structlog.get_logger()


class SinkState(StrEnum):
    """How a sink is."""

    IDLE = "idle"
    """All that was to be told is told."""
    SENDING = "sending"
    WAITING = "waiting"
    """The platform is not there, or asked to wait; everything is kept."""
    PAUSED = "paused"
    """The key or the address is wrong: somebody has to mend it; everything is kept."""


@dataclass(frozen=True, slots=True)
class _Pause:
    seconds: float


@dataclass(frozen=True, slots=True)
class _Person:
    customer_ref: str
    names: Pseudonyms
    given: frozenset[Purpose]


class Drain:
    """Sends what waits for one sink."""

    def __init__(
        self,
        outbox: Outbox,
        members: Members,
        ledger: ConsentLedger,
        sink: Sink,
        post: Post,
        clock: Clock,
        store: str,
        light: Light | None = None,
    ) -> None:
        self._light = light or Light(f"events {sink.name}")
        self._outbox = outbox
        self._members = members
        self._ledger = ledger
        self._sink = sink
        self._post = post
        self._clock = clock
        self._store = store
        self._pause_seconds = PAUSE_SECONDS
        self._suspects = 0
        self._frame_bytes = len(sink.request([], 0).body)
        self.state = SinkState.IDLE
        self.why: Phrase | None = None

    async def run(self, added: asyncio.Event) -> None:
        """Send until cancelled; `added` is set when something new may wait."""
        while True:
            added.clear()
            try:
                pause = await self.empty()
            except DatabaseFailed as failed:
                log.error("the outbox cannot be read", sink=self._sink.name, why=str(failed))  # noqa: TRY400
                pause = self._fail(phrase("health-why-outbox"))
            except Exception:  # what is told outside must not stop what is done inside
                log.exception("events could not be sent", sink=self._sink.name)
                pause = self._fail(phrase("health-why-our-fault"))
            if pause is None:
                await added.wait()
            else:
                # All hubs of a chain find the platform back at the same moment: not all in one second.
                await self._clock.sleep(pause.seconds * random.uniform(1.0, 1.25))  # noqa: S311 - not a secret

    async def empty(self) -> _Pause | None:
        """Send all that waits; a pause when the platform takes no more for now."""
        while batch := self._next():
            pause = await self._send(batch)
            if pause is not None:
                return pause
            self._well(SinkState.SENDING)
        self._well(SinkState.IDLE)
        return None

    def _next(self) -> list[SizedEvent]:
        """The next batch. What may not or cannot be sent is taken out on the way."""
        while waiting := self._outbox.oldest(self._sink.name, self._most()):
            now_ms = to_ms(self._clock.wall())
            whose = {member: self._person(member, now_ms) for member in {each.member for each in waiting}}
            ready: list[SizedEvent] = []
            for each in waiting:
                made = self._made(each, whose[each.member], now_ms)
                if isinstance(made, SizedEvent):
                    ready.append(made)
                elif isinstance(made, Unfit):
                    self._bury(each.id, made.why)
                else:
                    self._outbox.remove(self._sink.name, [each.id], made)
            limits = self._sink.limits
            batch = next_batch(ready, limits.events, limits.batch_bytes - self._frame_bytes)
            if batch:
                return batch
        return []

    def _person(self, member: Member, now_ms: int) -> _Person | None:
        """Who an event is about, as of now: the journal may tell of a withdrawal a moment later."""
        record = self._members.get(member)
        if record is None:
            return None
        return _Person(record.customer_ref, self._outbox.names(member), self._ledger.standing(member, now_ms))

    def _made(self, row: Waiting, person: _Person | None, now_ms: int) -> SizedEvent | Unfit | Count:
        limits = self._sink.limits
        if limits.oldest_ms is not None and now_ms - row.at_ms > limits.oldest_ms:
            return Count.DROPPED_OLD
        if person is None or not needs(self._sink, row.kind) <= person.given:
            return Count.WITHDRAWN
        event = Outgoing(
            message_id=row.message_id,
            kind=row.kind,
            at_ms=row.at_ms,
            customer_ref=person.customer_ref,
            client_id=person.names.client_id,
            visit_ref=person.names.of_visit(self._sink.name, row.visit),
            store=self._store,
            properties=row.properties,
            consents={purpose: purpose in person.given for purpose in Purpose},
        )
        payload = self._sink.payload(event)
        if isinstance(payload, Unfit):
            return payload
        made = sized(row.id, self._sink.batch_key(event), payload)
        return made if made.bytes <= limits.event_bytes else Unfit(f"{made.bytes} bytes, of {limits.event_bytes}")

    def _most(self) -> int:
        """How many go at once: one after a lock, half of those among which one is in the way of the others."""
        if self.state is SinkState.PAUSED:
            return 1
        return first_half(self._suspects) if self._suspects else self._sink.limits.events

    async def _send(self, batch: Sequence[SizedEvent]) -> _Pause | None:
        now_ms = to_ms(self._clock.wall())
        reply = await self._post.post(self._sink.request([each.payload for each in batch], now_ms))
        verdict = Later(phrase("health-why-no-answer")) if reply is None else self._sink.verdict(reply, now_ms)
        match verdict:
            case BatchAccepted():
                self._light.works()
                self._outbox.remove(self._sink.name, [each.row for each in batch], Count.SENT)
                self._suspects = max(0, self._suspects - len(batch))
            case Later(why, wait_seconds):
                return self._wait(why, wait_seconds)
            case Locked(why):
                return self._lock(why)
            case BatchRefused(why) if len(batch) == 1:
                self._bury(batch[0].row, why)
                self._suspects = 0
            case BatchRefused():
                # Not kept in hand and sent in halves: whoever withdraws in between is not in the next batch.
                self._suspects = len(batch)
            case _:
                assert_never(verdict)
        return None

    def _bury(self, row: int, why: str) -> None:
        self._light.refuses(why)
        self._outbox.dead_letter(self._sink.name, row, why, to_ms(self._clock.wall()))

    def _fail(self, why: Phrase) -> _Pause:
        self.state, self.why = SinkState.WAITING, why
        self._light.waits(why, phrase("health-next-log"))
        return _Pause(LONGEST_PAUSE_SECONDS)

    def _wait(self, why: Phrase, wait_seconds: float | None) -> _Pause:
        self.state, self.why = SinkState.WAITING, why
        self._light.waits(why)
        seconds = self._pause_seconds if wait_seconds is None else max(wait_seconds, PAUSE_SECONDS)
        self._pause_seconds = min(2 * self._pause_seconds, LONGEST_PAUSE_SECONDS)
        return _Pause(seconds)

    def _lock(self, why: Phrase) -> _Pause:
        self._light.stops(why, phrase("health-next-refuses-us"))
        self.state, self.why = SinkState.PAUSED, why
        return _Pause(MISCONFIGURED_PAUSE_SECONDS)

    def _well(self, state: SinkState) -> None:
        self.state, self.why, self._pause_seconds = state, None, PAUSE_SECONDS
