"""Loops that run for as long as the hub does, and the word of each that it came round."""

import itertools
from collections.abc import Callable, Iterable
from inspect import isawaitable

import structlog

from hub.ground.errors import DatabaseFailed
from hub.ground.part import Part, Round
from wire.clock import Clock

UPKEEP = "upkeep"
UPKEEP_SECONDS = 1.0
# Upkeep asks nobody outside.
UPKEEP_WITHIN_SECONDS = 60.0

log = structlog.get_logger()


def upkeep_of(parts: Iterable[Part], clock: Clock) -> Round:
    """The short work of every part, in one round."""
    works = [part.upkeep for part in parts if part.upkeep]

    async def once(_number: int) -> None:
        for work in works:
            waiting = work(clock.wall())
            if isawaitable(waiting):
                await waiting

    return Round(name=UPKEEP, every_seconds=UPKEEP_SECONDS, once=once, within_seconds=UPKEEP_WITHIN_SECONDS)


async def go_round(each: Round, clock: Clock, came_round: Callable[[str], None]) -> None:
    """Do it for ever, and say that it came round; a database that refuses is said once, and tried again."""
    said = False
    for number in itertools.count():
        await clock.sleep(each.every_seconds)
        try:
            await each.once(number)
            said = False
        except DatabaseFailed as failed:
            if not said:
                log.error("not done now, and tried again", part=each.name, why=str(failed))  # noqa: TRY400 - the text says it
            said = True
        came_round(each.name)
