"""What goddag-sim visit says: a closed shop, a refusal, a hub that is only just starting."""

import os
from pathlib import Path

import httpx

from hub.ground.data_folder import alone_in, began_before, holds
from hub.ground.settings import Settings
from hub.ground.store_settings import StoreSettings
from simulators.visit import arrival, refusal

# A Sunday at noon in Copenhagen.
SUNDAY = 1_795_950_000.0
SHOP = """[shop]
name = "Gifts"
languages = ["en"]
currency = "DKK"
time_zone = "Europe/Copenhagen"
[opening_hours]
monday = "10:00-18:00"
"""


def settings_of(folder: Path, **more: bool) -> StoreSettings:
    (folder / "shop.toml").write_text(SHOP, encoding="utf-8")
    return Settings.model_validate({"floor_plan": "plan.toml", "shop": folder / "shop.toml", **more})


def test_a_closed_shop_says_when_it_opens_instead_of_promising_a_card(tmp_path: Path) -> None:
    said = arrival("u-1", "http://127.0.0.1:8780/", settings_of(tmp_path), SUNDAY)
    assert "closed now, opens Monday 10:00" in said
    assert "shows the card" not in said
    tried = arrival("u-1", "http://127.0.0.1:8780/", settings_of(tmp_path, always_open=True), SUNDAY)
    assert "http://127.0.0.1:8780/ shows the card" in tried


def test_a_refusal_is_said_in_words() -> None:
    answer = httpx.Response(409, json={"code": "x", "detail": "another customer has this phone"})
    assert refusal(answer) == "another customer has this phone (409)."
    assert refusal(httpx.Response(502, text="<html>")) == "502."


def test_a_hub_that_is_starting_holds_its_folder(tmp_path: Path) -> None:
    assert not holds(tmp_path)
    with alone_in(tmp_path):
        assert holds(tmp_path)
    assert not holds(tmp_path)


def test_a_hub_that_began_before_its_shop_was_changed_is_told_apart(tmp_path: Path) -> None:
    shop = tmp_path / "shop.toml"
    shop.write_text(SHOP, encoding="utf-8")
    os.utime(shop, (1_000, 1_000))
    with alone_in(tmp_path / "data"):
        assert not began_before(tmp_path / "data", shop)
        os.utime(shop, (SUNDAY * 2, SUNDAY * 2))
        assert began_before(tmp_path / "data", shop)
    assert not began_before(tmp_path / "data", shop)
