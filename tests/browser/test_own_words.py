"""What the shop calls things stands on the screens from the first moment on, also before anybody has signed in."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from scripted_hub import ScriptedHub
from test_real_hub import real_hub

__all__ = ["real_hub"]
SHOP = """
[shop]
name = "Vesterbro Cykler"
languages = ["da", "en"]
currency = "DKK"
time_zone = "Europe/Copenhagen"

[words.da]
screens-pick-title = "Hvad er ordet?"
screens-nobody = "Ingen af vores er her"
"""
# Everything that the page ever shows, from before its own first script.
WATCH = """() => {
  window.shown = [];
  new MutationObserver(() => window.shown.push(document.body?.innerText ?? ''))
    .observe(document, { subtree: true, childList: true, characterData: true });
}"""


@pytest.fixture
def watched(clean_page: Page) -> Page:
    """A page that notes all it shows."""
    clean_page.add_init_script(f"({WATCH})()")
    return clean_page


def test_ours_are_never_seen_where_the_shop_has_its_own(watched: Page, hub: ScriptedHub) -> None:
    hub.pin = "2468"
    hub.own_words["en"] = "screens-pick-title =\n    What is the word?\n"
    watched.goto(f"{hub.url}/app/handheld/")
    expect(watched.get_by_role("heading", name="What is the word?")).to_be_visible()
    shown = "".join(watched.evaluate("window.shown"))
    assert "What is the word?" in shown
    assert "Who are you?" not in shown
    # What it has no word of its own for is said in ours.
    expect(watched.get_by_text("Or scan your badge.")).to_be_visible()
    watched.get_by_role("button", name="Dansk").click()
    expect(watched.get_by_role("heading", name="Hvem er du?")).to_be_visible()


def test_an_own_word_that_cannot_be_said_leaves_ours(watched: Page, hub: ScriptedHub) -> None:
    hub.pin = "2468"
    hub.own_words["en"] = "screens-pick-title =\n    { $nobody }\nscreens-pick-badge = Slidt { op\n"
    watched.goto(f"{hub.url}/app/handheld/")
    expect(watched.get_by_role("heading", name="Who are you?")).to_be_visible()
    expect(watched.get_by_text("Or scan your badge.")).to_be_visible()


def test_a_hub_that_does_not_answer_for_them_does_not_hold_the_screen_up(watched: Page, hub: ScriptedHub) -> None:
    watched.route("**/api/words/*", lambda route: route.abort())
    watched.goto(f"{hub.url}/app/handheld/")
    expect(watched.get_by_text("Nobody recognised right now")).to_be_visible()


class TestOnTheRealHub:
    """A shop with words of its own in shop.toml."""

    @pytest.fixture
    def hub_settings(self, tmp_path: Path) -> dict[str, str]:
        file = tmp_path / "shop.toml"
        file.write_text(SHOP, encoding="utf-8")
        return {"GODDAG_HUB_SHOP": str(file)}

    def test_they_stand_there_in_the_readers_language(self, browser: Browser, real_hub: str) -> None:
        page = browser.new_context(locale="da-DK").new_page()
        page.add_init_script(f"({WATCH})()")
        page.goto(f"{real_hub}/app/handheld/")
        expect(page.get_by_text("Ingen af vores er her")).to_be_visible()
        with page.expect_response("**/api/words/da") as again:
            page.reload()
        assert again.value.header_value("cache-control") == "no-cache"
        expect(page.get_by_text("Ingen af vores er her")).to_be_visible()
        page.context.close()
