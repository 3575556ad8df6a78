"""The store seen from above."""

import re

import pytest
from conftest import DESKTOP
from playwright.sync_api import Page, expect
from scripted_hub import ScriptedHub, now_ms
from shop import MARKUP, make_people
from test_accessible import violations


@pytest.fixture
def simulator(clean_page: Page, busy_hub: ScriptedHub) -> Page:
    clean_page.goto(f"{busy_hub.url}/app/simulator/")
    expect(clean_page.get_by_role("status").filter(has_text="Running")).to_be_visible()
    return clean_page


def test_members_and_strangers_differ_in_shape(simulator: Page) -> None:
    expect(simulator.locator(".plan .member circle")).to_have_count(4)
    expect(simulator.locator(".plan .stranger path")).to_have_count(9)
    expect(simulator.get_by_role("img", name="3 members and 9 strangers in the store")).to_be_visible()


def test_people_walk_where_the_stream_says(simulator: Page, busy_hub: ScriptedHub) -> None:
    people = make_people()
    people[0] |= {"x_m": 20.5, "y_m": 3.25}
    busy_hub.say("people", {"at_ms": now_ms(), "people": people}, numbered=False)
    expect(simulator.locator(".plan .member").filter(has_text="Mads")).to_have_css(
        "transform", "matrix(1, 0, 0, 1, 20.5, 3.25)"
    )


def test_a_message_rings_on_the_phone_it_was_sent_to(simulator: Page, busy_hub: ScriptedHub) -> None:
    expect(simulator.get_by_role("group", name="Messages on the phone of Signe")).to_contain_text("No messages yet")
    busy_hub.say("inbox", {"person_id": "m1", "title": MARKUP, "body": "Welcome in", "at_ms": now_ms()}, numbered=False)
    phone = simulator.get_by_role("group", name="Messages on the phone of Signe")
    expect(phone.get_by_role("heading")).to_have_text(MARKUP)
    expect(phone).to_contain_text("Welcome in")
    assert simulator.evaluate("window.broken") is None


def test_consent_is_withdrawn_and_given_again(simulator: Page, busy_hub: ScriptedHub) -> None:
    for action, path in (("Withdraw consent: Mads", "m0/withdraw"), ("Give consent: Aksel", "m2/consent")):
        with simulator.expect_response(f"**/api/sim/people/{path}") as answered:
            simulator.get_by_role("button", name=action).click()
        assert answered.value.status == 202
    assert len(busy_hub.received) == 2


def test_the_handheld_stands_beside_the_plan_where_there_is_room(simulator: Page) -> None:
    expect(simulator.locator("iframe")).to_have_count(0)
    simulator.set_viewport_size(DESKTOP)
    expect(simulator.frame_locator("iframe").get_by_role("button", name="Mads")).to_be_visible()


def test_the_mirror_shows_what_a_members_app_would(simulator: Page) -> None:
    simulator.get_by_role("button", name="Mirror: Mads").click()
    sheet = simulator.get_by_role("dialog")
    expect(sheet).to_contain_text("In the store: Road")
    expect(sheet.get_by_text(MARKUP).first).to_be_visible()
    expect(sheet.locator(".openings").first).to_contain_text("Maja")
    expect(sheet).to_contain_text("They saw: Last bought, Wear part due")
    # The very card that staff get, and who looked at what is expected of them.
    expect(sheet.locator(".reason")).to_have_count(6)
    expect(sheet).to_contain_text("Because they bought Grand Prix 4000")
    expect(sheet).to_contain_text("They saw: May suit")
    expect(sheet).to_contain_text("Not sent · You are among the few")
    expect(sheet).to_contain_text("Sent · A greeting. It was sent.")
    expect(sheet).to_contain_text("Refused: they got nothing.")
    expect(sheet).to_contain_text(re.compile(r"A gift · valid until .* · AUTUMN-1 · Tyres"))
    expect(sheet).to_contain_text(re.compile(r" · used .* · 7K3M-9Q2X-4TBW · Tyres"))
    assert violations(simulator) == []
    simulator.set_viewport_size({"width": 320, "height": 640})
    assert simulator.evaluate("document.documentElement.scrollWidth") <= 320
    assert simulator.evaluate("window.broken") is None
    sheet.get_by_role("button", name="Close").click()
    expect(sheet).to_have_count(0)
