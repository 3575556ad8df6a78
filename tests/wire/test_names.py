"""A shopkeeper who types København or Living Room is told how to write it, at every door that takes a name."""

from collections.abc import Iterator
from typing import Any

import pytest
import typer.main
from pydantic import BaseModel
from typer.testing import CliRunner

import edge.cli
import hub.cli
from edge.gateways.settings import BridgeSettings
from edge.settings import PREFIX, EdgeSettings
from hub.ground.floor_plan import file as floor_plan_file
from wire.errors import SettingsError
from wire.ids import ID_PATTERN, is_id, nearest_id
from wire.settings import load_settings

TYPED = {"København": "koebenhavn", "Living Room": "living-room", "Edge_1": "edge-1", "-Kasse/2-": "kasse-2"}
PLAN = """
[store]
id = "{store}"
name = "Shop"
beacon_uuid = "426c7565-4368-6172-6d42-6561636f6e83"
outline = [[0, 0], [4, 0], [4, 4], [0, 4]]
[[zones]]
id = "{zones}"
name = "All"
kind = "sales"
polygon = [[0, 0], [4, 0], [4, 4], [0, 4]]
[[edges]]
id = "{edges}"
at = [1, 1]
[[beacons]]
id = "{beacons}"
major = 1
minor = 1
at = [1, 1]
"""
# A host's name, and what customers call a shop: neither is an id, and the second may well be Living Room.
NO_IDS = {("broker mosquitto-config", "name"), ("campaigns role", "name"), ("shop init", "name")}


@pytest.mark.parametrize(("typed", "nearest"), TYPED.items())
def test_the_nearest_name_is_one(typed, nearest) -> None:
    assert nearest_id(typed) == nearest
    assert is_id(nearest)
    assert nearest_id("日本") == ""


def names_in(model: type[BaseModel]) -> list[str]:
    """The fields of a model that are names of ours."""
    return [
        n for n, f in model.model_fields.items() if any(getattr(m, "pattern", "") == ID_PATTERN for m in f.metadata)
    ]


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("model", [EdgeSettings, BridgeSettings])
def test_every_setting_that_is_a_name_says_so(model, typed, tmp_path) -> None:
    needed = {"store": "s1", "edge": "edge-1", "data_dir": str(tmp_path)}
    names = names_in(model)
    assert len(names) >= 2
    for name in names:
        with pytest.raises(SettingsError) as raised:
            load_settings(model, PREFIX, None, needed | {"dialect": "theengs"} | {name: typed}, environ={})
        assert f'setting "{name}"' in str(raised.value)
        says_it(str(raised.value), typed)


@pytest.mark.parametrize("typed", TYPED)
def test_every_name_on_a_floor_plan_says_so(typed, tmp_path) -> None:
    entries = [
        each for each in vars(floor_plan_file).values() if isinstance(each, type) and issubclass(each, BaseModel)
    ]
    sections = {"store", "zones", "edges", "beacons"}
    assert sum(bool(names_in(each)) for each in entries) == len(sections)
    for section in sections:
        plan = tmp_path / "plan.toml"
        well = {"store": "s1", "zones": "all", "edges": "edge-1", "beacons": "b1"}
        plan.write_text(PLAN.format(**well | {section: typed}), encoding="utf-8")
        reading = floor_plan_file.read_floor_plan(plan)
        (error,) = reading.errors
        assert section in error
        says_it(error, typed)


def commands(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    """All of a program, however deep."""
    if hasattr(command, "commands"):
        for name, each in command.commands.items():
            yield from commands(f"{path} {name}".strip(), each)
    else:
        yield path, command


def taking_a_name() -> Iterator[tuple[typer.Typer, str, Any, str]]:
    for app in (hub.cli.app, edge.cli.app):
        for path, command in commands("", typer.main.get_command(app)):
            for parameter in command.params:
                if parameter.name in {"name", "store", "edge", "zone"} and (path, parameter.name) not in NO_IDS:
                    yield app, path, command, str(parameter.name)


NAMED = list(taking_a_name())


@pytest.mark.parametrize(("app", "path", "command", "name"), NAMED, ids=[f"{each[1]} {each[3]}" for each in NAMED])
def test_every_command_that_takes_a_name_ends_with_a_sentence(app, path, command, name, tmp_path) -> None:
    given: list[str] = path.split()
    for each in command.params:
        value = "Living Room" if each.name == name else str(tmp_path / "there")
        if each.name == name or each.required:
            given += [value] if each.param_type_name == "argument" else [each.opts[0], value]
    if any(each.name == "data_dir" for each in command.params):
        given += ["--data-dir", str(tmp_path)]
    if app is edge.cli.app:
        given += ["--edge" if name == "store" else "--store", "s1"]
        given += ["--dialect", "theengs"] if path == "bridge" else []
    ended = CliRunner().invoke(app, given)
    assert isinstance(ended.exception, SystemExit), ended.exception
    assert ended.exit_code == 2, ended.output
    assert "pattern" not in ended.output
    assert "Living Room" in ended.output or "no hub database" in ended.output


def says_it(sentence: str, typed: str) -> None:
    assert "a-z, 0-9 and hyphens" in sentence
    assert f"for example {TYPED[typed]}" in sentence
    assert "pattern" not in sentence
