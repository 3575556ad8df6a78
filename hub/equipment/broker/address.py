"""Where the broker is, whoever looks after it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from hub.equipment.broker.canary import Canary
from wire.mqtt import Broker

# How often an external broker's supervision says that it came round.
ROUND_SECONDS = 20.0


class HubBroker(Protocol):
    """The broker that a hub uses, and what has to run beside it."""

    @property
    def address(self) -> Broker: ...

    async def until_it_listens(self) -> None:
        """Return when whoever answers there is this broker."""
        ...

    async def supervise(self, canary: Canary, came_round: Callable[[], None]) -> None:
        """Do for ever what keeps it going, and say so each time."""
        ...


@dataclass(frozen=True, slots=True)
class ExternalBroker:
    """A broker that somebody else looks after: the canary says how it is, and nothing is done about it."""

    address: Broker

    async def until_it_listens(self) -> None:
        """It is believed to be the one: only its certificate could prove it."""

    async def supervise(self, canary: Canary, came_round: Callable[[], None]) -> None:  # noqa: ARG002 - it is not ours to restart
        """Nothing to do."""
        while True:
            came_round()
            await asyncio.sleep(ROUND_SECONDS)
