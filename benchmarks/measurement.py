"""What measuring costs, and what a bandit saves: 50,000 members' results, and purchases lost against the best variant.

Regret is counted in expected purchases, with outcomes that are known only after 200 other customers came. It fails on
ratios and on the seconds of the issue, which leave room for a machine that others use as well.
"""

import argparse
import tempfile
import time
from contextlib import closing
from pathlib import Path
from random import Random

from tables import report

from hub.ground.database import Database, open_database
from hub.ground.holdings import DAY_MS
from hub.ground.manifests import schemas
from hub.service.campaigns.bandit import pick
from hub.service.measurement.experiments import Tally
from hub.service.measurement.outcomes import Metric
from hub.service.measurement.part import measurement_over
from hub.service.measurement.results import CONTROL
from hub.service.measurement.service import ExperimentPlan

MEMBERS = 50_000
MOST_SECONDS = 2.0
NOW = 1_796_466_000_000
RATES = {"a": 0.10, "b": 0.12, "c": 0.16}
CUSTOMERS, LATE, RUNS = 5000, 200, 20
# The bandit loses at most this share of what an even split loses.
MOST_OF_EVEN = 0.6


def filled(db: Database, members: int) -> None:
    """Each with two visits, and every third with an order in both; half of them held out."""
    dice = Random(1)
    entry, stay = NOW - 20 * DAY_MS, 1_800_000
    with db.atomic():
        for member in range(1, members + 1):
            for name, at in (("before", entry - 9 * DAY_MS), ("now", entry)):
                db.run(
                    "INSERT INTO visits (visit, member, zone, started_ms, zone_since_ms, heard_ms, ended_ms,"
                    " end_reason) VALUES (?, ?, 'x', ?, ?, ?, ?, 'left')",
                    *(f"{name}-{member}", member, at, at, at, at + stay),
                )
                if dice.random() < 0.33:
                    db.run(
                        "INSERT INTO orders (source, order_id, version, kind, at_ms, occurred_ms, received_ms, channel,"
                        " member, visit, currency, net_minor, lines, discounts)"
                        " VALUES ('generic', ?, 1, 'sale', ?, ?, ?, 'store', ?, ?, 'EUR', 9900, '[]', '[]')",
                        *(f"{name}-{member}", at + 1000, at + 1000, at + 1000, member, f"{name}-{member}"),
                    )
            arm = CONTROL if member % 2 else "one"
            db.run(
                "INSERT INTO experiment_entries (campaign, member, arm, visit, at_ms) VALUES ('x', ?, ?, ?, ?)",
                *(member, arm, f"now-{member}", entry),
            )
            if arm == "one":
                db.run(
                    "INSERT INTO experiment_contacts (member, at_ms, campaign, visit) VALUES (?, ?, 'x', ?)",
                    *(member, entry, f"now-{member}"),
                )


def seconds(members: int) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder, closing(open_database(Path(folder) / "hub.db", schemas())) as db:
        filled(db, members)
        measurement = measurement_over(db, "EUR")
        for metric in (Metric.PURCHASE, Metric.SPEND, Metric.VISIT, Metric.DWELL):
            for days in (0, 7):
                began = time.process_time()
                measurement.results(ExperimentPlan("x", metric, days, {CONTROL: 0.5, "one": 0.5}, 9000), NOW)
                took = round(time.process_time() - began, 2)
                rows.append({"members": members, "kpi": metric.value, "days": days, "seconds of processor": took})
    return rows


def lost(run: int, how: str) -> float:
    """Expected purchases that the best variant would have brought beside."""
    dice, best = Random(run), max(RATES.values())
    tallies, waiting = dict.fromkeys(RATES, Tally()), list[tuple[str, bool]]()
    regret = 0.0
    for each in range(CUSTOMERS):
        chosen = pick(tallies, f"salt-{run}", f"u-{each}") if how == "bandit" else dice.choice(list(RATES))
        regret += best - RATES[chosen]
        waiting.append((chosen, dice.random() < RATES[chosen]))
        if len(waiting) > LATE:
            name, did = waiting.pop(0)
            tallies[name] = Tally(tallies[name].customers + 1, tallies[name].successes + did)
    return regret


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=MEMBERS)
    rows = seconds(parser.parse_args().members)
    report("measurement", rows)
    regrets = {how: sum(lost(run, how) for run in range(RUNS)) / RUNS for how in ("even split", "bandit")}
    table: list[dict[str, object]] = [
        {"choice": how, "purchases lost of 5,000 customers": round(each, 1)}
        for how, each in (*regrets.items(), ("best variant", 0.0))
    ]
    report("bandit", table)
    slowest = max(float(str(row["seconds of processor"])) for row in rows)
    share = regrets["bandit"] / regrets["even split"]
    print(f"\nslowest {slowest} s (at most {MOST_SECONDS}); bandit loses {share:.2f} of an even split ({MOST_OF_EVEN})")
    return int(slowest > MOST_SECONDS or share > MOST_OF_EVEN)


if __name__ == "__main__":
    raise SystemExit(main())
