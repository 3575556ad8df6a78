"""When a source that fails is left alone, and when it is tried again."""

import math
from collections import deque
from dataclasses import dataclass, field

# Half of the last twenty failed: it is not one customer's fault. Before five calls nothing can be said.
REMEMBERED = 20
FEWEST = 5
# How long it is left alone; a refused key is mended by a person, not by waiting.
OPEN_SECONDS = 10.0
OPEN_AFTER_AUTH_SECONDS = 60.0


@dataclass(slots=True)
class Breaker:
    """Times are monotonic seconds. `share` (0 to 1) is the caller's dice: hubs of a chain do not all knock at once."""

    _failed: deque[bool] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _open_until: float = -math.inf
    _is_half_open: bool = False

    def lets_through(self, now: float) -> bool:
        """Whether a call may be made. After the pause one call is let through, and decides."""
        if self._open_until == -math.inf:
            return True
        if now < self._open_until or self._is_half_open:
            return False
        self._is_half_open = True
        return True

    def succeeded(self) -> None:
        """A call was answered."""
        if self._open_until != -math.inf:
            self._failed.clear()
        self._open_until, self._is_half_open = -math.inf, False
        self._failed.append(False)

    def failed(self, now: float, share: float, *, refused: bool = False) -> None:
        """A call was not answered; `refused`: the key is wrong, which the next call will not change."""
        self._failed.append(True)
        many = len(self._failed) >= FEWEST and 2 * sum(self._failed) >= len(self._failed)
        if refused or self._is_half_open or many:
            pause = OPEN_AFTER_AUTH_SECONDS if refused else OPEN_SECONDS
            self._open_until = now + pause * (1 + share / 2)
        self._is_half_open = False

    def gave_up(self) -> None:
        """The call that was to decide was called off: the next one decides."""
        self._is_half_open = False
