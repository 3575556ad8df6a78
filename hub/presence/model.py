"""From the plan of a store to a tracker that is ready to hear."""

from hub.presence.floor_grid import lay_grid
from hub.presence.floor_plan import FloorPlan
from hub.presence.radio_map import CARRIED_HEIGHT_M, RadioPrior, draw_map
from hub.presence.tracker import PresenceTracker
from hub.presence.zone_filter import ZoneFilter

# Half a metre of walking; what the filter's numbers were chosen for.
TICK_SECONDS = 0.5


def track(plan: FloorPlan) -> PresenceTracker:
    """A tracker that knows of the store what its plan says, and of its radio what is common to all rooms."""
    grid = lay_grid(plan)
    radio_map = draw_map(plan.edges, (), grid.places(CARRIED_HEIGHT_M), RadioPrior())
    return PresenceTracker(ZoneFilter(grid, radio_map, TICK_SECONDS), grid.zone_ids)
