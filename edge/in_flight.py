"""Which batches are on their way, which one to send again, and when. Pure: time is an argument.

The hub acknowledges one number per boot: everything up to it is stored. So only the batch that this number waits for
can be late; batches sent beyond it may well be stored already, and are left alone until their turn comes.
"""

from dataclasses import dataclass, field

from wire.ids import BootId

# The hub commits and acknowledges within 100 ms; after 2 s the batch or its ack is lost. A hub that is down is asked
# ever more gently, up to 10 s, so that its return is noticed soon and costs little.
FIRST_PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 10.0
# A hub that acknowledges others, but after ten resends still not this batch, cannot read it and never will.
MOST_RESENDS = 10
# Unanswered batches in the air: enough to keep a link of 20 ms busy, few enough that a hub's return is no avalanche.
MOST_LIVE = 8
MOST_BACKLOG = 4


@dataclass(slots=True, eq=False)
class InFlightBatch:
    """One batch that was published."""

    boot_id: BootId
    first: int
    last: int
    is_live: bool
    order: int
    sent_at: float
    pause: float
    silent_resends: int = 0
    """Since the hub last said anything: the pause doubles with each."""
    refusals: int = 0
    """Resends although the hub had been acknowledging others since."""


@dataclass(slots=True)
class InFlightBatches:
    """The batches of one session with the broker."""

    _flights: list[InFlightBatch] = field(default_factory=list[InFlightBatch])
    _acked: dict[BootId, int] = field(default_factory=dict[BootId, int])
    _orders: int = 0
    _confirmed_order: int = 0
    """The hub reads in order: everything published before the newest acknowledged batch has reached it."""
    _last_ack_at: float | None = None

    def begin(self, boot_id: BootId, acked: int) -> None:
        """Say from where a boot is counted: `acked` and everything below it is settled."""
        self._acked[boot_id] = max(acked, self._acked.get(boot_id, 0))

    def has_room(self, *, live: bool) -> bool:
        """Whether another batch may be published before the hub says something."""
        flying = sum(f.is_live is live and f.order > self._confirmed_order for f in self._flights)
        return flying < (MOST_LIVE if live else MOST_BACKLOG)

    def sent(self, boot_id: BootId, first: int, last: int, now: float, jitter: float, *, live: bool) -> InFlightBatch:
        """Note a batch that was published. `jitter` stretches its pause, 1.0 is none."""
        self._orders += 1
        flight = InFlightBatch(boot_id, first, last, live, self._orders, now, FIRST_PAUSE_SECONDS * jitter)
        self._flights.append(flight)
        return flight

    def resent(self, flight: InFlightBatch, now: float, jitter: float) -> None:
        """Note that a batch was published once more."""
        if self._last_ack_at is not None and self._last_ack_at >= flight.sent_at:
            flight.refusals += 1
        flight.silent_resends += 1
        flight.pause = min(FIRST_PAUSE_SECONDS * 2**flight.silent_resends, LONGEST_PAUSE_SECONDS) * jitter
        flight.sent_at = now
        self._orders += 1
        flight.order = self._orders

    def drop(self, flight: InFlightBatch) -> None:
        """Forget a batch of which nothing is held any more."""
        if flight in self._flights:
            self._flights.remove(flight)

    def acknowledged(self, boot_id: BootId, contiguous_seq: int, now: float) -> None:
        """Take in the hub's word."""
        self._last_ack_at = now
        self._acked[boot_id] = max(contiguous_seq, self._acked.get(boot_id, 0))
        covered = [f for f in self._flights if f.boot_id == boot_id and f.last <= contiguous_seq]
        for flight in covered:
            self._confirmed_order = max(self._confirmed_order, flight.order)
            self._flights.remove(flight)
        self.hub_spoke()

    def hub_spoke(self) -> None:
        """The hub is there: pauses begin anew."""
        for flight in self._flights:
            flight.silent_resends = 0
            flight.pause = min(flight.pause, FIRST_PAUSE_SECONDS)

    def hub_returned(self) -> None:
        """The hub has just subscribed: what was published before that may have reached nobody, and is due now."""
        for flight in self._flights:
            flight.silent_resends = 0
            flight.pause = 0.0

    def due(self, now: float) -> InFlightBatch | None:
        """A batch to publish again: the one that its boot's number waits for, when its pause is over."""
        return next((f for f in self._flights if self._is_awaited(f) and now >= f.sent_at + f.pause), None)

    def seconds_to_due(self, now: float) -> float | None:
        """Until `due` has something, or None when nothing is awaited."""
        waits = [f.sent_at + f.pause - now for f in self._flights if self._is_awaited(f)]
        return max(0.0, min(waits)) if waits else None

    def _is_awaited(self, flight: InFlightBatch) -> bool:
        return flight.first <= self._acked.get(flight.boot_id, 0) + 1
