"""The campaigns of the demo's shops: whole in every language, and live before the shop opens."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from hub.ground.data_folder import open_hub_database
from hub.ground.manifests import schemas
from hub.service.campaigns.document import Action, CampaignDocument, Happening
from hub.service.campaigns.life import State
from simulators.errors import BadShop
from simulators.shops.files import open_demo_shop, shop_names
from simulators.shops.filling import campaign_in, fill_catalogue, start_campaigns


def documents(name: str) -> list[CampaignDocument]:
    return [campaign_in(file) for file in open_demo_shop(name).campaign_files]


@pytest.mark.parametrize("name", shop_names())
def test_a_shop_has_its_own_campaigns_and_each_is_live_before_it_opens(name: str, tmp_path: Path) -> None:
    shop, own = open_demo_shop(name), documents(name)
    fill_catalogue(shop, tmp_path)
    for _ in range(2):  # a run in the same folder changes nothing
        assert start_campaigns(shop, tmp_path) == len(own)
    with closing(open_hub_database(tmp_path, schemas())) as db:
        live = db.rows(
            "SELECT campaign, version FROM campaign_life WHERE state = ? ORDER BY campaign", State.LIVE.value
        )
        assert live == [(each.id, 1) for each in sorted(own, key=lambda each: each.id)]
    # Whoever comes in is greeted; somebody who looked often gets a price that ends; staff are told, and not told.
    assert any(each.trigger.on is Happening.ARRIVED and each.id == "welcome" for each in own)
    assert any(each.variants[0].offer and "viewed" in str(each.who) for each in own)
    assert {each.action for each in own} == set(Action)
    assert any(each.trigger.on is Happening.CAME_BACK for each in own)
    assert all(file.stem == each.id for file, each in zip(shop.campaign_files, own, strict=True))


@pytest.mark.parametrize("name", shop_names())
def test_each_line_of_a_shop_has_a_welcome_that_names_no_other(name: str) -> None:
    shop = open_demo_shop(name)
    lines = {each.line for each in shop.articles} - {""}
    welcomes = {each.who.value: each for each in documents(name) if getattr(each.who, "field", "") == "line"}  # type: ignore[union-attr]
    assert set(welcomes) == lines
    for line, document in welcomes.items():
        said = " ".join(f"{text.title} {text.body}".lower() for text in document.variants[0].text.values())
        others = {word for other in lines - {line} for word in shop.words[other]} - set(shop.words[line])
        assert not [word for word in others if f" {word} " in f" {said.replace(':', ' ')} "]


def test_a_mistake_in_a_shops_campaign_is_told_with_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    shutil.copytree(open_demo_shop("gift").folder, folder)
    file = folder / "campaigns" / "welcome.yaml"
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace("holdout:", "holdouts:"), encoding="utf-8")
    shop = open_demo_shop(str(folder))
    fill_catalogue(shop, tmp_path / "hub")
    with pytest.raises(BadShop, match=r"welcome\.yaml: 26:\d+: holdouts: there is no such key: did you mean holdout"):
        start_campaigns(shop, tmp_path / "hub")
    file.write_text(whole.replace("      nb:\n", "      no:\n"), encoding="utf-8")
    with pytest.raises(BadShop, match=r'campaign welcome: .*\n.*no text in the language "nb"'):
        start_campaigns(shop, tmp_path / "hub")
