"""From the plan of a store, and what calibration found in it, to a tracker that is ready to hear."""

from collections.abc import Callable

from hub.ground.floor_plan.grid import lay_grid
from hub.ground.floor_plan.model import FloorPlan
from hub.ground.journal import Member
from hub.place.presence.radio_map import CARRIED_HEIGHT_M, RadioKnowledge, RadioPrior, draw_map
from hub.place.presence.tracker import PresenceTracker
from hub.place.presence.zone_filter import ZoneFilter

# Half a metre of walking; what the filter's numbers were chosen for.
TICK_SECONDS = 0.5
UNCALIBRATED = RadioKnowledge()


def model_of(plan: FloorPlan, known: RadioKnowledge = UNCALIBRATED) -> ZoneFilter:
    """The filter of a store; of its radio it knows what is common to all rooms, and what was found out here."""
    grid = lay_grid(plan)
    radio_map = draw_map(plan.listeners, known.survey, grid.places(CARRIED_HEIGHT_M), RadioPrior(), known.laws)
    return ZoneFilter(grid, radio_map, TICK_SECONDS)


def track(
    plan: FloorPlan, known: RadioKnowledge = UNCALIBRATED, gain_db: Callable[[Member], float] = lambda _: 0.0
) -> PresenceTracker:
    """A tracker for a store; `gain_db` as `PresenceTracker` takes it."""
    zones = tuple(zone.id for zone in plan.zones)
    return PresenceTracker(model_of(plan, known), zones, len(plan.beacons), gain_db)
