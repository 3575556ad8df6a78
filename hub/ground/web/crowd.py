"""Who holds a connection, and who has to go when there is no room: never staff for a stranger.

A newcomer is always let in: the handheld that wants in is a stranger until its first request has shown who it is, and
has a moment for that. Who goes is the one who has waited longest among those who hold the most, so whoever opens many
connections pushes out their own.
"""

import asyncio
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

# A browser opens six connections, a phone's app a few: this is a whole shop's guest network behind one address.
MOST_PER_NEIGHBOUR = 64
# Memory, not the system, is the bound where the system allows a million.
MOST_CONNECTIONS = 4096
# So many are accepted in one go before the first of them is looked at (asyncio's accept loop).
BACKLOG = 64
# In a flood so many goes are open beyond the room: one that was accepted just now, one that is looked at next, and as
# many that were cut for it and are closed one round later.
GOES = 3
# What the hub needs besides: databases, broker, log, files that it serves, and every call it makes outside.
RESERVED_DESCRIPTORS = 128 + GOES * BACKLOG
FEWEST_CONNECTIONS = 128
# Where staff have all the rest, a colleague who comes in needs room to show who they are.
FEWEST_STRANGERS = 64
# A request that has arrived is looked at within this, also when many come at once; until then anybody may be staff.
MOMENT_SECONDS = 1.0
# A stream says that it is over; a page that takes nothing any more is not waited for.
CUT_SECONDS = 1.0

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Room:
    """How many connections there may be."""

    all: int = MOST_CONNECTIONS
    strangers: int = MOST_CONNECTIONS // 2
    per_neighbour: int = MOST_PER_NEIGHBOUR


def room_for(descriptors: int) -> Room:
    """What a process with so many descriptors has room for; half of it is out of a stranger's reach."""
    most = max(FEWEST_CONNECTIONS, min(MOST_CONNECTIONS, descriptors - RESERVED_DESCRIPTORS))
    return Room(most, most // 2, min(MOST_PER_NEIGHBOUR, most // 2))


class Connection(Protocol):
    """What the crowd knows of one."""

    @property
    def neighbour(self) -> str:
        """From where; all that one person can pretend to be is one neighbour."""
        ...

    @property
    def by_proxy(self) -> bool:
        """Whether a proxy of ours holds it, which speaks for many."""
        ...

    @property
    def is_answering(self) -> bool:
        """Whether a whole request is in and its answer is under way."""
        ...

    def cut(self) -> None:
        """End it at once."""
        ...


class Crowd:
    """Every open connection, in groups: strangers by neighbour, staff by session."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.pushed_out: Counter[str] = Counter()
        """How many had to go for a newcomer, by what was full."""
        self.ended: Counter[str] = Counter()
        """How many were too slow, by the state that took too long."""
        self._strangers: dict[str, dict[Connection, float]] = {}
        self._staff: dict[Hashable, dict[Connection, float]] = {}
        self._session_of: dict[Connection, Hashable] = {}
        self._count = 0

    @property
    def open(self) -> int:
        """How many there are."""
        return self._count

    @property
    def of_strangers(self) -> int:
        """How many of them have not shown a session."""
        return self._count - self.of_staff

    @property
    def of_staff(self) -> int:
        """How many of them are staff's."""
        return len(self._session_of)

    def enter(self, connection: Connection, now: float) -> None:
        """A stranger comes in, at `now` of a monotonic clock; whoever has to go for that is cut."""
        here = self._strangers.setdefault(connection.neighbour, {})
        here[connection] = now
        self._count += 1
        since = now - MOMENT_SECONDS
        while not connection.by_proxy and len(here) > self.room.per_neighbour:
            if not self._push_out([each for each in here if _waits(each, here[each], since)], "neighbour_full"):
                break
        while self.of_strangers > self.room.strangers:
            group = _fullest(self._strangers.values())
            if not self._push_out([each for each in group if _waits(each, group[each], since)], "strangers_full"):
                break
        while self._count > self.room.all:
            # There are no descriptors for more: now nobody has a moment.
            groups = self._strangers if self.of_strangers > FEWEST_STRANGERS else self._staff
            self._push_out(list(_fullest(groups.values())), "all_full")

    def leave(self, connection: Connection) -> None:
        """It is closed."""
        if self._take(connection):
            self._count -= 1

    def prove(self, connection: Connection, session: Hashable, now: float) -> None:
        """It is staff's: its request came with a session that counts."""
        if self._session_of.get(connection) != session and self._take(connection):
            self._staff.setdefault(session, {})[connection] = now
            self._session_of[connection] = session

    def doubt(self, connection: Connection, now: float) -> None:
        """Its next request is anybody's until it has shown its session."""
        if connection in self._session_of and self._take(connection):
            self._strangers.setdefault(connection.neighbour, {})[connection] = now

    def cut(self, session: Hashable) -> None:
        """End every connection of a session that counts no more."""
        for connection in tuple(self._staff.get(session, ())):
            self.leave(connection)
            connection.cut()

    def cut_soon(self, session: Hashable) -> None:
        """The same, once its last answers have had time to leave."""
        if session in self._staff:
            asyncio.get_running_loop().call_later(CUT_SECONDS, self.cut, session)

    def _push_out(self, candidates: list[Connection], reason: str) -> bool:
        """Cut the first of them, rather one that only waits. False: there is none."""
        if not candidates:
            return False
        chosen = next((each for each in candidates if not each.is_answering), candidates[0])
        self.pushed_out[reason] += 1
        # At once: the next newcomer may come in before the system has told us that this one is gone.
        self.leave(chosen)
        chosen.cut()
        return True

    def _take(self, connection: Connection) -> bool:
        session = self._session_of.pop(connection, None)
        if session is not None:
            return _drop(self._staff, session, connection)
        return _drop(self._strangers, connection.neighbour, connection)


def _fullest(groups: Iterable[dict[Connection, float]]) -> dict[Connection, float]:
    """Whoever holds the most; of several, one who has a connection that is not being answered."""
    return max(groups, key=lambda group: (len(group), any(not each.is_answering for each in group)))


def _waits(connection: Connection, came_at: float, since: float) -> bool:
    """Whether it has had its moment, and nothing of ours is under way on it."""
    return came_at <= since and not connection.is_answering


def _drop(groups: dict[K, dict[Connection, float]], key: K, connection: Connection) -> bool:
    group = groups.get(key)
    if group is None or connection not in group:
        return False
    del group[connection]
    if not group:
        del groups[key]
    return True
