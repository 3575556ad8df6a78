"""All sinks of a store: fed from the journal, drained side by side, and how each of them is."""

import asyncio
from collections.abc import Sequence

from pydantic import BaseModel

from hub.ground.ground import Ground
from hub.ground.health.light import Light
from hub.ground.health.lights import Lights
from hub.ground.words.languages import FALLBACK
from hub.ground.words.words import Words, WordsIn
from hub.knowledge.exports.drain import Drain, SinkState
from hub.knowledge.exports.feed import Feed
from hub.knowledge.exports.outbox import Outbox
from hub.knowledge.exports.post import Post
from hub.knowledge.exports.sink import Sink
from hub.place.visits.repository import Visits
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.repository import Members


class RefusedEventView(BaseModel):
    """One event that was refused for good: which kind and why, never whose."""

    kind: str
    at_ms: int
    why: str


class ExportView(BaseModel):
    """One place that events go to."""

    sink: str
    state: SinkState
    """`paused` is an alarm: the key or the address is wrong."""
    why: str
    waiting: int
    oldest_waiting_at_ms: int | None
    counts: dict[str, int]
    """What became of events since the hub was set up: sent, refused, dropped_full, dropped_old, withdrawn, failed."""
    newest_refused: list[RefusedEventView]


class Exports:
    """Each sink by itself: one that is down holds up no other."""

    def __init__(
        self,
        ground: Ground,
        members: Members,
        ledger: ConsentLedger,
        visits: Visits,
        outbox: Outbox,
        sinks: Sequence[Sink],
        post: Post,
    ) -> None:
        db, journal, clock, plan, lights = ground.db, ground.journal, ground.clock, ground.plan, ground.lights
        # A zone that is not recorded is told to nobody either.
        zones = frozenset(zone.id for zone in plan.zones) - plan.unrecorded_zones
        self._outbox = outbox
        self._clock = clock
        self._pairs = [
            (
                sink.name,
                Feed(db, journal, ledger, visits, outbox, sink, zones),
                Drain(outbox, members, ledger, sink, post, clock, plan.store_id, self._light(sink.name, lights)),
            )
            for sink in sinks
        ]

    def _light(self, name: str, lights: Lights) -> Light:
        return lights.add(f"events {name}", "alarms-what-events", lambda: self._outbox.waiting(name)[0])

    async def run(self) -> None:
        """Tell until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for _, feed, drain in self._pairs:
                tasks.create_task(feed.run(self._clock))
                tasks.create_task(drain.run(feed.added))

    def overview(self, words: WordsIn | None = None) -> list[ExportView]:
        """How each sink is; in English for the log and for figures."""
        words = words or Words().of(FALLBACK)
        return [self._view(name, drain, words) for name, _, drain in self._pairs]

    def try_again(self, sink: str) -> int | None:
        """Queue what a sink refused once more, after the fault was mended; None when there is no such sink."""
        for name, feed, _ in self._pairs:
            if name == sink:
                queued = self._outbox.try_again(name)
                feed.added.set()
                return queued
        return None

    def _view(self, name: str, drain: Drain, words: WordsIn) -> ExportView:
        waiting, oldest_at_ms = self._outbox.waiting(name)
        return ExportView(
            sink=name,
            state=drain.state,
            why=words.say_any(drain.why),
            waiting=waiting,
            oldest_waiting_at_ms=oldest_at_ms,
            counts=self._outbox.counts(name),
            newest_refused=[
                RefusedEventView(kind=each.kind, at_ms=each.at_ms, why=each.why)
                for each in self._outbox.dead_letters(name)
            ],
        )
