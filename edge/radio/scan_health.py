"""What one radio has heard, and for how long it has been deaf. Pure: the time is an argument, in seconds.

A shop at night sends nothing, and neither does a radio that BlueZ has forgotten. The store's own beacons tell the two
apart: they never sleep, so a radio that has heard one and now hears nothing at all is deaf.
"""

from collections import Counter
from dataclasses import dataclass, field

from edge.errors import RadioFault


@dataclass(slots=True)
class ScanHealth:
    """One radio's ears since the start."""

    deaf_since: float | None
    """When it stopped hearing; None while it hears. A radio starts deaf."""
    last: float | None = None
    """The last advertisement of any kind."""
    last_canary: float | None = None
    """The last of the store's own beacons."""
    restarts: Counter[RadioFault] = field(default_factory=Counter[RadioFault])
    """How often hearing was lost, by the first reason of each time."""
    _losses: Counter[RadioFault] = field(default_factory=Counter[RadioFault])
    """In this trouble, by reason: one fault often ends in another, whose own ladder begins at its first rung."""
    silent_scans: int = 0
    """Scans in a row that heard nothing, where that may be an empty shop."""
    _in_trouble: bool = False
    _listening_since: float | None = None
    _deaf_seconds: float = 0.0

    def heard(self, now: float) -> None:
        """An advertisement came."""
        self.last = now
        self.silent_scans = 0
        if self._losses:  # a scan that has begun proves nothing: some end again and again (bluez#2241)
            self._losses.clear()
        if self.deaf_since is not None:
            self._hears(now)

    def heard_canary(self, now: float) -> None:
        """It was one of the store's own beacons."""
        self.last_canary = now

    def listening(self, now: float) -> None:
        """A scan has begun: without a beacon that ought to be heard, that has to do."""
        self._listening_since = now
        if self.last_canary is None:
            self._hears(now)

    def lost(self, fault: RadioFault, now: float) -> None:
        """A scan has ended, or did not begin."""
        self._listening_since = None
        if fault is RadioFault.QUIET and not self.knows_canary:
            self.silent_scans += 1
            self._losses.clear()
            return  # perhaps nobody is there: nothing is said
        self._losses[fault] += 1
        if self._in_trouble:
            return
        self._in_trouble = True
        self.restarts[fault] += 1
        if self.deaf_since is None:
            self.deaf_since = self.last if fault is RadioFault.QUIET and self.last is not None else now

    def failures(self, fault: RadioFault) -> int:
        """How far the ladder of that fault has been climbed."""
        return self._losses[fault] - 1 if fault in self._losses else self.silent_scans

    @property
    def knows_canary(self) -> bool:
        """Whether silence proves deafness here."""
        return self.last_canary is not None

    def silent_seconds(self, now: float) -> float:
        """How long nothing came, within this scan."""
        if self._listening_since is None:
            return 0.0
        return now - max(self._listening_since, self.last or 0.0)

    def deaf_seconds(self, now: float) -> float:
        """All time without hearing, since the start."""
        return self._deaf_seconds + self.deaf_for(now)

    def deaf_for(self, now: float) -> float:
        """How long it has been deaf just now; 0 when it hears."""
        return 0.0 if self.deaf_since is None else max(0.0, now - self.deaf_since)

    def _hears(self, now: float) -> None:
        self._deaf_seconds += self.deaf_for(now)
        self.deaf_since = None
        self._in_trouble = False
