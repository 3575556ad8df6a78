"""How fast a source may be asked: below the vendor's limit, and not at all while it says so."""

import math
from dataclasses import dataclass

# Others use the same account: the limit is not ours alone.
OUR_SHARE = 0.8
# What nobody waits for leaves half of the allowance to what somebody waits for.
LEFT_BY_BACKGROUND = 0.5
# Without a Retry-After: one second, then twice as long each time.
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
# A source may ask for a long rest, but not for the day.
LONGEST_RETRY_AFTER_SECONDS = 900.0


@dataclass(slots=True)
class Pace:
    """A token bucket of one second. Times are monotonic seconds."""

    per_second: float
    _tokens: float = math.nan
    _at: float = 0.0
    _paused_until: float = -math.inf
    _pause_seconds: float = 0.0

    def take(self, now: float, *, in_background: bool = False) -> bool:
        """Whether a call may be made now; if so it is counted."""
        most = max(1.0, self.per_second * OUR_SHARE)
        full = math.isnan(self._tokens)
        self._tokens = most if full else min(most, self._tokens + (now - self._at) * self.per_second * OUR_SHARE)
        self._at = now
        left = most * LEFT_BY_BACKGROUND if in_background and most > 1 else 0.0
        if now < self._paused_until or self._tokens - left < 1:
            return False
        self._tokens -= 1
        return True

    def slow_down(self, now: float, retry_after_seconds: float | None) -> None:
        """The source said that it is too much."""
        if retry_after_seconds is None:
            self._pause_seconds = min(max(FIRST_PAUSE_SECONDS, 2 * self._pause_seconds), LONGEST_PAUSE_SECONDS)
        else:
            self._pause_seconds = min(max(0.0, retry_after_seconds), LONGEST_RETRY_AFTER_SECONDS)
        self._paused_until = now + self._pause_seconds

    def answered(self) -> None:
        """It answers again: the next pause is a short one."""
        self._pause_seconds = 0.0
