"""How long the campaigns in force take for one event, beside other engines that answer the same rules.

A made-up shop: rules of two to five clauses over visits, purchases, views and segments, of which some hold. What is
measured is everything between "this happened to a customer" and what became of each campaign: triggers, rules, policy,
sides, priority. The peers only answer the rules. It fails on ratios; times are printed.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import celpy
import numpy as np
import rule_engine
from tables import report

from hub.ground.journal import Member
from hub.service.campaigns.document import CampaignDocument, Happening
from hub.service.campaigns.in_force import CampaignsInForce, Happened
from hub.service.campaigns.policy import Candidate, LiveCampaign, Moment
from hub.service.campaigns.rules.fields import Value
from hub.trust.consents.permission import Grant, permits
from hub.trust.consents.purposes import Purpose

SIZES = (1, 10, 100, 1000)
# The whole decision, beside a peer that only answers the rules of the same campaigns.
MOST_OF_RULE_ENGINE = 1.0
# Ten times the campaigns take about ten times as long; somewhat more, where they leave the processor's cache.
MOST_GROWTH_PER_TENFOLD = 20.0
# The goal of the issue, printed beside the figure; this machine is shared, so it does not fail on it.
GOAL_MS_AT_100 = 1.0

NOON = Moment(datetime(2026, 12, 5, 12, tzinfo=ZoneInfo("Europe/Copenhagen")), salt="chain")
PURPOSES = (Purpose.MARKETING_PUSH, Purpose.MEASURE, Purpose.PREDICT)
MAY = permits([Grant(Member(1), each, granted=True, at_ms=1) for each in PURPOSES], Member(1), PURPOSES, at_ms=2)
ARRIVED = Happened(Happening.ARRIVED)


@dataclass(frozen=True, slots=True)
class Clauses:
    """One rule, as each engine writes it."""

    cel: str
    rule_engine: str


def clauses(dice: Random) -> Clauses:
    known = [
        (f"visits_in_90_days > {dice.randrange(8)}",) * 2,
        (f"spent > {dice.randrange(5000)}.0",) * 2,
        (f'"{dice.choice(("gold", "lapsing", "new"))}" in segments',) * 2,
        (f"lapse < 0.{dice.randrange(1, 9)}",) * 2,
        (f'viewed["sofa-{dice.randrange(20)}"] > {dice.randrange(4)}',) * 2,
        (f'zone == "{dice.choice(("sofas", "kitchens"))}"',) * 2,
        (f"days_since_order < {dice.randrange(400)}",) * 2,
    ]
    chosen = dice.sample(known, dice.randrange(2, 6))
    return Clauses(" && ".join(each[0] for each in chosen), " and ".join(each[1] for each in chosen))


def customer(dice: Random) -> dict[str, Value]:
    return {
        "visits_in_90_days": dice.randrange(10),
        "spent": dice.uniform(0, 6000),
        "segments": dice.sample(["gold", "lapsing", "new"], dice.randrange(3)),
        "lapse": dice.random(),
        "viewed": {f"sofa-{number}": dice.randrange(6) for number in range(20)},
        "zone": dice.choice(("sofas", "kitchens")),
        "days_since_order": dice.randrange(400),
    }


def live(number: int, rule: str) -> LiveCampaign:
    document = CampaignDocument.model_validate(
        {
            "id": f"campaign-{number}", "name": "x", "goal": "more_often", "kpi": "visit", "smallest_effect": 0.1,
            "owner": "x", "period": {"first": "2026-12-01", "last": "2026-12-31"}, "trigger": {"on": "arrived"},
            "who": {"cel": rule}, "variants": [{"id": "one", "text": {"da": {"title": "x", "body": "y"}}}],
            "priority": number % 100,
        }
    )  # fmt: skip
    return LiveCampaign(document, 1, f"salt-{number}")


def times(ask: Callable[[dict[str, Value]], object], people: list[dict[str, Value]]) -> np.ndarray:
    """Milliseconds of processor time for each customer; of three rounds the fastest, for the machine is shared."""
    rounds = []
    for _ in range(3):
        taken = []
        for each in people:
            began = time.thread_time_ns()
            ask(each)
            taken.append((time.thread_time_ns() - began) / 1e6)
        rounds.append(taken)
    return np.array(rounds).min(axis=0)


def ours(rules: list[Clauses]) -> Callable[[dict[str, Value]], object]:
    campaigns = CampaignsInForce((live(number, each.cel) for number, each in enumerate(rules)), "corner")
    who = Candidate("anna", MAY, complaint=False, contacts_left=3, had_marketing=False, shown={})
    return lambda values: campaigns.decide(ARRIVED, lambda _: who, values, NOON)


def by_rule_engine(rules: list[Clauses]) -> Callable[[dict[str, Value]], object]:
    made = [rule_engine.Rule(each.rule_engine) for each in rules]
    return lambda values: [each.matches(values) for each in made]


def by_cel_python(rules: list[Clauses]) -> Callable[[dict[str, Value]], object]:
    environment = celpy.Environment()
    made = [environment.program(environment.compile(each.cel)) for each in rules]

    def ask(values: dict[str, Value]) -> list[Any]:
        told = {name: celpy.json_to_cel(value) for name, value in values.items()}
        return [each.evaluate(told) for each in made]

    return ask


OURS, RULE_ENGINE = "ours, the whole decision", "rule-engine, rules alone"
# Each with the most campaigns that it is asked for.
ENGINES = ((OURS, ours, 1000), (RULE_ENGINE, by_rule_engine, 1000), ("cel-python, rules alone", by_cel_python, 100))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=300)
    people_wanted = parser.parse_args().people
    dice = Random(9)
    people = [customer(dice) for _ in range(people_wanted)]
    rows: list[dict[str, object]] = []
    medians: dict[tuple[str, int], float] = {}
    for size in SIZES:
        rules = [clauses(dice) for _ in range(size)]
        for name, make, most in ENGINES:
            if size > most:
                continue  # minutes, and the figure is clear from the rows above
            taken = times(make(rules), people if size < 1000 else people[:60])
            medians[name, size] = float(np.median(taken))
            p99 = float(np.percentile(taken, 99))
            rows.append(
                {"campaigns": size, "engine": name, "p50 ms": round(medians[name, size], 4), "p99 ms": round(p99, 4)}
            )
    report("campaigns", rows)
    at_100 = next(row["p99 ms"] for row in rows if row["campaigns"] == 100 and row["engine"] == OURS)
    print(f"\n100 campaigns: p99 {at_100} ms (goal {GOAL_MS_AT_100} ms)")
    beside = medians[OURS, 100] / medians[RULE_ENGINE, 100]
    growth = medians[OURS, 1000] / medians[OURS, 100]
    print(f"beside rule-engine {beside:.2f} (at most {MOST_OF_RULE_ENGINE}); 1,000 beside 100: {growth:.1f} times")
    return int(beside > MOST_OF_RULE_ENGINE or growth > MOST_GROWTH_PER_TENFOLD)


if __name__ == "__main__":
    raise SystemExit(main())
