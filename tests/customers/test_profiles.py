"""Never late, never lost: what the engine does with slow, dying and talkative sources."""

import asyncio
from dataclasses import replace

import pytest
from platforms import EVERYTHING, SENSITIVE, SOREN, Desk, agreed, source, values

from hub.knowledge.customers.connector import Connector, Failed, Found, Raw
from hub.knowledge.customers.port import Freshness, SourceStatus
from hub.knowledge.customers.profiles import STALE_SECONDS, Profiles
from hub.knowledge.customers.source_guard import MOST_UNDER_WAY, SourceConfig
from hub.trust.consents.purposes import Purpose
from simulators.waiting import until
from wire.clock import Clock

ORDERS = frozenset({"orders_24m"})


class Scripted(Connector):
    """A source that answers when it is told to."""

    def __init__(self, name: str = "scripted", traits: frozenset[str] = ORDERS) -> None:
        self.name, self.traits, self.cannot_check = name, traits, None
        self.asked: list[str] = []
        self.answers = asyncio.Event()
        self.answers.set()
        self.told: Found | Failed | Exception = Found(None, {name: Raw(3, 1000) for name in traits if name in ORDERS})

    async def fetch(self, customer_ref: str, wanted: frozenset[str]) -> Found | Failed:
        del wanted
        self.asked.append(customer_ref)
        await self.answers.wait()
        if isinstance(self.told, Exception):
            raise self.told
        return replace(self.told, about=customer_ref) if isinstance(self.told, Found) else self.told


class Hands(Clock):
    """A clock whose monotonic hands are moved by the test."""

    at = 0.0

    def mono(self) -> float:
        return Hands.at


@pytest.fixture
def hands():
    Hands.at = 1000.0
    return Hands()


@pytest.fixture
async def engines():
    made: list[Profiles] = []

    def make(*sources: SourceConfig | Scripted, clock: Clock | None = None) -> Profiles:
        each = [SourceConfig(one, 1000.0) if isinstance(one, Scripted) else one for one in sources]
        made.append(Profiles(each, SENSITIVE, clock or Clock()))
        return made[-1]

    yield make
    for engine in made:
        await engine.close()


async def test_who_asks_without_waiting_gets_what_is_there_and_the_answer_later(engines) -> None:
    scripted = Scripted()
    scripted.answers.clear()
    engine = engines(scripted)
    first = await engine.get_context(SOREN, EVERYTHING, 0.0)
    assert (first.traits, first.awaited, first.status) == ({}, True, SourceStatus.AWAITED)
    assert first.missing["orders_24m"] == "awaited"
    scripted.answers.set()
    late = await engine.get_context(SOREN, EVERYTHING, 5.0)
    assert (values(late), late.awaited, late.status) == ({"orders_24m": 3}, False, SourceStatus.OK)
    assert len(scripted.asked) == 1, "the question that was under way was joined"


async def test_many_who_ask_at_once_are_one_question(engines) -> None:
    scripted = Scripted()
    engine = engines(scripted)
    found = await asyncio.gather(*(engine.get_context(SOREN, EVERYTHING, 5.0) for _ in range(50)))
    assert len(scripted.asked) == 1
    assert all(values(each) == {"orders_24m": 3} for each in found)


async def test_past_the_deadline_it_is_late_and_says_so(engines) -> None:
    scripted = Scripted()
    scripted.answers.clear()
    context = await engines(scripted).get_context(SOREN, EVERYTHING)
    assert (context.status, context.awaited) == (SourceStatus.TIMEOUT, True)


async def test_fresh_is_not_asked_again_stale_is_shown_and_asked_again_and_a_day_later_it_is_gone(
    engines, hands: Hands
) -> None:
    scripted = Scripted()
    engine = engines(scripted, clock=hands)
    await engine.get_context(SOREN, EVERYTHING, 5.0)
    Hands.at += 299
    context = await engine.get_context(SOREN, EVERYTHING, 5.0)
    assert (len(scripted.asked), context.traits["orders_24m"].freshness) == (1, Freshness.FRESH)
    Hands.at += 2
    scripted.answers.clear()
    context = await engine.get_context(SOREN, EVERYTHING, 0.0)
    assert context.traits["orders_24m"].freshness is Freshness.STALE
    assert (len(scripted.asked), context.awaited) == (1, True), "asked with the next turn of the loop"
    scripted.told = Failed(SourceStatus.UNREACHABLE)
    scripted.answers.set()
    context = await engine.get_context(SOREN, EVERYTHING, 5.0)
    assert (context.status, context.traits["orders_24m"].freshness) == (SourceStatus.UNREACHABLE, Freshness.STALE)
    Hands.at += STALE_SECONDS
    context = await engine.get_context(SOREN, EVERYTHING, 5.0)
    assert (context.traits, context.missing["orders_24m"]) == ({}, "unreachable")


async def test_withdrawal_drops_what_is_kept_and_what_is_on_its_way(engines) -> None:
    scripted = Scripted()
    engine = engines(scripted)
    await engine.get_context(SOREN, EVERYTHING, 5.0)
    assert engine.kept(SOREN)
    engine.drop(SOREN)
    assert engine.kept(SOREN) == {}
    scripted.answers.clear()
    waiting = asyncio.create_task(engine.get_context(SOREN, EVERYTHING, 5.0))
    await until("the question", lambda: len(scripted.asked) == 2, 60)
    engine.drop(SOREN)
    scripted.answers.set()
    assert (await waiting).traits == {}
    assert engine.kept(SOREN) == {}


async def test_a_question_that_was_dropped_before_it_began_takes_no_place(engines) -> None:
    engine = engines(scripted := Scripted())
    for _ in range(2 * MOST_UNDER_WAY):
        await engine.get_context(SOREN, EVERYTHING, 0.0)
        engine.drop(SOREN)
        await asyncio.sleep(0)
    assert (await engine.get_context(SOREN, EVERYTHING, 5.0)).status is SourceStatus.OK
    assert len(scripted.asked) == 1


async def test_purposes_come_first_what_is_kept_opens_only_what_is_allowed(engines) -> None:
    scripted = Scripted()
    engine = engines(scripted)
    await engine.get_context(SOREN, EVERYTHING, 5.0)
    context = await engine.get_context(SOREN, agreed(Purpose.RECOGNISE_IN_STORE, Purpose.GREET_BY_NAME), 5.0)
    assert context.traits == {}
    assert context.missing["orders_24m"] == "no_consent"


async def test_after_five_failures_a_source_is_left_alone_and_then_tried_once(engines, hands: Hands) -> None:
    scripted = Scripted()
    scripted.told = Failed(SourceStatus.UNREACHABLE)
    engine = engines(scripted, clock=hands)
    for number in range(20):
        await engine.get_context(f"u-{number}", EVERYTHING, 5.0)
    assert len(scripted.asked) == 5
    context = await engine.get_context("u-30", EVERYTHING, 5.0)
    assert (context.status, context.missing["orders_24m"]) == (SourceStatus.OPEN_CIRCUIT, "open_circuit")
    Hands.at += 15
    for number in range(20):
        await engine.get_context(f"u-{number}", EVERYTHING, 5.0)
    assert len(scripted.asked) == 6
    Hands.at += 15
    scripted.told = Found(None, {"orders_24m": Raw(3)})
    assert (await engine.get_context(SOREN, EVERYTHING, 5.0)).status is SourceStatus.OK
    assert (await engine.get_context("u-2", EVERYTHING, 5.0)).status is SourceStatus.OK


async def test_who_is_not_there_is_remembered_for_a_minute_and_is_no_failure(engines, hands: Hands) -> None:
    scripted = Scripted()
    scripted.told = Failed(SourceStatus.NOT_FOUND)
    engine = engines(scripted, clock=hands)
    for number in range(30):
        context = await engine.get_context(f"u-{number % 15}", EVERYTHING, 5.0)
        assert (context.status, context.missing["orders_24m"]) == (SourceStatus.NOT_FOUND, "not_found")
    assert len(scripted.asked) == 15
    Hands.at += 61
    await engine.get_context("u-1", EVERYTHING, 5.0)
    assert len(scripted.asked) == 16


async def test_a_deleted_profile_is_not_shown_from_memory(engines, hands: Hands) -> None:
    scripted = Scripted()
    engine = engines(scripted, clock=hands)
    await engine.get_context(SOREN, EVERYTHING, 5.0)
    Hands.at += 301
    scripted.told = Failed(SourceStatus.NOT_FOUND)
    assert (await engine.get_context(SOREN, EVERYTHING, 5.0)).traits == {}


async def test_retry_after_is_kept_to(engines, hands: Hands) -> None:
    scripted = Scripted()
    scripted.told = Failed(SourceStatus.PACED, 30.0)
    engine = engines(scripted, clock=hands)
    assert (await engine.get_context("u-1", EVERYTHING, 5.0)).status is SourceStatus.PACED
    Hands.at += 29
    assert (await engine.get_context("u-2", EVERYTHING, 5.0)).status is SourceStatus.PACED
    assert scripted.asked == ["u-1"]
    Hands.at += 1.5
    scripted.told = Found(None, {"orders_24m": Raw(3)})
    assert (await engine.get_context("u-2", EVERYTHING, 5.0)).status is SourceStatus.OK


async def test_a_vendors_limit_is_kept_and_what_nobody_waits_for_gives_way(engines, hands: Hands) -> None:
    scripted = Scripted()
    engine = engines(SourceConfig(scripted, per_second=10.0), clock=hands)
    for number in range(20):
        engine.prefetch(f"at-the-door-{number}", EVERYTHING)
    await asyncio.sleep(0)
    assert len(scripted.asked) == 4, "half of what is ours: 80 % of the limit"
    statuses = [(await engine.get_context(f"u-{number}", EVERYTHING, 5.0)).status for number in range(6)]
    assert statuses == [SourceStatus.OK] * 4 + [SourceStatus.PACED] * 2
    Hands.at += 0.5
    assert (await engine.get_context("u-9", EVERYTHING, 5.0)).status is SourceStatus.OK


async def test_a_connector_that_breaks_costs_its_own_answer_and_tells_no_more_than_its_kind(engines, capfd) -> None:
    scripted = Scripted()
    scripted.told = RuntimeError("Søren bought a helmet")
    context = await engines(scripted).get_context(SOREN, EVERYTHING, 5.0)
    assert context.status is SourceStatus.BAD_REPLY
    said = "".join(capfd.readouterr())
    assert "RuntimeError" in said
    assert "helmet" not in said


async def test_of_two_sources_priority_counts_and_then_the_newer_value(engines) -> None:
    old, new, first = Scripted("old"), Scripted("new"), Scripted("first")
    old.told, new.told = Found(None, {"orders_24m": Raw(1, 1000)}), Found(None, {"orders_24m": Raw(2, 2000)})
    first.told = Found(None, {"orders_24m": Raw(9, 10)})
    context = await engines(old, new).get_context(SOREN, EVERYTHING, 5.0)
    assert (context.traits["orders_24m"].value, context.traits["orders_24m"].source) == (2, "new")
    context = await engines(old, new, SourceConfig(first, 10.0, priority=1)).get_context(SOREN, EVERYTHING, 5.0)
    assert context.traits["orders_24m"].source == "first"


async def test_what_tells_of_one_purchase_comes_from_one_source(engines) -> None:
    both = frozenset({"last_order_item", "last_order_at"})
    till, shop = Scripted("till", both), Scripted("shop", both)
    till.told = Found(None, {"last_order_item": Raw("Helmet", 1_767_400_000_000)})
    shop.told = Found(None, {"last_order_item": Raw("Bell", 1000), "last_order_at": Raw("2026-01-02T10:00:00Z", 1000)})
    context = await engines(till, shop).get_context(SOREN, EVERYTHING, 5.0)
    assert values(context) == {"last_order_item": "Helmet"}, "nobody bought a helmet on the day of the bell"


async def test_one_source_dead_and_the_other_well_shows_the_other_and_says_what_is_missing(engines) -> None:
    dead, well = Scripted("dead", frozenset({"due_item"})), Scripted("well")
    dead.told = Failed(SourceStatus.UNREACHABLE)
    context = await engines(dead, well).get_context(SOREN, EVERYTHING, 5.0)
    assert values(context) == {"orders_24m": 3}
    assert (context.status, context.missing["due_item"]) == (SourceStatus.UNREACHABLE, "unreachable")
    spare = Scripted("spare", frozenset({"due_item"}))
    spare.told = Found(None, {"due_item": Raw("Chain", 1)})
    context = await engines(dead, well, spare).get_context(SOREN, EVERYTHING, 5.0)
    assert (context.status, context.traits["due_item"].source) == (SourceStatus.OK, "spare")


async def test_what_is_sensitive_never_comes_in(engines) -> None:
    scripted = Scripted(traits=frozenset({"last_order_item", "last_order_at", "orders_24m"}))
    word = "Pregnancy test"
    scripted.told = Found(
        None, {"last_order_item": Raw(word), "last_order_at": Raw("2026-01-02"), "orders_24m": Raw(3)}
    )
    engine = engines(scripted)
    assert values(await engine.get_context(SOREN, EVERYTHING, 5.0)) == {"orders_24m": 3}
    assert engine.kept(SOREN).keys() == {"orders_24m"}


async def test_prefetched_is_there_when_it_is_needed_for_one_call(desk: Desk) -> None:
    platform = await desk.platform("segment")
    engine = desk.engine(source("segment", platform.url))
    engine.prefetch(SOREN, EVERYTHING)
    await until("the answer", lambda: bool(engine.kept(SOREN)), 60)
    context = await engine.get_context(SOREN, EVERYTHING, 0.0)
    assert (context.status, context.awaited) == (SourceStatus.OK, False)
    assert values(context)["first_name"] == "Søren"
    assert await platform.asked() == engine.calls == 1
    assert replace(context, traits={}).missing == {"last_purchase_at": "unknown"}
