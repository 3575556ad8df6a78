"""How each edge hears each fixed beacon, slowly averaged; an edge whose levels jump has been moved. Pure."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from hub.ground.floor_plan.model import FloorPlan
from hub.place.calibration.model import LinkLevel
from wire.ids import EdgeId

# Of a beacon that sends once a second a good edge hears some 500 packets in that time: their mean stands.
PERIOD_SECONDS = 600.0
FEWEST_PACKETS = 20
# Weaker than this only the strong ones of a beacon's packets arrive, and their mean lies.
WEAKEST_DBM, STRONGEST_DBM = -88.0, -10.0
# So many periods are remembered (six hours): seasons and new shelves are followed, a crowd at noon is not.
MEMORY_PERIODS = 36.0
# So much (root mean square over an edge's beacons), half an hour long, against what it heard for hours: in the
# simulated shop, without its shadows, an edge at the other end differs by 5 to 9 dB; a real one meets other furniture
# as well, whose 4 dB a path (the map's) make about 6. What all edges hear alike of a beacon is its battery's.
MOVED_DB = 4.5
MOVED_PERIODS = 3
FEWEST_BEACONS = 3


@dataclass(slots=True)
class _Link:
    mean_dbm: float
    periods: float


class BeaconEars:
    """Gathers what edges tell of beacons. Bounded by the plan: others are not kept."""

    def __init__(self, plan: FloorPlan, links: Iterable[LinkLevel] = ()) -> None:
        """Go on from links of before; the caller leaves out those of edges and beacons that hang elsewhere now."""
        self._beacons = {(plan.beacon_uuid.lower(), b.major, b.minor): b.id for b in plan.beacons}
        self._edges = {edge.id for edge in plan.edges}
        self._links = {(link.edge, link.beacon): _Link(link.mean_dbm, link.periods) for link in links}
        self._now: dict[tuple[EdgeId, str], tuple[float, int]] = {}
        self._suspect: Counter[EdgeId] = Counter()

    def heard(self, edge: EdgeId, uuid: str, major: int, minor: int, rssi_dbm: float, packets: int) -> None:
        """Take in one sighting of a beacon: the mean of its packets."""
        beacon = self._beacons.get((uuid.lower(), major, minor))
        if beacon is None or edge not in self._edges or not -126 <= rssi_dbm <= STRONGEST_DBM:
            return
        total, count = self._now.get((edge, beacon), (0.0, 0))
        self._now[edge, beacon] = (total + rssi_dbm * packets, count + packets)

    def end_period(self) -> None:
        """Let the period's means move the slow ones; those of an edge that seems moved stay as they were."""
        fresh = {
            key: total / count
            for key, (total, count) in self._now.items()
            if count >= FEWEST_PACKETS and total / count >= WEAKEST_DBM
        }
        self._now.clear()
        self._watch({key: mean - self._links[key].mean_dbm for key, mean in fresh.items() if key in self._links})
        for key, mean in fresh.items():
            if self._suspect[key[0]]:
                continue
            link = self._links.setdefault(key, _Link(mean, 0.0))
            link.periods = min(link.periods + 1, MEMORY_PERIODS)
            link.mean_dbm += (mean - link.mean_dbm) / link.periods

    def _watch(self, shifts: dict[tuple[EdgeId, str], float]) -> None:
        """Suspect edges whose levels jumped, beacon by beacon, otherwise than those of the other edges."""
        of_beacon = {
            beacon: median(shift for (_, which), shift in shifts.items() if which == beacon)
            for beacon in {which for _, which in shifts}
        }
        for edge in {who for who, _ in shifts}:
            alone = [shift - of_beacon[beacon] for (who, beacon), shift in shifts.items() if who == edge]
            if len(alone) < FEWEST_BEACONS:
                continue
            jump = math.sqrt(sum(each**2 for each in alone) / len(alone))
            self._suspect[edge] = self._suspect[edge] + 1 if jump > MOVED_DB else 0

    @property
    def moved(self) -> frozenset[EdgeId]:
        """Edges that seem to hang elsewhere than they did."""
        return frozenset(edge for edge, times in self._suspect.items() if times >= MOVED_PERIODS)

    @property
    def links(self) -> list[LinkLevel]:
        """The slow means."""
        return [
            LinkLevel(edge=edge, beacon=beacon, mean_dbm=round(link.mean_dbm, 2), periods=link.periods)
            for (edge, beacon), link in sorted(self._links.items())
            if math.isfinite(link.mean_dbm)
        ]
