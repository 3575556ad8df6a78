import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from simulators.report import OF_TIME


def test_the_whole_store_keeps_its_promises_through_bleak_and_bluez(tmp_path: Path) -> None:
    if shutil.which("dbus-daemon") is None:
        pytest.fail("dbus-daemon is not installed: apt-get install dbus-daemon")
    command = [Path(sys.executable).parent / "goddag-sim", "demo", "--headless", "--for", "12", "--radio", "bluez"]
    ended = subprocess.run(
        [*command, "--report", tmp_path / "report.json"], capture_output=True, text=True, timeout=100, check=False
    )
    report = json.loads((tmp_path / "report.json").read_text())
    broken = report["run"]["broken_promises"]
    assert ended.returncode == bool(broken), ended.stdout + ended.stderr
    # What takes how long is judged by the run itself: two others run beside it here.
    assert [sentence for sentence in broken if not sentence.startswith(OF_TIME)] == [], ended.stdout
    assert report["run"]["radio"] == "bluez"
