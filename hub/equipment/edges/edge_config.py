"""What the store wants of its edges, as each of them is told. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hub.equipment.edges.settings import EdgeSettings
from hub.ground.floor_plan.model import FloorPlan
from hub.ground.store_settings import StoreSettings
from hub.trust.members.settings import MemberSettings
from wire.ids import EdgeId
from wire.messages import EdgeConfig, QuietHours


def config_for(edge: EdgeId, plan: FloorPlan, settings: StoreSettings, at: float) -> EdgeConfig:
    """Orders as they hold at that Unix second: the store's distance to UTC changes with summer time."""
    edge_settings = settings.of(EdgeSettings)
    member_settings = settings.of(MemberSettings)
    quiet = [QuietHours(start_minute=start, end_minute=end) for start, end in edge_settings.quiet_minutes]
    return EdgeConfig(
        store=plan.store_id,
        edge=edge,
        marker=member_settings.marker,
        beacon_uuids=[plan.beacon_uuid],
        beacon_namespaces=edge_settings.namespaces,
        new_tokens_per_minute=edge_settings.new_tokens_per_minute,
        min_rssi_dbm=edge_settings.min_rssi_dbm,
        quiet_hours=quiet,
        utc_offset_minutes=utc_offset_minutes(settings.time_zone, at) if quiet else None,
    )


def utc_offset_minutes(time_zone: str, at: float) -> int:
    """From UTC to the wall of a place, in minutes, at that Unix second."""
    offset = datetime.fromtimestamp(at, ZoneInfo(time_zone)).utcoffset()
    return 0 if offset is None else round(offset.total_seconds() / 60)
