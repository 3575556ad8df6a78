"""What other people's gateways say, read as advertisements; and any bytes at all."""

import asyncio
import contextlib
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edge.advertisement import Advertisement
from edge.decode import BeaconFrame, Frame, MemberFrame, Ours, decode
from edge.gateways.dialect import DIALECTS, DialectName
from edge.gateways.espresense import parse_espresense
from edge.gateways.message import MOST_BYTES, Refusal
from edge.gateways.settings import BridgeSettings
from edge.gateways.theengs import parse_theengs
from edge.settings import PREFIX
from wire.errors import SettingsError
from wire.mqtt import Broker, MqttSession, connect
from wire.settings import load_settings

TOKEN = bytes(range(16))
MARKER, STORE_UUID = 0xFFF1, "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
NAMESPACE = bytes(range(0xA0, 0xAA))
OURS = Ours.of(MARKER, [STORE_UUID], [NAMESPACE.hex()])
LONG = "00010203-0405-0607-0809-0a0b0c0d0e0f"
STRANGER = "6A:01:02:03:04:05"
DEVICES = "home/TheengsGateway/BTtoMQTT/"


def said(**fields: object) -> bytes:
    return json.dumps({"id": STRANGER, "rssi": -60, **fields}).encode()


def token(**fields: object) -> bytes:
    return said(**{"servicedatauuid": "fff1", "servicedata": "07" + TOKEN.hex(), **fields})


def frames(heard: Advertisement | Refusal) -> tuple[Frame, ...]:
    assert isinstance(heard, Advertisement), heard
    assert heard.heard_mono == 5.0
    return decode(heard, OURS)


@pytest.mark.parametrize("uuid", ["fff1", "0xfff1", "0000fff1-0000-1000-8000-00805f9b34fb", "FFF1"])
def test_a_token_in_service_data_however_its_uuid_is_written(uuid) -> None:
    assert frames(parse_theengs(token(servicedatauuid=uuid), 5.0)) == (MemberFrame(TOKEN, 7),)


@pytest.mark.parametrize(
    "fields",
    [
        {"manufacturerdata": "4c000215" + STORE_UUID.replace("-", "") + "00010002c5"},
        {"model_id": "IBEACON", "mfid": "4c00", "uuid": STORE_UUID.replace("-", ""), "major": 1, "minor": 2},
    ],
)
def test_a_beacon_as_its_bytes_or_as_what_the_gateway_made_of_it(fields) -> None:
    assert frames(parse_theengs(said(**fields), 5.0)) == (BeaconFrame(STORE_UUID, 1, 2),)


def test_an_eddystone_beacon_comes_through_theengs() -> None:
    content = b"\x00\xee" + NAMESPACE + bytes(6) + b"\x00\x00"
    heard = parse_theengs(said(servicedatauuid="feaa", servicedata=content.hex()), 5.0)
    assert [type(frame) for frame in frames(heard)] == [BeaconFrame]


@pytest.mark.parametrize(
    "made_of_it", [f"ad:0xfff1{LONG}", f"ad:{LONG}0xfff1", f"ad:0x180d0xfff1{LONG}12", f"ad:{LONG}0xfff1-4"]
)
def test_an_iphones_token_comes_through_espresense_in_any_order(made_of_it) -> None:
    assert frames(parse_espresense(said(id=made_of_it, rssi=-61.4), 5.0)) == (MemberFrame(TOKEN, None),)


def test_a_uuid_without_the_marker_is_a_strangers() -> None:
    assert frames(parse_espresense(said(id=f"ad:0x180d{LONG}"), 5.0)) == ()


@pytest.mark.parametrize("kind", ["iBeacon", "altBeacon"])
def test_a_beacon_comes_through_espresense(kind) -> None:
    assert frames(parse_espresense(said(id=f"{kind}:{STORE_UUID}-1-2"), 5.0)) == (BeaconFrame(STORE_UUID, 1, 2),)


@pytest.mark.parametrize("name", ["6a0102030405", "name:oles-phone", "irk:00112233", "apple:1005:9-12"])
def test_whoever_else_espresense_names_is_a_stranger(name) -> None:
    assert frames(parse_espresense(said(id=name), 5.0)) == ()


@pytest.mark.parametrize("rssi", [None, -127, 21, 127, 1e30])
def test_a_strength_that_no_radio_gives_says_nothing_of_where(rssi) -> None:
    heard = parse_theengs(token(rssi=rssi), 5.0)
    assert isinstance(heard, Advertisement)
    assert heard.rssi_dbm is None


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (b"", Refusal.NOT_JSON),
        (b"\xff\xfe", Refusal.NOT_JSON),
        (b"[" * MOST_BYTES, Refusal.NOT_JSON),
        (b"[]", Refusal.WRONG_FIELD),
        (b" " * (MOST_BYTES + 1), Refusal.TOO_LONG),
        (said(), Refusal.NO_CONTENT),
        (said(presence="absent", rssi=None), Refusal.NO_CONTENT),
        (token(rssi="loud"), Refusal.WRONG_FIELD),
        (token(rssi=True), Refusal.WRONG_FIELD),
        (b'{"rssi": NaN}', Refusal.NO_CONTENT),
        (b'{"rssi": ' + b"9" * 4000 + b"}", Refusal.WRONG_FIELD),
        (token(servicedata="not hex"), Refusal.WRONG_FIELD),
        (token(servicedata=7), Refusal.WRONG_FIELD),
        (said(uuid="not one", major=1, minor=2), Refusal.WRONG_FIELD),
        (said(uuid=STORE_UUID, major=65536, minor=2), Refusal.WRONG_FIELD),
    ],
)
def test_theengs_junk_is_refused_with_its_reason(payload, why) -> None:
    assert parse_theengs(payload, 5.0) is why


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (said(id="sd:0xfff1"), Refusal.CARRIER_LOST),
        (said(id=7), Refusal.WRONG_FIELD),
        (b'{"rssi": -60}', Refusal.WRONG_FIELD),
        (said(id="iBeacon:nonsense-1-2"), Refusal.WRONG_FIELD),
        (said(id=f"iBeacon:{STORE_UUID}-1-65536"), Refusal.WRONG_FIELD),
        (said(id="x" * 600), Refusal.WRONG_FIELD),
    ],
)
def test_espresense_junk_is_refused_with_its_reason(payload, why) -> None:
    assert parse_espresense(payload, 5.0) is why


AIR = "4c000215" + STORE_UUID.replace("-", "") + "a13088b8c5"
AS_MADE = {"uuid": STORE_UUID.replace("-", ""), "major": -24272, "minor": -30536, "txpower": -59}
"""41264 and 35000, as TheengsDecoder writes them (theengs/decoder, src/decoder.cpp: two signed bytes)."""
IBEACON = AS_MADE | {"brand": "GENERIC", "model": "iBeacon", "model_id": "IBEACON", "type": "BCON", "mfid": "4c00"}


@pytest.mark.parametrize("fields", [IBEACON, IBEACON | {"manufacturerdata": AIR}, {"manufacturerdata": AIR}])
def test_a_beacon_with_a_number_above_32767_is_heard_though_the_decoder_makes_it_negative(fields) -> None:
    assert frames(parse_theengs(said(**fields), 5.0)) == (BeaconFrame(STORE_UUID, 41264, 35000),)


@pytest.mark.parametrize(
    "beside",
    [
        {"txpower": "n/a"},
        {"txpower": 197},
        {"major": 70000, "minor": None, "uuid": 7},
        {"servicedata": "abc", "servicedatauuid": "0x180a"},
        {"servicedata": "abcd", "servicedatauuid": 7},
        {"rssi": "-60"},
    ],
)
def test_bytes_that_are_complete_are_read_whatever_the_gateway_made_of_them(beside) -> None:
    assert frames(parse_theengs(said(manufacturerdata=AIR, **beside), 5.0)) == (BeaconFrame(STORE_UUID, 41264, 35000),)


@pytest.mark.parametrize("cut", ["4c", "4c00", "4c0002", AIR[:-6], "4c00xx", ""])
def test_bytes_that_are_cut_give_way_to_what_the_gateway_made_of_them(cut) -> None:
    assert frames(parse_theengs(said(manufacturerdata=cut, **AS_MADE), 5.0)) == (BeaconFrame(STORE_UUID, 41264, 35000),)


def test_a_part_that_was_passed_over_is_counted_though_the_rest_is_a_strangers() -> None:
    heard = parse_theengs(said(manufacturerdata="4c001005", servicedata="abc", servicedatauuid="fff1"), 5.0)
    assert isinstance(heard, Advertisement)
    assert heard.is_malformed


@pytest.mark.parametrize("written", ["0011223344445566778899", "00112233445566778899"])
def test_an_eddystone_beacon_comes_through_espresense_that_writes_the_fifth_byte_twice(written) -> None:
    ours = Ours.of(MARKER, [], ["00112233445566778899"])
    heard = parse_espresense(said(id=f"eddy:{written}-000000000001"), 5.0)
    assert isinstance(heard, Advertisement)
    assert decode(heard, ours) == (BeaconFrame("00112233-4455-6677-8899-000000000001", 0, 0),)


@pytest.mark.parametrize("no_number", ["nan", "inf", "-inf", "NaN", "-Infinity"])
def test_espresense_tells_of_a_beacon_whose_distance_is_no_number(no_number) -> None:
    told = f'{{"mac":"","id":"iBeacon:{STORE_UUID}-1-2","name":"a \\"nan, b","rssi":-61.2,"distance":{no_number}}}'
    assert frames(parse_espresense(told.encode(), 5.0)) == (BeaconFrame(STORE_UUID, 1, 2),)


# One good message of each dialect, with everything that the vendor writes beside what we need: TheengsGateway and
# OpenMQTTGateway as their decoder's documentation shows an iBeacon, ESPresense as src/BleFingerprint.cpp fills it.
THEENGS_IBEACON = f"""{{"id": "{STRANGER}", "mac_type": 1, "adv_type": 3, "name": "B1", "rssi": -60, "distance": 1.2,
 "brand": "GENERIC", "model": "iBeacon", "model_id": "IBEACON", "type": "BCON", "cidc": false, "mfid": "4c00",
 "volt": 2.9, "batt": 80, "tempc": 21.5, "mac": "{STRANGER}", "unixtime": 1700000000,
 "uuid": "{STORE_UUID}", "major": 1, "minor": 2, "txpower": -59, "track": true,
 "presence": true, "servicedatauuid": "0xfff1", "servicedata": "07{TOKEN.hex()}",
 "manufacturerdata": "4c000215{STORE_UUID.replace("-", "")}00010002c5"}}"""
ESPRESENSE_IBEACON = f"""{{"mac": "6a0102030405", "id": "iBeacon:{STORE_UUID}-1-2", "name": "B1", "disc": "x",
 "idType": 100, "rssi@1m": -59, "rssi": -60.25, "rxAdj": 0, "rssiVar": 2.1, "distance": 1.2, "var": 0.1, "close": true,
 "mV": 2900, "batt": 80, "temp": 21.5, "rh": 40, "lux": 3, "int": 250}}"""
GOOD: dict[DialectName, dict[str, object]] = {
    DialectName.THEENGS: json.loads(THEENGS_IBEACON),
    DialectName.OPENMQTTGATEWAY: json.loads(THEENGS_IBEACON),
    DialectName.ESPRESENSE: json.loads(ESPRESENSE_IBEACON),
}
JUNK = [
    *("null", "true", '""', '"n/a"', "-1", "1e400", "9" * 400, "nan", "-inf", "Infinity", "[]", '{"a":[1]}'),
    *('"\x01\x07"', '"half a \udcc3"', '"\\ud800"', '"' + "ø" * 400 + '"', '"nan"', '"\\"nan\\""'),
]


def replaced(fields: dict[str, object], name: str, junk: str) -> bytes:
    """The message with `junk` in the place of one field, byte for byte."""
    before = [f"{json.dumps(each)}:{json.dumps(value)}" for each, value in fields.items() if each != name]
    return f"{{{json.dumps(name)}:{junk},{','.join(before)}}}".encode("utf-8", "surrogateescape")


@pytest.mark.parametrize("dialect", DialectName)
@pytest.mark.parametrize("junk", JUNK)
def test_no_junk_in_a_field_that_is_not_needed_costs_what_is_complete(dialect, junk) -> None:
    """A field is needed when the message says less without it; all others may hold anything."""
    parse, good = DIALECTS[dialect].parse, GOOD[dialect]
    complete = frames(parse(json.dumps(good).encode(), 5.0))
    assert complete
    unused = [
        name
        for name in [*good, "a_field_of_next_year"]
        if parse(json.dumps({n: v for n, v in good.items() if n != name}).encode(), 5.0)
        == parse(json.dumps(good).encode(), 5.0)
    ]
    assert len(unused) > 12
    for name in unused:
        assert frames(parse(replaced(good, name, junk), 5.0)) == complete, name


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
)
FIELDS = ("rssi", "id", "servicedata", "servicedatauuid", "manufacturerdata", "uuid", "major", "minor", "txpower")
NEARLY = (
    st.sampled_from(["fff1", "0xfff1", "07" + TOKEN.hex(), f"ad:0xfff1{LONG}", f"iBeacon:{STORE_UUID}-1-2", STORE_UUID])
    | st.integers(-200, 70_000)
    | st.text("0123456789abcdefx:-adsiBeacon", max_size=60)
)
MESSAGES = st.dictionaries(st.sampled_from(FIELDS), NEARLY | ANYTHING).map(lambda fields: json.dumps(fields).encode())


@pytest.mark.parametrize("dialect", DialectName)
@given(payload=st.binary(max_size=300) | MESSAGES)
@example(payload=b'{"id":"\\ud800","rssi":-60}')
def test_any_bytes_give_an_advertisement_or_a_refusal(dialect, payload) -> None:
    heard = DIALECTS[dialect].parse(payload, 5.0)
    if not isinstance(heard, Refusal):
        frames(heard)


def load(**given: object) -> BridgeSettings:
    needed = {"store": "demo", "edge": "edge-1", "data_dir": "/var/lib/goddag-edge", "dialect": "theengs"}
    return load_settings(BridgeSettings, PREFIX, None, needed | given, environ={})


@pytest.mark.parametrize(
    ("given", "devices", "status"),
    [
        ({}, "home/TheengsGateway/BTtoMQTT/+", "home/TheengsGateway/LWT"),
        ({"gateway": "door", "gateway_root": "a/b"}, "a/b/door/BTtoMQTT/+", "a/b/door/LWT"),
        ({"dialect": "openmqttgateway"}, "home/OpenMQTTGateway/BTtoMQTT/+", "home/OpenMQTTGateway/LWT"),
        ({"dialect": "espresense", "gateway": "till"}, "espresense/devices/+/till", "espresense/rooms/till/status"),
    ],
)
def test_one_bridge_reads_one_gateway(given, devices, status) -> None:
    (gateway,) = load(**given).radio
    assert (gateway.devices, gateway.status) == (devices, status)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"dialect": "shelly"}, "theengs"),
        ({"dialect": "espresense"}, "needs the setting gateway"),
        ({"gateway": "+"}, '"gateway"'),
        ({"gateway_root": "home/#"}, '"gateway_root"'),
        ({"radio": "bluez:hci0"}, '"radio"'),
    ],
)
def test_a_wrong_setting_is_refused_by_name(given, names) -> None:
    with pytest.raises(SettingsError, match=names):
        load(**given)


@pytest.fixture
async def gateway(broker) -> AsyncIterator[MqttSession]:
    async with connect(Broker.from_url(broker.url), "gateway", ()) as session:
        yield session


@pytest.fixture
def make_bridge(make_agent, broker) -> Callable:
    def make(**more: str):
        settings = {"GODDAG_EDGE_DIALECT": "theengs", "GODDAG_EDGE_GATEWAY_URL": broker.url, "GODDAG_EDGE_RADIO": None}
        return make_agent(broker.url, command="bridge", **settings | more)

    return make


async def test_what_a_gateway_publishes_reaches_the_hub_and_what_the_broker_kept_does_not(
    gateway, hub, make_bridge, until
) -> None:
    await gateway.publish(DEVICES + "6A0102030405", token(servicedata="07" + bytes(16).hex()), retain=True)
    bridge = make_bridge()
    await until(lambda: bridge.said("radio_listening"), "the subscription")
    await gateway.publish(DEVICES + "6A0102030405", token())
    await until(hub.events, "the sighting")
    assert hub.tokens() == {TOKEN.hex()}
    assert await asyncio.to_thread(bridge.stop) == 0
    assert STRANGER.encode() not in b"".join(hub.payloads)
    assert not bridge.said(STRANGER)


async def test_a_flood_of_junk_is_counted_by_reason_and_the_token_behind_it_arrives(
    gateway, hub, make_bridge, until
) -> None:
    bridge = make_bridge()
    await until(lambda: bridge.said("radio_listening"), "the subscription")
    for payload in (b"junk", said(), token(rssi="loud"), b" " * (MOST_BYTES + 1), said(servicedata="00", rssi=-60)):
        await asyncio.gather(*(gateway.publish(f"{DEVICES}{each}", payload) for each in range(100)))
    await gateway.publish(DEVICES + "6A0102030405", token())
    await until(hub.events, "the sighting")
    await hub.order(heartbeat_ms=1000)
    counted = {"not_json": 100, "no_content": 200, "wrong_field": 100, "too_long": 100}
    await until(lambda: hub.health[-1]["report"].get("gateway_refused") == counted, "the refusals in a heartbeat")
    assert bridge.running


async def test_a_gateway_that_says_it_is_offline_is_deaf_until_it_is_back(gateway, hub, make_bridge, until) -> None:
    bridge = make_bridge()
    await until(lambda: bridge.said("radio_listening"), "the subscription")
    await gateway.publish("home/TheengsGateway/LWT", b"offline", retain=True)
    await until(lambda: bridge.said("gateway says that it is offline"), "its silence to be noticed")
    await gateway.publish("home/TheengsGateway/LWT", b"online", retain=True)
    await until(lambda: bridge.said("radio_listening") == 2, "its return to be noticed")
    await gateway.publish(DEVICES + "6A0102030405", token())
    await until(hub.events, "the sighting")


async def test_a_bridge_waits_for_its_gateways_broker(hub, make_bridge, unused_port, until) -> None:
    bridge = make_bridge(GODDAG_EDGE_GATEWAY_URL=f"mqtt://127.0.0.1:{unused_port}")
    await until(lambda: bridge.said("reason='absent'"), "the missing broker to be noticed")
    await until(lambda: hub.health, "the bridge to be online at the hub all the same")
    assert await asyncio.to_thread(bridge.stop) == 0


async def doctor(broker, tmp_path, *options: str, **more: str | None) -> tuple[int, str]:
    """Exit code, and everything that it said."""
    given: dict[str, str | None] = {"STORE": "demo", "EDGE": "edge-1", "BROKER_URL": broker.url}
    given |= {"DATA_DIR": str(tmp_path / "data"), "GATEWAY_URL": broker.url} | more
    around = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).parent / "goddag-edge",
        "doctor",
        *(options or ("--dialect", "theengs")),
        env=around | {PREFIX + name: value for name, value in given.items() if value is not None},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


@contextlib.asynccontextmanager
async def publishing(gateway, *payloads: bytes) -> AsyncIterator[None]:
    """A gateway that says these again and again."""

    async def talk() -> None:
        while True:
            for payload in payloads:
                await gateway.publish(DEVICES + "6A0102030405", payload)
            await asyncio.sleep(0.05)

    talking = asyncio.create_task(talk())
    yield
    talking.cancel()


async def test_the_doctor_listens_to_a_gateway_and_says_what_it_cannot_read(gateway, broker, tmp_path) -> None:
    async with publishing(gateway, token(), said()):
        _, report = await doctor(broker, tmp_path)
    assert re.search(r"ok    listening +\d+ advertisements in 4 s; not read: \d+ no_content", report)
    assert STRANGER not in report
    assert "Traceback" not in report


async def test_messages_that_the_doctor_itself_refused_are_no_wrong_topic(gateway, broker, tmp_path) -> None:
    async with publishing(gateway, token(rssi="loud"), said()):
        code, report = await doctor(broker, tmp_path)
    assert code == 1
    assert re.search(r"the topics are right; \d+ messages were not read: \d+ (wrong_field|no_content), \d+ ", report)
    assert "see that dialect is the kind of this gateway" in report
    assert "are its topics" not in report
    assert "Traceback" not in report


async def test_the_doctor_looks_at_a_gateway_before_anybody_has_enrolled(gateway, broker, tmp_path) -> None:
    options = ("--gateway-url", broker.url, "--dialect", "theengs")
    nobody = {"STORE": None, "EDGE": None, "GATEWAY_URL": None, "BROKER_URL": None}
    async with publishing(gateway, token()):
        code, report = await doctor(broker, tmp_path, *options, **nobody)
    assert code == 1
    assert re.search(r"ok    listening +\d+ advertisements", report)
    assert re.search(r"WRONG enrolment +\S+ has not enrolled\n +next step: +goddag-hub edges invite NAME", report)
    assert "Traceback" not in report


async def test_doctors_beside_a_bridge_do_not_throw_it_out(gateway, hub, broker, tmp_path, make_bridge, until) -> None:
    bridge = make_bridge()
    await until(lambda: bridge.said("radio_listening") and bridge.said("broker_connected"), "the bridge at work")
    async with publishing(gateway, token()):
        reports = await asyncio.gather(doctor(broker, tmp_path, DIALECT="theengs"), doctor(broker, tmp_path))
    assert all("advertisements in 4 s" in report for _, report in reports)
    assert (bridge.said("radio_listening"), bridge.said("broker_connected")) == (1, 1)


async def test_a_broker_that_throws_the_bridge_out_again_and_again_fills_no_log(hub, make_bridge, until) -> None:
    """As one does that has given our name to somebody else, or to which our rights are wrong."""
    connections = 0

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.read(1000)
        writer.write(b"\x20\x02\x00\x00")  # CONNACK, and a SUBACK for each of the two subscriptions
        for _ in range(2):
            subscribe = await reader.readexactly(2)
            packet = await reader.readexactly(subscribe[1])
            writer.write(b"\x90\x03" + packet[:2] + b"\x01")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(accept, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        bridge = make_bridge(GODDAG_EDGE_GATEWAY_URL=f"mqtt://127.0.0.1:{port}")
        await until(lambda: connections == 12, "twelve connections", 60)
        said = bridge.said("radio_")
    assert said < 10
    assert bridge.said("radio_comes_and_goes") == 1
    assert bridge.said("the connection to the broker was lost") >= 1
    assert await asyncio.to_thread(bridge.stop) == 0


async def test_two_bridges_of_one_gateway_do_not_throw_each_other_out(
    gateway, hub, broker, tmp_path, make_bridge, until
) -> None:
    bridges = [make_bridge(), make_bridge(GODDAG_EDGE_DATA_DIR=str(tmp_path / "clone"))]
    await until(lambda: all(each.said("radio_listening") for each in bridges), "both bridges at work")
    async with publishing(gateway, token()):
        await until(hub.events, "a sighting")
    for bridge in bridges:
        assert (bridge.said("radio_listening"), bridge.said("radio_unavailable")) == (1, 0)


async def test_the_doctor_names_the_next_step_for_a_gateway_that_is_away(broker, tmp_path, unused_port) -> None:
    code, report = await doctor(broker, tmp_path, GATEWAY_URL=f"mqtt://127.0.0.1:{unused_port}")
    assert code == 1
    assert "see that the gateway's broker runs, and that gateway_url is right" in report
