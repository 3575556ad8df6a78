"""Between the engine and one source: pace, circuit breaker, hard limit, and what of an answer is usable."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from hub.ground.health.light import Light
from hub.ground.health.metric import Timings
from hub.ground.words.phrase import phrase
from hub.knowledge.customers.answer import Answer
from hub.knowledge.customers.breaker import Breaker
from hub.knowledge.customers.connector import Connector, Failed, Found, about_whom_asked
from hub.knowledge.customers.events import usable_happenings
from hub.knowledge.customers.next_steps import next_step_of, why_of
from hub.knowledge.customers.pacing import Pace
from hub.knowledge.customers.port import GIVE_UP_SECONDS, SourceStatus, Trait
from hub.knowledge.customers.sensitive import SensitiveProducts
from hub.knowledge.customers.traits import OURS, Traits
from hub.knowledge.customers.values import observed_ms, usable
from wire.clock import Clock, to_ms

# Within a visit nobody buys online.
FRESH_SECONDS = 300.0
# Somebody unknown may become known: a new customer's first order is on its way.
UNKNOWN_SECONDS = 60.0
# More at once than this are a fault here or there; the connections behind them are as many.
MOST_UNDER_WAY = 64

# These do not pass by themselves: the card says so, and not only that the source fails.
_FOR_A_PERSON = frozenset({SourceStatus.AUTH, SourceStatus.SOMEBODY_ELSE, SourceStatus.UNSENDABLE})

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """A connector, and how it may be used."""

    connector: Connector
    per_second: float
    """How many requests a second the vendor allows."""
    priority: int = 0
    """Where two sources know a trait, the higher one counts; of equal ones the newer value."""
    fresh_seconds: float = FRESH_SECONDS
    light: Light | None = None
    """Where it shows how it is; None for what is asked inside the hub."""
    is_own: bool = False
    """Whether it reads what the hub itself writes, and so can be told that there is something new."""
    is_platform: bool = True
    """Whether somebody else is asked: no till of the shop's, and no file that was imported."""
    only: frozenset[str] | None = None
    """What of it is asked for where it stands beside a platform that knows the rest; None for all."""


TellConsents = Callable[[str, Mapping[str, Any]], None]
"""Hears of what a customer answered at a platform, in the platform's own shape; must not raise."""


class SourceGuard:
    """One source, seen from the engine."""

    def __init__(
        self,
        source: SourceConfig,
        sensitive: SensitiveProducts,
        clock: Clock,
        consents: TellConsents,
        traits: Traits = OURS,
    ) -> None:
        self.source = source
        self._consents = consents
        self._known = traits
        self.name = source.connector.name
        self.traits = source.connector.traits if source.only is None else source.connector.traits & source.only
        self._sensitive = sensitive
        self._clock = clock
        self._breaker = Breaker()
        self._pace = Pace(source.per_second)
        self._under_way = 0
        self._last = SourceStatus.OK
        self._light = source.light or Light(f"customers {self.name}")
        self.calls = 0
        """How often the source was asked."""
        self.about_others = 0
        """How many of its answers were about somebody else, and were not taken."""
        self.results: Counter[SourceStatus] = Counter()
        """What came of questions; of those that were not put, why."""
        self.took = Timings()

    def try_acquire(self, *, in_background: bool) -> SourceStatus | None:
        """Reserve one request. None: it is reserved; call `ask`, then `landed`. Otherwise why not."""
        now = self._clock.mono()
        if not self._breaker.lets_through(now):
            self.results[SourceStatus.OPEN_CIRCUIT] += 1
            return self._last if self._last in _FOR_A_PERSON else SourceStatus.OPEN_CIRCUIT
        if self._under_way >= MOST_UNDER_WAY or not self._pace.take(now, in_background=in_background):
            self.results[SourceStatus.PACED] += 1
            self._breaker.gave_up()
            return SourceStatus.PACED
        self._under_way += 1
        self.calls += 1
        return None

    async def ask(self, customer_ref: str, wanted: frozenset[str]) -> Answer | SourceStatus:
        """Ask, after `try_acquire` had nothing against it. Takes `GIVE_UP_SECONDS` at most, and never raises."""
        began = time.monotonic()
        found = await self._fetch(customer_ref, wanted)
        self.took.add(time.monotonic() - began)
        self.results[SourceStatus.OK if isinstance(found, Found) else found.status] += 1
        self._learn(found)
        if isinstance(found, Found) and found.consents:
            self._consents(customer_ref, found.consents)
        if isinstance(found, Found):
            return self._answer(found, wanted)
        if found.status is SourceStatus.NOT_FOUND:
            now = self._clock.mono()
            return Answer(found.status, wanted, now, now + min(self.source.fresh_seconds, UNKNOWN_SECONDS))
        return found.status

    def landed(self, *, called_off: bool) -> None:
        """A question that `try_acquire` let through is over."""
        self._under_way -= 1
        if called_off:
            self._breaker.gave_up()

    async def _fetch(self, customer_ref: str, wanted: frozenset[str]) -> Found | Failed:
        try:
            async with asyncio.timeout(GIVE_UP_SECONDS):
                found = await self.source.connector.fetch(customer_ref, wanted)
                return about_whom_asked(found, customer_ref, self.source.connector)
        except TimeoutError:
            return Failed(SourceStatus.TIMEOUT)
        except Exception as error:  # noqa: BLE001 - whatever it is, a card must come
            # The text of an error may quote what was read: only its kind is said.
            log.error("a source of customer data broke", source=self.name, error=type(error).__name__)  # noqa: TRY400
            return Failed(SourceStatus.BAD_REPLY)

    def _learn(self, found: Found | Failed) -> None:
        now, status = self._clock.mono(), SourceStatus.OK if isinstance(found, Found) else found.status
        match status:
            case SourceStatus.PACED:
                self._pace.slow_down(now, found.retry_after_seconds if isinstance(found, Failed) else None)
                self._breaker.gave_up()
            case SourceStatus.OK | SourceStatus.NOT_FOUND:
                self._breaker.succeeded()
                self._pace.answered()
            case _:
                self.about_others += status is SourceStatus.SOMEBODY_ELSE
                dice = random.random()  # noqa: S311 - not a secret
                self._breaker.failed(now, dice, refused=status is SourceStatus.AUTH)
        self._show(status)
        self._last = SourceStatus.OK if status is SourceStatus.NOT_FOUND else status

    def _show(self, status: SourceStatus) -> None:
        why, next_step = why_of(status), next_step_of(status)
        match status:
            case SourceStatus.OK | SourceStatus.NOT_FOUND:
                self._light.works()
            case SourceStatus.AUTH | SourceStatus.UNSENDABLE:
                self._light.stops(why, next_step)
            case SourceStatus.SOMEBODY_ELSE:
                self._light.stops(phrase("health-why-source-somebody-else", count=self.about_others), next_step)
            case _:
                self._light.waits(why, next_step)

    def _answer(self, found: Found, wanted: frozenset[str]) -> Answer:
        fetched_at_ms = to_ms(self._clock.wall())
        traits: dict[str, Trait] = {}
        unusable: set[str] = set()
        for name in wanted & found.traits.keys():
            raw = found.traits[name]
            if raw.value is None:
                continue
            value = self._known.usable(name, raw.value)
            if value is None:
                unusable.add(name)
            else:
                teller = usable("source", raw.source[:60]) if raw.source else None
                traits[name] = Trait(value, str(teller or self.name), raw.observed_at_ms, fetched_at_ms)
        happened = {name: list(found.happened[name]) for name in wanted & found.happened.keys()}
        unread = sorted(
            {name for name in traits if found.traits[name].time_unread}
            | {name for name, raws in happened.items() if any(observed_ms(raw.at)[1] for raw in raws)}
        )
        if unread:
            log.warning("what a source told came with a time that cannot be read", source=self.name, traits=unread)
        if unusable:
            log.warning("traits no card can show were left out", source=self.name, traits=sorted(unusable))
        now = self._clock.mono()
        # What the source itself could not tell is asked for again soon.
        fresh_seconds = min(self.source.fresh_seconds, UNKNOWN_SECONDS) if found.broken else self.source.fresh_seconds
        return Answer(
            SourceStatus.OK,
            wanted,
            now,
            now + fresh_seconds,
            self._sensitive.without(traits),
            usable_happenings(happened, self.name, self._sensitive.names, fetched_at_ms),
            frozenset(unusable),
            found.broken & wanted,
        )
