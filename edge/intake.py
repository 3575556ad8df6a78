"""Between the radio's callback and the agent: a bounded queue that drops the oldest and counts."""

import asyncio
from collections import Counter, deque

from edge.advertisement import Advertisement

# Four seconds of the most that one radio can receive; what is older than that says where somebody was.
MOST_WAITING = 2000


class Intake:
    """Advertisements that wait to be decoded."""

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self.heard = 0
        self.dropped = 0
        self.refused: Counter[str] = Counter()
        """Messages of a gateway that are no advertisement, by reason."""
        self.last_mono: float | None = None
        """Arrival of the last advertisement of any kind."""
        self._waiting: deque[Advertisement] = deque(maxlen=most_waiting)
        self._some = asyncio.Event()

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def put(self, advertisement: Advertisement) -> None:
        """The radio's callback: returns at once, never fails."""
        self.heard += 1
        self.last_mono = advertisement.heard_mono
        if len(self._waiting) == self._waiting.maxlen:
            self.dropped += 1
        self._waiting.append(advertisement)
        self._some.set()

    def refuse(self, reason: str) -> None:
        """A message came that says nothing."""
        self.refused[reason] += 1

    async def take(self) -> list[Advertisement]:
        """Everything that waits, at least one."""
        await self._some.wait()
        self._some.clear()
        taken = list(self._waiting)
        self._waiting.clear()
        return taken
