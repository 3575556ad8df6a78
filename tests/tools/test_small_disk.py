"""A test that needs a small disk never passes in silence where none can be mounted."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

TESTS = Path(__file__).parents[1]
NEEDS_A_DISK = "def test_it(make_disk):\n    assert make_disk(2).is_mount()\n"


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A test that needs a disk, beside our conftest, on a machine whose `mount` refuses."""
    shutil.copy(TESTS / "conftest.py", folder)
    (folder / "test_it.py").write_text(NEEDS_A_DISK)
    loudness = tomllib.loads((TESTS.parent / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]["addopts"]
    mount = folder / "bin" / "mount"
    mount.parent.mkdir()
    mount.write_text("#!/bin/sh\necho permission denied >&2\nexit 1\n")
    mount.chmod(0o755)
    around = {name: value for name, value in os.environ.items() if name != "CI"}
    around |= {"PATH": f"{mount.parent}:{os.environ['PATH']}", "PYTHONPATH": str(TESTS.parent)} | environment
    options = ["-q", *loudness.split(), "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", folder]
    command = [sys.executable, "-m", "pytest", *options, folder]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=around)


def test_it_is_said_on_a_developers_machine(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 0, done.stdout
    assert "SKIPPED" in done.stdout
    assert "this machine does not let us mount a small disk" in done.stdout
    assert "a full one was NOT tried" in done.stdout


def test_it_is_a_failure_in_ci(tmp_path: Path) -> None:
    done = run(tmp_path, CI="1")
    assert done.returncode == 1, done.stdout
    assert "NOT tried, and CI must: run it as root" in done.stdout


def test_there_is_one_place_where_disks_are_mounted() -> None:
    mounting = [file for file in TESTS.rglob("*.py") if '"-t", "tmpfs"' in file.read_text()]
    assert [file.name for file in mounting if file != Path(__file__)] == ["conftest.py"]


def test_ci_says_that_it_is_ci() -> None:
    assert 'export CI="${CI:-1}"' in (TESTS.parent / ".ci" / "run").read_text()
