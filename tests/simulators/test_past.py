"""The past of the shops that the simulators open: it comes in whole, and what is learned from it crosses no line."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hub.ground.data_folder import read_hub_database
from hub.ground.settings import Settings
from hub.ground.shop.file import load_shop
from hub.knowledge.catalogue.repository import StoredCatalogue
from hub.knowledge.insight.members import MemberInsight
from hub.knowledge.insight.model_store import ModelStore
from hub.knowledge.insight.worker import run as train
from hub.knowledge.insight.worker_job import job_of
from hub.knowledge.purchases.past.command import run as import_past
from hub.knowledge.purchases.past.importing import PastImported
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import Members
from simulators.shops.files import MAPPING, default_shop, open_demo_shop, shop_names
from simulators.shops.filling import enrol_at_home, fill_catalogue, hub_settings_of
from simulators.shops.model import DemoShop
from simulators.shops.past import CLUB, PAST_MAPPING, Past, write_past

NOW_MS = round(datetime.now(UTC).timestamp() * 1000)


def settings_of(shop: DemoShop, folder: Path) -> Settings:
    keep = hub_settings_of(shop)["GODDAG_HUB_KEEP_PURCHASES_DAYS"]
    return Settings.model_validate(
        {
            "floor_plan": shop.floor_plan,
            "data_dir": folder / "hub",
            "shop": shop.shop_file,
            "catalogue_mapping": MAPPING,
            "keep_purchases_days": keep,
        }
    )


def taken_in(shop: DemoShop, folder: Path) -> tuple[Past, PastImported]:
    fill_catalogue(shop, folder / "hub")
    past = write_past(shop, folder / "past", 7, datetime.now(UTC))
    enrol_at_home((*shop.members, *past.club), folder / "hub", NOW_MS)
    return past, import_past(settings_of(shop, folder), past.file, PAST_MAPPING, dry_run=False)


@pytest.mark.parametrize("name", [name for name in shop_names() if name != default_shop().folder.name])
def test_a_past_comes_in_whole_and_twice_without_harm(tmp_path: Path, name: str) -> None:
    shop = open_demo_shop(name)
    past, done = taken_in(shop, tmp_path)
    assert len(past.club) == CLUB
    assert (done.orders, done.of_members, done.joined) == (past.orders, past.orders, past.lines)
    assert done.times == {}
    again = import_past(settings_of(shop, tmp_path), past.file, PAST_MAPPING, dry_run=False)
    assert (again.of_members, again.times) == (0, {"told_before": past.orders})


def test_who_buys_of_one_line_is_suggested_it_alone_and_nothing_they_own(tmp_path: Path) -> None:
    shop = default_shop()
    past, done = taken_in(shop, tmp_path)
    assert (done.of_members, done.times) == (past.orders, {})
    settings = settings_of(shop, tmp_path)
    trained = train(job_of(settings, NOW_MS), lambda _said: None)
    assert trained.refused == ()
    model = ModelStore(settings.data_dir).model()
    assert model
    said = load_shop(shop.shop_file)
    loyal = [each for each in shop.members if each.only_line and each.recognisable]
    assert loyal[0] == shop.members[0]
    with (
        closing(read_hub_database(settings.data_dir)) as db,
        closing(StoredCatalogue(settings.data_dir, lambda: NOW_MS)) as catalogue,
    ):
        insight = MemberInsight(db, catalogue, said, ZoneInfo(said.time_zone), lambda _title: False)
        for persona in loyal:
            record = Members(db).by_customer(persona.ref)
            assert record
            permission = ConsentLedger(db).permission(record.member, Purpose.PREDICT, at_ms=NOW_MS)
            assert permission
            lists = insight.known(model, permission, NOW_MS).lists
            owned = {article.id for article in insight.bought(permission)}
            assert lists.overall, persona.note
            assert {each.article.attributes["line"] for each in lists.overall} == {persona.only_line}
            assert not {each.article.id for each in lists.new} & owned
