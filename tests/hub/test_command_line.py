"""Every command that has to do with a hub finds the same hub that `goddag-hub run` runs."""

import re
from contextlib import closing
from pathlib import Path

import click
import pytest
import typer.main
from click.testing import Result
from typer.testing import CliRunner

from hub.cli import app
from hub.equipment.enrolment.registry import EdgeRegistry, LastRun
from hub.equipment.enrolment.tables import TABLES
from hub.ground.data_folder import open_hub_database
from hub.ground.database import open_database
from hub.ground.manifests import schemas
from hub.trust.suppression.suppression_list import open_tombstones
from wire.ids import EdgeId

CAMPAIGN_STEPS = ("submit", "send-back", "approve", "end", "learn", "drop", "vote", "save")
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
    **{f"campaigns {each}": ["x", "--by", "Jonas:it"] for each in CAMPAIGN_STEPS},
    "campaigns comment": ["x", "good", "--by", "Jonas:it"],
    "campaigns idea": ["x", "an idea", "--by", "Jonas:it"],
    "campaigns stop": ["x", "--by", "Jonas:it", "--reason", "wrong"],
    "offers redeem": ["x", "--by", "Ida"],
    "campaigns role": ["Maja", "--by", "Jonas:it", "--lost", "it"],
    "tills fetch": ["--since", "2026-11-25"],
}
# They make what is not there; the others say which folder has no hub.
MAKING = {"edges add", "edges invite", "broker mosquitto-config", "https authority"}
# The first asks live sources, and uses a database where there is one; the second hands what it gets to a running hub.
# A catalogue may be there before its hub has run; a file is checked in a folder of its own, a certificate in its files.
USES_NO_FOLDER = {
    "campaigns check",
    "customers check",
    "tills fetch",
    "catalogue check",
    "catalogue import",
    "shop check",
    "https check",
}


# Told with nothing more, they list or show what there is.
LISTS = {
    "audit show",
    "backup list",
    "calibrate",
    "devices list",
    "people list",
    "people log",
    "edges list",
    "members requests",
    "retention show",
}
LISTS |= {
    "backup prune",
    "people list",
    "people log",
    "tills refused",
    "catalogue show",
    "campaigns list",
    "campaigns show",
    "offers list",
    "offers show",
}
# What they print is read by programs: the count, or what is missing, stands beside it.
FOR_PROGRAMS = {"consents export"}


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
    # Without the first an invitation is refused; without the second there is no name to vouch for.
    environment = {"GODDAG_HUB_BROKER_TLS": "true", "GODDAG_HUB_PUBLIC_NAME": "goddag.shop.example"}
    if how == "environment":
        environment["GODDAG_HUB_DATA_DIR"] = str(folder)
    ended = CliRunner().invoke(app, [*name.split(), *arguments_of(name), *chosen], env=environment)
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
    if name in MAKING:
        assert ended.exit_code == 0, ended.output
        assert folder.is_dir()
    else:
        assert ended.exit_code == 2, ended.output
        assert str(folder) in ended.output
    assert not list(elsewhere.glob("goddag-data*"))


@pytest.fixture
def empty_hub(tmp_path: Path) -> Path:
    """The folder of a hub that has run, and that nothing has happened in."""
    folder = tmp_path / "empty"
    folder.mkdir()
    open_hub_database(folder, schemas()).close()
    open_tombstones(folder).close()
    return folder


def needs_nothing(name: str) -> bool:
    return name == "calibrate" or not any(each.required for each in COMMANDS[name].params)


def test_every_list_is_known() -> None:
    of_that_name = {name for name in COMMANDS if name.split()[-1] in {"list", "show", "refused", "requests"}}
    assert of_that_name <= LISTS <= COMMANDS.keys()


@pytest.mark.parametrize("name", sorted({*filter(needs_nothing, COMMANDS)} - USES_NO_FOLDER - FOR_PROGRAMS))
def test_a_command_that_finds_nothing_says_so(name: str, empty_hub: Path) -> None:
    ended = CliRunner().invoke(app, [*name.split(), *ARGUMENTS.get(name, []), "--data-dir", str(empty_hub)])
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
    # What cannot be done is refused beside: a script goes by the status.
    assert (ended.output if ended.exit_code else ended.stdout).strip(), f"{name} says nothing"
    if name in LISTS:
        assert ended.stdout.rstrip().endswith("."), f"{name} says no sentence: {ended.stdout}"


def test_a_list_is_empty_for_a_program_as_well(empty_hub: Path) -> None:
    for name in sorted(LISTS):
        if any("--json" in parameter.opts for parameter in COMMANDS[name].params):
            said = CliRunner().invoke(app, [*name.split(), "--json", "--data-dir", str(empty_hub)]).stdout
            assert said.strip() in {"[]", ""}, name  # "": an object a line


def edges(*words: str, folder: Path, **settings: str) -> Result:
    return CliRunner().invoke(
        app, ["edges", *words, "--data-dir", str(folder)], env={f"GODDAG_HUB_{k}": v for k, v in settings.items()}
    )


@pytest.mark.parametrize("settings", [{}, {"BROKER_URL": "mqtt://broker:1883"}])
def test_where_no_edge_can_enrol_no_code_is_printed(tmp_path: Path, settings: dict[str, str]) -> None:
    for folder in (tmp_path / "new", tmp_path / "known"):
        if folder.name == "known":
            edges("add", "edge-2", folder=folder)
        said = edges("invite", "edge-1", folder=folder, **settings)
        assert said.exit_code == 2
        assert said.stdout == ""
        assert "its broker takes no certificates" in said.stderr
        assert ("mqtts://" if settings else "--broker-tls") in said.stderr
        assert "goddag-hub edges add edge-1" in said.stderr
        assert f"No hub has run in {folder}" in said.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("ran_with", ["mqtts://shop:1883", "mqtt://shop:1883"])
def test_how_the_hub_ran_last_counts_though_only_its_command_line_said_so(tmp_path: Path, ran_with: str) -> None:
    with closing(open_hub_database(tmp_path, schemas())) as db:
        EdgeRegistry(db).runs(LastRun(ran_with, (EdgeId("edge-1"),)))
    said = edges("invite", "edge-1", folder=tmp_path)
    assert said.exit_code == (0 if ran_with.startswith("mqtts") else 2), said.output
    # Whoever has just set it may ask before the hub has run with it.
    assert edges("invite", "edge-1", folder=tmp_path, BROKER_TLS="true").exit_code == 0


@pytest.mark.parametrize("command", ["add", "invite"])
def test_an_edge_that_the_floor_plan_has_not_is_warned_of(tmp_path: Path, command: str) -> None:
    plan = Path(__file__).parents[2] / "simulators/stores/bicycle_shop.toml"
    settings = {"BROKER_TLS": "true", "FLOOR_PLAN": str(plan)}
    said = edges(command, "edge-99", folder=tmp_path, **settings)
    assert said.exit_code == 0
    assert "the floor plan has no edge edge-99" in said.stderr
    assert "edge-1, edge-2" in said.stderr
    assert "edge-99" in said.stdout
    assert "floor plan" not in edges(command, "edge-1", folder=tmp_path, **settings).stderr
    # Without a plan in the settings, that of the last run.
    with closing(open_hub_database(tmp_path, schemas())) as db:
        EdgeRegistry(db).runs(LastRun("mqtt://shop:1883", (EdgeId("till-1"),)))
    assert "it has till-1." in edges(command, "edge-98", folder=tmp_path, BROKER_TLS="true").stderr


def test_the_list_of_edges_shows_which_are_revoked(tmp_path: Path) -> None:
    for name in ("edge-1", "edge-2"):
        edges("add", name, folder=tmp_path)
    edges("revoke", "edge-1", folder=tmp_path)
    first, second = edges("list", folder=tmp_path).stdout.splitlines()
    assert first == "edge-2"
    assert re.fullmatch(r"edge-1  revoked \d{4}-\d\d-\d\d \d\d:\d\d UTC", second)
    edges("add", "edge-1", folder=tmp_path)
    assert edges("list", folder=tmp_path).stdout.splitlines() == ["edge-1", "edge-2"]


def test_an_edge_that_was_revoked_before_there_was_a_list_is_on_it(tmp_path: Path) -> None:
    before = {name: sql for name, sql in TABLES.schemas["registry"].items() if name != "create_revoked_and_last_run"}
    with closing(open_database(tmp_path / "hub.db", {"registry": before})) as db:
        db.run("INSERT INTO edge_certificates VALUES ('s1', 'edge-7', 1, 1795348800000)")
        db.run("INSERT INTO edge_certificates VALUES ('s2', 'edge-8', 1, NULL)")
    assert "edge-7  revoked 2026-11-22" in edges("list", folder=tmp_path).stdout
    assert "edge-8" not in edges("list", folder=tmp_path).stdout


# Copies and the list of them stand in a file of their own; sources are asked where they are.
TOUCHES_NO_DATABASE = {"backup list", "backup prune", "backup restore", "customers check", "tills fetch"}
# The catalogue stands in a file of its own as well.
TOUCHES_NO_DATABASE |= {"catalogue check", "catalogue import", "shop check"}
# So do the models, and what came of each training.
TOUCHES_NO_DATABASE |= {"insight report", "insight rollback"}
# Certificates stand in files.
TOUCHES_NO_DATABASE |= {"https authority", "https check"}


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - TOUCHES_NO_DATABASE))
def test_every_command_leaves_the_database_of_a_newer_version_alone(name: str, empty_hub: Path, tmp_path: Path) -> None:
    """first-week 35."""
    newer = {"of_next_year": {"create_of_next_year": "CREATE TABLE of_next_year (id INTEGER)"}}
    open_database(empty_hub / "hub.db", newer).close()
    (tmp_path / "IN.csv").write_text("customer\nu-1\n")
    words = [str(tmp_path / word) if word in {"IN.csv", "OUT.db"} else word for word in arguments_of(name)]
    environment = {"GODDAG_HUB_BROKER_TLS": "true", "GODDAG_HUB_DATA_DIR": str(empty_hub)}
    ended = CliRunner().invoke(app, [*name.split(), *words], env=environment)
    assert ended.exit_code != 0, ended.output
    assert "written by a newer goddag-hub" in ended.output, ended.output


def test_an_invitation_is_taken_back_as_an_edge_is(tmp_path: Path) -> None:
    port = {"GODDAG_HUB_BROKER_TLS": "true", "GODDAG_HUB_PORT": "41780", "GODDAG_HUB_DATA_DIR": str(tmp_path)}

    def edges_with(*words: str) -> Result:
        return CliRunner().invoke(app, ["edges", *words], env=port)

    assert "--hub http://THIS-HUB:41780 --code" in edges_with("invite", "edge-98").output
    taken_back = edges_with("remove", "edge-98")
    assert (taken_back.exit_code, taken_back.output) == (0, "The code that edge-98 was invited with is void.\n")
    again = edges_with("revoke", "edge-98")
    assert (again.exit_code, "no edge" in again.output) == (2, True)
