"""Whether a run that plays faster than time was kept up with: how late what was heard came, in recorded seconds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# An edge closes its windows once a second, and the hub uses nothing that comes more than a second after its time. What
# is later than both is not the engine's delay but the machine's.
LATE_SECONDS = 2.0
# A hiccup or two of the machine change no figure.
MOST_LATE = 0.02


@dataclass(frozen=True, slots=True)
class Arrival:
    """One summary of a phone's packets, as the broker carried it."""

    edge: str
    seq: int
    packets: int
    at: float
    """Monotonic seconds of the observer."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late summaries were, in recorded seconds."""

    seconds: list[float] = field(default_factory=list[float])

    @property
    def late(self) -> int:
        """How many came later than is of use."""
        return sum(each > LATE_SECONDS for each in self.seconds)

    @property
    def share(self) -> float:
        """What share of them that is; 0 when there were none."""
        return self.late / max(1, len(self.seconds))

    @property
    def worst_seconds(self) -> float:
        return max(self.seconds, default=0.0)


def lateness(due: Mapping[str, list[float]], arrivals: Iterable[Arrival], speed: float) -> Lateness:
    """From when a packet was to be on the air until the broker carried the summary that it closed.

    `due`: for each edge the monotonic seconds of its packets, in order; edges summarise them in that order.
    """
    by_edge: dict[str, list[Arrival]] = defaultdict(list)
    for arrival in arrivals:
        by_edge[arrival.edge].append(arrival)
    seconds: list[float] = []
    for edge, moments in due.items():
        packets = 0
        for arrival in sorted(by_edge[edge], key=lambda each: each.seq):
            packets += arrival.packets
            if 0 < packets <= len(moments):
                seconds.append((arrival.at - moments[packets - 1]) * speed)
    return Lateness(seconds)


def not_kept_up(found: Lateness, speed: float) -> str | None:
    """Why the zones of a run say nothing of the engine: the chain was behind the recording; None when it was not."""
    if found.share <= MOST_LATE:
        return None
    slower = "leave other programs out" if speed <= 1 else f"try a lower one, such as --speed {max(1.0, speed / 4):g}"
    return (
        f"{found.share:.0%} of what was heard ({found.late} of {len(found.seconds)}) came more than {LATE_SECONDS:g}"
        f" recorded seconds late, the worst {found.worst_seconds:.1f} s. This machine does not hold {speed:g} times the"
        f" speed, and the zones above are those of the delay: {slower}."
    )
