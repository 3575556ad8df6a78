"""When a sighting is made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.decode import BeaconFrame, MemberFrame
from edge.window import APPROACH_DB, FORGET_SECONDS, SightingWindow


def phone(number: int) -> MemberFrame:
    return MemberFrame(number.to_bytes(16, "big"), 7)


BEACON = BeaconFrame("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", 1, 1)


@pytest.fixture
def window() -> SightingWindow:
    return SightingWindow(1.0, 10.0)


def test_the_first_sight_leaves_at_once(window) -> None:
    (sighting,) = window.hear(phone(1), -60, 5.0)
    assert (sighting.rssi_dbm, sighting.packets, sighting.first_mono, sighting.last_mono) == (-60, 1, 5.0, 5.0)


def test_then_one_summary_with_mean_count_and_span(window) -> None:
    window.hear(phone(1), -60, 0.0)
    for rssi, at in ((-70, 0.2), (-72, 0.4), (-80, 0.9)):
        assert window.hear(phone(1), rssi, at) == []
    (summary,) = window.close_due(1.0)
    assert (summary.rssi_dbm, summary.packets) == (-74, 3)
    assert (summary.first_mono, summary.last_mono) == (0.2, 0.9)


def test_the_first_sight_is_not_counted_again(window) -> None:
    window.hear(phone(1), -60, 0.0)
    assert window.close_due(1.0) == []


def test_a_packet_after_the_end_closes_the_window_even_when_nothing_ticks(window) -> None:
    window.hear(phone(1), -60, 0.0)
    window.hear(phone(1), -70, 0.5)
    (summary,) = window.hear(phone(1), -65, 1.5)
    assert summary.rssi_dbm == -70


def test_a_phone_that_is_suddenly_much_louder_does_not_wait(window) -> None:
    window.hear(phone(1), -80, 0.0)
    assert window.hear(phone(1), -80 + APPROACH_DB - 1, 0.2) == []
    (summary,) = window.hear(phone(1), -80 + APPROACH_DB, 0.4)
    assert (summary.packets, summary.rssi_dbm, summary.last_mono) == (2, -80 + APPROACH_DB - 0.5, 0.4)
    # Told now: it would have to come nearer still, and to go away is no hurry.
    assert window.hear(phone(1), -80 + APPROACH_DB, 0.6) == []
    assert window.hear(phone(1), -100, 0.8) == []


def test_the_end_of_a_fade_is_nobody_who_comes_near() -> None:
    window = SightingWindow(1.0, 1.0)
    window.hear(phone(1), -70, 0.0)
    for second in range(1, 20):
        assert window.hear(phone(1), -70, second + 0.1) == window.hear(phone(1), -90, second + 0.3) == []
        assert [each.packets for each in window.close_due(second + 1.0)] == [2]


def test_a_beacon_hangs_where_it_hangs_and_never_hurries(window) -> None:
    window.hear(BEACON, -80, 0.0)
    assert window.hear(BEACON, -40, 0.4) == []


def test_all_windows_of_tokens_close_together(window) -> None:
    window.hear(phone(1), -60, 0.0)
    window.hear(phone(2), -60, 0.7)
    window.hear(phone(1), -60, 0.8)
    window.hear(phone(2), -60, 0.9)
    assert {s.frame for s in window.close_due(1.0)} == {phone(1), phone(2)}


def test_beacons_have_a_window_of_their_own(window) -> None:
    window.hear(BEACON, -60, 0.0)
    window.hear(BEACON, -62, 0.5)
    assert window.close_due(2.0) == []
    (summary,) = window.close_due(10.0)
    assert summary.frame == BEACON


def test_a_phone_that_comes_back_is_a_first_sight_again(window) -> None:
    window.hear(phone(1), -60, 0.0)
    back = window.hear(phone(1), -65, FORGET_SECONDS + 0.1)
    assert [s.packets for s in back] == [1]


def test_a_short_silence_is_no_first_sight(window) -> None:
    window.hear(phone(1), -60, 0.0)
    assert window.hear(phone(1), -65, FORGET_SECONDS - 0.1) == []


def test_coming_back_loses_no_packet_of_a_long_window() -> None:
    window = SightingWindow(1.0, 100.0)
    window.hear(BEACON, -60, 0.0)
    window.hear(BEACON, -70, 1.0)
    assert [s.rssi_dbm for s in window.hear(BEACON, -50, 90.0)] == [-70, -50]


def test_too_many_senders_push_out_the_one_heard_longest_ago_and_are_counted() -> None:
    window = SightingWindow(1.0, 10.0, most_senders=2)
    for number, at in ((1, 0.0), (2, 0.1), (1, 0.2), (3, 0.3)):
        window.hear(phone(number), -60, at)
    assert window.evicted == 1
    assert window.hear(phone(1), -60, 0.4) == []  # 2 had to go, 1 was heard since
    assert window.hear(phone(2), -60, 0.5) != []


def test_a_clean_stop_reports_what_is_left(window) -> None:
    window.hear(phone(1), -60, 0.0)
    window.hear(phone(1), -64, 0.5)
    assert [s.rssi_dbm for s in window.close_all()] == [-64]
    assert window.close_all() == []


def test_another_window_length_holds_from_the_next_window_on(window) -> None:
    window.hear(phone(1), -60, 0.0)
    window.resize(5.0, 10.0)
    window.close_due(1.0)
    window.hear(phone(1), -60, 1.5)
    assert window.close_due(2.0) == []
    assert len(window.close_due(6.0)) == 1


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(-100, -30), st.floats(0, 30)), max_size=200),
    st.integers(1, 8),
)
def test_every_packet_is_in_exactly_one_sighting_whatever_comes(packets, most) -> None:
    window = SightingWindow(1.0, 10.0, most_senders=most)
    now, sightings = 0.0, []
    for number, rssi, pause in packets:
        now += pause
        sightings += window.hear(BEACON if number == 0 else phone(number), rssi, now)
    sightings += window.close_all()
    assert sum(s.packets for s in sightings) == len(packets)
    assert sum(s.rssi_dbm * s.packets for s in sightings) == pytest.approx(sum(rssi for _, rssi, _ in packets))
