"""A whole day of a store on simulated time, counted against the truth: who came in, who left, and who only passed.

People with bodies walk, stand and turn their backs; phones pause for up to ten seconds, a few stand for twenty minutes.
Through the radio field, the edges' own windows, the wire, and a whole hub with its database (simulators/fast_store.py).
"""

import asyncio
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from hub.ground.floor_plan.model import FloorPlan
from hub.ground.journal import Member, VisitEnded, VisitStarted
from simulators.fast_store import FastStore, Walker, open_fast_store
from simulators.walk import Route, passing_route, visit_route

STORE = Path(__file__).parents[1] / "simulators" / "stores" / "bicycle_shop.toml"
OPEN_SECONDS, MEMBERS, VISITS, PASSING = 36_000.0, 120, 400, 800
DWELL_SECONDS, STANDING_SECONDS, STANDING_SHARE = (20.0, 240.0), 1200.0, 0.03
# Nobody comes back before the end of their last visit could be told.
REST_SECONDS = 150.0
# A visit that is told so much before or after the truth is another one; the promise for leaving is 30 s.
EARLY_SECONDS, GONE_SECONDS = 5.0, 30.0
GOAL_SHARE, GOAL_SPEED = 0.01, 60.0


@dataclass(slots=True)
class Truth:
    """What really happened to one member: (in, out) of each visit, Unix seconds."""

    visits: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])


def _routes(plan: FloorPlan, dice: Random) -> list[tuple[float, Route]]:
    """Everybody's way, and when it begins; in order of time."""
    zones = [zone for zone in plan.zones if zone.id != "entrance"]
    found: list[tuple[float, Route]] = []
    for _ in range(VISITS):
        stands = dice.random() < STANDING_SHARE
        dwell = STANDING_SECONDS if stands else dice.uniform(*DWELL_SECONDS)
        route = visit_route(plan, dice, dice.sample(zones, 1 if stands else dice.randint(1, 3)), dwell)
        found.append((dice.uniform(0, OPEN_SECONDS), route))
    found += [(dice.uniform(0, OPEN_SECONDS), passing_route(plan, dice)) for _ in range(PASSING)]
    return sorted(found, key=lambda each: each[0])


async def play(store: FastStore, seed: int) -> tuple[dict[Member, Truth], float]:
    """Let the day pass; returns the truth, and how many seconds of it passed in one of a core's."""
    dice = Random(seed)
    phones = [await store.enrol(f"u-{number}") for number in range(MEMBERS)]
    rows = dict(store.db.rows("SELECT customer_ref, member FROM members"))
    truth = {Member(rows[phone.persona.ref]): Truth() for phone in phones}
    free_at = dict.fromkeys(range(MEMBERS), 0.0)
    opened, began = store.now, time.process_time()
    for at, route in _routes(store.plan, dice):
        free = [number for number, when in free_at.items() if when <= at]
        if not free:
            continue
        number = dice.choice(free)
        free_at[number] = at + route.seconds + REST_SECONDS
        store.pass_time(opened + at)
        store.here.append(Walker(phones[number], route, store.now))
        if route.enters_s is not None and route.leaves_s is not None:
            ways = truth[Member(rows[phones[number].persona.ref])].visits
            ways.append((store.now + route.enters_s, store.now + route.leaves_s))
    store.pass_time(max(store.now, *(walker.gone_at for walker in store.here)) + REST_SECONDS)
    return truth, (store.now - opened) / (time.process_time() - began)


def judge(truth: dict[Member, Truth], store: FastStore) -> list[dict[str, object]]:
    """Entered and left, true and told; a visit told twice, or of nobody, is told too much."""
    told: Counter[str] = Counter()
    events = store.came_and_went()
    for member, each in truth.items():
        starts = [at for at, event in events if isinstance(event, VisitStarted) and event.member == member]
        ends = [at for at, event in events if isinstance(event, VisitEnded) and event.member == member]
        told["starts"] += len(starts)
        told["ends"] += len(ends)
        for came, went in each.visits:
            told["came"] += any(came - EARLY_SECONDS <= at <= went for at in starts)
            told["went"] += any(went <= at <= went + GONE_SECONDS for at in ends)
    true = sum(len(each.visits) for each in truth.values())
    return [
        {
            "": what,
            "true": true,
            "told": told[every],
            "of them right": told[right],
            "missed": true - told[right],
            "too many": told[every] - told[right],
            "off by": f"{(true - told[right] + told[every] - told[right]) / true:.2%}",
        }
        for what, every, right in (("entered", "starts", "came"), ("left", "ends", "went"))
    ]


def day(seed: int = 3) -> tuple[list[dict[str, object]], float]:
    """The table, and the speed."""

    async def run() -> tuple[list[dict[str, object]], float]:
        with tempfile.TemporaryDirectory() as folder:
            async with open_fast_store(Path(folder), STORE, seed) as store:
                truth, speed = await play(store, seed)
                return judge(truth, store), speed

    return asyncio.run(run())


def judge_day(rows: list[dict[str, object]], speed: float) -> None:
    """Say whether the counts are right, and whether the day passed fast enough."""
    worst = max(float(str(row["off by"]).rstrip("%")) / 100 for row in rows)
    for text, kept in (
        (f"entered and left right to {GOAL_SHARE:.0%}: {worst:.2%} missed or too many", worst <= GOAL_SHARE),
        (f"{OPEN_SECONDS / 3600:.0f} h at {GOAL_SPEED:.0f} times the speed: {speed:.0f}", speed >= GOAL_SPEED),
    ):
        print(f"  goal {'kept  ' if kept else 'MISSED'} {text}")
