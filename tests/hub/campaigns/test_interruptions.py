"""How often a colleague is interrupted."""

from hub.service.campaigns.interruptions import HOUR_MS, Floor, may_interrupt

NOW = 10 * HOUR_MS


def asked(nudged: list[int], waiting: int) -> bool:
    return may_interrupt(Floor(nudged, waiting), NOW, per_hour=2, at_once=1)


def test_one_waits_at_a_time_and_so_many_an_hour() -> None:
    assert asked([], 0)
    assert not asked([NOW - 1], 1)
    assert asked([NOW - 1], 0)
    assert not asked([NOW - 1, NOW - HOUR_MS + 1], 0)
    assert asked([NOW - 1, NOW - HOUR_MS], 0)
    # A clock that was set back: what is yet to come counts for nothing.
    assert asked([NOW + 5, NOW + 6], 0)
    assert not may_interrupt(Floor([], 0), NOW, per_hour=2, at_once=0)
