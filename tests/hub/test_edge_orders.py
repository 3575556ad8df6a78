"""What a store sets for its edges becomes their orders."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.equipment.edges.edge_config import config_for
from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.settings import read_settings
from wire.errors import SettingsError
from wire.ids import EdgeId
from wire.messages import QuietHours

PLAN = Path(__file__).parents[2] / "simulators" / "stores" / "bicycle_shop.toml"


def orders(at: datetime, **settings: object):
    return config_for(
        EdgeId("edge-1"), load_floor_plan(PLAN), read_settings(None, floor_plan=PLAN, **settings), at.timestamp()
    )


def test_a_store_that_sets_nothing_orders_what_it_always_did() -> None:
    assert set(orders(datetime(2026, 7, 1, tzinfo=UTC)).model_dump(mode="json")) == {
        *("version", "store", "edge", "type", "marker", "beacon_uuids"),
        *("window_ms", "beacon_window_ms", "heartbeat_ms"),
    }


def test_quiet_hours_follow_the_stores_summer_time() -> None:
    summer, winter = (
        orders(datetime(2026, month, 1, 12, tzinfo=UTC), quiet_hours="22:00-06:30", time_zone="Europe/Copenhagen")
        for month in (7, 12)
    )
    assert summer.quiet_hours == winter.quiet_hours == [QuietHours(start_minute=1320, end_minute=390)]
    assert (summer.utc_offset_minutes, winter.utc_offset_minutes) == (120, 60)


def test_the_stores_eddystone_beacons_are_ordered_by_their_namespaces() -> None:
    told = orders(datetime(2026, 7, 1, tzinfo=UTC), beacon_namespaces="EDD1EBEAC04E5DEFA017, 000102030405060708ff")
    assert told.beacon_namespaces == ["edd1ebeac04e5defa017", "000102030405060708ff"]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("beacon_namespaces", "edd1ebeac04e5defa0"),
        ("beacon_namespaces", ",".join(["00" * 10] * 17)),
        ("quiet_hours", "22-6"),
        ("quiet_hours", "22:00-22:00"),
        ("time_zone", "Mars/Olympus"),
    ],
)
def test_a_setting_that_is_none_is_refused_by_name(setting: str, value: str) -> None:
    with pytest.raises(SettingsError, match=setting):
        orders(datetime(2026, 7, 1, tzinfo=UTC), **{setting: value})
