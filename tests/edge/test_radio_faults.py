"""A real edge on a BlueZ that fails: how long until a sighting comes out again; all of it in bench-radio_faults."""

import os
import shutil
from pathlib import Path

import pytest

from edge.radio.bluez_line import STOPPED_SECONDS
from edge.radio.port import PROOF_SECONDS, QUIET_SECONDS
from simulators import radio_rig
from simulators.bluez.adapter import Cure
from simulators.radio_rig import ADAPTER, open_rig
from simulators.waiting import until

# That each fault heals by itself is shown here; how soon, by make bench-radio_faults.
SLACK_SECONDS = 60.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    if shutil.which("dbus-daemon") is None:
        pytest.fail("dbus-daemon is not installed: apt-get install dbus-daemon")
    return tmp_path


async def test_every_fault_heals_and_is_published(folder) -> None:
    async with open_rig(folder, {"RADIO_QUIET_SECONDS": "1"}) as rig:
        assert await rig.recovery(radio_rig.restart_daemon) < 2 + SLACK_SECONDS
        assert await rig.recovery(radio_rig.unplug) < 5 + SLACK_SECONDS
        assert await rig.recovery(radio_rig.power_off) < 5 + SLACK_SECONDS
        for _ in range(3):
            assert await rig.recovery(radio_rig.stop_silently) < 1 + SLACK_SECONDS
        assert await rig.recovery(radio_rig.stop_until_client_gone) < 3 + SLACK_SECONDS
        assert await rig.recovery(radio_rig.lose_bus) < 5 + SLACK_SECONDS
        report = await rig.next_report()
        causes = report["radio_restarts"]
        assert (causes["lost"], causes["off"], causes["quiet"]) == (1, 1, 4)
        assert causes["restarted"] + causes.get("bus_lost", 0) == 2  # with the bus, either is seen first
        # half a second, three times two, four times one: what was deaf at the least
        assert 9_000 < report["deaf_ms"] < report["uptime_ms"]


async def test_a_wedged_daemon_is_heard_again_when_it_answers(folder) -> None:
    async with open_rig(folder, {"RADIO_QUIET_SECONDS": "30"}) as rig:
        assert await rig.recovery(radio_rig.wedge_answering_never) < 5 + SLACK_SECONDS
        assert (await rig.next_report())["radio_restarts"] == {"wedged": 1}


async def test_a_process_that_nothing_helps_ends_with_a_code_of_its_own(folder) -> None:
    async with open_rig(folder, {"RADIO_QUIET_SECONDS": "1", "RADIO_PATIENCE_SECONDS": "3"}) as rig:
        rig.bluez.go_deaf(ADAPTER, Cure.NONE)
        edge = rig.edges.running["edge"]
        await until("the end of the process", lambda: edge.poll() is not None, 30)
        assert edge.returncode == os.EX_TEMPFAIL
        assert "radio_given_up" in rig.log.read_text()
        assert "reason='quiet'" in rig.log.read_text()


async def test_silence_without_a_beacon_never_ends_the_process(folder) -> None:
    settings = {"RADIO_QUIET_SECONDS": "1", "RADIO_PATIENCE_SECONDS": "1"}
    async with open_rig(folder, settings, with_beacon=False) as rig:
        rig.bluez.go_deaf(ADAPTER, Cure.NONE)
        await until("four new scans", lambda: rig.log.read_text().count("radio_listening") > 4, 30)
        assert rig.edges.running["edge"].poll() is None
        report = await rig.next_report()
        assert report["radio_restarts"] == {}


def test_at_default_settings_a_silent_stop_is_noticed_in_time() -> None:
    """Silence, the half second between two looks, and a first try that is proven wrong: still below 30 s."""
    assert QUIET_SECONDS + 0.5 + PROOF_SECONDS < 30
    assert STOPPED_SECONDS < QUIET_SECONDS
