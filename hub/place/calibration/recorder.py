"""Walks that are being walked: taps and sightings of the walker, for the walk's time only and in memory only. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hub.ground.journal import Member
from hub.place.calibration.walk_file import Tap, WalkHead, WalkHeard
from hub.place.presence.tracker import STRONGEST_DBM, WEAKEST_DBM
from wire.ids import EdgeId, StoreId

# Two people may share a large store.
MOST_WALKS = 4
# Sixty taps take a quarter of an hour; one that was never finished is forgotten.
LONGEST_SECONDS = 3600.0
# An hour of sixty edges that report every second, of which a third hear the walker.
MOST_LINES = 100_000


@dataclass(slots=True)
class _Walk:
    began: float
    taps: list[Tap] = field(default_factory=list[Tap])
    heard: list[WalkHeard] = field(default_factory=list[WalkHeard])


class WalkRecorder:
    """Who walks now, and what came of it so far. Times are Unix seconds; in the file they count from the start."""

    def __init__(self, store: StoreId, permitted: Callable[[Member, float], bool]) -> None:
        """`permitted`: whether somebody may be recognised at a moment; who may not is forgotten."""
        self._store = store
        self._permitted = permitted
        self._walks: dict[Member, _Walk] = {}
        self.dropped = 0
        """Sightings of a walk that was too long."""

    def start(self, member: Member, now: float) -> bool:
        """Begin a walk, or begin it anew; False when too many walk already."""
        self.forget_old(now)
        if member not in self._walks and len(self._walks) >= MOST_WALKS:
            return False
        self._walks[member] = _Walk(now)
        return True

    def tap(self, member: Member, tap: Tap, now: float) -> bool:
        """Note where the walker stands, whatever the time in `tap` says; False without a walk, or after too many."""
        self.forget_old(now)
        walk = self._walks.get(member)
        if walk is None or len(walk.taps) >= MOST_LINES:
            return False
        walk.taps.append(tap.model_copy(update={"at": max(round(now - walk.began, 3), 0.0)}))
        return True

    def heard(self, member: Member, edge: EdgeId, rssi_dbm: float, packets: int, at: float) -> None:
        """What an edge heard of somebody; nothing is kept of who does not walk."""
        walk = self._walks.get(member)
        if walk is None or at < walk.began or not WEAKEST_DBM <= rssi_dbm <= STRONGEST_DBM:
            return
        if len(walk.heard) >= MOST_LINES:
            self.dropped += 1
            return
        walk.heard.append(WalkHeard(at=round(at - walk.began, 3), edge=edge, rssi_dbm=rssi_dbm, packets=packets))

    def finish(self, member: Member) -> str | None:
        """The walk as a file, and nothing of it stays here; None without a walk."""
        walk = self._walks.pop(member, None)
        if walk is None:
            return None
        lines = sorted((*walk.taps, *walk.heard), key=lambda line: line.at)
        return "".join(f"{line.model_dump_json(exclude_none=True)}\n" for line in (WalkHead(store=self._store), *lines))

    def forget(self, member: Member) -> None:
        """Drop a walk."""
        self._walks.pop(member, None)

    def forget_old(self, now: float) -> None:
        """Drop walks that nobody finished, and those of who withdrew meanwhile."""
        self._walks = {
            who: walk
            for who, walk in self._walks.items()
            if now - walk.began <= LONGEST_SECONDS and self._permitted(who, now)
        }
