"""The commands in the guides (edge.md, gateways.md, privacy/rights.md) exist, with the options that are named there."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
import typer.main

from edge.cli import app as edge_app
from edge.gateways.settings import BridgeSettings
from edge.settings import EdgeSettings
from hub.cli import app as hub_app
from hub.ground.settings import Settings

OPERATING = Path(__file__).resolve().parents[2] / "docs" / "operating"
GUIDE = "\n".join((OPERATING / name).read_text() for name in ("edge.md", "gateways.md", "../privacy/rights.md"))
PROGRAMS = {"goddag-edge": typer.main.get_command(edge_app), "goddag-hub": typer.main.get_command(hub_app)}
BLOCKS = "\n".join(re.findall(r"^```\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE))
QUOTED = "\n".join(re.findall(r"`(goddag-[^`]*)`", GUIDE))
COMMANDS = re.findall(
    r"goddag-(?:edge|hub) (?:enrol|run|bridge|doctor|edges|broker|members|backup|retention) .*", BLOCKS + QUOTED
)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_guide_can_be_typed(line: str) -> None:
    program, *words = shlex.split(line)
    command = PROGRAMS[program]
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    options = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


def test_the_guide_names_settings_that_exist() -> None:
    assert len(COMMANDS) > 8
    known = {f"GODDAG_EDGE_{name.upper()}" for name in (*EdgeSettings.model_fields, *BridgeSettings.model_fields)}
    known |= {f"GODDAG_HUB_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"GODDAG_[A-Z_]+", GUIDE)) <= known


def test_the_unit_of_an_edge_becomes_one_for_any_number_of_bridges() -> None:
    (line,) = re.findall(r"^sed .*", GUIDE, re.MULTILINE)
    words = shlex.split(line.partition(" > ")[0])
    unit = OPERATING.parents[1] / "firmware_configs" / "edge" / words.pop()
    made = subprocess.run([*words, unit], capture_output=True, text=True, check=True).stdout
    changed = set(made.splitlines()) - set(unit.read_text().splitlines())
    assert changed == {
        "ExecStart=/opt/goddag/bin/goddag-edge bridge --data-dir /var/lib/goddag-bridge/%i",
        "StateDirectory=goddag-bridge/%i",
        "EnvironmentFile=/etc/goddag-bridge-%i.env",
    }
