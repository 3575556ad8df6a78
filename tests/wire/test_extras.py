"""Each program in an installation that has only another one's packages: a sentence, never a traceback."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution, entry_points
from pathlib import Path
from typing import Any

import pytest
import typer.main
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = [each for each in entry_points(group="console_scripts") if each.dist and each.dist.name == "goddag"]
NEEDS = {"goddag-edge": "edge", "goddag-hub": "hub", "goddag-sim": "sim"}


def installed(extra: str) -> dict[str, Distribution]:
    """Everything that `pip install "goddag[EXTRA]"` brings, goddag itself left out."""
    found: dict[str, Distribution] = {}
    waiting = [("goddag", extra)]
    seen: set[tuple[str, str]] = set()
    while waiting:
        name, wanted = waiting.pop()
        if (name, wanted) in seen:
            continue
        seen.add((name, wanted))
        dist = distribution(name)
        if name != "goddag":
            found[name] = dist
        for text in dist.requires or ():
            needed = Requirement(text)
            if needed.marker is None or needed.marker.evaluate({"extra": wanted}):
                waiting += [(canonicalize_name(needed.name), each) for each in (needed.extras or {""})]
    return found


def make_environment(folder: Path, extra: str) -> Path:
    """A real virtual environment with the packages of one extra, taken from the one that runs this test."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True, timeout=120)
    site = next((folder / "lib").glob("python3*/site-packages"))
    for dist in [*installed(extra).values(), distribution("goddag")]:
        for top in {file.parts[0] for file in dist.files or () if file.parts[0] not in {"..", "__pycache__"}}:
            if not top.endswith(".pth") and not (site / top).exists():
                (site / top).symlink_to(dist.locate_file(top))
    (site / "goddag.pth").write_text(f"{ROOT}\n")
    return folder


@pytest.fixture(scope="module", params=["", "edge"])
def environment(request, tmp_path_factory) -> tuple[str, Path]:
    return request.param, make_environment(tmp_path_factory.mktemp(request.param or "bare"), request.param)


def commands(path: list[str], command: Any) -> Iterator[tuple[list[str], Any]]:
    if hasattr(command, "commands"):
        for name, each in command.commands.items():
            yield from commands([*path, name], each)
    else:
        yield path, command


def invocations(program: Any, folder: Path) -> Iterator[list[str]]:
    """Each command of a program with what it needs, none of which is there."""
    yield ["--help"]
    for path, command in commands([], typer.main.get_command(sys.modules[program.module].app)):
        given = list(path)
        for each in command.params:
            if each.required:
                given += ["7"] if each.param_type_name == "argument" else [each.opts[0], "7"]
        if any(each.name == "data_dir" for each in command.params):
            given += ["--data-dir", str(folder / "none")]
        if any(each.name == "headless" for each in command.params):
            given += ["--headless"]
        yield given


# In one process of that environment, command after command: what is told, or what was raised.
DRIVER = """
import contextlib, importlib, io, json, sys
module, attribute, program, invocations = json.loads(sys.stdin.read())
found = []
for arguments in invocations:
    sys.argv, said, raised = [program, *arguments], io.StringIO(), ""
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        try:
            getattr(importlib.import_module(module), attribute)()
        except SystemExit:
            pass
        except BaseException as error:
            raised = repr(error)
    found.append([arguments, said.getvalue(), raised])
print(json.dumps(found))
"""


@pytest.mark.parametrize("program", PROGRAMS, ids=[each.name for each in PROGRAMS])
def test_a_program_without_its_packages_says_which_to_install(environment, program, tmp_path) -> None:
    extra, folder = environment
    program.load()
    others = extra != NEEDS[program.name]
    # An edge that has all that it needs would run until it is stopped.
    given = [each for each in invocations(program, tmp_path) if others or each[0] not in {"run", "bridge"}]
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("GODDAG_", "PYTHON"))}
    ended = subprocess.run(
        [folder / "bin" / "python", "-c", DRIVER],
        input=json.dumps([program.module, program.attr, program.name, given]),
        env=environ | {"GODDAG_EDGE_STORE": "s1", "GODDAG_EDGE_EDGE": "edge-1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert not [(arguments, raised) for arguments, _, raised in found if raised]
    told = [arguments for arguments, said, _ in found if f'pip install "goddag[{NEEDS[program.name]}]"' in said]
    assert bool(told) == others, found
