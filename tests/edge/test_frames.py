"""Every public beacon format, from the bytes of the air; and any bytes at all."""

import json
import os
import struct
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.advertisement import parse_advertisement
from edge.decode import BeaconFrame, MemberFrame, Ours, decode
from edge.frames import (
    EDDYSTONE,
    AltBeacon,
    EddystoneEid,
    EddystoneEncryptedTlm,
    EddystoneTlm,
    EddystoneUid,
    EddystoneUrl,
    IBeacon,
    read_eddystone,
    read_manufacturer_data,
)

STORE = UUID("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0")
NAMESPACE, INSTANCE = bytes(range(10)), bytes(range(0xA0, 0xA6))


def test_an_ibeacon() -> None:
    content = b"\x02\x15" + STORE.bytes + struct.pack(">HHb", 1, 513, -59)
    assert read_manufacturer_data(0x004C, content) == IBeacon(STORE, 1, 513, -59)
    assert read_manufacturer_data(0x004C, content + b"\x64") == IBeacon(STORE, 1, 513, -59)
    assert read_manufacturer_data(0x004C, content[:-1]) == IBeacon(STORE, 1, 513, None)  # agittins/bermuda#466
    assert read_manufacturer_data(0x004C, content[:-2]) is None
    assert read_manufacturer_data(0x0059, content) is None


def test_an_altbeacon_of_any_company() -> None:
    content = b"\xbe\xac" + bytes(range(20)) + b"\xc5\x07"
    assert read_manufacturer_data(0xFFFF, content) == AltBeacon(0xFFFF, bytes(range(20)), -59, 7)
    assert read_manufacturer_data(0x0118, content) == AltBeacon(0x0118, bytes(range(20)), -59, 7)
    assert read_manufacturer_data(0xBEAC, content[2:]) is None
    assert read_manufacturer_data(0xFFFF, content[:-2]) == AltBeacon(0xFFFF, bytes(range(20)), None, None)
    assert read_manufacturer_data(0xFFFF, content[:-3]) is None


def test_eddystone_uid_with_and_without_its_reserved_bytes() -> None:
    content = b"\x00\xee" + NAMESPACE + INSTANCE
    assert read_eddystone(content) == read_eddystone(content + b"\x00\x00") == EddystoneUid(NAMESPACE, INSTANCE, -18)
    assert read_eddystone(content + b"\x00") is None


def test_eddystone_url() -> None:
    assert read_eddystone(b"\x10\xf5\x03goo\x07/x") == EddystoneUrl("https://goo.com/x", -11)
    assert read_eddystone(b"\x10\xf5\x00") == EddystoneUrl("http://www.", -11)
    for wrong in (
        b"\x10\xf5\x04a",
        b"\x10\xf5\x00a b",
        b"\x10\xf5\x00\x0e",
        b"\x10\xf5\x00\x7f",
        b"\x10\xf5\x00" + b"a" * 18,
    ):
        assert read_eddystone(wrong) is None


def test_eddystone_tlm_in_the_clear() -> None:
    content = b"\x20\x00" + struct.pack(">HhII", 3012, 22 * 256 + 128, 1_000_000, 36_005)
    assert read_eddystone(content) == EddystoneTlm(3012, 22.5, 1_000_000, 3600.5)
    bare = b"\x20\x00" + struct.pack(">HhII", 0, -0x8000, 1, 10)
    assert read_eddystone(bare) == EddystoneTlm(None, None, 1, 1.0)
    assert read_eddystone(b"\x20\x02" + content[2:]) is None


def test_eddystone_tlm_encrypted() -> None:
    content = b"\x20\x01" + bytes(range(12)) + b"\x12\x34\xab\xcd"
    assert read_eddystone(content) == EddystoneEncryptedTlm(bytes(range(12)), 0x1234, 0xABCD)


def test_eddystone_eid() -> None:
    assert read_eddystone(b"\x30\xf5" + bytes(range(8))) == EddystoneEid(bytes(range(8)), -11)
    assert read_eddystone(b"\x40\x00") is None


@given(st.binary(max_size=40), st.integers(0, 0xFFFF))
def test_any_bytes_give_a_frame_or_none(content: bytes, company: int) -> None:
    read_manufacturer_data(company, content)
    read_eddystone(content)


@given(
    st.sampled_from([b"\x02\x15", b"\xbe\xac", b"\x00", b"\x10", b"\x20\x00", b"\x20\x01", b"\x30"]),
    st.binary(max_size=40),
)
def test_any_bytes_behind_a_true_beginning_give_a_frame_or_none(start: bytes, rest: bytes) -> None:
    read_manufacturer_data(0x004C, start + rest)
    read_eddystone(start + rest)


@given(st.binary(max_size=254), st.integers(-128, 127))
def test_any_packet_gives_frames_or_none(ad: bytes, rssi: int) -> None:
    ours = Ours.of(0xFFF1, [str(STORE)], [NAMESPACE.hex()])
    assert all(isinstance(f, MemberFrame | BeaconFrame) for f in decode(parse_advertisement(ad, rssi, 0.0), ours))


@given(st.binary(min_size=16, max_size=16), st.integers(0, 0xFFFF), st.integers(0, 0xFFFF), st.integers(-128, 127))
def test_what_is_written_as_an_ibeacon_is_read_as_it(uuid: bytes, major: int, minor: int, power: int) -> None:
    content = b"\x02\x15" + uuid + struct.pack(">HHb", major, minor, power)
    assert read_manufacturer_data(0x004C, content) == IBeacon(UUID(bytes=uuid), major, minor, power)


def altbeacon_ad(id_: bytes) -> bytes:
    return b"\x1b\xff\xff\xff\xbe\xac" + id_ + b"\xc5\x00"


def uid_ad(namespace: bytes, instance: bytes) -> bytes:
    return b"\x03\x03\xaa\xfe\x17\x16\xaa\xfe\x00\xee" + namespace + instance + b"\x00\x00"


def test_the_stores_altbeacon_and_eddystone_are_ours_and_any_other_is_a_stranger() -> None:
    ours = Ours.of(0xFFF1, [str(STORE)], [NAMESPACE.hex()])

    def read(ad: bytes) -> tuple:
        return decode(parse_advertisement(ad, -60, 0.0), ours)

    assert read(altbeacon_ad(STORE.bytes + b"\x00\x01\x00\x02")) == (BeaconFrame(str(STORE), 1, 2),)
    assert read(altbeacon_ad(bytes(20))) == ()
    assert read(uid_ad(NAMESPACE, INSTANCE)) == (BeaconFrame(str(UUID(bytes=NAMESPACE + INSTANCE)), 0, 0),)
    assert read(uid_ad(bytes(10), INSTANCE)) == ()


def vectors() -> list[dict]:
    folder = os.environ.get("GODDAG_DATASETS")
    if not folder:
        if os.environ.get("CI"):
            pytest.fail("GODDAG_DATASETS is not set: CI must run the recorded vectors")
        pytest.skip("GODDAG_DATASETS is not set: the recorded vectors were NOT run")
    lines = (Path(folder) / "adv_vectors" / "ble_monitor_hci.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def ad_of(event: bytes) -> bytes:
    return event[14 : 14 + event[13]] if event[3] == 0x02 else event[29 : 29 + event[28]]


def test_recorded_beacons_are_decoded_as_another_decoder_expects() -> None:
    seen = {"iBeacon": 0, "AltBeacon": 0}
    for row in vectors():
        found = parse_advertisement(ad_of(bytes.fromhex(row["hci_event_hex"])), -60, 0.0)
        frames = [f for company, content in found.manufacturer_data if (f := read_manufacturer_data(company, content))]
        frames += [f for uuid, content in found.service_data if uuid == EDDYSTONE and (f := read_eddystone(content))]
        for message in row["expect"].values():
            if message.get("firmware") not in seen:
                continue
            (frame,) = frames
            uuid, major, minor, power = (
                (frame.uuid.bytes, frame.major, frame.minor, frame.power_at_1m_dbm)
                if isinstance(frame, IBeacon)
                else (frame.id[:16], *struct.unpack(">HH", frame.id[16:]), frame.power_at_1m_dbm)
            )
            assert type(frame).__name__.lower() == message["firmware"].lower()
            assert uuid.hex() == message["uuid"]
            assert (major, minor, power) == (message["major"], message["minor"], message["measured power"])
            seen[message["firmware"]] += 1
    assert min(seen.values()) >= 1, seen


def test_the_fuzz_target_survives_a_second_of_its_own_medicine() -> None:
    import runpy  # noqa: PLC0415

    fuzz = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "fuzz_decoder.py"))
    assert fuzz["fuzz"](seconds=1.0, seed=1) > 1000
