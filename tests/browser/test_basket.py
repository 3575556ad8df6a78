"""The basket sheet and the timeline on the open card, in every language, on the narrowest handheld."""

import pytest
from conftest import HANDHELD
from playwright.sync_api import Page, expect
from scripted_hub import ScriptedHub
from shop import make_card, make_row, make_timeline
from test_accessible import violations
from test_handheld import row, say_who_i_am

LANGUAGES = ["English", "Dansk", "Norsk", "Svenska"]


@pytest.fixture
def card(clean_page: Page, hub: ScriptedHub) -> Page:
    """The card of Mads, open."""
    hub.visits["v1"] = make_row("v1", card=make_card(timeline=make_timeline()))
    clean_page.goto(f"{hub.url}/app/handheld/")
    row(clean_page, "Mads").click()
    return clean_page


def test_a_basket_is_filled_handed_over_and_seen_to_be_paid(card: Page, hub: ScriptedHub) -> None:
    card.get_by_role("button", name="Basket").click()
    sheet = card.get_by_role("dialog")
    expect(sheet).to_contain_text("Nothing in it yet.")
    sheet.get_by_label("Article number").fill("ROAD-TYRE")
    sheet.get_by_label("Quantity").fill("2")
    sheet.get_by_role("button", name="Add").click()
    expect(sheet).to_contain_text("2 x ROAD-TYRE")
    expect(sheet.get_by_label("Article number")).to_have_value("")
    known = {"sku": "ROAD-TYRE", "qty": 2, "name": "Road tyre 28 mm", "is_unknown": False}
    hub.basket = {**hub.basket, "items": [known, {"sku": "SLIP", "qty": 1, "name": None, "is_unknown": True}]}
    card.get_by_role("button", name="Close").click()
    card.get_by_role("button", name="Basket").click()
    expect(sheet).to_contain_text("2 x Road tyre 28 mm ROAD-TYRE")
    expect(sheet).to_contain_text("1 x SLIP · The catalogue does not know this number")
    sheet.get_by_role("button", name="Remove: SLIP").click()
    expect(sheet).not_to_contain_text("SLIP")
    sheet.get_by_label("Note for the till").fill("wants it mounted")
    sheet.get_by_label("Note for the till").press("Tab")
    sheet.get_by_role("button", name="Hand over to the till").click()
    expect(sheet.get_by_role("img", name="QR code of GB-K7M4QX")).to_be_visible()
    assert hub.received[-2][1] == {"items": [{"sku": "ROAD-TYRE", "qty": 2}], "note": "wants it mounted"}
    assert violations(card) == []
    hub.basket = {**hub.basket, "state": "paid", "qr": None}
    expect(sheet).to_contain_text("Paid. What you add now is a new basket.")
    expect(sheet.get_by_role("img")).to_have_count(0)


def test_a_basket_that_the_hub_refuses_says_why_and_a_visit_that_ends_takes_it_off_the_screen(
    card: Page, hub: ScriptedHub
) -> None:
    card.get_by_role("button", name="Basket").click()
    sheet = card.get_by_role("dialog")
    expect(sheet.get_by_label("Article number")).to_be_visible()
    hub.basket_answer = (422, {"detail": "never kept"})
    sheet.get_by_label("Article number").fill("Kørestol")
    sheet.get_by_role("button", name="Add").click()
    expect(sheet.get_by_role("alert")).to_contain_text("never kept here")
    expect(sheet.get_by_label("Article number")).to_have_value("Kørestol")  # to be mended, not typed again
    hub.end("v1", "withdrawn")
    expect(sheet).to_have_count(0)


def test_the_timeline_is_one_list_in_which_markup_stays_text(card: Page) -> None:
    expect(card.locator(".timeline")).to_have_count(0)  # until somebody has said who they are
    say_who_i_am(card)
    entries = card.locator(".timeline li")
    expect(entries).to_have_count(8)
    expect(entries.nth(0)).to_contain_text("<script>")
    expect(entries.nth(0)).to_contain_text("1.598,00 kr.")
    expect(entries.nth(1)).to_contain_text("Brought back")
    expect(entries.nth(6)).to_contain_text("Sold")
    assert card.evaluate("window.broken") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_stand_in_every_language_on_320_pixels(card: Page, hub: ScriptedHub, language: str) -> None:
    card.set_viewport_size({"width": 320, "height": HANDHELD["height"]})
    card.get_by_role("button", name="Say who you are and look").click()
    card.get_by_role("button", name=language).click()
    card.locator("input[name=staff]").fill("Ida")
    card.locator("dialog .primary").click()
    expect(card.locator(".timeline li")).to_have_count(8)
    assert card.evaluate("document.documentElement.scrollWidth") <= 320
    card.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert violations(card) == []
    hub.basket = {
        **hub.basket,
        "items": [{"sku": "X" * 60, "qty": 999, "name": None, "is_unknown": True}],
        "state": "handed_over",
    }
    hub.basket |= {"reference": "GB-K7M4QX", "qr": ["10" * 10 + "1"] * 21}
    card.locator(".basket-button").click()
    expect(card.locator(".qr")).to_be_visible()
    assert card.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(card) == []
