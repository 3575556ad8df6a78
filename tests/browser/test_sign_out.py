"""Signing out, the list of signed-in devices, and a page whose session was ended from elsewhere."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from scripted_hub import ScriptedHub
from shop import make_devices
from test_accessible import BOXES, TARGET_PX, violations
from test_real_hub import come_in, real_hub, sign_in

from hub.ground.web.may import Role

__all__ = ["real_hub"]
PIN = "2468"


def enter(page: Page, hub: ScriptedHub, name: str = "Ida") -> None:
    """Say who one is, and give the PIN."""
    hub.pin = PIN
    page.goto(f"{hub.url}/app/handheld/")
    sign_in(page, name, PIN)
    expect(page.get_by_role("button", name="Mads")).to_be_visible()


def open_me(page: Page) -> None:
    page.get_by_role("button", name="You are Ida").click()


def test_signing_out_by_keyboard_leaves_nothing_of_anybody_on_the_page(clean_page: Page, busy_hub: ScriptedHub) -> None:
    enter(clean_page, busy_hub)
    clean_page.get_by_role("button", name="Mads").click()
    expect(clean_page.get_by_text("Next best")).to_be_visible()
    clean_page.get_by_role("button", name="Back to the list").click()
    open_me(clean_page)
    assert violations(clean_page) == []
    clean_page.get_by_role("button", name="Sign out").focus()
    clean_page.keyboard.press("Enter")
    expect(clean_page.get_by_role("status")).to_have_text("Signed out. This device has forgotten who used it.")
    assert ("DELETE /api/staff/session?why=signed-out", {}) in busy_hub.received
    left = clean_page.content()
    assert [name for name in ("Mads", "Aksel", "Chain Ultegra") if name in left] == []
    assert violations(clean_page) == []
    assert clean_page.evaluate("location.hash") in {"", "#/"}
    # Whoever comes next is asked who they are, and back leads to no card.
    sign_in(clean_page, "Jonas", PIN)
    expect(clean_page.get_by_role("button", name="You are Jonas")).to_be_visible()


def test_signing_out_without_the_hub_holds_on_the_device_and_is_told_later(
    clean_page: Page, busy_hub: ScriptedHub
) -> None:
    enter(clean_page, busy_hub)
    busy_hub.cut()
    open_me(clean_page)
    clean_page.get_by_role("button", name="Sign out").click()
    expect(clean_page.get_by_role("status")).to_contain_text("The hub did not answer")
    # Loading the page anew is no way around it, although the cookie is still there.
    clean_page.reload()
    expect(clean_page.get_by_text("Signed out on this screen")).to_be_visible()
    busy_hub.heal()
    expect(clean_page.get_by_role("status")).to_contain_text("Signed out. This device has forgotten")
    assert busy_hub.received[-1] == ("DELETE /api/staff/session?why=signed-out", {})
    clean_page.reload()
    expect(clean_page.get_by_role("heading", name="Who are you?")).to_be_visible()


def test_what_was_not_sent_is_said_before_it_is_dropped(clean_page: Page, busy_hub: ScriptedHub) -> None:
    enter(clean_page, busy_hub)
    clean_page.get_by_role("button", name="Mads").click()
    busy_hub.unreachable = True
    clean_page.get_by_role("button", name="I'll help").click()
    expect(clean_page.get_by_text("Will be sent when the hub answers")).to_be_visible()
    clean_page.get_by_role("button", name="Back to the list").click()
    open_me(clean_page)
    expect(clean_page.get_by_text("1 not sent yet: signing out drops them.")).to_be_visible()
    clean_page.get_by_role("button", name="Sign out").click()
    busy_hub.unreachable = False
    expect(clean_page.get_by_role("status")).to_contain_text("Signed out. This device")
    sign_in(clean_page, "Ida", PIN)
    expect(clean_page.get_by_role("button", name="Mads")).to_be_visible()
    assert busy_hub.visits["v1"]["claimed_by"] is None


def test_a_page_whose_session_was_ended_goes_dark_at_once(clean_page: Page, busy_hub: ScriptedHub) -> None:
    enter(clean_page, busy_hub)
    clean_page.get_by_role("button", name="Mads").click()
    expect(clean_page.get_by_text("Next best")).to_be_visible()
    # Also when the hub does not answer what the page asks next.
    busy_hub.unreachable = True
    busy_hub.say("signed_out", {"reason": "revoked"}, numbered=False)
    expect(clean_page.get_by_text("Next best")).not_to_be_visible()
    left = clean_page.content()
    assert [name for name in ("Mads", "Chain Ultegra") if name in left] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("code", ["English", "Dansk", "Norsk", "Svenska"])
def test_the_devices_are_read_and_signed_out_on_a_small_screen(
    clean_page: Page, busy_hub: ScriptedHub, code: str, scheme: str
) -> None:
    words = {
        "English": ("Devices", "Take it out of use: iPhone, Safari (bbbb)", "Yes", "Open now"),
        "Dansk": ("Enheder", "Tag den ud af brug: iPhone, Safari (bbbb)", "Ja", "Åben nu"),
        "Norsk": ("Enheter", "Ta den ut av bruk: iPhone, Safari (bbbb)", "Ja", "Åpen nå"),
        "Svenska": ("Enheter", "Ta den ur bruk: iPhone, Safari (bbbb)", "Ja", "Öppen nu"),
    }[code]
    question = {
        "English": "Take iPhone, Safari (bbbb) out of use? It",
        "Dansk": "Tage iPhone, Safari (bbbb) ud af brug? Den",
        "Norsk": "Ta iPhone, Safari (bbbb) ut av bruk? Den",
        "Svenska": "Ta iPhone, Safari (bbbb) ur bruk? Den",
    }[code]
    title, revoke, yes, in_use = words
    busy_hub.devices = make_devices()
    clean_page.emulate_media(color_scheme=scheme)
    clean_page.set_viewport_size({"width": 320, "height": 640})
    enter(clean_page, busy_hub)
    open_me(clean_page)
    clean_page.get_by_role("button", name=code).click()
    clean_page.get_by_role("button", name=title, exact=True).click()
    expect(clean_page.get_by_role("heading", name=title)).to_be_visible()
    expect(clean_page.get_by_text(in_use).first).to_be_visible()
    assert violations(clean_page) == []
    assert clean_page.evaluate("document.documentElement.scrollWidth") <= 320
    assert clean_page.evaluate("document.querySelector('dialog').scrollWidth") <= 320
    boxes = [box for box in clean_page.evaluate(BOXES) if box["width"] < TARGET_PX or box["height"] < TARGET_PX]
    assert boxes == []
    assert clean_page.evaluate("window.broken") is None
    clean_page.get_by_role("button", name=revoke).focus()
    clean_page.keyboard.press("Enter")
    # The question names the device, belongs to its answers, and the harmless one has the focus.
    asked = clean_page.get_by_role("group", name=question)
    expect(asked.get_by_text(question)).to_be_visible()
    expect(asked.get_by_role("button").first).to_be_focused()
    for answer in asked.get_by_role("button").all():
        expect(answer).to_have_accessible_description(re.compile(re.escape(question)))
    assert violations(clean_page) == []
    assert clean_page.evaluate("document.querySelector('dialog').scrollWidth") <= 320
    clean_page.keyboard.press("Enter")
    expect(asked).to_have_count(0)
    expect(clean_page.get_by_role("button", name=revoke)).to_be_focused()
    clean_page.keyboard.press("Enter")
    expect(asked.get_by_role("button").first).to_be_focused()
    clean_page.get_by_role("button", name=yes, exact=True).focus()
    clean_page.keyboard.press("Enter")
    expect(clean_page.get_by_role("button", name=revoke)).to_have_count(0)
    expect(clean_page.get_by_role("list", name=title)).to_be_focused()
    assert ("DELETE /api/staff/devices/device-00000000bbbb", {}) in busy_hub.received


def test_a_lost_handheld_is_found_and_taken_out_of_use_on_the_real_hub(
    clean_page: Page, browser: Browser, real_hub: str, tmp_path: Path
) -> None:
    """The stolen handheld: a manager finds it in the list, and within a moment it shows nothing and keeps no key."""
    stolen = browser.new_context().new_page()
    come_in(stolen, real_hub, tmp_path, "Jonas", Role.ASSOCIATE)
    come_in(clean_page, real_hub, tmp_path)
    clean_page.get_by_role("button", name="You are Maja").click()
    clean_page.get_by_role("button", name="Devices", exact=True).click()
    expect(clean_page.get_by_text("this device")).to_be_visible()
    assert violations(clean_page) == []
    theirs = clean_page.locator(".device").filter(has_text="Jonas")
    theirs.get_by_role("button").click()
    clean_page.get_by_role("button", name="Yes", exact=True).click()
    expect(theirs).to_have_count(0)
    expect(stolen.get_by_role("heading", name="This device was taken out of use")).to_be_visible()
    assert "Nobody recognised" not in stolen.content()
    stolen.reload()
    expect(stolen.get_by_role("heading", name="This device is not one of the shop's yet")).to_be_visible()
    stolen.context.close()


def test_a_device_that_has_to_wait_is_told_for_how_long(clean_page: Page, real_hub: str, tmp_path: Path) -> None:
    come_in(clean_page, real_hub, tmp_path)
    clean_page.get_by_role("button", name="You are Maja").click()
    clean_page.get_by_role("button", name="Lock").click()
    clean_page.get_by_role("button", name="Maja", exact=True).click()
    for _ in range(6):
        clean_page.get_by_label("PIN").fill("000000")
        with clean_page.expect_response("**/api/staff/session"):
            clean_page.get_by_role("button", name="Unlock").click()
    expect(clean_page.get_by_role("alert")).to_have_text(
        "Too many wrong PINs: wait 5 minutes, or sign in on another device"
    )
