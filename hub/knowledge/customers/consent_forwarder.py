"""Delivers queued consent changes to each platform, oldest first, with retries, and reports each platform's state."""

import asyncio
import contextlib
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, assert_never

import structlog

from hub.ground.errors import DatabaseFailed
from hub.ground.health.light import Light
from hub.ground.health.lights import Lights
from hub.ground.words.phrase import Phrase, phrase
from hub.knowledge.customers.consent_notices import ConsentNotice, ConsentNotices, NoticeResult
from wire.clock import Clock

# Segment takes 1,000 requests a second; a chain has fewer consent changes in an hour.
PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
# A wrong key is mended by a person: often enough to go on soon after, too seldom to look like an attack.
MISCONFIGURED_PAUSE_SECONDS = 300.0
# Refused as it is, it is refused a minute later as well; a no that the platform does not know of is worth a try a day.
REFUSED_AGAIN_SECONDS = 24 * 3600.0
REFUSED_STEP = phrase("health-next-consents-refused")
NEXT_STEP = phrase("health-next-refuses-us")

log = structlog.get_logger()


class PlatformState(StrEnum):
    """How a platform is."""

    TOLD = "told"
    """Nothing waits."""
    WAITING = "waiting"
    """It is not there, or asked to wait; everything is kept."""
    PAUSED = "paused"
    """The key or the address is wrong: somebody has to mend it; everything is kept."""


class ConsentSink(Protocol):
    """A customer data platform that can be told."""

    @property
    def name(self) -> str:
        """As people call it; what waits is kept under it."""
        ...

    async def tell(self, notice: ConsentNotice) -> NoticeResult:
        """Tell it; never raises, never late."""
        ...


@dataclass(frozen=True, slots=True)
class PlatformStatus:
    """One platform, for whoever looks after the store."""

    platform: str
    state: PlatformState
    why: Phrase | None
    waiting: int
    refused: int


class ConsentForwarder:
    """Each platform by itself: one that is down holds up no other."""

    def __init__(
        self, notices: ConsentNotices, sinks: Sequence[ConsentSink], clock: Clock, lights: Lights | None = None
    ) -> None:
        self._lights = {sink.name: _light(sink.name, notices, lights) for sink in sinks}
        self._notices = notices
        self._sinks = sinks
        self._clock = clock
        self._states = {sink.name: PlatformState.TOLD for sink in sinks}

    async def run(self) -> None:
        """Tell until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for sink in self._sinks:
                tasks.create_task(self._run(sink))

    def overview(self) -> list[PlatformStatus]:
        """How each platform is."""
        return [
            PlatformStatus(
                name,
                state,
                NEXT_STEP if state is PlatformState.PAUSED else REFUSED_STEP if refused else None,
                self._notices.waiting(name),
                refused,
            )
            for name, state in self._states.items()
            for refused in (self._notices.refused(name),)
        ]

    async def _run(self, sink: ConsentSink) -> None:
        pause, added, again_at = PAUSE_SECONDS, self._notices.added(sink.name), -math.inf
        while True:
            added.clear()
            try:
                if self._clock.mono() >= again_at:
                    self._notices.try_again(sink.name)
                    again_at = self._clock.mono() + REFUSED_AGAIN_SECONDS
                told = await self.tell_all(sink)
            except DatabaseFailed as failed:
                log.error("consent notices cannot be read", platform=sink.name, why=str(failed))  # noqa: TRY400
                told = NoticeResult.LATER
            self._note(sink.name, told)
            if told is NoticeResult.TOLD:
                pause = PAUSE_SECONDS
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(max(1.0, again_at - self._clock.mono())):
                        await added.wait()
            else:
                # All hubs of a chain find the platform back at the same moment: not all in one second.
                seconds = MISCONFIGURED_PAUSE_SECONDS if told is NoticeResult.MISCONFIGURED else pause
                await self._clock.sleep(seconds * random.uniform(1.0, 1.25))  # noqa: S311 - not a secret
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def tell_all(self, sink: ConsentSink) -> NoticeResult:
        """TOLD when everything that was waiting is told or refused, else why it goes no further."""
        for member, seq in self._notices.next(sink.name):
            notice = self._notices.notice(member, seq)
            told = await sink.tell(notice) if notice else NoticeResult.TOLD
            if notice:
                self._show(sink.name, told)
            match told:
                case NoticeResult.LATER | NoticeResult.MISCONFIGURED:
                    return told
                case NoticeResult.REFUSED:
                    log.warning("a customer data platform refused a consent notice", platform=sink.name, seq=seq)
                    self._notices.refuse(sink.name, member, seq)
                case NoticeResult.TOLD | NoticeResult.NOTHING_TO_TELL:
                    self._notices.done(sink.name, member, seq)
                case _:
                    assert_never(told)
        return NoticeResult.TOLD

    def _show(self, name: str, told: NoticeResult) -> None:
        light = self._lights[name]
        match told:
            case NoticeResult.MISCONFIGURED:
                light.stops(phrase("health-why-consents-refused"), NEXT_STEP)
            case NoticeResult.LATER:
                light.waits(phrase("health-why-away"))
            case NoticeResult.TOLD:
                light.works()
            case NoticeResult.REFUSED:
                light.refuses()
            case NoticeResult.NOTHING_TO_TELL:
                pass
            case _:
                assert_never(told)

    def _note(self, name: str, told: NoticeResult) -> None:
        match told:
            case NoticeResult.MISCONFIGURED:
                self._states[name] = PlatformState.PAUSED
            case NoticeResult.LATER:
                self._states[name] = PlatformState.WAITING
            case NoticeResult.TOLD | NoticeResult.NOTHING_TO_TELL | NoticeResult.REFUSED:
                self._states[name] = PlatformState.TOLD
            case _:
                assert_never(told)


def _light(name: str, notices: ConsentNotices, lights: Lights | None) -> Light:
    shown = f"consents {name}"
    return lights.add(shown, "alarms-what-consents", lambda: notices.waiting(name)) if lights else Light(shown)
