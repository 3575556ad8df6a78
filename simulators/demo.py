"""The demo: a whole store in one terminal, for looking at or, without a screen, for measuring."""

import asyncio
import contextlib
import json
import os
import time
import webbrowser
from dataclasses import dataclass, replace
from pathlib import Path

from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.shop.file import load_shop
from hub.knowledge.customers.configuration import load_configuration
from hub.knowledge.customers.sensitive import load_sensitive_products
from hub.knowledge.customers.traits import traits_of
from simulators.chain import Chain, write_customers
from simulators.console import Console, create_app
from simulators.crowd import OPEN_DAY, arrivals, pace_for
from simulators.errors import NotReady
from simulators.learning import learn_from_the_past
from simulators.measure import Sightings, applied_events, figures
from simulators.narrator import Narrator
from simulators.observer import SeenVisit
from simulators.people import RECOGNISE
from simulators.report import Figures, as_json, broken_promises, table
from simulators.serving import HOST, bind, check_free, free_ports, server_for
from simulators.shopping import keep_till
from simulators.shops.files import default_shop, open_demo_shop
from simulators.shops.filling import fill_catalogue, hub_settings_of, start_campaigns
from simulators.shops.model import DemoShop
from simulators.shops.recorded import Recorded, made_from, missing, recorded_of, recording
from simulators.stage import Stage, Walker
from simulators.store import Store, drain, open_store, run_folder
from simulators.till import Till
from simulators.waiting import until

FLOOR_PLAN = default_shop().floor_plan
HUB_PORT = 8780
CONSOLE_PORT = 8781
# One member changes their mind at this share of a measured run, when the store is full.
WITHDRAWAL_SHARE = 0.6
WITHDRAWAL_WAIT_SECONDS = 5.0
# After withdrawing, the phone goes on sending this long: the hub has to refuse it, not the phone to fall silent.
STUBBORN_SECONDS = 3.0
PROGRESS_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Options:
    """What the person asked for."""

    headless: bool
    seconds: float | None
    seed: int
    report: Path | None
    port: int | None
    console_port: int | None
    data: Path | None
    open_browser: bool
    bluez: bool = False
    customers: Path | None = None
    shop: str | None = None
    """Its name, or its folder; None: the one that opens by default."""


async def run_demo(options: Options, narrator: Narrator) -> int:
    """Run it; returns the exit code. Raises `SimulatorError`, and `CustomerSourceError`."""
    own: dict[str, str] = {}
    shop = open_demo_shop(options.shop) if options.shop else default_shop()
    if options.customers:
        # Read here, so that a mistake is one sentence and not in a log of the hub.
        traits = traits_of(load_shop(shop.shop_file), load_sensitive_products(None))
        sources = load_configuration(options.customers, traits).source
        own = {name: os.environ[name] for each in sources if (name := getattr(each, "key_env", None))}
        own["GODDAG_HUB_CUSTOMERS"] = str(options.customers.resolve())
    hub_port = options.port or (0 if options.headless else HUB_PORT)
    console_port = options.console_port or CONSOLE_PORT
    if hub_port:
        check_free([(hub_port, "--port")])
    if not options.headless:
        check_free([(console_port, "--console-port")])
    free = free_ports(4)
    with contextlib.ExitStack() as stack:
        folder = run_folder(options.data, stack)
        ports = hub_port or free[3], free[0], free[1], free[2]
        shop, source = _with_real_articles(shop, folder / "shop", narrator)
        plan = load_floor_plan(shop.floor_plan)
        own |= hub_settings_of(shop)
        chain = Chain(folder, shop.floor_plan, *ports, options.seed, hub_settings=own, shop=shop.folder)
        if "GODDAG_HUB_CUSTOMERS" not in own:
            chain = replace(chain, hub_settings=own | write_customers(chain))
        fill_catalogue(shop, chain.hub_data)
        start_campaigns(shop, chain.hub_data)
        opened = open_store(chain, plan, shop.members, narrator, observed=options.headless, bluez=options.bluez)
        async with opened as store:
            if options.headless:
                return await _measured(store, shop, options, narrator)
            learning = store.tasks.create_task(learn_from_the_past(chain, shop, source, narrator))
            try:
                await _shown(store, shop, options, console_port, narrator)
            finally:
                learning.cancel()
    return 0


def _with_real_articles(
    shop: DemoShop, folder: Path, narrator: Narrator
) -> tuple[DemoShop, tuple[Recorded, Path] | None]:
    """The shop as a data set has it, and that data set; or as it is."""
    recorded = recorded_of(shop)
    if recorded is None:
        return shop, None
    file = recording(recorded)
    if file is None:
        narrator.say(missing(recorded))
        return shop, None
    made = made_from(shop, recorded, file, folder)
    narrator.say(f"{len(made.articles):,} real articles and real baskets of {file.name}")
    return made, (recorded, file)


async def _shown(store: Store, shop: DemoShop, options: Options, console_port: int, narrator: Narrator) -> None:
    """People come and go until somebody stops us, or the time is up."""
    stage = Stage(store.plan, store.air, options.seed, store.phones)
    stage.on_enter = lambda walker: _announce(walker, narrator)
    handheld = f"{store.chain.hub_url}/app/handheld/"
    with contextlib.closing(bind(console_port, "--console-port")) as listening:
        server = server_for(create_app(Console(store.plan, stage, store.inbox, handheld)))
        background = [
            store.tasks.create_task(server.serve(sockets=[listening])),
            store.tasks.create_task(stage.run(arrivals(store.plan, options.seed, OPEN_DAY, shop))),
            store.tasks.create_task(_tell_messages(store, narrator)),
            # Nobody set this till to winter time.
            store.tasks.create_task(
                keep_till(Till(store.client, "generic", clock_off_s=3600.0), stage, options.seed, narrator, shop)
            ),
        ]
        console = f"http://{HOST}:{console_port}/app/simulator/"
        narrator.say(f"{store.plan.store_name} is open\n")
        narrator.plain(f"  the staff's handheld   {handheld}")
        narrator.plain(f"  the store, simulated   {console}")
        narrator.plain(f"  run folder and logs    {store.chain.folder}")
        narrator.plain("\n  Ctrl-C closes the store.\n")
        if options.open_browser:
            await asyncio.to_thread(webbrowser.open, console)
        try:
            await asyncio.sleep(options.seconds if options.seconds is not None else 10**9)
        finally:
            server.should_exit = True
            for task in background[1:]:
                task.cancel()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(background[0]), 2.0)
            background[0].cancel()


async def _measured(store: Store, shop: DemoShop, options: Options, narrator: Narrator) -> int:
    """Every member once, one withdrawal, then the report."""
    seconds = options.seconds or 60.0
    before = applied_events(store.chain.database)  # of earlier runs in the same folder
    stage = Stage(store.plan, store.air, options.seed, store.phones, keep_past=True)
    playing = store.tasks.create_task(
        stage.run(arrivals(store.plan, options.seed, pace_for(seconds, len(shop.members)), shop))
    )
    telling = store.tasks.create_task(_tell_progress(store, stage, narrator))
    narrator.say(f"{store.plan.store_name} is open for {seconds:.0f} s")
    began = time.monotonic()
    await asyncio.sleep(seconds * WITHDRAWAL_SHARE)
    withdrawal_ms = await _withdraw_one(store, stage, shop.members[0].ref, narrator)
    await asyncio.sleep(max(0.0, seconds - (time.monotonic() - began)))
    playing.cancel()
    telling.cancel()
    narrator.say("closed; waiting until the hub has everything")
    await drain(store)
    # What comes while we count is neither lost nor unseen: first what was published, then what is applied of it.
    published, given_up = frozenset(store.broker.keys), store.broker.gap_events
    applied = applied_events(store.chain.database)
    narrator.say("searching what the broker carried for traces of strangers")
    found = await asyncio.to_thread(
        figures,
        shop,
        stage.past,
        store.broker,
        store.handheld,
        store.inbox,
        Sightings(published, given_up, applied, before),
        withdrawal_ms,
    )
    return _verdict(found, options, seconds, narrator)


def _verdict(found: Figures, options: Options, seconds: float, narrator: Narrator) -> int:
    narrator.plain("\n" + table(found) + "\n")
    if options.report is not None:
        text = json.dumps(
            as_json(found, {"seed": options.seed, "seconds": seconds, "radio": "bluez" if options.bluez else "hci"}),
            indent=2,
        )
        options.report.write_text(text + "\n", encoding="utf-8")
        narrator.plain(f"  report: {options.report}")
    broken = broken_promises(found)
    for sentence in broken:
        narrator.plain(f"  BROKEN: {sentence}")
    if not broken:
        narrator.plain("  every promise held")
    return 1 if broken else 0


async def _withdraw_one(store: Store, stage: Stage, not_this: str, narrator: Narrator) -> float | None:
    """Some member but one, with a card on the handheld, withdraws. Milliseconds until it was gone there, or None."""
    chosen: list[tuple[Walker, SeenVisit]] = []

    def somebody() -> bool:
        now = time.monotonic()
        for walker in stage.here.values():
            leaves = walker.arrival.route.leaves_s or 0.0
            soon = walker.began + leaves - now < STUBBORN_SECONDS
            if walker.phone is None or walker.name == not_this or not walker.inside(now) or soon:
                continue
            for seen in store.handheld.visits.values():
                if seen.owner == walker.name and seen.first_card_at is not None and seen.gone_at is None:
                    chosen.append((walker, seen))
                    return True
        return False

    try:
        await until("a member with a card", somebody, WITHDRAWAL_WAIT_SECONDS)
        walker, seen = chosen[0]
        phone = store.phones[walker.name]
        began = time.monotonic()
        await phone.consent(RECOGNISE, granted=False)
        await until("the card's end", lambda: seen.gone_at is not None, WITHDRAWAL_WAIT_SECONDS)
    except NotReady:
        return None
    narrator.say("one member has withdrawn; their phone goes on sending for a while")
    await asyncio.sleep(STUBBORN_SECONDS)
    phone.forget_tokens()
    return (seen.gone_at - began) * 1000 if seen.gone_at is not None else None


def _announce(walker: Walker, narrator: Narrator) -> None:
    persona = walker.arrival.member
    if persona is not None:
        narrator.say(f"{persona.first_name} walks in ({persona.note})")


async def _tell_messages(store: Store, narrator: Narrator) -> None:
    told = 0
    while True:
        await store.inbox.arrived.wait()
        store.inbox.arrived.clear()
        for got in store.inbox.received[told:]:
            narrator.say(f"{store.phones[got.customer].persona.first_name}'s phone: {got.title}")
        told = len(store.inbox.received)


async def _tell_progress(store: Store, stage: Stage, narrator: Narrator) -> None:
    while True:
        await asyncio.sleep(PROGRESS_SECONDS)
        members = sum(walker.phone is not None for walker in stage.here.values())
        cards = sum(seen.first_card_at is not None for seen in store.handheld.visits.values())
        narrator.say(
            f"{members} members and {len(stage.here) - members} strangers about, {cards} cards so far, "
            f"{len(store.broker.keys)} sightings"
        )
