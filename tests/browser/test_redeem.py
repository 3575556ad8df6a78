"""A code is redeemed by hand, and the offer of whoever is here with one tap on their card."""

import re
from typing import Any

import pytest
from conftest import HANDHELD
from playwright.sync_api import Page, expect
from scripted_hub import ScriptedHub, now_ms
from shop import DAY, MARKUP, make_card, make_row
from test_accessible import violations
from test_handheld import row, say_who_i_am

from hub.ground.words.phrase import Phrase
from hub.ground.words.words import Words

LANGUAGES = {"en": "English", "da": "Dansk", "nb": "Norsk", "sv": "Svenska"}
REFUSALS = ["no-code", "unknown", "expired", "twice", "anothers", "paused"]


def offer(code: str = "7K3M-9Q2X-4TBW", **changes: Any) -> dict[str, Any]:
    until_ms = now_ms() + 2 * DAY
    return {
        "code": code,
        "text": "12.5 % off Road tyre 28 mm",
        "campaign": "Tyres",
        "valid_until_ms": until_ms,
    } | changes


@pytest.fixture
def handheld(clean_page: Page, hub: ScriptedHub) -> Page:
    hub.visits["v1"] = make_row("v1", card=make_card(offers=[offer(), offer("OLD-1", valid_until_ms=now_ms() - 1)]))
    clean_page.goto(f"{hub.url}/app/handheld/")
    expect(row(clean_page, "Mads")).to_be_visible()
    return clean_page


def type_a_code(page: Page, code: str = " 7k3m 9q2x 4tbw ") -> None:
    page.get_by_role("button", name="Redeem a code").click()
    if page.locator("input[name=staff]").count():
        page.get_by_label("First name").fill("Ida")
        page.get_by_role("button", name="That's me").click()
    page.get_by_role("textbox", name="Code").fill(code)
    page.get_by_role("button", name="Redeem", exact=True).click()


def sent(hub: ScriptedHub) -> list[dict[str, Any]]:
    return [body for path, body in hub.received if path == "/api/staff/offers/redeem"]


def test_a_code_is_typed_as_it_is_heard_and_what_it_takes_off_is_said(handheld: Page, hub: ScriptedHub) -> None:
    type_a_code(handheld)
    done = handheld.get_by_role("dialog")
    expect(done).to_contain_text("12.5 % off Road tyre 28 mm")
    expect(done).to_contain_text("Redeemed. Take it off at the till")
    assert violations(handheld) == []
    [asked] = sent(hub)
    assert (asked["code"], asked["staff"]) == ("7k3m 9q2x 4tbw", "Ida")
    done.get_by_role("button", name="Another code").click()
    expect(handheld.get_by_role("textbox", name="Code")).to_have_value("")
    handheld.get_by_role("button", name="Close").click()
    expect(done).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_says_why_and_what_to_do_in_every_language_on_320_pixels(
    handheld: Page, hub: ScriptedHub, language: str
) -> None:
    handheld.set_viewport_size({"width": 320, "height": HANDHELD["height"]})
    handheld.get_by_role("button", name="Redeem a code").click()
    handheld.get_by_role("button", name=LANGUAGES[language]).click()
    handheld.locator("input[name=staff]").fill("Ida")
    handheld.locator("dialog .primary").click()
    field = handheld.locator("input[name=code]")
    for refusal in REFUSALS:
        says = Words().of(language).say(Phrase(f"refused-offer-{refusal}"))
        hub.redeem_answer = (429 if refusal == "paused" else 409, {"title": "no", "detail": says, "code": refusal})
        field.fill("abc 1")
        handheld.locator("dialog .primary").click()
        expect(handheld.get_by_role("alert")).to_have_text(says)
        expect(field).to_have_value("abc 1")  # to be mended, not typed again
        # Why, and then what to do.
        assert len(re.findall(r"[.:;]", says)) >= 2, says
    assert handheld.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(handheld) == []


def test_a_lost_answer_is_asked_for_again_as_the_same_try(handheld: Page, hub: ScriptedHub) -> None:
    hub.redeem_answer = (503, {})
    type_a_code(handheld)
    expect(handheld.get_by_role("alert")).to_contain_text("The hub did not answer")
    handheld.get_by_role("button", name="Close").click()
    hub.redeem_answer = None
    type_a_code(handheld, "7K3M-9Q2X-4TBW")
    expect(handheld.get_by_role("dialog")).to_contain_text("Redeemed")
    first, second = sent(hub)
    assert first["request_id"] == second["request_id"]
    handheld.get_by_role("button", name="Another code").click()
    handheld.get_by_role("textbox", name="Code").fill("7K3M-9Q2X-4TBW")
    handheld.get_by_role("button", name="Redeem", exact=True).click()
    expect(handheld.get_by_role("dialog")).to_contain_text("Redeemed")
    assert sent(hub)[-1]["request_id"] != second["request_id"]


def test_the_open_offer_stands_on_the_card_with_its_end_and_one_tap_redeems_it(
    handheld: Page, hub: ScriptedHub
) -> None:
    row(handheld, "Mads").click()
    expect(handheld.locator(".open-offer")).to_have_count(0)  # until somebody has said who they are
    say_who_i_am(handheld)
    offers = handheld.locator(".open-offer")
    expect(offers.nth(0)).to_contain_text(re.compile(r"12.5 % off Road tyre 28 mm.*Valid until \w+.* \d\d:\d\d.*Tyres"))
    expect(offers.nth(1)).to_contain_text("Over")
    expect(offers.nth(1).get_by_role("button")).to_have_count(0)
    offers.nth(0).scroll_into_view_if_needed()
    assert violations(handheld) == []
    handheld.get_by_role("button", name="Redeem 7K3M-9Q2X-4TBW").click()
    expect(handheld.get_by_role("dialog")).to_contain_text("Redeemed. Take it off at the till")
    [asked] = sent(hub)
    assert (asked["code"], asked["staff"]) == ("7K3M-9Q2X-4TBW", "Ida")
    hub.put(make_row("v1", card=make_card(offers=[]), card_made_ms=now_ms()))
    expect(handheld.locator(".open-offer")).to_have_count(0)


def test_markup_stays_text_and_who_withdraws_takes_the_code_off_the_screen(handheld: Page, hub: ScriptedHub) -> None:
    hub.put(make_row("v1", card=make_card(offers=[offer(text=MARKUP, campaign=MARKUP)]), card_made_ms=now_ms()))
    row(handheld, "Mads").click()
    say_who_i_am(handheld)
    expect(handheld.locator(".open-offer")).to_contain_text("<script>")
    assert handheld.evaluate("window.broken") is None
    hub.end("v1", "withdrawn")
    expect(handheld.locator(".open-offer")).to_have_count(0)
