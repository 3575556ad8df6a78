"""Which phones rest alone, and when it is the service that is wrong. Pure.

A push service refuses one subscription as it refuses all: with the key that a page once subscribed with, a quota of one
phone, a fault of the machine that one phone hangs on. Such an answer concerns that one; only when it comes for one
customer after another, with nothing good in between, does it say something of our settings or of the service.
"""

from dataclasses import dataclass, field

from hub.ground.journal import Member
from hub.trust.members.repository import MemberDevice

# Each of the three would have to be odd by itself, and in a row. Settings that are wrong cost two messages more.
IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class _Rest:
    token: str | None
    until: float
    pause_seconds: float


@dataclass(slots=True)
class Blamed:
    """Of one service."""

    _row: set[Member] = field(default_factory=set[Member])
    _resting: dict[tuple[Member, int], _Rest] = field(default_factory=dict[tuple[Member, int], _Rest])

    def said(self, device: MemberDevice) -> bool:
        """Such an answer came; returns whether it is the service. One customer's devices count once."""
        self._row.add(device.member)
        return len(self._row) >= IN_A_ROW

    def good(self, device: MemberDevice | None) -> None:
        """The service answered somebody as it should."""
        self._row.clear()
        if device:
            self._resting.pop((device.member, device.slot), None)

    def rests(self, device: MemberDevice, now: float) -> bool:
        """Whether this one is left alone for now. One that registered anew is another."""
        found = self._resting.get((device.member, device.slot))
        return found is not None and found.token == device.push_token and now < found.until

    def pause_of(self, device: MemberDevice, first: float, longest: float) -> float:
        """For how long it rests when nobody said: each time twice as long."""
        found = self._resting.get((device.member, device.slot))
        return first if found is None or found.token != device.push_token else min(2 * found.pause_seconds, longest)

    def rest(self, device: MemberDevice, now: float, pause_seconds: float) -> None:
        """Leave it alone for a while."""
        rest = _Rest(device.push_token, now + pause_seconds, pause_seconds)
        self._resting[device.member, device.slot] = rest

    def tidy(self, now: float, after: float) -> None:
        """Forget who may long be tried again."""
        for key in [key for key, each in self._resting.items() if now >= each.until + after]:
            del self._resting[key]

    def forget(self, member: Member) -> None:
        """Drop what is kept of a member."""
        self._row.discard(member)
        for key in [key for key in self._resting if key[0] == member]:
            del self._resting[key]
