from hypothesis import given
from hypothesis import strategies as st

from hub.equipment.edges.sequence_marks import MOST_RANGES_AHEAD, Mark


@given(st.permutations(range(1, 30)), st.lists(st.integers(1, 29)))
def test_in_any_order_and_however_often_sent_each_event_is_taken_once(order: list[int], again: list[int]) -> None:
    mark = Mark()
    taken = [seq for seq in [*order[:15], *again, *order] if mark.take(seq, seq)]
    assert sorted(taken) == list(range(1, 30))
    assert (mark.contiguous, mark.ahead) == (29, [])


@given(st.sets(st.integers(1, 40), min_size=1))
def test_the_contiguous_number_never_covers_an_event_that_did_not_come(seqs: set[int]) -> None:
    mark = Mark()
    for seq in seqs:
        mark.take(seq, seq)
    missing = next(seq for seq in range(1, 42) if seq not in seqs)
    assert mark.contiguous == missing - 1


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("take"), st.integers(1, 60), st.integers(0, 9)),
            st.tuples(st.just("settle"), st.integers(1, 60), st.just(0)),
        )
    )
)
def test_ranges_hold_what_a_set_of_single_numbers_would(steps: list[tuple[str, int, int]]) -> None:
    mark, stored = Mark(), set[int]()
    for step, seq, more in steps:
        numbers = set(range(seq, seq + more + 1)) if step == "take" else set(range(1, seq))
        if step == "take":
            assert mark.take(seq, seq + more) == bool(numbers - stored)
        else:
            mark.settle_below(seq)
        stored |= numbers
        held = set(range(1, mark.contiguous + 1)).union(*(range(first, last + 1) for first, last in mark.ahead))
        assert held == stored
        # As few ranges as there can be: each ends where something is missing.
        assert all(last + 1 not in stored and first - 1 not in stored for first, last in mark.ahead)
        assert mark.ahead == sorted(mark.ahead)
        assert mark.contiguous + 1 not in stored


def test_a_gap_moves_the_number_over_what_will_never_come() -> None:
    mark = Mark()
    mark.take(1, 1)
    mark.take(6, 6)
    assert mark.take(2, through_seq=5)
    assert mark.contiguous == 6
    assert not mark.take(3, 3)


def test_what_the_edge_no_longer_holds_is_settled_for_a_hub_that_lost_its_database() -> None:
    mark = Mark()
    mark.take(100, 100)
    mark.settle_below(100)
    assert mark.contiguous == 100


def test_what_opens_one_range_too_many_waits_and_what_fills_a_hole_is_always_taken() -> None:
    mark = Mark()
    for n in range(MOST_RANGES_AHEAD):
        mark.take(10 + 10 * n, 12 + 10 * n)
    assert not mark.has_room(5, 5)
    assert mark.has_room(13, 13)
    assert mark.has_room(13, 19)
    assert mark.has_room(1, 5)
    mark.take(1, 12)
    assert mark.has_room(15, 15)
