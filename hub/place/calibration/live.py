"""The running hub's side: a calibration that was made, undone or redone is taken over, and no visit ends by it."""

import asyncio

import structlog

from hub.ground.floor_plan.model import FloorPlan
from hub.place.calibration.by_beacons import BeaconCalibration
from hub.place.calibration.model import How, edges_that_moved, in_force, knowledge
from hub.place.calibration.recorder import WalkRecorder
from hub.place.calibration.repository import Calibrations
from hub.place.presence.model import model_of
from hub.place.presence.tracker import PresenceTracker

log = structlog.get_logger()


class LiveCalibration:
    """Keeps a tracker's radio map in step with the versions in the database, whoever wrote them."""

    def __init__(
        self, plan: FloorPlan, calibrations: Calibrations, tracker: PresenceTracker, walks: WalkRecorder
    ) -> None:
        """The tracker was made with what is in force now."""
        self.beacons = BeaconCalibration(plan, calibrations)
        self.walks = walks
        self._plan = plan
        self._calibrations = calibrations
        self._tracker = tracker
        self._changes = calibrations.changes()
        self._by_beacons = self._of_beacons()
        self._warn_of_moved()

    async def look(self, now: float) -> bool:
        """Take over what has changed, also by the beacons; whether anything had. `now`: Unix seconds."""
        self.walks.forget_old(now)
        self.beacons.look(now)
        changes = self._calibrations.changes()
        if changes == self._changes:
            return False
        known = knowledge(self._plan, self._calibrations.all())
        # Drawing the map of a large store takes the better part of a second.
        self._tracker.use(await asyncio.to_thread(model_of, self._plan, known))
        self._changes = changes
        if (by_beacons := self._of_beacons()) < self._by_beacons:
            self.beacons.start_afresh()
        self._by_beacons = by_beacons
        log.info("calibration taken over", versions=[each.number for each in in_force(self._calibrations.all())])
        self._warn_of_moved()
        return True

    def _of_beacons(self) -> int:
        """The version of the beacons that is in force; 0 without one."""
        return max((v.number for v in in_force(self._calibrations.all()) if v.how is How.BEACONS), default=0)

    def _warn_of_moved(self) -> None:
        for each in in_force(self._calibrations.all()):
            if moved := edges_that_moved(self._plan, each.findings):
                log.warning(
                    "edges hang elsewhere than when calibrated; what was measured of them does not count",
                    calibration=each.number,
                    edges=moved,
                )
