"""The engine behind the port: what is kept of each customer, asked for once, and never waited for too long.

Every source plugs in as a `Connector`; caching, stale-while-revalidate, single flight and merging are here. What
belongs to one source alone (pace, circuit breaker, hard limit) is its `Gate`.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from hub.knowledge.customers.answer import Answer
from hub.knowledge.customers.merging import SourceResult, merge
from hub.knowledge.customers.port import (
    DEADLINE_SECONDS,
    Context,
    CustomerEvent,
    CustomerSource,
    SourceFigures,
    SourceStatus,
    Trait,
    allowed_happenings,
)
from hub.knowledge.customers.sensitive import SensitiveProducts
from hub.knowledge.customers.source_guard import SourceConfig, SourceGuard, TellConsents
from hub.knowledge.customers.traits import OURS, Traits
from hub.trust.consents.permission import Permission
from wire.clock import Clock

# After a day an old profile misleads more than it helps.
STALE_SECONDS = 24 * 3600.0
KEPT_PROFILES = 2000


@dataclass(slots=True)
class _Kept:
    """What is kept of one customer, by the number of the source; `at` (monotonic) is when the newest of it came."""

    answers: dict[int, Answer] = field(default_factory=dict[int, Answer])
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class _InFlight:
    """A question that is under way."""

    task: "asyncio.Task[Answer | SourceStatus]"
    began: float
    """Real monotonic seconds, whatever the speed of the store's clock."""


class Profiles(CustomerSource):
    """Traits of several sources, with what was last seen of each customer for when a source is slow or gone."""

    def __init__(
        self,
        sources: Sequence[SourceConfig],
        sensitive: SensitiveProducts,
        clock: Clock,
        consents: TellConsents = lambda _customer_ref, _answers: None,
        traits: Traits = OURS,
    ) -> None:
        """`consents` hears of what customers answered at a platform, whenever it tells with their profile."""
        self._gates = tuple(SourceGuard(source, sensitive, clock, consents, traits) for source in sources)
        self._clock = clock
        self._traits = traits
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._flights: dict[tuple[str, int, frozenset[str]], _InFlight] = {}

    @property
    def calls(self) -> int:
        """How often any source was asked."""
        return sum(gate.calls for gate in self._gates)

    @property
    def about_others(self) -> int:
        """How many answers of any source were about somebody else, and were not taken."""
        return sum(gate.about_others for gate in self._gates)

    async def get_context(
        self, customer_ref: str, permission: Permission, within_seconds: float = DEADLINE_SECONDS
    ) -> Context:
        """What is known within that time; never raises, never late. The question goes on, for whoever asks again."""
        wanted = self._allowed(permission)
        asked = self._ask(customer_ref, wanted, in_background=False)
        flights = [each for each in asked.values() if isinstance(each, _InFlight)]
        if flights and within_seconds > 0:
            await asyncio.wait([flight.task for flight in flights], timeout=within_seconds)
        kept = self._recall(customer_ref)
        told = [
            SourceResult(
                gate.traits,
                gate.source.priority,
                _status(asked.get(number), kept.get(number)),
                kept.get(number),
                is_beside=gate.source.only is not None,
            )
            for number, gate in enumerate(self._gates)
        ]
        awaited = any(not flight.task.done() for flight in flights)
        context = merge(told, wanted, self._clock.mono(), awaited=awaited, known=self._traits)
        return replace(context, has_platform=any(gate.source.is_platform for gate in self._gates))

    def figures(self) -> SourceFigures:
        """How asking went so far."""
        calls = {(gate.name, status.value): times for gate in self._gates for status, times in gate.results.items()}
        return SourceFigures(calls, {gate.name: gate.took for gate in self._gates}, len(self._kept))

    def prefetch(self, customer_ref: str, permission: Permission) -> None:
        """Somebody may be coming: ask now, so that it is there when they are."""
        self._ask(customer_ref, self._allowed(permission), in_background=True)

    def drop(self, customer_ref: str) -> None:
        """Forget what was kept of a customer, and what is on its way."""
        self._kept.pop(customer_ref, None)
        for key in [key for key in self._flights if key[0] == customer_ref]:
            self._flights.pop(key).task.cancel()

    def invalidate_own(self, customer_ref: str) -> None:
        """The hub itself has learned something of a customer: ask its own sources anew, and no other."""
        if kept := self._kept.get(customer_ref):
            for number, gate in enumerate(self._gates):
                if gate.source.is_own:
                    kept.answers.pop(number, None)

    def kept(self, customer_ref: str) -> Mapping[str, Trait]:
        """What is kept of a customer now."""
        return self._kept_of(customer_ref).traits

    def happened(self, customer_ref: str) -> tuple[CustomerEvent, ...]:
        """What is kept now of what happened elsewhere."""
        return self._kept_of(customer_ref).happened

    def _kept_of(self, customer_ref: str) -> Context:
        kept = self._recall(customer_ref)
        told = [
            SourceResult(gate.traits, gate.source.priority, SourceStatus.OK, kept.get(number))
            for number, gate in enumerate(self._gates)
        ]
        everything = frozenset[str]().union(*(gate.traits for gate in self._gates))
        return merge(told, everything, self._clock.mono(), awaited=False, known=self._traits)

    async def close(self) -> None:
        """Stop asking."""
        tasks = [flight.task for flight in self._flights.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ask(
        self, customer_ref: str, wanted: frozenset[str], *, in_background: bool
    ) -> Mapping[int, _InFlight | SourceStatus]:
        """Ask each source whose answer is not fresh; by its number the question under way, or why it is not asked."""
        kept, now = self._recall(customer_ref), self._clock.mono()
        asked: dict[int, _InFlight | SourceStatus] = {}
        for number, gate in enumerate(self._gates):
            # Only what is allowed is asked for: what never arrives cannot leak.
            theirs, answer = gate.traits & wanted, kept.get(number)
            if not theirs or (answer and now < answer.fresh_until and theirs <= answer.asked):
                continue
            key = customer_ref, number, theirs
            if key in self._flights:
                asked[number] = self._flights[key]
            elif (refusal := gate.try_acquire(in_background=in_background)) is not None:
                asked[number] = refusal
            else:
                asked[number] = self._flights[key] = self._start(key, gate)
        return asked

    def _start(self, key: tuple[str, int, frozenset[str]], gate: SourceGuard) -> _InFlight:
        customer_ref, number, theirs = key

        async def fly() -> Answer | SourceStatus:
            answer = await gate.ask(customer_ref, theirs)
            # Whoever withdrew or was erased meanwhile cancelled this, and is not put back.
            if isinstance(answer, Answer):
                self._keep(customer_ref, number, answer)
            return answer

        def landed(task: "asyncio.Task[Answer | SourceStatus]") -> None:
            gate.landed(called_off=task.cancelled())
            if (flight := self._flights.get(key)) and flight.task is task:
                del self._flights[key]

        task = asyncio.create_task(fly())
        task.add_done_callback(landed)
        return _InFlight(task, asyncio.get_running_loop().time())

    def _recall(self, customer_ref: str) -> Mapping[int, Answer]:
        kept, now = self._kept.get(customer_ref), self._clock.mono()
        if kept is None:
            return {}
        return {number: answer for number, answer in kept.answers.items() if now - answer.at <= STALE_SECONDS}

    def _allowed(self, permission: Permission) -> frozenset[str]:
        return self._traits.allowed(permission) | allowed_happenings(permission)

    def _keep(self, customer_ref: str, number: int, answer: Answer) -> None:
        kept = self._kept.setdefault(customer_ref, _Kept())
        kept.answers[number], kept.at = answer, answer.at
        self._kept.move_to_end(customer_ref)
        # The oldest stand first: nobody's profile outlives its time because they did not come back.
        while self._kept and (
            len(self._kept) > KEPT_PROFILES or answer.at - next(iter(self._kept.values())).at > STALE_SECONDS
        ):
            self._kept.popitem(last=False)


def _status(asked: _InFlight | SourceStatus | None, kept: Answer | None) -> SourceStatus:
    if isinstance(asked, SourceStatus):
        return asked
    if asked is None:
        return kept.status if kept else SourceStatus.OK
    if not asked.task.done():
        waited = asyncio.get_running_loop().time() - asked.began
        # A loop's timer may be a moment early.
        return SourceStatus.TIMEOUT if waited >= DEADLINE_SECONDS - 0.01 else SourceStatus.AWAITED
    if asked.task.cancelled():
        return SourceStatus.TIMEOUT
    result = asked.task.result()
    return result if isinstance(result, SourceStatus) else result.status
