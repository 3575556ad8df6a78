"""The hub calibrates itself: edges hear fixed beacons all day, and now and then a better version is put in force."""

import structlog

from hub.ground.floor_plan.model import FloorPlan
from hub.place.calibration.beacon_ears import PERIOD_SECONDS, BeaconEars
from hub.place.calibration.beacon_fit import fit_beacons, level_at
from hub.place.calibration.model import Calibration, EdgeLaw, Findings, How, LinkLevel, in_force, is_same_place, where
from hub.place.calibration.repository import Calibrations
from wire.clock import to_ms
from wire.ids import EdgeId

# After the first period at once, then hourly.
PERIODS_BETWEEN = 6
# Less than this, in the middle of a room (5 m: 7 decades of ten), nobody notices: it is worth no version.
WORTH_DB = 0.5
ROOM_DECADES = 7.0

log = structlog.get_logger()


class BeaconCalibration:
    """Listens, judges, and writes versions of its own; none after its last one was undone."""

    def __init__(self, plan: FloorPlan, calibrations: Calibrations) -> None:
        self._plan = plan
        self._calibrations = calibrations
        self._hung = {beacon.id: (beacon.x_m, beacon.y_m, beacon.height_m) for beacon in plan.beacons}
        current = _current(calibrations)
        self._ears = BeaconEars(plan, self._still_there(current) if current else ())
        self._period_ends: float | None = None
        self._periods = 0
        self._told: frozenset[EdgeId] = frozenset()

    @property
    def moved(self) -> frozenset[EdgeId]:
        """Edges that seem to hang elsewhere than they did; nothing new is learned of them."""
        return self._ears.moved

    def heard(self, edge: EdgeId, uuid: str, major: int, minor: int, rssi_dbm: float, packets: int) -> None:
        """One sighting of a beacon."""
        self._ears.heard(edge, uuid, major, minor, rssi_dbm, packets)

    def start_afresh(self) -> None:
        """Forget what was heard: somebody undid what came of it."""
        self._ears = BeaconEars(self._plan)
        self._periods = 0

    def look(self, now: float) -> int | None:
        """End a period that is over; the number of a new version, if one was due and better. `now`: Unix seconds."""
        if self._period_ends is None or abs(now - self._period_ends) > PERIOD_SECONDS:
            self._period_ends = now + PERIOD_SECONDS  # the first one, or a clock that jumped
            return None
        if now < self._period_ends:
            return None
        self._period_ends += PERIOD_SECONDS
        self._ears.end_period()
        if (moved := self._ears.moved) != self._told:
            log.warning("edges seem to have been moved", edges=sorted(moved))
            self._told = moved
        self._periods += 1
        return self._publish(to_ms(now)) if self._periods % PERIODS_BETWEEN == 1 else None

    def _publish(self, now_ms: int) -> int | None:
        mine = [each for each in self._calibrations.all() if each.how is How.BEACONS]
        if mine and mine[-1].undone_ms is not None:
            return None
        links = self._ears.links
        fit = fit_beacons(self._plan, links)
        if fit is None:
            return None
        laws, score = fit
        before = mine[-1].findings.laws if mine else {}
        if not score.is_better or not _differs(laws, before):
            return None
        findings = Findings(edges=where(self._plan.edges), beacons=self._hung, laws=laws, links=links)
        number = self._calibrations.add(How.BEACONS, f"{len(links)} links", findings, score, now_ms)
        log.info(
            "calibrated by beacons", version=number, before=score.residual_db_before, after=score.residual_db_after
        )
        return number

    def _still_there(self, version: Calibration) -> list[LinkLevel]:
        edges, found = where(self._plan.edges), version.findings
        return [
            link
            for link in found.links
            if link.edge in found.edges
            and link.beacon in found.beacons
            and is_same_place(found.edges[link.edge], edges.get(link.edge))
            and is_same_place(found.beacons[link.beacon], self._hung.get(link.beacon))
        ]


def _current(calibrations: Calibrations) -> Calibration | None:
    return next((each for each in in_force(calibrations.all()) if each.how is How.BEACONS), None)


def _differs(laws: dict[EdgeId, EdgeLaw], before: dict[EdgeId, EdgeLaw]) -> bool:
    return set(laws) != set(before) or any(
        abs(level_at(law, ROOM_DECADES) - level_at(before[edge], ROOM_DECADES)) > WORTH_DB for edge, law in laws.items()
    )
