"""What somebody has to look after, said in their language."""

from pathlib import Path

import pytest
from whole_hub import open_shop

from hub.ground.health.heard import CHECK_KEY, http
from hub.ground.words.languages import LANGUAGES


async def test_the_overview_says_what_is_wrong_in_the_readers_language(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        handheld = await shop.handheld()
        shop.hub.ground.lights.add("push", "alarms-what-messages").stops(http(401), CHECK_KEY)
        shop.hub.ground.lights.add("push apple", "alarms-what-messages-apple").works()
        said = {}
        for language in ("da", "en"):
            fleet = (await handheld.get("/api/fleet", params={"language": language})).json()
            said[language] = [each["text"] for each in fleet["alarms"]]
        assert "push (messages to the app) has never worked: HTTP 401" in said["en"]
        assert "push (beskeder til appen) har aldrig virket: HTTP 401" in said["da"]
        assert "edge-1: aldrig hørt fra den" in said["da"]
        steps = {each["id"]: each["next_step"] for each in fleet["alarms"]}
        assert steps["alarms-way-never"] == "Check the key, and what it may do"
        assert steps["alarms-edge-never"] == "See that it has power and network"
        [way] = [each for each in fleet["ways_out"] if each["name"] == "push"]
        assert way["reason_said"] == {"id": "health-why-status", "args": {"status": "401"}}
        assert fleet["alarms"][1]["args"]["reason"] == "HTTP 401"
        # The worst first, and nothing of a way that works.
        assert [each["id"] for each in fleet["alarms"]][:2] == ["alarms-broker", "alarms-way-never"]
        assert {each["id"] for each in fleet["alarms"]} == {"alarms-broker", "alarms-way-never", "alarms-edge-never"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_goes_along_a_way_out_is_said_in_every_language(tmp_path: Path, language: str) -> None:
    elsewhere = {"cdp_url": "https://a.example", "cdp_space": "s", "cdp_token": "t", "push_url": "https://b.example"}
    async with open_shop(tmp_path, push_token="t", push_project="p", **elsewhere) as shop:
        shown = shop.hub.ground.lights.overview(shop.hub.ground.words.of(language))
        assert len(shown) >= 3
        assert not [each.what for each in shown if each.what.startswith("alarms-")]
