"""How often a PIN may be guessed: few enough that it holds, and never so that a stranger's guesses lock the shop out.

Who guesses without a device mark is a stranger, whoever they say they are, and all strangers share one budget: with a
budget for each address alone, many addresses are many budgets. A device that once knew the PIN has a budget of its own,
which no stranger can spend.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field

MOST_NEIGHBOURS = 1000
_DAY_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Budget:
    """So many wrong PINs within so many seconds."""

    wrong: int
    seconds: float


# Somebody who mistypes gets it right within five; who does not, asks a colleague.
PER_NEIGHBOUR = (Budget(5, 300.0),)
# A shop with ten new handhelds on its first morning stays below. Of four digits' 10,000 PINs an attacker tries 1 % a
# day, and each of those days the hub says so; six digits last for 27 years.
ALL_STRANGERS = (Budget(20, 3600.0), Budget(100, _DAY_SECONDS))
# Whoever finds a handheld may try as well: a mark is not a way around the PIN.
PER_DEVICE = (Budget(5, 300.0), Budget(20, _DAY_SECONDS))


@dataclass(slots=True)
class Spent:
    """When the last wrong ones were, oldest first; readings of a monotonic clock."""

    budgets: tuple[Budget, ...]
    at: deque[float] = field(default_factory=deque[float])

    def add(self, now: float) -> None:
        """One more."""
        self.at.append(now)
        while len(self.at) > max(budget.wrong for budget in self.budgets):
            self.at.popleft()

    def wait_seconds(self, now: float) -> float:
        """How long until there may be another; 0 for at once."""
        waits = [
            self.at[-budget.wrong] + budget.seconds - now for budget in self.budgets if len(self.at) >= budget.wrong
        ]
        return max(0.0, *waits, 0.0)

    def within(self, seconds: float, now: float) -> int:
        """How many there were in the last seconds."""
        return sum(now - at < seconds for at in self.at)


class WrongPins:
    """The wrong PINs of the last day, by who tried them.

    A restart of the hub forgets them, on purpose: whoever guesses from the network cannot restart it, and whoever can
    has its disk or its plug. To pull that 500 times for the PINs of four digits is not done unseen, and a budget on the
    disk would cost a write for each guess of a stranger.
    """

    def __init__(self) -> None:
        self.strangers = Spent(ALL_STRANGERS)
        self._neighbours: OrderedDict[str, Spent] = OrderedDict()
        self._devices: dict[str, Spent] = {}

    def wait_seconds(self, neighbour: str, device: str | None, now: float) -> float:
        """How long this one has to wait before the next guess is looked at; 0 for not at all."""
        if device is not None:
            return self._devices[device].wait_seconds(now) if device in self._devices else 0.0
        own = self._neighbours.get(neighbour)
        return max(self.strangers.wait_seconds(now), own.wait_seconds(now) if own else 0.0)

    def note(self, neighbour: str, device: str | None, now: float) -> None:
        """That was a wrong one."""
        if device is not None:
            self._devices.setdefault(device, Spent(PER_DEVICE)).add(now)
            return
        self.strangers.add(now)
        self._neighbours.setdefault(neighbour, Spent(PER_NEIGHBOUR)).add(now)
        self._neighbours.move_to_end(neighbour)
        while len(self._neighbours) > MOST_NEIGHBOURS:
            self._neighbours.popitem(last=False)

    def forget(self, device: str) -> None:
        """It got it right, or is none of ours any more."""
        self._devices.pop(device, None)
