"""What the store wants of its edges, as each of them is told. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hub.ground.floor_plan.model import FloorPlan
from hub.ground.settings import Settings
from wire.ids import EdgeId
from wire.messages import EdgeConfig, QuietHours


def config_for(edge: EdgeId, plan: FloorPlan, settings: Settings, at: float) -> EdgeConfig:
    """Orders as they hold at that Unix second: the store's distance to UTC changes with summer time."""
    quiet = [QuietHours(start_minute=start, end_minute=end) for start, end in settings.quiet_minutes]
    return EdgeConfig(
        store=plan.store_id,
        edge=edge,
        marker=settings.marker,
        beacon_uuids=[plan.beacon_uuid],
        beacon_namespaces=settings.namespaces,
        new_tokens_per_minute=settings.new_tokens_per_minute,
        min_rssi_dbm=settings.min_rssi_dbm,
        quiet_hours=quiet,
        utc_offset_minutes=utc_offset_minutes(settings.time_zone, at) if quiet else None,
    )


def utc_offset_minutes(time_zone: str, at: float) -> int:
    """From UTC to the wall of a place, in minutes, at that Unix second."""
    offset = datetime.fromtimestamp(at, ZoneInfo(time_zone)).utcoffset()
    return 0 if offset is None else round(offset.total_seconds() / 60)
