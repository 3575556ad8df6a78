import math
from dataclasses import replace
from statistics import fmean, quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.field import (
    DANIS,
    Receiver,
    Transmitter,
    body_loss,
    heard,
    path_loss_rssi,
    receiver_offset,
)

EDGE = Receiver("edge-1", 0.0, 0.0, 2.6)
# Nothing but distance.
PLAIN = replace(DANIS, offset_spread_db=0, shadow_db=0, direct_to_scattered=1e6, noise_db=0, missed_share=0)


def phone(x: float, y: float = 0.0, facing: float | None = None, **more) -> Transmitter:
    return Transmitter("phone", x, y, 1.1, facing, **more)


def levels(model, sender: Transmitter, packets: int = 3000, seed: int = 7) -> list[int]:
    return [level for n in range(packets) if (level := heard(model, seed, sender, EDGE, n)) is not None]


def test_the_level_at_one_metre_is_the_reference_and_falls_as_fitted() -> None:
    assert path_loss_rssi(1.0, -61.4, 1.48) == -61.4
    assert path_loss_rssi(10.0, -61.4, 1.48) == pytest.approx(-61.4 - 14.8)


@given(st.floats(-math.pi, math.pi), st.floats(-math.pi, math.pi))
def test_a_body_only_ever_takes_signal_away(facing: float, bearing: float) -> None:
    assert 0 <= body_loss(DANIS, facing, bearing) <= DANIS.body_loss_db


def test_a_turned_back_costs_all_of_the_body_and_a_beacon_on_a_wall_has_none() -> None:
    assert body_loss(DANIS, 0.0, math.pi) == pytest.approx(DANIS.body_loss_db)
    assert body_loss(DANIS, 0.0, 0.0) == 0
    assert body_loss(DANIS, None, 1.0) == 0


def test_the_same_packet_is_always_heard_alike_and_another_seed_differs() -> None:
    assert levels(DANIS, phone(5), 100) == levels(DANIS, phone(5), 100)
    assert levels(DANIS, phone(5), 100) != levels(DANIS, phone(5), 100, seed=8)


def test_levels_are_whole_numbers_that_a_controller_can_report() -> None:
    found = levels(DANIS, phone(0.1)) + levels(DANIS, phone(25))
    assert all(isinstance(level, int) and -126 <= level <= 20 for level in found)


def test_close_by_the_recorded_share_of_packets_is_missed() -> None:
    assert len(levels(DANIS, phone(2))) / 3000 == pytest.approx(1 - DANIS.missed_share, abs=0.03)


def test_far_below_the_sensitivity_nothing_is_heard() -> None:
    deaf = replace(PLAIN, ref_dbm=-110.0)
    assert levels(deaf, phone(5), 300) == []


def test_a_window_and_a_body_lower_the_mean_by_what_they_cost() -> None:
    free = fmean(levels(PLAIN, phone(3), 10))
    assert fmean(levels(PLAIN, phone(3, outside=True), 10)) == pytest.approx(free - DANIS.wall_loss_db, abs=1)
    assert fmean(levels(PLAIN, phone(3, facing=0.0), 10)) == pytest.approx(free - DANIS.body_loss_db, abs=1)


def test_at_a_fixed_spot_levels_spread_as_recorded() -> None:
    spreads = []
    for spot in range(40):
        cut = quantiles(levels(DANIS, phone(1 + spot / 2), 400), n=100)
        spreads.append(cut[82] - cut[16])
    assert 4 <= sorted(spreads)[20] <= 8


def test_receivers_differ_by_no_more_than_the_recorded_offsets() -> None:
    offsets = [receiver_offset(DANIS, seed, f"edge-{n}") for seed in range(20) for n in range(8)]
    assert max(map(abs, offsets)) <= DANIS.offset_limit_db
    assert max(offsets) > 3 > -3 > min(offsets)
