"""Reading AD structures: the rules of the specification, and every recorded packet there is."""

import json
import os
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edge.advertisement import is_short_uuid, parse_advertisement, uuid_from_text, valid_rssi
from edge.decode import BeaconFrame, MemberFrame, Ours, decode
from edge.radio.h4 import EventReader, Garbled, advertisements

OURS = Ours.of(0xFFF1, ["0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"])


def parse(hexed: str, rssi: int = -60):
    return parse_advertisement(bytes.fromhex(hexed), rssi, 0.0)


def test_a_length_of_zero_ends_the_reading_and_what_came_before_stays() -> None:
    assert parse("0302f1ff 00 0302aaaa").service_uuids == (0xFFF1,)


def test_a_structure_that_overruns_ends_the_reading_and_what_came_before_stays() -> None:
    assert parse("0302f1ff 0902aaaa").service_uuids == (0xFFF1,)


def test_several_manufacturer_structures_are_all_kept() -> None:
    assert parse("04ff4c0001 04ff060002").manufacturer_data == ((0x004C, b"\x01"), (0x0006, b"\x02"))


def test_several_service_data_structures_of_one_uuid_are_all_kept() -> None:
    assert parse("0416f1ff01 0416f1ff02").service_data == ((0xFFF1, b"\x01"), (0xFFF1, b"\x02"))


def test_a_piece_of_a_uuid_at_the_end_of_a_list_is_not_a_uuid() -> None:
    assert parse("0402f1ffaa").service_uuids == (0xFFF1,)


def test_a_structure_too_short_for_what_it_says_it_is_gives_nothing() -> None:
    found = parse("02ff4c 0216f1 01ff 0120 0221aa")
    assert (found.manufacturer_data, found.service_data) == ((), ())


def test_long_uuids_are_read_in_the_order_of_their_text() -> None:
    on_air = bytes(range(16))
    assert parse("1107" + on_air.hex()).service_uuids == ("0f0e0d0c-0b0a-0908-0706-050403020100",)


def test_a_short_uuid_is_the_same_however_it_is_written() -> None:
    assert parse("1107fb349b5f8000008000100000f1ff0000").service_uuids == (0xFFF1,)
    assert uuid_from_text("0000FFF1-0000-1000-8000-00805F9B34FB") == 0xFFF1
    assert is_short_uuid("12345678-0000-1000-8000-00805f9b34fb")


@pytest.mark.parametrize("missing", [127, -127, -128, 21])
def test_a_strength_outside_the_specification_is_missing(missing: int) -> None:
    assert valid_rssi(missing) is None


@pytest.mark.parametrize("there", [-126, 0, 20])
def test_a_strength_at_the_edge_of_the_specification_is_there(there: int) -> None:
    assert valid_rssi(there) == there


@given(st.binary(max_size=300), st.integers(-128, 127))
@example(b"\x11\x07" + bytes(16) + b"\x03\x03\xf1\xff", -60)
@example(b"\x1a\xff\x4c\x00\x02\x15" + bytes(21), -60)
def test_no_bytes_make_the_reader_or_the_decoder_fail(ad: bytes, rssi: int) -> None:
    for frame in decode(parse_advertisement(ad, rssi, 0.0), OURS):
        assert isinstance(frame, MemberFrame | BeaconFrame)


@given(st.lists(st.binary(max_size=80), max_size=8))
@example([b"\x04\x3e\x0c\x02\x01\x03\x01123456\x00\xc5"])
@example([b"\x04\x3e\x05\x02\xff\x00\x00\x00"])
def test_no_bytes_make_the_controller_side_fail_otherwise_than_garbled(chunks: list[bytes]) -> None:
    reader = EventReader()
    try:
        for chunk in chunks:
            for event in reader.feed(chunk):
                list(advertisements(event, 0.0))
    except Garbled:
        pass


@pytest.fixture(scope="module")
def recorded() -> list[dict]:
    """285 packets of real products, with what another project's decoder expects of them."""
    folder = os.environ.get("GODDAG_DATASETS")
    if not folder:
        if os.environ.get("CI"):
            pytest.fail("GODDAG_DATASETS is not set: CI must run the recorded vectors")
        pytest.skip("GODDAG_DATASETS is not set: the recorded vectors were NOT run")
    lines = (Path(folder) / "adv_vectors" / "ble_monitor_hci.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def ad_of(event: bytes) -> bytes:
    """Where the data set's README says that the AD bytes are, for legacy and extended reports."""
    return event[14 : 14 + event[13]] if event[3] == 0x02 else event[29 : 29 + event[28]]


def test_every_recorded_packet_of_another_product_is_a_stranger(recorded) -> None:
    assert len(recorded) == 285
    for row in recorded:
        assert decode(parse_advertisement(ad_of(bytes.fromhex(row["hci_event_hex"])), -60, 0.0), OURS) == ()


def test_every_recorded_legacy_event_gives_one_advertisement_with_its_strength(recorded) -> None:
    compared = 0
    for row in recorded:
        packet = bytes.fromhex(row["hci_event_hex"])
        if packet[3] != 0x02 or len(packet) != 14 + packet[13] + 1:
            continue  # extended, or cut short by whoever recorded it
        (found,) = advertisements(packet[1:], 3.5)
        for message in row["expect"].values():
            if "rssi" in message:
                assert found.rssi_dbm == valid_rssi(message["rssi"])
                compared += 1
    assert compared > 200


def test_recorded_ibeacons_are_read_as_others_read_them(recorded) -> None:
    seen = 0
    for row in recorded:
        for message in row["expect"].values():
            if message.get("firmware") == "AltBeacon" or "uuid" not in message:
                continue
            ad = ad_of(bytes.fromhex(row["hci_event_hex"]))
            uuid = str(UUID(message["uuid"]))
            frames = decode(parse_advertisement(ad, -60, 0.0), Ours.of(0xFFF1, [uuid]))
            if b"\x4c\x00\x02\x15" not in ad:
                assert frames == ()
                continue
            (frame,) = frames
            assert frame.uuid == uuid
            if "minor" in message:
                assert (frame.major, frame.minor) == (message["major"], message["minor"])
            seen += 1
    assert seen >= 3


def test_an_ibeacon_with_a_trailing_byte_is_still_one(recorded) -> None:
    trailing = [r for r in recorded if "1bff4c000215" in r["hci_event_hex"].lower()]
    assert trailing
    for row in trailing:
        ad = ad_of(bytes.fromhex(row["hci_event_hex"]))
        body = ad[ad.index(b"\x4c\x00\x02\x15") + 4 :]
        ours = Ours.of(0xFFF1, [str(UUID(bytes=body[:16]))])
        assert len(decode(parse_advertisement(ad, -60, 0.0), ours)) == 1


def test_apple_packets_that_are_no_ibeacons_are_not_read_as_such(recorded) -> None:
    iphones = [r for r in recorded if "iphone" in r["src"]]
    assert len(iphones) == 2
    for row in iphones:
        found = parse_advertisement(ad_of(bytes.fromhex(row["hci_event_hex"])), -60, 0.0)
        assert found.manufacturer_data
        assert found.manufacturer_data[0][0] == 0x004C
        assert decode(found, OURS) == ()
