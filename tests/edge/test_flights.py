"""Which batch is sent again, and when."""

import pytest

from edge.in_flight import (
    FIRST_PAUSE_SECONDS,
    LONGEST_PAUSE_SECONDS,
    MOST_BACKLOG,
    MOST_LIVE,
    MOST_RESENDS,
    InFlightBatches,
)
from wire.ids import BootId

BOOT, OLD = BootId("b" * 16), BootId("0" * 16)


@pytest.fixture
def flights() -> InFlightBatches:
    one = InFlightBatches()
    one.begin(BOOT, 0)
    one.begin(OLD, 40)
    return one


def send(flights: InFlightBatches, first: int, last: int, now: float = 0.0, boot: BootId = BOOT, *, live: bool = True):
    return flights.sent(boot, first, last, now, 1.0, live=live)


def test_a_batch_is_due_when_no_ack_came_in_time(flights) -> None:
    flight = send(flights, 1, 10)
    assert flights.due(FIRST_PAUSE_SECONDS - 0.1) is None
    assert flights.due(FIRST_PAUSE_SECONDS) is flight


def test_an_acknowledged_batch_is_never_due(flights) -> None:
    send(flights, 1, 10)
    flights.acknowledged(BOOT, 10, 0.1)
    assert flights.due(1000.0) is None
    assert flights.seconds_to_due(1000.0) is None


def test_the_ack_of_one_boot_says_nothing_of_another(flights) -> None:
    flight = send(flights, 41, 50, boot=OLD, live=False)
    flights.acknowledged(BOOT, 1000, 0.1)
    assert flights.due(10.0) is flight


def test_only_the_batch_that_the_number_waits_for_can_be_late(flights) -> None:
    behind = send(flights, 1, 10, live=False)
    send(flights, 500, 510)
    flights.acknowledged(BOOT, 0, 0.1)
    assert flights.due(100.0) is behind
    flights.acknowledged(BOOT, 10, 100.0)
    assert flights.due(100.0) is None  # 11 to 499 were not sent yet: 500 cannot be covered


def test_the_pause_doubles_up_to_a_cap(flights) -> None:
    flight, now, pauses = send(flights, 1, 10), 0.0, []
    for _ in range(5):
        pauses.append(flight.pause)
        now += flight.pause
        flights.resent(flight, now, 1.0)
    assert pauses == [2.0, 4.0, 8.0, LONGEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS]


def test_a_word_from_the_hub_resets_the_pause(flights) -> None:
    flight, now = send(flights, 1, 10), 0.0
    for _ in range(4):
        now += flight.pause
        flights.resent(flight, now, 1.0)
    flights.hub_spoke()
    assert flights.due(now + FIRST_PAUSE_SECONDS) is flight
    flights.resent(flight, now, 1.0)
    assert flight.pause == FIRST_PAUSE_SECONDS * 2


def test_live_and_backlog_have_room_of_their_own(flights) -> None:
    for n in range(MOST_BACKLOG):
        send(flights, 41 + n, 41 + n, boot=OLD, live=False)
    assert not flights.has_room(live=False)
    for n in range(MOST_LIVE):
        assert flights.has_room(live=True)
        send(flights, 1 + n, 1 + n)
    assert not flights.has_room(live=True)


def test_live_batches_that_reached_the_hub_make_room_while_the_backlog_of_the_same_boot_drains(flights) -> None:
    for n in range(MOST_LIVE):
        send(flights, 100 + n, 100 + n)
    send(flights, 1, 10, live=False)
    assert not flights.has_room(live=True)
    flights.acknowledged(BOOT, 10, 0.1)  # read in order: what was published before this batch has been read, too
    assert flights.has_room(live=True)


def test_resends_without_any_ack_are_no_refusals(flights) -> None:
    flight, now = send(flights, 1, 10), 0.0
    for _ in range(20):
        now += 10.0
        flights.resent(flight, now, 1.0)
    assert flight.refusals == 0


def test_resends_while_others_are_acknowledged_are_refusals(flights) -> None:
    flight, now = send(flights, 1, 10), 0.0
    for _ in range(MOST_RESENDS):
        flights.acknowledged(OLD, 50, now + 1.0)
        now += 2.0
        assert flights.due(now) is flight
        flights.resent(flight, now, 1.0)
    assert flight.refusals == MOST_RESENDS
