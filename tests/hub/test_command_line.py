"""Every command that has to do with a hub finds the same hub that `goddag-hub run` runs."""

from pathlib import Path

import click
import pytest
import typer.main
from typer.testing import CliRunner

from hub.cli import app

# What a command needs besides, so that it gets as far as the folder.
ARGUMENTS = {
    "edges add": ["edge-1"],
    "edges invite": ["edge-1"],
    "edges remove": ["edge-1"],
    "edges revoke": ["edge-1"],
    "broker mosquitto-config": ["OUT", "--store", "s1", "--name", "hub"],
    "members erase": ["--customer", "u-1"],
    "members rename": ["u-1", "u-2"],
    "members answered": ["0123456789ab"],
    "backup create": ["OUT.db"],
    "backup restore": ["IN.db"],
    "customers import": ["IN.csv"],
    "customers check": ["--file", "IN.toml"],
    "consents export": ["--floor-plan", str(Path(__file__).parents[2] / "simulators/stores/bicycle_shop.toml")],
    "calibrate": ["--show"],
    "tills fetch": ["--since", "2026-11-25"],
}
# They make what is not there; the others say which folder has no hub.
MAKING = {"edges add", "edges invite", "broker mosquitto-config"}
# The first asks live sources, and uses a database where there is one; the second hands what it gets to a running hub.
USES_NO_FOLDER = {"customers check", "tills fetch"}


def every_command(group: click.Command, path: tuple[str, ...] = ()) -> list[tuple[str, click.Command]]:
    commands: dict[str, click.Command] | None = getattr(group, "commands", None)
    if commands is None:
        return [(" ".join(path), group)]
    return [found for name, each in commands.items() for found in every_command(each, (*path, name))]


COMMANDS = {
    name: each
    for name, each in every_command(typer.main.get_command(app))
    if name != "run" and any("--data-dir" in parameter.opts for parameter in each.params)
}


def arguments_of(name: str) -> list[str]:
    """As above, or something for whatever it cannot do without."""
    if name in ARGUMENTS:
        return ARGUMENTS[name]
    needed = [each for each in COMMANDS[name].params if each.required]
    return [word for each in needed for word in ([] if each.param_type_name == "argument" else [each.opts[0]]) + ["x"]]


def test_there_are_commands_with_a_folder() -> None:
    assert len(COMMANDS) > 15


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_with_a_folder_takes_the_settings_too(name: str) -> None:
    assert any("--settings" in parameter.opts for parameter in COMMANDS[name].params)


@pytest.mark.parametrize("how", ["file", "environment"])
@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - USES_NO_FOLDER))
def test_the_folder_of_the_settings_counts_for_every_command(
    name: str, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, elsewhere = tmp_path / "the-hub", tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    (tmp_path / "hub.toml").write_text(f'data_dir = "{folder}"\n')
    chosen = ["--settings", str(tmp_path / "hub.toml")] if how == "file" else []
    environment = {"GODDAG_HUB_DATA_DIR": str(folder)} if how == "environment" else {}
    ended = CliRunner().invoke(app, [*name.split(), *arguments_of(name), *chosen], env=environment)
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
    if name in MAKING:
        assert ended.exit_code == 0, ended.output
        assert folder.is_dir()
    else:
        assert ended.exit_code == 2, ended.output
        assert str(folder) in ended.output
    assert not list(elsewhere.glob("goddag-data*"))
