"""How many wrong codes are typed before a handheld has to wait: nobody types so many, somebody who guesses would.

Each handheld has a limit of its own, so that a guesser on one does not stop the colleagues on the others; all of them
together have a wider one.
"""

from collections import defaultdict, deque

MOST_WRONG, MOST_WRONG_OF_ALL, WITHIN_SECONDS = 20, 100, 60.0


class WrongCodes:
    """Of one store."""

    def __init__(self) -> None:
        """None yet."""
        self._all: deque[float] = deque(maxlen=MOST_WRONG_OF_ALL)
        self._of: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=MOST_WRONG))

    def wait(self, device: str, now: float) -> float:
        """For how many seconds this handheld has to wait; 0 where it need not."""
        return max(_wait(self._all, now), _wait(self._of[device], now) if device in self._of else 0.0)

    def add(self, device: str, now: float) -> None:
        """One more; a device whose wrong codes are all long ago is forgotten."""
        for each in [name for name, times in self._of.items() if now - times[-1] >= WITHIN_SECONDS]:
            del self._of[each]
        self._all.append(now)
        self._of[device].append(now)


def _wait(times: deque[float], now: float) -> float:
    return max(0.0, WITHIN_SECONDS - (now - times[0])) if len(times) == times.maxlen else 0.0
