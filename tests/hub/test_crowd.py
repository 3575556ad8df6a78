"""Who goes when there is no room: decided without sockets."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from hub.ground.web.crowd import FEWEST_STRANGERS, MOMENT_SECONDS, Crowd, Room, room_for

ROOM = Room(all=200, strangers=100, per_neighbour=10)


@dataclass(eq=False)
class Line:
    neighbour: str
    by_proxy: bool = False
    is_answering: bool = False
    is_cut: bool = False

    def cut(self) -> None:
        self.is_cut = True


def came(crowd: Crowd, neighbour: str, now: float, **how: bool) -> Line:
    line = Line(neighbour, **how)
    crowd.enter(line, now)
    return line


def test_whoever_opens_many_pushes_out_their_own_and_the_oldest_first() -> None:
    crowd = Crowd(ROOM)
    other = came(crowd, "b", 0.0)
    lines = [came(crowd, "a", 10.0 * n) for n in range(15)]
    assert [line.is_cut for line in lines] == [True] * 5 + [False] * 10
    assert not other.is_cut
    assert crowd.open == 11


def test_a_newcomer_has_a_moment_to_show_who_they_are_also_in_a_burst() -> None:
    crowd = Crowd(ROOM)
    burst = [came(crowd, "a", 5.0) for _ in range(100)]
    assert not any(line.is_cut for line in burst)
    for line in burst[:90]:
        crowd.prove(line, "session", 5.1)
    came(crowd, "a", 5.0 + MOMENT_SECONDS / 2)
    assert not any(line.is_cut for line in burst)
    came(crowd, "a", 6.0 + MOMENT_SECONDS)
    assert [line.is_cut for line in burst] == [False] * 90 + [True] * 2 + [False] * 8


def test_staff_go_for_no_stranger_and_strangers_for_staff() -> None:
    crowd = Crowd(ROOM)
    staff = [came(crowd, "shop", 0.0) for _ in range(130)]
    for line in staff:
        crowd.prove(line, "session", 0.0)
    for n in range(1000):
        came(crowd, f"n{n}", 1.0)
    assert not any(line.is_cut for line in staff)
    assert crowd.open == ROOM.all
    assert crowd.of_staff == 130


def test_one_cookie_does_not_hold_all_the_room() -> None:
    crowd = Crowd(ROOM)
    for n in range(1000):
        crowd.prove(came(crowd, "thief", float(n)), "stolen", float(n))
    colleague = came(crowd, "shop", 1000.0)
    crowd.prove(colleague, "other", 1000.0)
    for n in range(1000):
        crowd.prove(came(crowd, "thief", 1001.0 + n), "stolen", 1001.0 + n)
    assert not colleague.is_cut
    assert crowd.open <= ROOM.all


def test_an_answer_under_way_is_cut_only_when_there_is_nothing_else() -> None:
    crowd = Crowd(ROOM)
    answering = [came(crowd, "a", 0.0, is_answering=True) for _ in range(10)]
    for n in range(20):
        came(crowd, "a", 10.0 + n)
    assert not any(line.is_cut for line in answering)


def test_of_many_who_hold_one_each_those_go_that_only_wait() -> None:
    crowd = Crowd(ROOM)
    answering = [came(crowd, f"a{n}", 0.0, is_answering=True) for n in range(50)]
    for n in range(1000):
        came(crowd, f"n{n}", 0.5 + n / 10)
    assert not any(line.is_cut for line in answering)
    assert crowd.open == ROOM.strangers


def test_a_proxy_speaks_for_many() -> None:
    crowd = Crowd(ROOM)
    lines = [came(crowd, "proxy", 10.0 * n, by_proxy=True) for n in range(90)]
    assert not any(line.is_cut for line in lines)


def test_a_small_system_has_room_and_a_large_one_has_bounds() -> None:
    assert (room_for(1024).all, room_for(1024).strangers) == (704, 352)
    assert room_for(64).all > FEWEST_STRANGERS
    assert room_for(10**9).all == room_for(10_000).all


EVENTS = st.lists(
    st.tuples(st.sampled_from(["enter", "leave", "prove", "doubt", "cut"]), st.integers(0, 5), st.integers(0, 400))
)


@given(EVENTS)
def test_whatever_happens_the_count_is_right_and_within_bounds(events: list[tuple[str, int, int]]) -> None:
    crowd, lines, now = Crowd(Room(all=80, strangers=20, per_neighbour=5)), list[Line](), 0.0
    for what, who, which in events * 3:
        now += 0.3
        line = lines[which % len(lines)] if lines else None
        if what == "enter" or line is None:
            lines.append(came(crowd, f"n{who}", now))
        elif what == "leave":
            crowd.leave(line)
        elif what == "prove":
            crowd.prove(line, who, now)
        elif what == "doubt":
            crowd.doubt(line, now)
        else:
            crowd.cut(who)
        assert 0 <= crowd.of_staff <= crowd.open <= 80
