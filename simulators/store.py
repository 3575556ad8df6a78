"""A whole simulated store, opened: the air, the processes, the members' phones, and who watches what comes out."""

import asyncio
import contextlib
import fcntl
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from hub.ground.floor_plan.model import FloorPlan
from simulators.air import Air, open_air
from simulators.bluez.air import BluezAir, open_bluez_air
from simulators.chain import Chain, answers, start_chain
from simulators.errors import FolderInUse, NotReady, SimulatorError
from simulators.measure import applied_events
from simulators.narrator import Narrator
from simulators.observer import BrokerWatch, HandheldWatch, InboxWatch
from simulators.people import Persona
from simulators.phone import Phone
from simulators.processes import Processes, processes
from simulators.waiting import until
from wire.clock import Clock
from wire.errors import BrokerUnavailable

# Eight interpreters starting on a busy Raspberry Pi take this long; on a laptop it is two seconds.
START_SECONDS = 60.0
BATCH_CHECK_SECONDS = 60.0
DRAIN_SECONDS = 120.0
# Edges close their windows once a second; two quiet windows mean that nothing more will come.
QUIET_SECONDS = 2.0


@dataclass(slots=True)
class Store:
    """The open store."""

    chain: Chain
    plan: FloorPlan
    air: Air | BluezAir
    processes: Processes
    client: httpx.AsyncClient
    phones: dict[str, Phone]
    broker: BrokerWatch
    handheld: HandheldWatch
    inbox: InboxWatch
    tasks: asyncio.TaskGroup


@asynccontextmanager
async def open_store(
    chain: Chain,
    plan: FloorPlan,
    members: tuple[Persona, ...],
    narrator: Narrator,
    *,
    observed: bool,
    bluez: bool = False,
) -> AsyncGenerator[Store]:
    """Start everything, wait until it works, and stop it all at the end. Raises `SimulatorError`.

    `observed` also watches the broker and the handheld's stream, which the report needs. `bluez` puts a BlueZ between
    each edge and the air, instead of a controller.
    """
    async with contextlib.AsyncExitStack() as stack:
        opened = open_bluez_air if bluez else open_air
        air = await stack.enter_async_context(opened(chain.folder / "air", (str(edge.id) for edge in plan.edges)))
        started = await stack.enter_async_context(processes(chain.folder / "logs"))
        start_chain(started, chain, plan, air)
        narrator.say(f"hub, broker, {len(plan.edges)} edges, customer data and push gateway are starting")
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=chain.hub_url))
        clock = Clock(chain.clock_speed, chain.clock_anchor)
        phones = {
            each.ref: Phone(each, client, clock, chain.seed, f"phone-of-{each.ref}", chain.issuer) for each in members
        }
        inbox = InboxWatch(chain.push_url, {phone.push_token: ref for ref, phone in phones.items()})
        handheld, broker = HandheldWatch(chain.hub_url), BrokerWatch()
        async with _one_reason(), asyncio.TaskGroup() as tasks:
            background = [tasks.create_task(started.watch())]
            for name, url in (("the hub", chain.hub_url), ("the profile API", chain.cdp_url)):
                await until(name, lambda url=url: answers(client, url), START_SECONDS)
            await until("the push gateway", lambda: answers(client, chain.push_url), START_SECONDS)
            narrator.say("the hub answers")
            background.append(tasks.create_task(inbox.run(client)))
            await asyncio.gather(*(phone.enrol() for phone in phones.values()))
            background.append(tasks.create_task(_renew_tokens(phones)))
            narrator.say(f"{len(phones)} members have the app on their phones")
            if observed:
                await until("the observer's account", lambda: chain.observer() is not None, START_SECONDS)
                background.append(tasks.create_task(_watch_broker(broker, chain)))
                background.append(tasks.create_task(handheld.run(client)))
                background.append(tasks.create_task(handheld.learn_owners(phones.values())))
                background.append(tasks.create_task(handheld.open_cards(client)))
                await until("the observer at the broker", lambda: broker.sees, START_SECONDS)
            await until("a scanning radio at every edge", lambda: air.all_scanning, START_SECONDS)
            await until("every edge at the hub", lambda: _all_online(client, len(plan.edges)), START_SECONDS)
            narrator.say(f"{len(plan.edges)} edges listen")
            try:
                yield Store(chain, plan, air, started, client, phones, broker, handheld, inbox, tasks)
            finally:
                for task in background:
                    task.cancel()


async def drain(store: Store) -> None:
    """Wait until nothing more comes and all of it is applied; give up after a while, and let the report say so."""
    quiet_since, known = time.monotonic(), -1

    async def settled() -> bool:
        nonlocal quiet_since, known
        now = time.monotonic()
        if len(store.broker.keys) != known:
            known, quiet_since = len(store.broker.keys), now
        await asyncio.sleep(0.1)
        owned = all(seen.owner or seen.gone_at for seen in store.handheld.visits.values())
        if now - quiet_since < QUIET_SECONDS or not owned:
            return False
        return store.broker.keys <= set(applied_events(store.chain.database))

    with contextlib.suppress(NotReady):
        await until("the hub", settled, DRAIN_SECONDS)


async def _all_online(client: httpx.AsyncClient, edges: int) -> bool:
    try:
        nearby = await client.get("/api/staff/nearby", timeout=2.0)
        return nearby.status_code == 200 and nearby.json()["edges"]["online"] >= edges
    except httpx.TransportError:
        return False


async def _watch_broker(watch: BrokerWatch, chain: Chain) -> None:
    """Watch until cancelled; a lost connection makes the proof incomplete, and says so in the report."""
    while True:
        observer = chain.observer()
        try:
            if observer is not None:
                await watch.run(observer)
        except BrokerUnavailable:
            watch.incomplete = watch.sees
        await asyncio.sleep(0.05)


async def _renew_tokens(phones: dict[str, Phone]) -> None:
    while True:
        await asyncio.sleep(BATCH_CHECK_SECONDS)
        for phone in phones.values():
            if phone.needs_tokens:
                with contextlib.suppress(httpx.HTTPError):  # the next round tries again; the batch still lasts
                    await phone.fetch_tokens()


@asynccontextmanager
async def _one_reason() -> AsyncGenerator[None]:
    """A task group reports a bundle; a person needs the first sentence of it."""
    try:
        yield
    except BaseExceptionGroup as bundle:
        ours = bundle.subgroup(SimulatorError)
        refused = bundle.subgroup(httpx.HTTPError)
        if ours is not None:
            raise _first(ours) from None
        if refused is not None:
            raise SimulatorError(f"the hub refused a call of a phone: {_first(refused)}") from None
        raise


def _first(bundle: BaseExceptionGroup[Any]) -> BaseException:
    error = bundle.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error  # pyright: ignore[reportUnknownArgumentType]


def run_folder(wanted: Path | None, stack: contextlib.ExitStack) -> Path:
    """The folder of a run: the wanted one, held for this run, or a temporary one. Raises `FolderInUse`."""
    import tempfile  # noqa: PLC0415 - not needed with --data

    if wanted is not None:
        wanted.mkdir(parents=True, exist_ok=True)
        lock = stack.enter_context((wanted / "run.lock").open("w"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderInUse(wanted) from None
        return wanted.resolve()
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="goddag-", ignore_cleanup_errors=True)))
