"""The floor plan, checked and drawn by the command that an installer types."""

import re
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import warm
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.ground.errors import FloorPlanError
from hub.ground.floor_plan.drawing import draw
from hub.ground.floor_plan.file import load_floor_plan, read_floor_plan
from simulators.processes import program

DEMO = Path("simulators/stores/bicycle_shop.toml")
GOOD = """[store]
id = "corner"
name = "Corner"
beacon_uuid = "3d7a1c52-64f0-4b8e-9c1d-5f0a7be2d914"
outline = [[0, 0], [10, 0], [10, 6], [0, 6]]

[[zones]]
id = "door"
name = "Door"
kind = "entrance"
polygon = [[0, 0], [5, 0], [5, 6], [0, 6]]

[[zones]]
id = "city"
name = "City"
kind = "sales"
polygon = [[5, 0], [10, 0], [10, 6], [5, 6]]

[[walls]]
line = [[5, 0], [5, 4]]

[[edges]]
id = "edge-1"
at = [2, 3]

[[edges]]
id = "edge-2"
at = [8, 3]
"""


def command(*words: object) -> subprocess.CompletedProcess[str]:
    return warm.run(*program("goddag-hub", "hub.cli"), "floor", *words, seconds=60)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_plan_with_nothing_wrong_is_checked_and_drawn(tmp_path: Path) -> None:
    path, picture = tmp_path / "shop.toml", tmp_path / "shop.svg"
    path.write_text(GOOD)
    checked = command("check", path)
    assert checked.returncode == 0, checked.stdout
    assert "2 zones" in checked.stdout
    assert "1 wall" in checked.stdout
    assert command("draw", path, "--out", picture).returncode == 0
    drawing = picture.read_text()
    assert ET.fromstring(drawing).tag.endswith("svg")  # noqa: S314 - our own drawing
    for name in ("Corner", "Door", "City", "edge-1", "edge-2"):
        assert name in drawing


def test_every_error_is_named_at_once_with_its_line(tmp_path: Path) -> None:
    text = GOOD.replace('kind = "sales"', 'kind = "bakery"').replace("at = [8, 3]", "at = [80, 3]")
    path = tmp_path / "shop.toml"
    path.write_text(text)
    checked = command("check", path)
    assert checked.returncode == 1
    assert f":{line_of(text, 'bakery')}" in checked.stdout
    # What cannot be understood comes first; where things lie can be judged only after it.
    mended = text.replace("bakery", "sales")
    path.write_text(mended)
    checked = command("check", path)
    assert checked.returncode == 1
    assert f":{line_of(mended, 'at = [80, 3]')}" in checked.stdout
    assert "edge-2" in checked.stdout


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("polygon = [[5, 0]", "polygon = [[3, 0]", "city"),
        ("[[5, 0], [10, 0], [10, 6], [5, 6]]", "[[5, 0], [10, 6], [10, 0], [5, 6]]", "city"),
        ("line = [[5, 0], [5, 4]]", "line = [[5, 0], [50, 4]]", "wall"),
        ('id = "edge-2"', 'id = "edge-1"', "edge-1"),
    ],
)
def test_what_is_drawn_wrong_is_refused_by_line_and_name(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    assert was in GOOD
    path = tmp_path / "shop.toml"
    path.write_text(GOOD.replace(was, becomes))
    with pytest.raises(FloorPlanError) as refused:
        load_floor_plan(path)
    assert said in str(refused.value)
    assert re.search(r"shop\.toml:\d+", str(refused.value))


def test_a_name_cannot_run_in_the_browser_that_shows_the_drawing(tmp_path: Path) -> None:
    path = tmp_path / "shop.toml"
    path.write_text(GOOD.replace('name = "City"', 'name = "<script>alert(1)</script>"'))
    drawing = draw(load_floor_plan(path))
    assert "<script" not in drawing
    assert "&lt;script" in drawing


def test_the_demo_store_has_nothing_to_mend() -> None:
    reading = read_floor_plan(DEMO)
    assert reading.errors == ()
    assert reading.plan is not None


values = st.recursive(
    st.one_of(st.integers(-5, 20), st.floats(), st.booleans(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.sampled_from("abc"), inner, max_size=2)),
    max_leaves=6,
)


@settings(max_examples=60)
@given(st.sampled_from(["outline", "polygon", "line", "at", "id", "kind", "name"]), values)
def test_whatever_stands_in_a_field_is_refused_in_words_or_accepted(tmp_path_factory, field: str, value) -> None:
    path = tmp_path_factory.mktemp("plan") / "shop.toml"
    path.write_text(re.sub(rf"^{field} = .*$", lambda _: f"{field} = {toml(value)}", GOOD, count=1, flags=re.MULTILINE))
    reading = read_floor_plan(path)
    assert (reading.plan is None) <= bool(reading.errors)
    if reading.errors:
        with pytest.raises(FloorPlanError):
            load_floor_plan(path)


def toml(value) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(letter):08x}" for letter in value) + '"'
    return str(value)
