"""How many new tokens an edge believes in: the known stay, newcomers who come back get in, a flood does not."""

import secrets

from edge.rate_limit import MOST_KNOWN, MOST_REFUSED, REMEMBERED_SECONDS, NewTokenRateLimiter
from wire.ids import Token


def tokens(many: int) -> list[Token]:
    return [Token(secrets.token_bytes(16)) for _ in range(many)]


def admitted(allowance: NewTokenRateLimiter, some: list[Token], now: float) -> int:
    return sum(allowance.admits(token, now) for token in some)


def test_a_full_store_that_changes_its_tokens_at_once_gets_in_at_the_first_packet() -> None:
    assert admitted(NewTokenRateLimiter(600), tokens(300), 0.0) == 300


def test_a_crowd_of_twice_that_gets_in_at_the_second_packet() -> None:
    allowance, crowd = NewTokenRateLimiter(600), tokens(600)
    assert admitted(allowance, crowd, 0.0) == 300
    assert admitted(allowance, crowd, 2.0) == 600


def test_of_a_flood_no_more_gets_in_than_is_allowed() -> None:
    allowance = NewTokenRateLimiter(600)
    through = sum(admitted(allowance, tokens(400), float(second)) for second in range(120))
    assert through <= 300 + 2 * 600


def test_who_is_known_stays_known_through_any_flood() -> None:
    allowance, (member,) = NewTokenRateLimiter(60), tokens(1)
    assert allowance.admits(member, 0.0)
    for second in range(60):
        admitted(allowance, tokens(400), float(second))
    assert allowance.admits(member, 60.0)


def test_a_newcomer_in_a_flood_of_ever_new_tokens_gets_in_when_it_is_heard_again() -> None:
    allowance, (newcomer,) = NewTokenRateLimiter(600), tokens(1)
    for second in range(31):
        admitted(allowance, tokens(400), float(second))
    assert not allowance.admits(newcomer, 30.0)
    admitted(allowance, tokens(400), 30.5)
    assert allowance.admits(newcomer, 31.0)


def test_copies_within_one_burst_are_no_return() -> None:
    allowance, (forged,) = NewTokenRateLimiter(60), tokens(1)
    admitted(allowance, tokens(400), 0.0)
    assert [allowance.admits(forged, moment) for moment in (0.0, 0.1, 0.2)] == [False] * 3


def test_a_token_that_can_be_valid_no_more_is_new_again() -> None:
    allowance, (old,) = NewTokenRateLimiter(2), tokens(1)
    assert allowance.admits(old, 0.0)
    later = REMEMBERED_SECONDS + 1
    assert admitted(allowance, tokens(9), later) == 1
    assert not allowance.admits(old, later)


def test_a_new_order_holds_at_once() -> None:
    allowance = NewTokenRateLimiter(2)
    assert admitted(allowance, tokens(10), 0.0) == 1
    allowance.resize(20)
    assert admitted(allowance, tokens(30), 0.0) == 9
    allowance.resize(2)
    assert admitted(allowance, tokens(30), 0.0) == 1


def test_what_is_remembered_is_bounded() -> None:
    allowance = NewTokenRateLimiter(1_000_000)
    admitted(allowance, first := tokens(100), 0.0)
    admitted(allowance, tokens(MOST_KNOWN), 1.0)
    allowance.resize(2)
    admitted(allowance, tokens(10), 1.0)
    assert admitted(allowance, first, 1.0) == 0

    flooded = NewTokenRateLimiter(2)
    admitted(flooded, early := tokens(3), 0.0)
    admitted(flooded, tokens(MOST_REFUSED), 0.1)
    assert admitted(flooded, early[1:], 2.0) == 0
