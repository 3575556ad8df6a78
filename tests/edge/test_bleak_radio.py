"""The real scanner, unmodified bleak, against a BlueZ on a private bus."""

import asyncio
import contextlib
from contextlib import asynccontextmanager

import pytest
from dbus_fast import Variant

from edge.advertisement import Advertisement
from edge.decode import MemberFrame, Ours, decode
from edge.errors import RadioFault, RadioUnavailable
from edge.radio.bluez import BleakRadio, passive_patterns
from edge.radio.bluez_line import BluezLine
from edge.radio.port import keep_scanning
from simulators.bluez.bus import private_bus

PHONE = "6A:01:02:03:04:05"
TOKEN, NEXT_TOKEN = bytes(range(16)), bytes(range(100, 116))


@pytest.fixture
async def heard(bluez, until):
    found = []
    task = asyncio.create_task(keep_scanning(BleakRadio("hci0", lambda: 42.0), found.append))
    await until(lambda: bluez.is_scanning("hci0"), "the scan")
    yield found
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await until(lambda: not bluez.is_scanning("hci0"), "the end of the scan")


def frames(heard, air) -> list[MemberFrame]:
    return [frame for found in heard for frame in decode(found, Ours.of(air.marker, [air.store_uuid]))]


async def test_bleak_hears_an_android_token(bluez, heard, until, air) -> None:
    bluez.hear("hci0", PHONE, air.android(TOKEN, epoch=9), -61)
    await until(lambda: frames(heard, air), "the token")
    assert frames(heard, air) == [MemberFrame(TOKEN, 9)]
    assert (heard[0].rssi_dbm, heard[0].heard_mono) == (-61, 42.0)


async def test_bleak_hears_an_ios_token_in_the_order_of_the_bytes(bluez, heard, until, air) -> None:
    bluez.hear("hci0", PHONE, air.ios(TOKEN), -61)
    await until(lambda: frames(heard, air), "the token")
    assert frames(heard, air) == [MemberFrame(TOKEN, None)]


async def test_every_packet_is_heard_even_when_nothing_changed(bluez, heard, until, air) -> None:
    for _ in range(5):
        bluez.hear("hci0", PHONE, air.android(TOKEN), -61)
        await asyncio.sleep(0.01)  # the bus merges nothing, but a burst says little
    await until(lambda: len(heard) == 5, "five packets")


async def test_a_rotated_token_on_one_address_comes_with_the_old_one(bluez, heard, until, air) -> None:
    bluez.hear("hci0", PHONE, air.ios(TOKEN), -61)
    await until(lambda: heard, "the first token")
    bluez.hear("hci0", PHONE, air.ios(NEXT_TOKEN), -61)
    await until(lambda: len(heard) >= 2, "the second token")
    last = decode(heard[-1], Ours.of(air.marker, []))
    assert {frame.token for frame in last} == {TOKEN, NEXT_TOKEN}


async def test_what_another_adapter_hears_is_not_ours(bluez, heard, until, air) -> None:
    assert not bluez.hear("hci1", PHONE, air.android(TOKEN), -61)
    bluez.hear("hci0", PHONE, air.android(NEXT_TOKEN), -61)
    await until(lambda: heard, "our own adapter")
    assert [frame.token for frame in frames(heard, air)] == [NEXT_TOKEN]


async def test_it_asks_for_every_packet(bluez, heard) -> None:
    (wanted,) = bluez.filters("hci0")
    assert (wanted["RSSI"], wanted["DuplicateData"], wanted["Transport"]) == (-110, True, "le")


async def test_the_kernels_discovery_windows_are_not_a_fault(bluez, heard, until, air) -> None:
    for _ in range(10):
        bluez.hear("hci0", PHONE, air.android(TOKEN), -61)
        await asyncio.sleep(0.1)
    assert len(heard) == 10  # filtered discovery begins anew at once


async def test_a_device_that_left_is_forgotten_with_all_its_old_tokens(bluez, heard, until, air) -> None:
    bluez.hear("hci0", PHONE, air.ios(TOKEN), -61)
    await until(lambda: bluez.device_count("hci0") == 0, "BlueZ to forget the phone")
    bluez.hear("hci0", PHONE, air.ios(NEXT_TOKEN), -61)
    await until(lambda: len(heard) == 2, "the second token")
    assert frames(heard[1:], air) == [MemberFrame(NEXT_TOKEN, None)]


@asynccontextmanager
async def scanning(*radios: BleakRadio):
    found: list[Advertisement] = []
    tasks = [asyncio.create_task(keep_scanning(radio, found.append)) for radio in radios]
    yield found
    for task in tasks:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_a_passive_scan_hears_what_is_ours_and_nothing_else(bluez, until, air) -> None:
    radio = BleakRadio("hci0", lambda: 0.0, patterns=lambda: passive_patterns(air.marker))
    async with scanning(radio) as found:
        await until(lambda: bluez.is_scanning("hci0"), "the monitor")
        assert not bluez.hear("hci0", PHONE, air.android(TOKEN, marker=0xFEAA), -61)
        assert not bluez.hear("hci0", PHONE, air.ios(TOKEN, marker=0x180D), -61) or frames(found, air) == []
        bluez.hear("hci0", "6A:00:00:00:00:01", air.android(TOKEN), -61)
        bluez.hear("hci0", "6A:00:00:00:00:02", b"\x03\x03\xf1\xff\x11\x07" + NEXT_TOKEN[::-1], -61)
        bluez.hear("hci0", "6A:00:00:00:00:03", air.ibeacon(air.store_uuid, 1, 2), -61)
        await until(lambda: len(found) == 3, "our three frames")
        assert {type(frame).__name__ for frame in frames(found, air)} == {"MemberFrame", "BeaconFrame"}
    await until(lambda: not bluez.is_scanning("hci0"), "the end of the scan")


async def test_a_passive_scan_tells_of_strength_in_steps_of_eight_decibels(bluez, until, air) -> None:
    async with scanning(BleakRadio("hci0", lambda: 0.0, patterns=lambda: passive_patterns(air.marker))) as found:
        await until(lambda: bluez.is_scanning("hci0"), "the monitor")
        for rssi in (-60, -63, -66, -69, -80):
            bluez.hear("hci0", PHONE, air.android(TOKEN), rssi)
        await until(lambda: len(found) == 3, "three steps")
        assert [each.rssi_dbm for each in found] == [-60, -69, -80]


async def test_a_passive_scan_follows_the_orders_to_another_marker(bluez, until, air) -> None:
    marker = [0xFDFD]
    radio = BleakRadio("hci0", lambda: 0.0, patterns=lambda: passive_patterns(marker[0]))
    async with scanning(radio) as found:
        await until(lambda: bluez.is_scanning("hci0"), "the monitor")
        assert not bluez.hear("hci0", PHONE, air.android(TOKEN), -61)
        marker[0] = air.marker
        await until(lambda: bluez.hear("hci0", PHONE, air.android(TOKEN), -61), "the new monitor")
        await until(lambda: found, "the token")


async def test_two_adapters_in_one_process_share_a_line_and_heal_apart(bluez, until, air) -> None:
    line = BluezLine()
    radios = [BleakRadio(name, lambda: 0.0, line) for name in ("hci0", "hci1")]
    async with scanning(*radios) as found:
        await until(lambda: bluez.is_scanning("hci0") and bluez.is_scanning("hci1"), "both scans")
        bluez.unplug("hci1")
        assert bluez.hear("hci0", PHONE, air.android(TOKEN), -61)
        await until(lambda: found, "the adapter that is left")
        bluez.plug("hci1")
        await until(lambda: bluez.is_scanning("hci1"), "the other one, back")
        line.hang_up(line.generation)
        await until(lambda: not bluez.is_scanning("hci0"), "BlueZ to see the old connection gone")
        await until(lambda: bluez.is_scanning("hci0") and bluez.is_scanning("hci1"), "both on a new connection")


async def reason_of(radio: BleakRadio) -> RadioFault:
    with pytest.raises(RadioUnavailable) as raised:
        async with radio.scan(lambda _: None) as ended:
            await ended
    return raised.value.reason


async def test_an_adapter_that_is_not_there_is_absent(bluez) -> None:
    assert await reason_of(BleakRadio("hci7", lambda: 0.0)) is RadioFault.ABSENT


async def test_an_adapter_that_is_off_says_so(bluez) -> None:
    bluez.set_powered("hci0", powered=False)
    assert await reason_of(BleakRadio("hci0", lambda: 0.0)) is RadioFault.OFF


async def test_no_message_bus_and_no_bluetooth_service_say_so(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/none.sock")
    assert await reason_of(BleakRadio("hci0", lambda: 0.0)) is RadioFault.NO_SERVICE
    async with private_bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        assert await reason_of(BleakRadio("hci0", lambda: 0.0)) is RadioFault.NO_SERVICE


async def test_the_whole_edge_runs_on_bluez(bluez, broker, hub, make_agent, until, air) -> None:
    agent = make_agent(broker.url, GODDAG_EDGE_RADIO="bluez:hci0")
    await until(lambda: bluez.is_scanning("hci0"), "the scan")
    bluez.hear("hci0", PHONE, air.android(TOKEN, epoch=9), -61)
    await until(hub.events, "the sighting")
    assert hub.tokens() == {TOKEN.hex()}
    assert await asyncio.to_thread(agent.stop) == 0  # not here: BlueZ lives in this loop, and must answer
    await until(lambda: not bluez.is_scanning("hci0"), "the end of the scan")


ADAPTER = {"Adapter": Variant("o", "/org/bluez/hci0")}
NAMED = {"Address": Variant("s", PHONE), "Alias": Variant("s", "6A-01-02-03-04-05")}
LOUD = {"RSSI": Variant("n", -61)}
WELL = ADAPTER | NAMED | LOUD
STRANGE_DEVICES = {
    "no address": {name: value for name, value in WELL.items() if name != "Address"},
    "no adapter": NAMED | LOUD,
    "an adapter that is a number": WELL | {"Adapter": Variant("u", 0)},
    "nothing": {},
    "no name at all": {name: value for name, value in WELL.items() if name != "Alias"},
    "an address that is a number": WELL | {"Address": Variant("u", 7)},
    "a strength in words": WELL | {"RSSI": Variant("s", "loud")},
    "UUIDs that are one text": WELL | {"UUIDs": Variant("s", "fff1")},
    "UUIDs that are numbers": WELL | {"UUIDs": Variant("aq", [0xFFF1])},
    "company data that is a text": WELL | {"ManufacturerData": Variant("s", "apple")},
    "company data that is a size": WELL | {"ManufacturerData": Variant("a{qv}", {0x4C: Variant("u", 2**32 - 1)})},
    "service data by number": WELL | {"ServiceData": Variant("a{qv}", {0xFFF1: Variant("ay", bytes(17))})},
}


async def test_a_device_with_a_property_missing_or_of_another_type_is_counted_and_costs_nothing(
    bluez, broker, hub, make_agent, until, air
) -> None:
    agent = make_agent(broker.url, GODDAG_EDGE_RADIO="bluez:hci0")
    await until(lambda: bluez.is_scanning("hci0") and hub.health, "the edge at work")
    await hub.order(heartbeat_ms=1000)
    for number, properties in enumerate(STRANGE_DEVICES.values()):
        bluez.show("hci0", f"6A:00:00:00:01:{number:02X}", properties)
    bluez.show("hci0", "6A:00:00:00:02:00", ADAPTER | NAMED)  # as BlueZ does for one that it hears no more
    bluez.hear("hci0", "6A:00:00:00:02:01", air.android(TOKEN), -61)
    await until(hub.events, "the member after them")
    await until(lambda: hub.health[-1]["report"]["heard"] == len(STRANGE_DEVICES) + 2, "the heartbeat")
    report = hub.health[-1]["report"]
    assert report["forgotten_by"] == {
        "stranger": 0,
        "no_strength": 1,
        "weak": 0,
        "quiet_hours": 0,
        "malformed": len(STRANGE_DEVICES),
    }
    assert report["radio_restarts"] == {}
    assert not agent.said("Traceback")
    assert not agent.said("6A:")


async def test_health_tells_which_of_two_adapters_is_deaf(bluez, broker, hub, make_agent, until) -> None:
    make_agent(broker.url, GODDAG_EDGE_RADIO="bluez:hci0,hci1")
    await until(lambda: bluez.is_scanning("hci0") and bluez.is_scanning("hci1") and hub.health, "both scans")
    await hub.order(heartbeat_ms=1000)

    def radios() -> dict:
        return hub.health[-1]["report"].get("radios", {})

    await until(lambda: [each["hears"] for each in radios().values()] == [True, True], "both hearing")
    bluez.unplug("hci1")
    await until(lambda: radios().get("hci1", {}).get("hears") is False, "the deaf one")
    assert radios()["hci0"]["hears"]
    assert (radios()["hci0"]["restarts"], radios()["hci1"]["restarts"]) == (0, 1)
    bluez.plug("hci1")
    await until(lambda: radios()["hci1"]["hears"], "both hearing again")
    assert radios()["hci1"]["deaf_ms"] > radios()["hci0"]["deaf_ms"]


async def test_a_bluez_that_answers_nothing_does_not_hold_up_the_end(bluez, broker, hub, make_agent, until) -> None:
    agent = make_agent(broker.url, GODDAG_EDGE_RADIO="bluez:hci0")
    await until(lambda: bluez.is_scanning("hci0") and hub.health, "the edge at work")
    assert agent.stop() == 0  # here: while this call waits, BlueZ, which lives in this loop, says nothing
