from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.frames import LEGACY_AD_BYTES, android_token, ibeacon, ios_token, private_address, static_address
from simulators.strangers import GADGETS, StrangerPhone, gadget_ad

TOKEN = bytes(range(0xA0, 0xB0))


def test_an_android_phone_sends_flags_and_the_token_as_service_data() -> None:
    assert android_token(0xFFF1, 300, TOKEN) == bytes.fromhex("020106" + "1416f1ff" + "2c") + TOKEN


def test_an_iphone_sends_the_token_as_a_uuid_back_to_front_with_the_marker_beside_it() -> None:
    assert ios_token(0xFFF1, TOKEN) == bytes.fromhex("02011a" + "1107") + TOKEN[::-1] + bytes.fromhex("0303f1ff")


def test_a_fixed_beacon_sends_an_ibeacon() -> None:
    uuid = UUID("3d7a1c52-64f0-4b8e-9c1d-5f0a7be2d914")
    expected = bytes.fromhex("020106" + "1aff4c000215") + uuid.bytes + bytes.fromhex("00010203" + "c3")
    assert ibeacon(uuid, 1, 0x0203, -61) == expected


@pytest.mark.parametrize("size", [0, 15, 17])
def test_a_token_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        android_token(0xFFF1, 1, bytes(size))


@given(st.integers(0, 2**32), st.text(max_size=20))
def test_addresses_say_in_their_two_highest_bits_what_they_are(seed: int, name: str) -> None:
    assert private_address(seed, name)[0] >> 6 == 0b01
    assert static_address(seed, name)[0] >> 6 == 0b11


@given(st.sampled_from(GADGETS), st.binary(min_size=24, max_size=24))
def test_what_a_stranger_sends_is_well_formed_and_fits(gadget, secret: bytes) -> None:
    ad = gadget_ad(gadget, secret)
    assert len(ad) <= LEGACY_AD_BYTES
    kinds = set()
    while ad:
        length, kind = ad[0], ad[1]
        assert 2 <= length < len(ad) + 1
        kinds.add(kind)
        ad = ad[1 + length :]
    assert kinds & {0x16, 0xFF}


def test_a_stranger_changes_address_and_payload_together_and_remembers_both() -> None:
    phone = StrangerPhone(7, "stranger-1")
    sent = [phone.transmission(now) for now in range(0, 300, 5)]
    pairs = {(each.address, each.ad) for each in sent}
    assert len(pairs) == len(phone.addresses) == len(phone.payloads)
    assert 300 / 45 <= len(pairs) <= 300 / 15 + 1
