"""A day at the screens leaves nothing in the browser's console: no error, no warning, no request that failed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import DESKTOP, HANDHELD, TABLET
from playwright.sync_api import Page, expect
from scripted_hub import ScriptedHub
from test_real_hub import come_in, real_hub, sign_in

__all__ = ["real_hub"]
PIN = "2468"
SIZES = pytest.mark.parametrize("size", [HANDHELD, TABLET, DESKTOP], ids=["handheld", "tablet", "desktop"])


@pytest.fixture
def quiet_page(page: Page) -> Iterator[Page]:
    """A page that fails the test on anything in its console."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(f"{message.type}: {message.text} {message.location}"))
    yield page
    assert said == []


def enter_pin(page: Page) -> None:
    page.get_by_role("button", name="Ida").click()
    page.get_by_label("PIN").fill(PIN)
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_role("status").filter(has_text="Live")).to_be_visible()


def look_around_and_sign_out(page: Page) -> None:
    me = page.get_by_role("button", name="You are Maja")
    me.click()
    page.get_by_role("button", name="Dansk").click()
    page.get_by_role("button", name="English").click()
    for sheet in ("Devices", "People"):
        page.get_by_role("button", name=sheet, exact=True).click()
        page.get_by_role("button", name="Close").click()
        me.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status")).to_contain_text("Signed out. This device")
    page.reload()
    expect(page.get_by_role("heading", name="Who are you?")).to_be_visible()


@SIZES
def test_from_a_fresh_page_to_signing_out_with_customers(
    quiet_page: Page, busy_hub: ScriptedHub, size: dict[str, int]
) -> None:
    busy_hub.pin = PIN
    quiet_page.set_viewport_size(size)
    quiet_page.goto(f"{busy_hub.url}/app/handheld/")
    enter_pin(quiet_page)
    quiet_page.get_by_role("button", name="Mads").click()
    expect(quiet_page.locator(".fact")).to_have_count(4)
    quiet_page.get_by_role("button", name="I'll help").click()
    quiet_page.get_by_role("button", name="Basket").click()
    quiet_page.get_by_role("button", name="Close").click()
    quiet_page.go_back()
    # Ended from elsewhere: the page asks anew, and is told to ask for the PIN.
    quiet_page.context.clear_cookies()
    busy_hub.say("signed_out", {"reason": "revoked"}, numbered=False)
    expect(quiet_page.get_by_role("heading", name="Who are you?")).to_be_visible()


@SIZES
def test_from_a_fresh_page_to_signing_out_on_the_real_hub(
    quiet_page: Page, real_hub: str, tmp_path: Path, size: dict[str, int]
) -> None:
    quiet_page.set_viewport_size(size)
    pin = come_in(quiet_page, real_hub, tmp_path)
    look_around_and_sign_out(quiet_page)
    sign_in(quiet_page, "Maja", pin)
    expect(quiet_page.get_by_text("Nobody recognised right now")).to_be_visible()


@SIZES
def test_the_simulator_too(quiet_page: Page, busy_hub: ScriptedHub, size: dict[str, int]) -> None:
    quiet_page.set_viewport_size(size)
    quiet_page.goto(f"{busy_hub.url}/app/simulator/")
    quiet_page.get_by_role("button", name="Mirror: Mads").click()
    expect(quiet_page.get_by_role("dialog")).to_contain_text("In the store: Road")
    quiet_page.get_by_role("dialog").get_by_role("button", name="Close").click()
