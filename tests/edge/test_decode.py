"""What is ours in the air, and what is forgotten."""

from edge.advertisement import Advertisement, parse_advertisement
from edge.decode import BeaconFrame, MemberFrame, Ours, decode

TOKEN = bytes(range(0x10, 0x20))
OLD_TOKEN = bytes(range(0x40, 0x50))


def ours(air) -> Ours:
    return Ours.of(air.marker, [air.store_uuid])


def read(ad: bytes, air, rssi: int = -60):
    return decode(parse_advertisement(ad, rssi, 0.0), ours(air))


def as_uuid(token: bytes) -> str:
    h = token.hex()
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"


def test_an_android_token_comes_with_its_epoch(air) -> None:
    assert read(air.android(TOKEN, epoch=200), air) == (MemberFrame(TOKEN, 200),)


def test_an_ios_token_is_the_uuid_beside_the_marker_and_has_no_epoch(air) -> None:
    assert read(air.ios(TOKEN), air) == (MemberFrame(TOKEN, None),)


def test_a_uuid_without_the_marker_is_a_stranger(air) -> None:
    assert read(air.ios(TOKEN, marker=0x180D), air) == ()


def test_the_marker_of_another_chain_is_a_stranger(air) -> None:
    assert read(air.android(TOKEN, marker=0xFEAA), air) == ()


def test_a_token_of_the_wrong_length_is_a_stranger(air) -> None:
    assert read(air.android(TOKEN[:-1]), air) == ()
    assert read(air.android(TOKEN + b"\x00"), air) == ()


def test_the_stores_beacon_is_ours_and_any_other_is_a_stranger(air) -> None:
    assert read(air.ibeacon(air.store_uuid, 1, 513), air) == (BeaconFrame(air.store_uuid, 1, 513),)
    assert read(air.ibeacon("e2c56db5-dffb-48d2-b060-d0f5a71096e0", 1, 513), air) == ()


def test_without_a_valid_strength_nothing_is_ours(air) -> None:
    assert read(air.android(TOKEN), air, rssi=127) == ()
    assert read(air.android(TOKEN), air, rssi=-127) == ()


def test_old_tokens_that_bluez_still_lists_are_handed_on_with_the_new_one(air) -> None:
    listed = Advertisement(-60, (), (), (as_uuid(OLD_TOKEN), air.marker, as_uuid(TOKEN)), 0.0)
    assert decode(listed, ours(air)) == (MemberFrame(OLD_TOKEN, None), MemberFrame(TOKEN, None))


def test_assigned_uuids_beside_the_marker_are_no_tokens(air) -> None:
    listed = Advertisement(-60, (), (), (0x180D, "12345678-0000-1000-8000-00805f9b34fb", air.marker), 0.0)
    assert decode(listed, ours(air)) == ()


def test_bluez_listing_the_marker_of_service_data_makes_no_tokens_of_other_uuids(air) -> None:
    both = Advertisement(-60, ((air.marker, b"\x07" + TOKEN),), (), (air.marker, as_uuid(OLD_TOKEN)), 0.0)
    assert decode(both, ours(air)) == (MemberFrame(TOKEN, 7),)


def test_a_uuid_text_that_is_none_is_forgotten(air) -> None:
    strange = Advertisement(-60, (), (), (air.marker, "not-a-uuid", "abcd"), 0.0)
    assert decode(strange, ours(air)) == ()
