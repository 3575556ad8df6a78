"""Offline, asleep, locked and left: what stays on the screen, what stays in memory, and what was done meanwhile."""

from collections.abc import Iterator
from typing import Any

import pytest
from conftest import HANDHELD, until
from playwright.sync_api import BrowserContext, BrowserType, Page, expect
from scripted_hub import ScriptedHub, now_ms
from shop import make_row
from test_accessible import violations
from test_handheld import claim, row
from test_real_hub import sign_in

PIN = "2468"


@pytest.fixture
def handheld(clean_page: Page, hub: ScriptedHub) -> Page:
    """A handheld with Mads on it, live."""
    hub.visits["v1"] = make_row("v1")
    clean_page.goto(f"{hub.url}/app/handheld/")
    expect(clean_page.get_by_role("status").filter(has_text="Live")).to_be_visible()
    return clean_page


def claims(hub: ScriptedHub) -> list[str]:
    return [body["staff"] for path, body in hub.received if path.endswith("/claim")]


def claim_offline(page: Page, hub: ScriptedHub, staff: str) -> None:
    """Somebody helps Mads while the hub cannot be reached, and goes back to the list."""
    hub.cut()
    expect(page.get_by_role("status").filter(has_text="Reconnecting").first).to_be_visible()
    row(page, "Mads").click()
    claim(page, staff)
    expect(page.locator(".action-status")).to_have_text("Will be sent when the hub answers")
    page.get_by_role("button", name="Back to the list").click()
    hub.received.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_after_half_a_minute_without_the_hub_the_list_is_grey_and_says_how_old_it_is(
    clean_page: Page, hub: ScriptedHub, scheme: str
) -> None:
    clean_page.emulate_media(color_scheme=scheme)
    clean_page.clock.install()
    hub.visits["v1"] = make_row("v1", asked_ms=now_ms())
    clean_page.goto(f"{hub.url}/app/handheld/")
    name = row(clean_page, "Mads").locator(".asks-tag")
    expect(name).to_be_visible()
    live = name.evaluate("(each) => getComputedStyle(each).color")
    hub.cut()
    expect(clean_page.get_by_role("status").filter(has_text="Reconnecting")).to_be_visible()
    clean_page.clock.run_for(25_000)
    assert name.evaluate("(each) => getComputedStyle(each).color") == live
    clean_page.clock.run_for(7_000)
    expect(clean_page.locator(".top-facts").first).to_contain_text("old · hidden in 2")
    soft = clean_page.locator(".row-age").evaluate("(each) => getComputedStyle(each).color")
    assert [name.evaluate("(each) => getComputedStyle(each).color"), live != soft] == [soft, True]
    assert violations(clean_page) == []


def test_what_was_done_offline_waits_in_sight_and_is_sent_once_when_the_line_is_back(
    handheld: Page, hub: ScriptedHub
) -> None:
    claim_offline(handheld, hub, "Ida")
    expect(row(handheld, "Mads").locator(".claim")).to_have_text("Waits")
    expect(handheld.locator(".top-facts").first).to_contain_text("1 not sent yet")
    hub.heal()
    handheld.evaluate("window.dispatchEvent(new Event('online'))")
    expect(row(handheld, "Mads").locator(".claim")).to_have_text("You are helping")
    assert claims(hub) == ["Ida"]


def test_whoever_withdrew_meanwhile_is_gone_before_anything_is_sent_of_them(handheld: Page, hub: ScriptedHub) -> None:
    claim_offline(handheld, hub, "Ida")
    hub.visits = {"v2": make_row("v2", name="Signe")}
    hub.heal()
    handheld.evaluate("window.dispatchEvent(new Event('online'))")
    expect(row(handheld, "Signe")).to_be_visible()
    expect(handheld.get_by_role("status").filter(has_text="Live")).to_be_visible()
    assert "Mads" not in handheld.content()
    assert claims(hub) == []
    assert handheld.locator(".top-facts", has_text="not sent").count() == 0


def test_what_waits_is_sent_in_the_name_of_who_did_it_alone(clean_page: Page, hub: ScriptedHub) -> None:
    hub.pin, hub.visits["v1"] = PIN, make_row("v1")
    clean_page.goto(f"{hub.url}/app/handheld/")
    sign_in(clean_page, "Jonas", PIN)
    row(clean_page, "Mads").click()
    hub.cut()
    clean_page.get_by_role("button", name="I'll help").click()
    expect(clean_page.locator(".action-status")).to_have_text("Will be sent when the hub answers")
    clean_page.get_by_role("button", name="Back to the list").click()
    hub.received.clear()
    clean_page.get_by_role("button", name="You are Jonas").click()
    clean_page.get_by_role("button", name="Lock", exact=True).click()
    assert "Mads" not in clean_page.content()
    hub.heal()
    sign_in(clean_page, "Ida", PIN)
    hub.put(make_row("v2", name="Signe"))
    row(clean_page, "Signe").click()
    clean_page.get_by_role("button", name="I'll help").click()
    expect(clean_page.locator(".action-status")).to_have_text("You are helping")
    clean_page.get_by_role("button", name="Back to the list").click()
    expect(row(clean_page, "Mads").locator(".claim")).to_have_text("Not claimed")
    assert claims(hub) == ["Ida"]
    clean_page.get_by_role("button", name="You are Ida").click()
    clean_page.get_by_role("button", name="Lock", exact=True).click()
    sign_in(clean_page, "Jonas", PIN)
    expect(row(clean_page, "Mads").locator(".claim")).to_have_text("You are helping")
    assert claims(hub) == ["Ida", "Jonas"]


def test_a_page_that_is_left_hands_what_waits_to_the_browser(clean_page: Page, hub: ScriptedHub) -> None:
    hub.visits["v1"] = make_row("v1")
    clean_page.clock.install()  # no second attempt of the page itself
    clean_page.goto(f"{hub.url}/app/handheld/")
    row(clean_page, "Mads").click()
    hub.unreachable = True
    with clean_page.expect_request("**/claim") as sent:
        claim(clean_page)
    first = sent.value.post_data_json["request_id"]
    expect(clean_page.locator(".action-status")).to_have_text("Sending")
    hub.received.clear()
    hub.unreachable = False
    clean_page.on("dialog", lambda dialog: dialog.accept())
    clean_page.goto("about:blank")
    colleague = clean_page.context.new_page()
    colleague.goto(f"{hub.url}/app/handheld/")
    expect(row(colleague, "Mads").locator(".claim")).to_have_text("Ida is helping")
    # However often a browser sends it, it is one request.
    assert {(body["staff"], body["request_id"] == first) for _, body in hub.received} == {("Ida", True)}


@pytest.fixture
def keeping_page(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Page]:
    """A page of a browser that keeps pages which were left, as browsers of people do."""
    # Playwright switches it off for all others.
    browser = browser_type.launch(**browser_type_launch_args, ignore_default_args=["--disable-back-forward-cache"])
    yield browser.new_page(viewport=HANDHELD, locale="en-GB", reduced_motion="reduce")
    browser.close()


def test_a_page_that_the_browser_brings_back_has_forgotten_everybody(keeping_page: Page, hub: ScriptedHub) -> None:
    hub.visits["v1"] = make_row("v1")
    keeping_page.goto(f"{hub.url}/app/handheld/")
    row(keeping_page, "Mads").click()
    claim(keeping_page)
    expect(keeping_page.locator(".action-status")).to_have_text("You are helping")
    keeping_page.evaluate(
        """window.left = 1;
        addEventListener('pageshow', (event) => { window.back = [event.persisted, document.body.textContent]; })"""
    )
    keeping_page.goto(f"{hub.url}/app/simulator/")
    hub.cut()
    keeping_page.go_back(wait_until="commit")
    until(keeping_page, "window.back !== undefined")
    persisted, text = keeping_page.evaluate("window.back")
    assert [persisted, keeping_page.evaluate("window.left")] == [True, 1]
    assert [word for word in ("Mads", "Ultegra", "Ida") if word in text] == []
    hub.visits = {"v2": make_row("v2", name="Signe")}
    hub.heal()
    expect(row(keeping_page, "Signe")).to_be_visible()
    expect(keeping_page.get_by_role("button", name="Who are you?")).to_be_visible()
    assert "Mads" not in keeping_page.content()


def test_many_pages_of_one_browser_share_one_stream_and_the_next_has_it_when_that_one_goes(
    context: BrowserContext, hub: ScriptedHub
) -> None:
    hub.visits["v1"] = make_row("v1")
    pages = [context.new_page() for _ in range(8)]
    for page in pages:
        page.goto(f"{hub.url}/app/handheld/")
        expect(page.get_by_role("status").filter(has_text="Live")).to_be_visible()
    assert hub.open_streams == 1
    hub.put(make_row("v2", name="Signe"))
    hub.end("v1", "withdrawn")
    for page in pages:
        expect(row(page, "Signe")).to_be_visible()
        expect(row(page, "Mads")).to_have_count(0)
    # Whoever has the stream goes first: each next page takes it over, without missing what was said meanwhile.
    for number, page in enumerate(pages[:-1]):
        page.close()
        hub.put(make_row(f"n{number}", name=f"Newcomer {number}"))
        for other in pages[number + 1 :]:
            expect(row(other, f"Newcomer {number}")).to_be_visible()
            expect(other.get_by_role("status").filter(has_text="Live")).to_be_visible()
    # And a page that is hidden gives it away.
    last, next_one = pages[-1], context.new_page()
    next_one.goto(f"{hub.url}/app/handheld/")
    expect(row(next_one, "Signe")).to_be_visible()
    last.evaluate("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })")
    last.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    hub.put(make_row("v9", name="Freja"))
    expect(row(next_one, "Freja")).to_be_visible()
    expect(row(last, "Signe")).to_have_count(0)
