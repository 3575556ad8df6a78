"""A model from the hub's own database: who is in it, when it is refused, and the way back."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from insight_hub import ARTICLES, DAY_MS, SHOP, ZONE, World, import_feed

from hub.ground.errors import InsightError, InsightNewer
from hub.ground.health.light import Light, LightState
from hub.ground.journal import Journal
from hub.knowledge.insight.endpoints import state_of
from hub.knowledge.insight.members import REMEMBERED_MS
from hub.knowledge.insight.model_store import FOLDER, VERSION, ModelStore, Training
from hub.knowledge.insight.nightly import NightlyTraining
from hub.knowledge.insight.report import write_report


@pytest.fixture
def world(tmp_path: Path, whole_run: Path) -> Iterator[World]:
    made = World(tmp_path, whole_run)
    with closing(made.db), closing(made.catalogue):
        yield made


def test_a_model_is_trained_judged_and_used_and_nothing_of_anybody_is_in_it(world: World) -> None:
    done = world.train()
    assert done.refused == ()
    assert done.metrics["overall_recall"] >= done.frequency["overall_recall"]
    assert (done.segments["regulars"] > 50, done.articles) == (True, ARTICLES)
    state = state_of(world.store)
    assert (state.state, state.in_use) == ("in_use", done)
    for file in (world.folder / FOLDER).iterdir():
        assert b"secret-ref" not in file.read_bytes()
    permission = world.permission(world.members[1])
    assert permission
    known = world.insight().known(permission, world.now_ms)
    assert known
    assert known.lists.again
    assert known.lists.new
    # Each customer buys of one line alone, and is shown no other.
    own = {each.article.attributes["custom_label_0"] for each in known.lists.overall}
    assert own == {"line 1"}
    assert {each.segment for each in known.segments if each.belongs} == {"regulars"}


def test_who_has_not_agreed_is_in_no_training_and_gets_no_score(world: World) -> None:
    before = world.first_trained()
    for member in world.members[:20]:
        world.withdraw(member)
    permission = world.permission(world.members[0])
    assert permission
    assert world.insight().known(permission, world.now_ms) is None
    after = world.train()
    assert after.data_hash != before.data_hash
    assert after.baskets < before.baskets


def test_without_enough_people_it_is_refused_in_words_and_the_last_one_stays(world: World) -> None:
    good = world.first_trained()
    for member in world.members[5:]:
        world.withdraw(member)
    refused = world.train()
    assert "too little is known" in refused.refused[0]
    state = state_of(world.store)
    assert (state.state, state.in_use) == ("newer_refused", good)
    assert "too little is known" in state.why


def test_a_model_of_noise_is_refused(tmp_path: Path, whole_run: Path) -> None:
    world = World(tmp_path, whole_run)
    dice = np.random.default_rng(5)
    with closing(world.db), closing(world.catalogue):
        # What is bought after the cut has nothing to do with what was bought before it.
        with Journal(world.db).transaction():
            for number, _at_ms in world.db.rows(
                "SELECT number, at_ms FROM orders WHERE at_ms > ?", world.now_ms - 56 * DAY_MS
            ):
                lines = [
                    {"line_id": "1", "sku": f"a{n}", "name": "x", "qty": "1", "unit_minor": 1, "net_minor": 1}
                    for n in dice.choice(ARTICLES, 6, replace=False)
                ]
                world.db.run("UPDATE orders SET lines = ? WHERE number = ?", json.dumps(lines), number)
        refused = world.train()
        assert any("off by" in why or "finds less" in why for why in refused.refused)
        assert state_of(world.store).state == "no_model"
        assert list((tmp_path / FOLDER).glob("model-*")) == []


def test_the_way_back_and_a_damaged_file(world: World) -> None:
    first, second = world.first_trained(), world.train()
    assert state_of(world.store).in_use == second
    assert world.store.roll_back() == first
    assert state_of(world.store).in_use == first
    with pytest.raises(InsightError, match="no model before"):
        world.store.roll_back()
    world.train()
    newest = state_of(world.store).in_use
    assert newest
    held = (world.folder / FOLDER / newest.file).read_bytes()
    (world.folder / FOLDER / newest.file).write_bytes(held[: len(held) // 2])
    # The last good one is used by whoever opens the folder anew.
    model = ModelStore(world.folder).model()
    assert model is not None
    assert model.trained.at_ms == second.at_ms
    (world.folder / FOLDER / "state.json").write_text("{", encoding="utf-8")
    assert state_of(ModelStore(world.folder)).state == "damaged"


async def test_at_night_it_trains_once_in_a_process_of_its_own_while_the_hub_goes_on(world: World) -> None:
    light = Light("insight")
    nightly = NightlyTraining(world.job, world.store, light, "03:30", ZONE)
    night = world.now_ms - world.now_ms % DAY_MS + DAY_MS
    await nightly.look(night + 3 * 3600 * 1000)
    assert world.store.state().trainings == ()
    world.now_ms = night + 4 * 3600 * 1000
    turns, longest = 0, 0.0
    training = asyncio.create_task(nightly.look(world.now_ms))
    while not training.done():
        began = time.monotonic()
        await asyncio.sleep(0)
        await asyncio.sleep(0.005)
        turns, longest = turns + 1, max(longest, time.monotonic() - began)
    await training
    assert light.state is LightState.WORKING
    [done] = world.store.state().trainings
    # The loop came round all the while: it was held up for no part of the training worth speaking of.
    assert turns > 10
    assert longest < done.seconds
    await nightly.look(world.now_ms + 60_000)
    assert len(world.store.state().trainings) == 1


def test_the_report_has_its_pictures_and_a_card_and_names_nobody(world: World, tmp_path: Path) -> None:
    world.first_trained()
    report = write_report(world.store.state(), tmp_path / "report", replace(SHOP, time_zone="Europe/Copenhagen"))
    names = {each.name for each in report.parent.iterdir()}
    assert names == {"report.md", "model-card.md", "over-time.svg", "calibration.svg", "segments.svg"}
    text = report.read_text(encoding="utf-8")
    # Names and reasons as people say them, and no id of a program.
    assert "| Faste |" in text
    assert "| a member stays away for eight weeks |" in text
    # What docs/insight.md says that it has: the error, and what of it chance alone makes.
    assert "| that | came | calibration error | of it chance | log-loss | AUC |" in text
    assert "(Europe/Copenhagen)" in text
    assert "UTC" not in text
    assert not [each for each in ("regulars", "other_line", "| lapse |") if each in text]
    assert all(b"secret-ref" not in each.read_bytes() for each in report.parent.iterdir())


def test_baskets_of_nobody_teach_what_goes_with_what_and_not_who_comes_back(world: World) -> None:
    alone = world.first_trained()
    (world.folder / "shop.toml").write_text(
        (world.folder / "shop.toml").read_text(encoding="utf-8") + "[insight]\nlearn_from_everybody = true\n", "utf-8"
    )
    with Journal(world.db).transaction():
        for number in range(400):
            articles = json.dumps([f"a{number % 4}", f"a{4 + number % 4}"])
            world.db.run(
                "INSERT OR IGNORE INTO past_baskets (day, articles, times, seen) VALUES (?, ?, 1, 1)",
                *(world.now_ms // DAY_MS - 100 - number % 90, articles),
            )
    both = world.train()
    assert both.baskets > alone.baskets
    # Whoever is nobody never comes back: that must not look like people who stay away.
    for name in ("lapse_base", "category_base"):
        assert both.metrics[name] == pytest.approx(alone.metrics[name], abs=0.01)


def test_what_a_newer_hub_wrote_is_left_for_it_and_named(world: World) -> None:
    world.first_trained()
    path = world.folder / FOLDER / "state.json"
    newer = json.loads(path.read_text(encoding="utf-8"))
    assert newer["version"] == VERSION
    path.write_text(json.dumps(newer | {"version": VERSION + 1}), encoding="utf-8")
    store = ModelStore(world.folder)
    with pytest.raises(InsightNewer, match="written by a newer goddag-hub"):
        store.state()
    with pytest.raises(InsightNewer):
        store.put(Training(1, ""), None)
    assert json.loads(path.read_text(encoding="utf-8"))["version"] == VERSION + 1
    # One of before, without a version, is read.
    del newer["version"]
    path.write_text(json.dumps(newer), encoding="utf-8")
    assert ModelStore(world.folder).state().in_use


def test_training_anew_mends_a_damaged_state_as_its_sentence_says(world: World) -> None:
    world.first_trained()
    (world.folder / FOLDER / "state.json").write_text("{", encoding="utf-8")
    world.store = ModelStore(world.folder)
    with pytest.raises(InsightError, match="train anew"):
        world.store.state()
    done = world.train()
    assert state_of(ModelStore(world.folder)).in_use == done


def test_a_model_that_cannot_be_read_is_said(world: World) -> None:
    done = world.first_trained()
    (world.folder / FOLDER / done.file).write_bytes(b"\x00" * 100)
    found = state_of(ModelStore(world.folder))
    assert (found.state, "train" in found.why or "read" in found.why) == ("damaged", True)


def test_a_catalogue_that_comes_in_counts_a_minute_later(world: World) -> None:
    world.first_trained()
    insight, permission = world.insight(), world.permission(world.members[1])
    assert permission
    first = insight.known(permission, world.now_ms)
    assert first
    top = first.lists.overall[0].article.id
    text = (world.folder / "feed.tsv").read_text(encoding="utf-8").splitlines(keepends=True)
    (world.folder / "feed.tsv").write_text("".join(row for row in text if not row.startswith(f"{top}\t")), "utf-8")
    import_feed(world.folder)
    again = insight.known(permission, world.now_ms + REMEMBERED_MS)
    assert again
    assert top not in {each.article.id for each in again.lists.overall}
