"""How long a dry run of a campaign takes over the visits of 30 days, beside one plain decision for each of them.

    make bench-campaign_dry_run     about a minute; prints a table, writes benchmarks/results/campaign_dry_run.json

A whole hub's database with 5,000 members and 50,000 visits through three zones each. The peer is deciding alone: the
compiled campaign, asked as often with values that are at hand. It fails on the ratio; the seconds are printed.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from campaign_events import enrol
from tables import report

from hub.ground.holdings import DAY_MS
from hub.ground.journal import EndReason, Member, VisitEnded, VisitId, VisitStarted, ZoneEntered
from hub.place.visits.repository import Visit
from hub.service.campaigns.document import CampaignDocument, Happening
from hub.service.campaigns.dry_run import DryRun, StoreOfThen, dry_run
from hub.service.campaigns.in_force import CampaignsInForce, Happened
from hub.service.campaigns.policy import Candidate, LiveCampaign, Moment
from hub.service.campaigns.rules.fields import Value
from hub.trust.consents.permission import Grant, permits
from hub.trust.consents.purposes import Purpose
from simulators.campaigns import WELCOME
from simulators.hub_here import HubHere, built_hub

DAYS = 30
# Everything that is known of a visit is read from the disk and counted, for each decision.
MOST_OF_PLAIN = 30.0
GOAL_SECONDS = 5.0
PURPOSES = (Purpose.MARKETING_PUSH, Purpose.MEASURE, Purpose.PREDICT)
MAY = permits([Grant(Member(1), each, granted=True, at_ms=1) for each in PURPOSES], Member(1), PURPOSES, at_ms=2)


def campaign(id_: str, **changed: object) -> CampaignDocument:
    plain = WELCOME.model_dump(mode="json", by_alias=True)
    return CampaignDocument.model_validate({**plain, "id": id_, "name": id_, "holdout": 0.1, **changed})


OFTEN = {"field": "visits", "op": "more_than", "value": 3, "within": {"days": 30}}
LONG = {"field": "dwell_seconds", "of": "mountain", "op": "at_least", "value": 60}
CAMPAIGNS = (
    ("everybody who comes in", campaign("everybody")),
    ("who came more than 3 times", campaign("often", who=OFTEN)),
    (
        "who stayed in a zone, a minute in all",
        campaign("stayed", trigger={"on": "dwelled", "zone": "mountain", "seconds": 60}, who=LONG),
    ),
)


def fill(here: HubHere, people: int, visits: int) -> None:
    """So many visits, at any hour of the last 30 days."""
    dice, hub = Random(5), here.hub
    members, now_ms = enrol(here, people), hub.ground.now_ms()
    with hub.ground.journal.transaction():
        for number in range(visits):
            member, visit = members[number % people], VisitId(f"v-{number}")
            began = now_ms - dice.randrange(DAY_MS, DAYS * DAY_MS - DAY_MS)
            came = Visit(visit, member, "road", began, began, began)
            hub.visits.visits.start(came)
            hub.ground.journal.append(VisitStarted(member, visit, "road"), began)
            for zone in ("mountain", "road"):
                began += dice.randrange(10, 200) * 1000
                hub.ground.journal.append(ZoneEntered(member, visit, zone), began)
            hub.visits.visits.end(came, EndReason.LEFT, began + 60_000)
            hub.ground.journal.append(VisitEnded(member, visit, EndReason.LEFT), began + 60_000)


def plain(document: CampaignDocument, visits: int) -> float:
    """Processor seconds of so many decisions alone."""
    in_force = CampaignsInForce([LiveCampaign(document, 1, "salt")], "")
    who = Candidate("anna", MAY, complaint=False, contacts_left=3, had_marketing=False, shown={})
    values: dict[str, Value] = {"visits_in_30_days": 5, "dwell_seconds": {"mountain": 90}}
    trigger = document.trigger
    happened = Happened(Happening(trigger.on), trigger.zone, trigger.seconds or 0)
    noon = Moment(datetime(2026, 12, 5, 12, tzinfo=ZoneInfo("Europe/Copenhagen")), salt="chain")
    began = time.thread_time()
    for _ in range(visits):
        in_force.decide(happened, lambda _: who, values, noon)
    return time.thread_time() - began


def timed(run: Callable[[], DryRun]) -> tuple[float, DryRun]:
    began = time.thread_time()
    found = run()
    return time.thread_time() - began, found


async def measure(people: int, visits: int) -> int:
    rows: list[dict[str, object]] = []
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        async with built_hub(Path(folder)) as here:
            ground = here.hub.ground
            fill(here, people, visits)
            of = StoreOfThen(ground.db.path, ground.data_dir, here.plan.store_id, ground.shop, lambda _title: False)
            for name, document in CAMPAIGNS:
                alone = plain(document, visits)
                took, found = timed(partial(dry_run, document, of, ground.now_ms()))
                if found.visits != visits:
                    raise SystemExit(f"{found.visits} of {visits} visits were replayed")
                worst = max(worst, took / alone)
                rows.append(
                    {
                        "campaign": name,
                        "visits": found.visits,
                        "reached": found.tally.visits["reached"],
                        "processor seconds": round(took, 2),
                        "us a visit": round(took / visits * 1e6, 1),
                        "beside deciding alone": round(took / alone, 1),
                    }
                )
            await here.hub.customers.known.source.close()
            here.hub.rights.tombstones.close()
    report("campaign_dry_run", rows)
    slowest = max(float(str(row["processor seconds"])) for row in rows)
    print(f"\n{visits:,} visits: {slowest} s of processor time at most (goal {GOAL_SECONDS} s)")
    print(f"beside deciding alone: {worst:.1f} times (at most {MOST_OF_PLAIN})")
    return int(worst > MOST_OF_PLAIN)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--visits", type=int, default=50_000)
    chosen = parser.parse_args()
    return asyncio.run(measure(chosen.people, chosen.visits))


if __name__ == "__main__":
    raise SystemExit(main())
