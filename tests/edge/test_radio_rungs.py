"""No fault of a radio is without a way out: whatever BlueZ answers, something is tried, and a person is told a step."""

import asyncio
import os

import pytest

from edge.errors import RadioFault, RadioUnavailable
from edge.next_steps import GATEWAY_STEPS, RADIO_STEPS
from edge.radio.adapter_choice import next_adapter
from edge.radio.answers import FAULTS, fault_of
from edge.radio.bluez import BleakRadio, passive_patterns
from edge.radio.gateway import FAULTS_OF_BROKER
from edge.radio.recovery import FIRST_SILENT_SCANS, RUNGS, RecoveryStep, next_rung
from simulators.bluez.adapter import Cure

PHONE, TOKEN = "6A:01:02:03:04:05", bytes(range(16))
PATIENCE_SECONDS = 300.0
# For waits that hold several pauses of the ladder, on a busy machine.
LADDER_SECONDS = 60
# Names that are in no list: of dbus-daemon's own family, and of a BlueZ to come.
ALL_ERRORS = [*FAULTS, "org.freedesktop.DBus.Error.Spawn.ChildExited", "org.bluez.Error.OfNextYear"]
# At the socket, before anybody is asked; our own word for a silence; and what a passive scan is told by us.
WITHOUT_ERROR = {
    *(RadioFault.LOST, RadioFault.RESTARTED, RadioFault.STOPPED, RadioFault.QUIET, RadioFault.ORDERED),
    RadioFault.GARBLED,
}


def climbed(fault: RadioFault, times: int, deaf: float = 0.0, *, proven: bool = True) -> list[RecoveryStep]:
    return [next_rung(fault, failures, deaf, PATIENCE_SECONDS, proven=proven) for failures in range(times)]


def test_a_stalled_scan_climbs_from_the_cheapest_rung_and_goes_round_while_there_is_patience() -> None:
    four = [RecoveryStep.SCAN, RecoveryStep.ADAPTER, RecoveryStep.CONNECTION, RecoveryStep.ANOTHER]
    assert climbed(RadioFault.QUIET, 8) == four * 2
    assert climbed(RadioFault.STOPPED, 5, deaf=301.0) == [*four, RecoveryStep.EXIT]


@pytest.mark.parametrize("fault", RadioFault)
def test_after_its_patience_every_fault_has_a_next_rung_and_in_the_end_a_fresh_process(fault) -> None:
    assert set(climbed(fault, 30, deaf=PATIENCE_SECONDS)[len(RUNGS[fault]) - 1 :]) == {RecoveryStep.EXIT}
    assert RecoveryStep.EXIT not in climbed(fault, 30)
    helps_only_at_a_start = {RadioFault.DENIED, RadioFault.NOT_AUTHORIZED, RadioFault.GARBLED}
    assert set(climbed(fault, 30)) - {RecoveryStep.SCAN} or fault in helps_only_at_a_start


def test_silence_that_may_be_an_empty_shop_is_tried_ever_more_seldom_and_never_ends_the_process() -> None:
    tried = climbed(RadioFault.QUIET, 1000, deaf=9999.0, proven=False)
    assert set(tried[:FIRST_SILENT_SCANS]) == {RecoveryStep.SCAN}
    assert set(tried) == {RecoveryStep.SCAN, RecoveryStep.ADAPTER, RecoveryStep.CONNECTION}
    assert tried.count(RecoveryStep.ADAPTER) == 7


@pytest.mark.parametrize("passive", [False, True])
async def test_whatever_bluez_answers_is_a_fault_with_a_rung_and_a_step_of_its_own(bluez, air, passive) -> None:
    radio = BleakRadio("hci0", lambda: 0.0, patterns=(lambda: passive_patterns(air.marker)) if passive else None)
    for error in ALL_ERRORS:
        bluez.refuse("hci0", error)
        with pytest.raises(RadioUnavailable) as raised:
            async with radio.scan(lambda _: None):
                pass
        fault = raised.value.reason
        assert fault is fault_of(error)
        assert RADIO_STEPS[fault]
        assert (fault is RadioFault.ABSENT) == any(part in error for part in ("NotExist", "NoSuch", "Object")), error


def test_every_fault_has_a_rung_and_a_next_step_that_no_other_has() -> None:
    assert set(RUNGS) == set(RADIO_STEPS) == set(RadioFault)
    assert {fault for error in ALL_ERRORS for fault in [fault_of(error)]} | WITHOUT_ERROR == set(RadioFault)
    assert len(set(RADIO_STEPS.values())) >= len(RadioFault)
    assert {*FAULTS_OF_BROKER.values(), RadioFault.QUIET, RadioFault.REFUSED} <= set(GATEWAY_STEPS)


async def test_a_passive_scan_without_monitors_is_told_what_it_needs(bluez, air) -> None:
    bluez.forget_monitors("hci0")
    with pytest.raises(RadioUnavailable) as raised:
        async with BleakRadio("hci0", lambda: 0.0, patterns=lambda: passive_patterns(air.marker)).scan(lambda _: None):
            pass
    assert raised.value.reason is RadioFault.UNSUPPORTED
    assert "?passive" in RADIO_STEPS[raised.value.reason]


@pytest.fixture
def make_edge(bluez, broker, make_agent):
    def make(radio: str = "bluez:hci0", patience_seconds: int = 300):
        return make_agent(broker.url, GODDAG_EDGE_RADIO=radio, GODDAG_EDGE_RADIO_PATIENCE_SECONDS=str(patience_seconds))

    return make


@pytest.mark.parametrize("powered", [True, False])
@pytest.mark.parametrize("by_address", [False, True])
async def test_an_adapter_that_the_kernel_numbers_anew_is_found_again(
    bluez, hub, make_edge, until, air, by_address, powered
) -> None:
    bluez.unplug("hci1")
    address = bluez.address("hci0")
    agent = make_edge(f"bluez:{address}" if by_address else "bluez:hci0")
    await until(lambda: bluez.is_scanning("hci0"), "the scan")
    bluez.unplug("hci0")
    await until(lambda: agent.said("adapter went away"), "the loss")
    bluez.come_back_as("hci0", "hci1", powered=powered)
    await until(lambda: bluez.is_scanning("hci1"), "the scan on the new number", LADDER_SECONDS)
    bluez.hear("hci1", PHONE, air.android(TOKEN, epoch=9), -61)
    await until(hub.events, "the sighting")
    assert agent.said("radio_on_another_adapter") == (not by_address)


async def test_a_named_address_is_taken_again_when_it_is_back(bluez, make_edge, until) -> None:
    agent = make_edge(f"bluez:{bluez.address('hci0').lower()}")
    await until(lambda: bluez.is_scanning("hci0"), "the scan")
    bluez.unplug("hci0")
    await until(lambda: bluez.is_scanning("hci1"), "the scan on the only adapter that is left", LADDER_SECONDS)
    assert agent.said("radio_on_another_adapter") == 1
    bluez.plug("hci0")
    await until(
        lambda: bluez.is_scanning("hci0") and not bluez.is_scanning("hci1"),
        "the scan where it was wanted",
        LADDER_SECONDS,
    )


@pytest.mark.parametrize("error", ["org.bluez.Error.Failed", "org.bluez.Error.OfNextYear"])
async def test_an_adapter_that_fails_until_it_is_switched_off_and_on_heals_at_the_second_try(
    bluez, make_edge, until, error
) -> None:
    make_edge()
    await until(lambda: bluez.is_scanning("hci0"), "the scan")
    bluez.refuse("hci0", error, Cure.POWER)
    await until(lambda: bluez.times_refused("hci0") and bluez.is_scanning("hci0"), "the scan", LADDER_SECONDS)
    assert bluez.times_refused("hci0") <= 2


async def test_a_scan_that_is_taken_and_never_begins_is_no_empty_shop(bluez, hub, make_edge, until, air) -> None:
    bluez.begin_nothing("hci0", Cure.POWER)
    agent = make_edge()
    await until(lambda: agent.said("reason='stopped'"), "its notice", LADDER_SECONDS)
    await until(lambda: bluez.hear("hci0", PHONE, air.android(TOKEN), -61), "the scan", LADDER_SECONDS)
    await until(hub.events, "the sighting")


async def test_an_adapter_that_rfkill_keeps_off_gives_way_to_another(bluez, make_edge, until) -> None:
    make_edge()
    await until(lambda: bluez.is_scanning("hci0"), "the scan")
    bluez.block("hci0")
    await until(lambda: bluez.is_scanning("hci1"), "the scan on the other adapter", LADDER_SECONDS)


async def test_an_adapter_that_somebody_switched_off_is_switched_on(bluez, make_edge, until) -> None:
    bluez.unplug("hci1")
    make_edge()
    await until(lambda: bluez.is_scanning("hci0"), "the scan")
    bluez.set_powered("hci0", powered=False)
    await until(lambda: bluez.is_scanning("hci0"), "the scan", LADDER_SECONDS)


def lose_for_ever(bluez, cause: str) -> None:
    match cause:
        case "unplugged":
            bluez.unplug("hci0")
        case "blocked":
            bluez.block("hci0")
        case "no service":
            bluez.kill()
        case error:
            bluez.refuse("hci0", error)


@pytest.mark.parametrize(
    "cause", ["unplugged", "blocked", "no service", "org.bluez.Error.NotAuthorized", "org.bluez.Error.Busy"]
)
async def test_an_edge_that_stays_deaf_ends_for_a_fresh_process(bluez, make_edge, until, cause) -> None:
    bluez.unplug("hci1")
    agent = make_edge(patience_seconds=1)
    await until(lambda: bluez.is_scanning("hci0"), "the scan")
    lose_for_ever(bluez, cause)
    code = await asyncio.to_thread(agent.process.wait, LADDER_SECONDS)
    assert code == os.EX_TEMPFAIL
    assert agent.said("radio_given_up")


def test_the_radios_of_a_process_never_share_an_adapter() -> None:
    present = {"hci0": "A", "hci1": "B", "hci2": "C"}
    assert next_adapter(present, "hci0", ()) == "hci1"
    assert next_adapter(present, "hci0", {"hci1"}) == "hci2"
    assert next_adapter(present, "hci2", ()) == "hci0"
    assert next_adapter({"hci0": "A"}, "hci0", {"hci0"}) is None
    assert next_adapter({}, "hci0", ()) is None
