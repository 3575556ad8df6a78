"""One training in a process of its own, so that a hub waits for none and needs no scipy: `python -m` this.

A job as JSON comes in; lines of what is being done go out, and at last one line of JSON.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from hub.ground.data_folder import read_hub_database
from hub.ground.database import Database
from hub.ground.errors import HubError, InsightError
from hub.ground.shop.file import load_shop
from hub.ground.shop.model import Shop
from hub.knowledge.catalogue.repository import StoredCatalogue
from hub.knowledge.customers.built_in import KnownTraits
from hub.knowledge.customers.port import Trait
from hub.knowledge.customers.sensitive import load_sensitive_products
from hub.knowledge.insight import artefact
from hub.knowledge.insight.data import training_data
from hub.knowledge.insight.evaluation import (
    article_probabilities,
    cases_of,
    category_probabilities,
    figures_in,
    frequency_lists,
    lapse_probabilities,
    our_lists,
    popularity_lists,
    scores_of,
)
from hub.knowledge.insight.gate import (
    FEWEST_CASES,
    MOST_CALIBRATION_ERROR,
    Judged,
    calibration_error_beyond_chance,
    losses_to,
    reasons_against,
)
from hub.knowledge.insight.lapse import HORIZON_DAYS
from hub.knowledge.insight.members import MemberInsight, figures_of
from hub.knowledge.insight.model import Shown
from hub.knowledge.insight.model_store import ModelStore, Training
from hub.knowledge.insight.popularity import popularity_of
from hub.knowledge.insight.training import TrainingData, train
from hub.knowledge.insight.worker_job import TrainingJob
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import Members

Progress = Callable[[str], None]
# The hub goes first.
_NICE = 10
POPULAR_DAYS = 60
NEEDS_EXTRA = "training needs scikit-learn, which is not installed: pip install 'goddag[hub,insight]'"


def run(job: TrainingJob, progress: Progress) -> Training:
    """Train, judge on the last weeks, and put the model into use if nothing speaks against it. Raises `HubError`."""
    if find_spec("sklearn") is None:
        raise InsightError(NEEDS_EXTRA)
    began, folder = time.monotonic(), Path(job.data_dir)
    shop = load_shop(Path(job.shop), job.time_zone) if job.shop else Shop(time_zone=job.time_zone)
    zone = ZoneInfo(shop.time_zone)
    sensitive = load_sensitive_products(Path(job.sensitive) if job.sensitive else None)
    db = read_hub_database(folder)
    catalogue = StoredCatalogue(folder, lambda: job.now_ms)
    try:
        permissions = permissions_to_predict(db, job.now_ms)
        agreed = {each.member for each in permissions}
        progress("reading what was bought")
        data = training_data(db, catalogue, shop, lambda member: member in agreed, zone)
        training, held = _trained(data, job, progress)
        if held is not None:
            progress("making the lists of the members, to count what the filters take out")
            insight = MemberInsight(db, catalogue, shop, zone, sensitive.names)
            found = figures_of(insight, permissions, artefact.from_bytes(held), job.now_ms, facts_kept(db, shop))
            training = replace(training, segments=found.segments, removed=found.removed, coverage=found.coverage)
    finally:
        db.close()
        catalogue.close()
    training = replace(training, seconds=round(time.monotonic() - began, 1))
    ModelStore(folder).put(training, held)
    return training


def facts_kept(db: Database, shop: Shop) -> Callable[[Permission], Mapping[str, Trait]]:
    """The shop's own facts of a member that this hub keeps, each with its purpose: no platform is asked."""
    people, known = Members(db), KnownTraits(db)

    def of(permission: Permission) -> Mapping[str, Trait]:
        record = people.get(permission.member)
        kept = known.of(record.customer_ref) if record else {}
        return {
            fact.key: Trait(raw.value, raw.source or "", raw.observed_at_ms, 0)
            for fact in shop.facts
            if (raw := kept.get(fact.key)) and permission.allows(Purpose(fact.needs.value))
        }

    return of


def permissions_to_predict(db: Database, now_ms: int) -> list[Permission]:
    """Of every member who has agreed to be predicted for, now."""
    ledger = ConsentLedger(db)
    asked = (ledger.permission(each.member, Purpose.PREDICT, at_ms=now_ms) for each in Members(db).all())
    return [each for each in asked if each]


def _trained(data: TrainingData, job: TrainingJob, progress: Progress) -> tuple[Training, bytes | None]:
    file = f"model-{job.now_ms}.npz"
    first = int(data.orders.day.min()) if len(data.orders.day) else data.end
    cut = data.end - HORIZON_DAYS
    cases = cases_of(data.orders, cut) if cut > first else []
    known = Training(
        job.now_ms, "", first_day=first, last_day=data.end - 1, baskets=len(data.orders.basket_starts()),
        articles=len(data.articles.ids), seed=job.seed,
    )  # fmt: skip
    if len(cases) < FEWEST_CASES:
        return replace(known, refused=reasons_against(Judged(len(cases)))), None
    progress("learning from everything but the last weeks")
    earlier = train(replace(data, end=cut), job.now_ms, job.seed, progress)
    progress("judging it by the last weeks")
    popularity = popularity_of(data.orders.before(cut)).within(cut, np.arange(data.orders.articles), POPULAR_DAYS)
    told = {
        **article_probabilities(earlier, cases),
        "category": category_probabilities(earlier, data.people, cut),
        "lapse": lapse_probabilities(earlier, data.baskets, cut),
    }
    lists, frequency, popular = (
        scores_of(cases, lister)
        for lister in (our_lists(earlier, cut), frequency_lists(popularity), popularity_lists(popularity))
    )
    ours = figures_in(lists) | losses_to("frequency", lists, frequency) | losses_to("popularity", lists, popular)
    ours |= {f"{name}_{what}": value for name, each in told.items() for what, value in each.figures().items()}
    progress("learning from everything")
    model = train(data, job.now_ms, job.seed, progress)
    is_right = calibration_error_beyond_chance(ours, "lapse") <= MOST_CALIBRATION_ERROR
    shown = Shown.PERCENT if is_right else Shown.BAND
    held = artefact.to_bytes(replace(model, trained=replace(model.trained, metrics=ours, lapse_shown=shown)))
    judged = Judged(len(cases), ours, figures_in(frequency), figures_in(popular), len(held))
    refused = reasons_against(judged)
    calibration = {name: tuple((g.said, g.was, g.rows) for g in each.groups()) for name, each in told.items()}
    training = replace(
        known, refused=refused, file="" if refused else file, data_hash=model.trained.data_hash, file_bytes=len(held),
        metrics=ours, frequency=judged.frequency, popularity=judged.popularity, calibration=calibration,
    )  # fmt: skip
    return training, None if refused else held


def main() -> None:
    """Do what standard input asks for."""
    os.nice(_NICE)
    job = TrainingJob(**json.load(sys.stdin))

    def progress(said: str) -> None:
        sys.stdout.write(f"{json.dumps({'doing': said})}\n")
        sys.stdout.flush()

    try:
        last = asdict(run(job, progress))
    except HubError as error:
        last = {"failed": str(error)}
    sys.stdout.write(f"{json.dumps(last)}\n")


if __name__ == "__main__":
    main()
