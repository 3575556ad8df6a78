"""How light the handheld is, and what sixty of them cost the hub; beside a plain server-rendered page of the same list.

    make bench-screens                  about three minutes; prints a table, writes benchmarks/results/screens.json

In the browser (Chromium, its processor slowed down four times, 390 x 844): how much JavaScript, how soon 200 customers
are on the screen and can be tapped, how much work of the page's one thread an update costs at 20 a second, and how soon
a page that slept shows the right list. The peer is HTML made by the server, which fetches the list when it has changed.
On the hub (the real one, as a process): the share of one core that 60 open handhelds cost at 20 updates a second each;
and what one update costs that a handheld is told, beside one list that a plain page asks for.

Times on a busy machine mean little: the ratios beside the peer decide, the goals in figures are printed beside them.
"""

import argparse
import asyncio
import contextlib
import gzip
import os
import random
import re
import shutil
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path

import httpx
from playwright.sync_api import Browser, CDPSession, Error, Page, sync_playwright
from screens_peers import SCRIPT, WEB, both_pages, now_ms
from scripted_hub import ZONES, ScriptedHub
from shop import make_row
from tables import report
from withdrawal import crowded

from simulators.colleague import Colleague, sign_in_by_link, welcome_secret
from simulators.store import Store
from simulators.streams import listen
from simulators.waiting import until

CUSTOMERS, UPDATES_PER_SECOND, SECONDS, SLOWED, ROUNDS = 200, 20, 8, 4, 3
HANDHELDS, MEMBERS = 60, 20
MINUTE = 60_000
# What is promised. Bytes are the same everywhere; of the times the ratios beside the peer decide.
MOST_KB, MOST_INTERACTIVE_MS, MOST_WORK_MS, MOST_WAKE_MS, MOST_CORE_PERCENT = 60.0, 1500.0, 12.0, 1000.0, 30.0
# A page whose HTML is made by the server paints sooner by nature; it pays with each change.
MOST_TIMES_THE_PAINT, MOST_TIMES_THE_WORK, MOST_TIMES_THE_WAKE, MOST_TIMES_A_LIST = 8.0, 0.5, 5.0, 0.2

# Noted by the page itself: when the first row was there.
WATCH = """
new MutationObserver((_, watching) => {
  if (!document.querySelector('.row')) return;
  watching.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.rowsAt = performance.now(); }));
}).observe(document, { childList: true, subtree: true });
"""
HIDE = """Object.defineProperty(document, 'hidden', { configurable: true, get: () => %s });
document.dispatchEvent(new Event('visibilitychange'));"""


def handheld_kb() -> float:
    """Every script that the page loads, as a server would send it."""
    worker = (WEB / "handheld" / "sw.js").read_text(encoding="utf-8")
    scripts = {Path(path).name for path in re.findall(r'"(/app/assets/[^"]+\.js)"', worker)}
    files = [WEB / "handheld" / "sw.js", *(WEB / "assets" / name for name in scripts)]
    return sum(len(gzip.compress(path.read_bytes())) for path in files) / 1024


def fill(hub: ScriptedHub) -> None:
    """As many customers as a full shop has."""
    hub.visits = {
        f"v{n}": make_row(f"v{n}", name=f"Customer {n or 'zero'}", zone=ZONES[n % 4]) for n in range(CUSTOMERS)
    }


@contextlib.contextmanager
def slow_page(browser: Browser) -> Iterator[tuple[Page, CDPSession]]:
    """A page on a phone's processor."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", service_workers="block")
    page = context.new_page()
    page.add_init_script(WATCH)
    devtools = context.new_cdp_session(page)
    # Of the page's thread alone: other programs of this machine do not count.
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    yield page, devtools
    context.close()


def open_page(page: Page, url: str) -> float:
    """Milliseconds from asking for the page to rows that can be tapped."""
    page.goto(url)
    until_there(page, "window.rowsAt !== undefined")
    return page.evaluate("window.rowsAt")


def until_there(page: Page, expression: str) -> None:
    """Until that holds in the page."""
    while True:
        with contextlib.suppress(Error):  # it is being loaded anew
            if page.evaluate(expression):
                return
        page.wait_for_timeout(2)


def worked(devtools: CDPSession) -> float:
    """Seconds of the page's thread so far."""
    told = devtools.send("Performance.getMetrics")["metrics"]
    return next(each["value"] for each in told if each["name"] == "TaskDuration")


def work_per_event(hub: ScriptedHub, page: Page, devtools: CDPSession, dice: random.Random) -> float:
    """Milliseconds of the page's thread for each update."""
    begun, due = worked(devtools), time.monotonic()
    for _ in range(UPDATES_PER_SECOND * SECONDS):
        visit = f"v{dice.randrange(CUSTOMERS)}"
        hub.put({**hub.visits[visit], "zone": dice.choice(ZONES), "zone_since_ms": now_ms()})
        due += 1 / UPDATES_PER_SECOND
        page.wait_for_timeout(max(0.0, due - time.monotonic()) * 1000)
    return (worked(devtools) - begun) * 1000 / (UPDATES_PER_SECOND * SECONDS)


def wake(hub: ScriptedHub, page: Page, *, anew: bool) -> float:
    """Milliseconds from waking to a list without whoever withdrew, with whoever came."""
    page.evaluate(HIDE % "true")
    name = f"Newcomer {uuid.uuid4().hex[:6]}"
    hub.visits.pop("v0", None)
    hub.visits["late"] = make_row("late", name=name, started_at_ms=now_ms() - 9 * MINUTE)
    names = "[...document.querySelectorAll('.row')].map((row) => row.textContent)"
    has = f"{names}.some((text) => text.includes({name!r}))"
    lacks = f"!{names}.some((text) => text.includes('Customer zero'))"
    begun = time.perf_counter()
    if anew:
        page.reload(wait_until="commit")
    else:
        page.evaluate(HIDE % "false")
    until_there(page, f"{has} && {lacks}")
    return (time.perf_counter() - begun) * 1000


def in_the_browser() -> dict[str, dict[str, float]]:
    """Medians of both pages."""
    taken: dict[str, dict[str, list[float]]] = {"handheld": {}, "plain page": {}}
    chromium = shutil.which("chromium")
    with both_pages() as hub, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for number in range(ROUNDS):
            for name, path in (("handheld", "/app/handheld/"), ("plain page", "/plain/")):
                fill(hub)
                with slow_page(browser) as (page, devtools):
                    first = open_page(page, hub.url + path)
                    page.wait_for_timeout(1500)  # the opening's own work is over
                    each = work_per_event(hub, page, devtools, random.Random(number))
                    back = wake(hub, page, anew=name == "plain page")
                for what, value in (("interactive", first), ("work", each), ("wake", back)):
                    taken[name].setdefault(what, []).append(value)
        browser.close()
    return {name: {what: statistics.median(all_of) for what, all_of in each.items()} for name, each in taken.items()}


def cpu_seconds(pid: int) -> float:
    """Processor time of a process so far."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


class Load:
    """What the handhelds do to the hub: listen, ask, and help customers. Each is signed in on a device of its own."""

    def __init__(self, store: Store, handhelds: list[httpx.AsyncClient]) -> None:
        self.store = store
        self.handhelds = handhelds
        self.heard = 0

    async def listens(self, number: int) -> None:
        """One open handheld."""
        async for event in listen(self.handhelds[number], "/api/staff/stream"):
            self.heard += event.name == "visit"

    async def asks(self, number: int) -> None:
        """One plain page."""
        await asyncio.sleep(random.random())
        while True:
            self.heard += (await self.handhelds[number].get("/api/staff/nearby")).is_success
            await asyncio.sleep(1.0)

    async def changes(self) -> None:
        """Twenty claims and releases a second, each told to everybody."""
        client = self.handhelds[-1]
        visits = [row["visit_id"] for row in (await client.get("/api/staff/nearby")).json()["visits"]]
        due = time.monotonic()
        for number in range(1_000_000):
            kind = ("claim", "release")[number // len(visits) % 2]
            body = {"request_id": str(uuid.uuid4())}
            await client.post(f"/api/staff/visits/{visits[number % len(visits)]}/{kind}", json=body)
            due += 1 / UPDATES_PER_SECOND
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def share(self, kind: Callable[[int], Coroutine[None, None, None]] | None = None) -> tuple[float, float]:
        """Percent of one core of the hub, and what was heard each second, while that goes on."""
        pid = self.store.processes.running["hub"].pid
        others = [kind(number) for number in range(HANDHELDS)] if kind else []
        tasks = [asyncio.create_task(each) for each in (self.changes(), *others)]
        await asyncio.sleep(3.0)
        used, heard, began = cpu_seconds(pid), self.heard, time.monotonic()
        await asyncio.sleep(SECONDS)
        took = time.monotonic() - began
        result = (cpu_seconds(pid) - used) / took * 100, (self.heard - heard) / took
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return result


async def signed_in(store: Store, name: str, stack: contextlib.AsyncExitStack) -> httpx.AsyncClient:
    """Somebody on a device of their own: each of their requests is signed."""
    client = httpx.AsyncClient(base_url=store.chain.hub_url, timeout=30.0, auth=Colleague())
    secret = welcome_secret(store.chain.hub_data, name)
    (await sign_in_by_link(await stack.enter_async_context(client), secret)).raise_for_status()
    return client


async def on_the_hub() -> dict[str, tuple[float, float]]:
    """What nobody, sixty handhelds and sixty plain pages cost."""
    async with crowded(MEMBERS) as store, contextlib.AsyncExitStack() as stack:
        handhelds = [await signed_in(store, f"Colleague {number}", stack) for number in range(HANDHELDS + 1)]
        load = Load(store, handhelds)

        async def everybody_here() -> bool:
            return len((await handhelds[0].get("/api/staff/nearby")).json()["visits"]) >= MEMBERS

        await until("every member to be in the store", everybody_here, 120)
        return {
            "nobody": await load.share(),
            "handhelds": await load.share(load.listens),
            "plain pages": await load.share(load.asks),
        }


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    kb, plain_kb = handheld_kb(), len(gzip.compress(SCRIPT.encode())) / 1024
    pages = in_the_browser()
    print("the browser is measured; now the hub", file=sys.stderr)
    hub = asyncio.run(on_the_hub())
    ours, plain = pages["handheld"], pages["plain page"]
    nobody = hub["nobody"][0]
    (streams, told), (polls, asked) = hub["handhelds"], hub["plain pages"]
    # Percent of a core are hundredths of a second in each second.
    per_update, per_list = (streams - nobody) * 10 / told, (polls - nobody) * 10 / asked

    def page_row(what: str, key: str, goal: float, most_times: float) -> dict[str, object]:
        return row(what, (ours[key], plain[key]), goal, most_times)

    rows = [
        row("JavaScript, gzip KB", (kb, plain_kb), MOST_KB, None),
        page_row("rows on the screen, ms", "interactive", MOST_INTERACTIVE_MS, MOST_TIMES_THE_PAINT),
        page_row("work per update, ms", "work", MOST_WORK_MS, MOST_TIMES_THE_WORK),
        page_row("awake to the right list, ms", "wake", MOST_WAKE_MS, MOST_TIMES_THE_WAKE),
        row("hub per update told, per list asked, ms", (per_update, per_list), None, MOST_TIMES_A_LIST),
        row(f"hub for {HANDHELDS} handhelds, % of a core", (streams - nobody, None), MOST_CORE_PERCENT, None),
    ]
    report("screens", rows)
    print(f"told to handhelds: {told:.0f} updates/s; asked by plain pages: {asked:.0f} lists/s;")
    print(f"the hub without anybody: {nobody:.0f} % of a core (its edges, and {UPDATES_PER_SECOND} claims a second)")
    return 0 if kb <= MOST_KB and all(each["beside the peer"] != "MISSED" for each in rows) else 1


def row(what: str, both: tuple[float, float | None], goal: float | None, most_times: float | None) -> dict[str, object]:
    """One line: the goal in figures, and the ratio that decides."""
    ours, peer = both
    ratio = None if peer is None else ours / peer
    kept = "not judged"
    if ratio is not None and most_times is not None:
        kept = f"kept (at most {most_times:g})" if ratio <= most_times else "MISSED"
    return {
        "what": what,
        "handheld": round(ours, 2),
        "plain page": "" if peer is None else round(peer, 2),
        "ratio": "" if ratio is None else round(ratio, 2),
        "beside the peer": kept,
        "goal": "" if goal is None else f"{goal:g}: {'kept' if ours <= goal else 'MISSED'}",
    }


if __name__ == "__main__":
    sys.exit(main())
