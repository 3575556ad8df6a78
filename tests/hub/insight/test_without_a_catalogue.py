"""A shop that has given no catalogue: what receipts call the articles is enough for lists."""

import json
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from insight_hub import SHOP, ZONE, World

from hub.ground.journal import Member
from hub.ground.shop.model import Shop
from hub.knowledge.catalogue.repository import StoredCatalogue
from hub.knowledge.insight import artefact
from hub.knowledge.insight.data import FEWEST_WITH_A_TITLE, Titles, training_data
from hub.knowledge.insight.members import Known, MemberInsight
from hub.knowledge.insight.model import InsightModel
from hub.knowledge.insight.training import train

SENSITIVE = "Article 9"


@dataclass(frozen=True, slots=True)
class Bare:
    """A hub's folder without a catalogue, and what was learned in it."""

    world: World
    model: InsightModel
    catalogue: StoredCatalogue

    def known(self, number: int, shop: Shop = SHOP) -> Known:
        insight = MemberInsight(self.world.db, self.catalogue, shop, ZONE, lambda title: title == SENSITIVE)
        permission = self.world.permission(self.world.members[number])
        assert permission
        return insight.known(self.model, permission, self.world.now_ms)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, whole_run: Path) -> Generator[Bare]:
    folder = tmp_path_factory.mktemp("bare")
    world = World(folder, whole_run)
    engrave(world, world.members[1], "Anna 40")
    nothing = StoredCatalogue(tmp_path_factory.mktemp("empty"), lambda: world.now_ms)
    data = training_data(world.db, nothing, SHOP, lambda _member: True, ZONE)
    with closing(world.db), closing(world.catalogue), closing(nothing):
        yield Bare(world, artefact.from_bytes(artefact.to_bytes(train(data, 1, 1))), nothing)


def engrave(world: World, member: Member, text: str) -> None:
    """One order of one member gets a line that says what nobody else's does."""
    number, lines = world.db.rows("SELECT number, lines FROM orders WHERE member = ? LIMIT 1", member)[0]
    read = json.loads(lines)
    read[0]["name"] = f"{read[0]['name']}: {text}"
    world.db.run("UPDATE orders SET lines = ? WHERE number = ?", json.dumps(read), number)


def test_both_lists_are_made_of_what_receipts_call_the_articles(bare: Bare) -> None:
    lists = bare.known(1).lists
    assert lists.again
    assert lists.new
    assert all(each.article.name.startswith("Article ") for each in (*lists.again, *lists.new))
    assert any(each.behind for each in lists.new)


def test_where_the_shop_says_nothing_at_all_the_lists_are_there_as_well(bare: Bare) -> None:
    lists = bare.known(1, Shop(currency="DKK")).lists
    assert lists.again
    assert not {each.article.id for each in lists.again} & {each.article.id for each in lists.new}


def test_a_title_that_is_never_spoken_of_is_in_no_list(bare: Bare) -> None:
    for number in range(40):
        lists = bare.known(number).lists
        assert SENSITIVE not in {each.article.name for each in (*lists.again, *lists.new)}


def test_what_was_written_for_one_person_is_read_by_nobody_else(bare: Bare) -> None:
    assert not any("Anna" in title for title in bare.model.articles.titles)
    others = (bare.known(number).lists for number in (5, 9, 13))
    assert not any("Anna" in each.article.name for lists in others for each in (*lists.again, *lists.new))


def test_a_title_is_common_once_several_members_have_it() -> None:
    titles = Titles()
    for customer in [1] * 10 + [2]:
        titles.add(0, "Cake, Anna 40", customer)
    assert titles.of(0) == ""
    for customer in range(FEWEST_WITH_A_TITLE):
        titles.add(0, "Cake", customer)
    assert titles.of(0) == "Cake"


def test_no_category_is_expected_where_none_has_a_name(bare: Bare) -> None:
    assert bare.known(1).propensities.categories == ()
