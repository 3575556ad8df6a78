from hypothesis import given
from hypothesis import strategies as st

from hub.fleet.marks import Mark


@given(st.permutations(range(1, 30)), st.lists(st.integers(1, 29)))
def test_in_any_order_and_however_often_sent_each_event_is_taken_once(order: list[int], again: list[int]) -> None:
    mark = Mark()
    taken = [seq for seq in [*order[:15], *again, *order] if mark.take(seq)]
    assert sorted(taken) == list(range(1, 30))
    assert (mark.contiguous, mark.ahead) == (29, set())


@given(st.sets(st.integers(1, 40), min_size=1))
def test_the_contiguous_number_never_covers_an_event_that_did_not_come(seqs: set[int]) -> None:
    mark = Mark()
    for seq in seqs:
        mark.take(seq)
    missing = next(seq for seq in range(1, 42) if seq not in seqs)
    assert mark.contiguous == missing - 1


def test_a_gap_moves_the_number_over_what_will_never_come() -> None:
    mark = Mark()
    mark.take(1)
    mark.take(6)
    assert mark.take(2, through_seq=5)
    assert mark.contiguous == 6
    assert not mark.take(3)


def test_what_the_edge_no_longer_holds_is_settled_for_a_hub_that_lost_its_database() -> None:
    mark = Mark()
    mark.take(100)
    mark.settle_below(100)
    assert mark.contiguous == 100
