"""The health light of one way out: how it is, since when, why, and what to do about it."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import structlog

from hub.ground.words.phrase import Phrase, phrase
from hub.ground.words.words import in_english

# A way that comes and goes every minute is one fact; the log is not to be a list of it.
MOST_LINES, LINES_SECONDS = 6, 600.0
# Whoever fails says what they saw in a few words; a page is no detail.
_LONGEST_DETAIL = 200

CHECK_ALL = phrase("health-next-check-all")
LOOK_AT_IT = phrase("health-next-look-at-it")

log = structlog.get_logger()


class LightState(StrEnum):
    """How a way out is."""

    UNTRIED = "untried"
    """Nothing had to go that way yet."""
    WORKING = "working"
    WAITING = "waiting"
    """The other side is away, slow or asked to wait: tried again by itself."""
    STOPPED = "stopped"
    """It refuses us, or answers something else: somebody has to mend it."""
    NEVER_WORKED = "never_worked"
    """Tried, and it has not worked once: most likely it was never set up right."""


GOOD = frozenset({LightState.UNTRIED, LightState.WORKING})


def nothing_waits() -> int:
    """Of a way on which nothing is kept."""
    return 0


def _unsaved(_: "Light") -> None:
    """A light that no table keeps."""


@dataclass(slots=True)
class Light:
    """One way out. Whoever sends along it says how it went; the log hears of it when it turns, and no more often."""

    name: str
    """As people call it, with what is configured: "push", "events segment"."""
    what: str = ""
    """The id of the words for what goes that way."""
    waiting: Callable[[], int] = nothing_waits
    """How many things wait to go."""
    wall_ms: Callable[[], int] = lambda: round(time.time() * 1000)
    save: Callable[["Light"], None] = _unsaved
    """Called at each change of state."""
    state: LightState = LightState.UNTRIED
    since_ms: int | None = None
    reason: Phrase | None = None
    next_step: Phrase | None = None
    detail: str = ""
    """What exactly was seen, in the words of whoever said it: for whoever mends it, beside the reason."""
    last_success_ms: int | None = None
    refused: int = 0
    """Things that the other side took in no form, since the hub started."""
    _said: deque[float] = field(default_factory=deque[float])

    @property
    def is_good(self) -> bool:
        """Whether nobody has to look."""
        return self.state in GOOD

    def works(self) -> None:
        """The other side did what was asked."""
        self.last_success_ms = self.wall_ms()
        self._turn(LightState.WORKING, None, None, "")

    def rests(self) -> None:
        """Nothing has to go that way yet."""
        self._turn(LightState.UNTRIED, None, None, "")

    def waits(self, reason: Phrase, next_step: Phrase = LOOK_AT_IT, detail: str = "") -> None:
        """It failed in a way that passes by itself."""
        self._turn(LightState.WAITING if self.last_success_ms else LightState.NEVER_WORKED, reason, next_step, detail)

    def stops(self, reason: Phrase, next_step: Phrase, detail: str = "") -> None:
        """It failed in a way that somebody has to mend."""
        self._turn(LightState.STOPPED if self.last_success_ms else LightState.NEVER_WORKED, reason, next_step, detail)

    def refuses(self, detail: str = "") -> None:
        """The other side took one thing in no form. Others may be taken; where none ever was, that is the fault."""
        self.refused += 1
        if self.last_success_ms is None:
            self._turn(LightState.NEVER_WORKED, phrase("health-why-all-refused"), CHECK_ALL, detail)
        elif self.refused == 1:
            log.warning("something was refused for good", way=self.name, detail=detail[:_LONGEST_DETAIL])

    def _turn(self, state: LightState, reason: Phrase | None, next_step: Phrase | None, detail: str) -> None:
        before, self.state = self.state, state
        self.reason, self.next_step, self.detail = reason, next_step, detail[:_LONGEST_DETAIL]
        if state is before:
            return
        self.since_ms = self.wall_ms()
        self.save(self)
        if (before in GOOD) != (state in GOOD) or {before, state} == {LightState.WAITING, LightState.STOPPED}:
            self._say()

    def _say(self) -> None:
        now = time.monotonic()
        while self._said and now - self._said[0] > LINES_SECONDS:
            self._said.popleft()
        if len(self._said) >= MOST_LINES:
            return
        self._said.append(now)
        if self.state in GOOD:
            log.info("a way out works", way=self.name)
            return
        say = log.warning if self.state is LightState.WAITING else log.error
        say(
            "a way out does not work",
            way=self.name,
            state=self.state.value,
            reason=in_english(self.reason),
            detail=self.detail,
            next=in_english(self.next_step),
        )
