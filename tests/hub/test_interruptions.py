"""Which colleague is interrupted, and when nobody is."""

from hub.ground.shop.model import ContactPolicy
from hub.service.staff.interruptions import HOUR_MS, Associate, whom_to_nudge

NOW = 10 * HOUR_MS
POLICY = ContactPolicy(nudges_per_hour=2, nudges_at_once=2)


def asked(*handhelds: Associate, waiting: int = 0, policy: ContactPolicy = POLICY) -> str | None:
    return whom_to_nudge(handhelds, waiting, policy, NOW)


def test_nobody_is_interrupted_where_no_handheld_is_open_or_everybody_is_busy() -> None:
    assert asked() is None
    assert asked(Associate("a", is_busy=True), Associate("b", is_busy=True)) is None
    assert asked(Associate("a", is_busy=True), Associate("b", is_busy=False)) == "b"


def test_a_store_has_so_many_nudges_at_a_time() -> None:
    free = Associate("a", is_busy=False)
    assert asked(free, waiting=1) == "a"
    assert asked(free, waiting=2) is None
    assert asked(free, policy=ContactPolicy(nudges_at_once=0)) is None


def test_a_colleague_is_interrupted_so_often_an_hour() -> None:
    assert asked(Associate("a", is_busy=False, nudged_ms=(NOW - HOUR_MS + 1, NOW - 1))) is None
    assert asked(Associate("a", is_busy=False, nudged_ms=(NOW - HOUR_MS, NOW - 1))) == "a"
    assert asked(Associate("a", is_busy=False), policy=ContactPolicy(nudges_per_hour=0)) is None


def test_a_clock_that_was_set_back_silences_nobody() -> None:
    assert asked(Associate("a", is_busy=False, nudged_ms=(NOW + 5, NOW + 6))) == "a"


def test_who_was_interrupted_least_comes_first_and_of_equals_who_was_longest_ago() -> None:
    once_lately, once_before = (
        Associate("a", is_busy=False, nudged_ms=(NOW - 1,)),
        Associate("b", is_busy=False, nudged_ms=(NOW - 99,)),
    )
    assert asked(once_lately, once_before) == "b"
    assert asked(once_lately, once_before, Associate("c", is_busy=False)) == "c"
    assert asked(Associate("b", is_busy=False), Associate("a", is_busy=False)) == "a"
