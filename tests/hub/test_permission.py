from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.ground.journal import Member
from hub.trust.consents.permission import Grant, Permission, permits
from hub.trust.consents.purposes import GOVERNED, PURPOSES_OF, Level, Purpose, level_of

MEMBER = Member(1)
SHOW, PUSH = Purpose.SHOW_HISTORY_TO_STAFF, Purpose.MARKETING_PUSH


def test_nothing_given_permits_nothing_that_needs_a_purpose() -> None:
    assert permits([], MEMBER, [SHOW], at_ms=10) is None


def test_one_purpose_never_implies_another() -> None:
    for given_purpose in Purpose:
        grants = [Grant(MEMBER, given_purpose, granted=True, at_ms=1)]
        for wanted in Purpose:
            permission = permits(grants, MEMBER, [wanted], at_ms=10)
            assert (permission is not None) == (wanted is given_purpose)


def test_a_withdrawal_beats_an_earlier_grant_and_a_new_grant_beats_it() -> None:
    grants = [Grant(MEMBER, SHOW, granted=True, at_ms=1), Grant(MEMBER, SHOW, granted=False, at_ms=2)]
    assert permits(grants[:1], MEMBER, [SHOW], at_ms=1) is not None
    assert permits(grants, MEMBER, [SHOW], at_ms=2) is None
    again = [*grants, Grant(MEMBER, SHOW, granted=True, at_ms=3)]
    assert permits(again, MEMBER, [SHOW], at_ms=3) is not None


def test_of_two_lines_in_one_millisecond_the_later_line_decides() -> None:
    grants = [Grant(MEMBER, SHOW, granted=True, at_ms=1), Grant(MEMBER, SHOW, granted=False, at_ms=1)]
    assert permits(grants, MEMBER, [SHOW], at_ms=1) is None


def test_another_members_grant_counts_for_nothing() -> None:
    assert permits([Grant(Member(2), SHOW, granted=True, at_ms=1)], MEMBER, [SHOW], at_ms=10) is None


def test_a_clock_that_was_set_back_undoes_no_withdrawal() -> None:
    grants = [Grant(MEMBER, SHOW, granted=True, at_ms=1000), Grant(MEMBER, SHOW, granted=False, at_ms=5000)]
    assert permits(grants, MEMBER, [SHOW], at_ms=2000) is None
    # Withdrawn by a clock that was already set back: the ledger's order counts.
    assert permits([grants[0], Grant(MEMBER, SHOW, granted=False, at_ms=1)], MEMBER, [SHOW], at_ms=2000) is None


def test_what_is_given_later_is_not_given_yet() -> None:
    assert permits([Grant(MEMBER, SHOW, granted=True, at_ms=11)], MEMBER, [SHOW], at_ms=10) is None


def test_a_choice_for_this_visit_stands_before_the_standing_one_until_its_time_is_over() -> None:
    grants = [Grant(MEMBER, SHOW, granted=True, at_ms=1), Grant(MEMBER, SHOW, granted=False, at_ms=2, until_ms=9)]
    assert permits(grants, MEMBER, [SHOW], at_ms=8) is None
    assert permits(grants, MEMBER, [SHOW], at_ms=9) is not None
    more = [Grant(MEMBER, SHOW, granted=True, at_ms=2, until_ms=9)]
    assert permits(more, MEMBER, [SHOW], at_ms=8) is not None
    assert permits(more, MEMBER, [SHOW], at_ms=9) is None
    ended = [*more, Grant(MEMBER, SHOW, granted=True, at_ms=5, until_ms=5)]
    assert permits(ended, MEMBER, [SHOW], at_ms=6) is None


def test_a_standing_withdrawal_beats_a_choice_for_this_visit_that_came_before() -> None:
    grants = [Grant(MEMBER, SHOW, granted=True, at_ms=1, until_ms=99), Grant(MEMBER, SHOW, granted=False, at_ms=2)]
    assert permits(grants, MEMBER, [SHOW], at_ms=3) is None


@pytest.mark.parametrize("level", list(Level))
def test_a_level_is_exactly_its_purposes(level: Level) -> None:
    others = frozenset(Purpose) - GOVERNED
    assert level_of(PURPOSES_OF[level]) is level
    assert level_of(PURPOSES_OF[level] | others) is level


def test_a_name_without_history_is_no_more_than_help_if_i_ask() -> None:
    assert level_of({Purpose.RECOGNISE_IN_STORE, Purpose.GREET_BY_NAME}) is Level.HELP_IF_I_ASK
    assert level_of({Purpose.SHOW_HISTORY_TO_STAFF, Purpose.GREET_BY_NAME}) is Level.INVISIBLE


@given(st.lists(st.tuples(st.sampled_from(list(Purpose)), st.booleans()), max_size=20))
def test_the_last_word_on_each_purpose_decides(lines: list[tuple[Purpose, bool]]) -> None:
    grants = [Grant(MEMBER, purpose, granted, at) for at, (purpose, granted) in enumerate(lines)]
    expected = {purpose for purpose, granted in dict(lines).items() if granted}
    permission = permits(grants, MEMBER, [], at_ms=100)
    assert permission is not None
    assert permission.purposes == expected


def test_a_permission_cannot_be_made_by_hand() -> None:
    with pytest.raises(TypeError, match="made by permits"):
        Permission(MEMBER, frozenset(Purpose), 1, object())
    # Nor made wider out of one that was given.
    given = permits([], MEMBER, [], at_ms=1)
    assert given is not None
    with pytest.raises(ValueError, match="made_by"):
        replace(given, purposes=frozenset(Purpose))
