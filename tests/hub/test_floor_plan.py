from pathlib import Path

import pytest

from hub.ground.errors import FloorPlanError
from hub.ground.floor_plan.file import load_floor_plan

DEMO = Path(__file__).resolve().parents[2] / "simulators" / "stores" / "bicycle_shop.toml"
PLAN = """
[store]
id = "s1"
name = "Shop"
beacon_uuid = "3d7a1c52-64f0-4b8e-9c1d-5f0a7be2d914"
outline = [[0,0],[10,0],[10,10],[0,10]]
[[zones]]
id = "front"
name = "Front"
kind = "sales"
polygon = [[0,0],[10,0],[10,5],[0,5]]
[[edges]]
id = "edge-1"
at = [2, 2]
[[beacons]]
id = "beacon-1"
major = 1
minor = 2
at = [3, 3]
"""


def load(tmp_path: Path, text: str):
    path = tmp_path / "plan.toml"
    path.write_text(text)
    return load_floor_plan(path)


def test_a_good_plan_knows_its_zones(tmp_path: Path) -> None:
    plan = load(tmp_path, PLAN)
    assert plan.zone_at(5, 4).id == "front"
    assert plan.zone_at(5, 6) is None
    assert plan.zone_of("edge-1").id == "front"


def test_the_demo_store_has_eight_edges_six_zones_and_six_beacons() -> None:
    plan = load_floor_plan(DEMO)
    assert (len(plan.edges), len(plan.zones), len(plan.beacons)) == (8, 6, 6)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[10,5],[0,5]]", "[12,5],[0,5]]", r'zone "front": the corner \[12\.0, 5\.0\] lies outside the walls'),
        ("at = [2, 2]", "at = [2, 7]", 'edge "edge-1" hangs in no zone'),
        ("at = [2, 2]", "at = [2, -2]", 'edge "edge-1" at .* outside the walls'),
        ("at = [3, 3]", "at = [3, 33]", 'beacon "beacon-1" at .* outside the walls'),
        ('kind = "sales"', 'kind = "salez"', 'zones "front", field kind'),
        ('kind = "sales"', 'kind = "sales"\ncolour = "red"', 'zones "front", field colour'),
        ('id = "edge-1"', 'id = "Edge 1"', "edges .*field id"),
        ("major = 1", "major = 70000", 'beacons "beacon-1", field major'),
        ('name = "Shop"', "", "store.name"),
        ("[[beacons]]", '[[edges]]\nid = "edge-1"\nat = [1, 1]\n[[beacons]]', 'edges: the id "edge-1" stands twice'),
        ("[store]", "[store", "not valid TOML"),
    ],
)
def test_a_fault_is_named_with_its_entry_and_field(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in PLAN
    with pytest.raises(FloorPlanError, match=says):
        load(tmp_path, PLAN.replace(old, new, 1))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FloorPlanError, match=r"cannot read the floor plan .*none\.toml"):
        load_floor_plan(tmp_path / "none.toml")
