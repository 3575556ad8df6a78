"""The screens of signing in and of those who lead: each state in four languages at three sizes, with a picture."""

import re
from typing import Any

import pytest
from pictures import seen
from playwright.sync_api import Page, expect
from scripted_hub import ScriptedHub, now_ms
from shop import MARKUP, make_devices

ALL_ROLES = ("associate", "manager", "marketing", "it", "privacy_officer")
LONG = "Åse-Marie von Østergård-Sørensen Konstantinopolitansky den yngre 🚲"


def account(name: str, *roles: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "name": name,
        "roles": list(roles) or ["associate"],
        "has_pin": True,
        "has_badge": False,
        "passkeys": 0,
        "signed_in": False,
        "locked_on": [],
        "made_ms": 0,
        **more,
    }


def sign_in(number: int, device: str) -> dict[str, Any]:
    opened_ms = now_ms() - 7_200_000
    return {"id": f"s{number}", "device_name": device, "way": "pin", "this": number == 0, "opened_ms": opened_ms}


@pytest.fixture
def staffed(busy_hub: ScriptedHub) -> ScriptedHub:
    """A shop with people of every kind."""
    busy_hub.pin, busy_hub.passkeys = "493027", True
    busy_hub.colleagues = ["Ida", "Jonas", LONG]
    busy_hub.devices = make_devices()
    by = {"about": "Ida", "detail": "", "by": LONG}
    busy_hub.done_to_me = [by | {"at_ms": now_ms() - 3_600_000, "change": each} for each in ("pin", "link")]
    busy_hub.accounts = [
        account("Ida", "associate", "manager"),
        account("Jonas", locked_on=["Till 2", "Bikes upstairs"]),
        account(LONG, *ALL_ROLES, has_pin=False, passkey_copied=True, signed_in=True),
        account(MARKUP, has_badge=True),
    ]
    return busy_hub


def test_everybody_finds_their_way_in_every_language_and_size(clean_page: Page, staffed: ScriptedHub) -> None:
    page = clean_page
    staffed.device = "none"
    staffed.sign_ins = [sign_in(number, each) for number, each in enumerate(("Till 2", "Bikes upstairs", LONG))]
    page.goto(f"{staffed.url}/app/handheld/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    seen(page, "people", "not-ours")
    page.goto(f"{staffed.url}/app/handheld/#welcome=secret")
    expect(page.get_by_role("button").filter(has_text="Begin")).to_be_visible()
    seen(page, "people", "welcome")
    staffed.device = "shared"
    page.goto(f"{staffed.url}/app/handheld/#/")
    page.reload()
    expect(page.get_by_role("button", name="Jonas", exact=True)).to_be_visible()
    seen(page, "people", "pick")
    page.get_by_role("button", name="Ida", exact=True).click()
    expect(page.get_by_label("PIN")).to_have_attribute("type", "password")
    page.get_by_label("PIN").fill("000000")
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_role("alert").first).to_contain_text("That PIN is not right")
    seen(page, "people", "pin-wrong")
    page.get_by_label("PIN").fill("493027")
    page.get_by_role("button", name="Unlock").click()
    page.get_by_role("button", name="You are Ida").click()
    page.get_by_role("button", name="Get a new PIN").click()
    expect(page.get_by_text("493 027")).to_be_visible()
    # Whoever made a way in for somebody could come in as them: they are told who did.
    expect(page.get_by_text(LONG)).to_have_count(3)
    seen(page, "people", "me")
    # Where somebody is signed in, they see and end: one, and all others, but not this one.
    page.get_by_role("button", name=re.compile("Bikes upstairs")).click()
    expect(page.get_by_text("Bikes upstairs")).to_have_count(0)
    page.get_by_role("button", name=re.compile("Østergård")).click()
    expect(page.get_by_role("button", name=re.compile("Østergård"))).to_have_count(0)
    expect(page.get_by_text("Till 2,")).to_be_visible()
    assert [each["id"] for each in staffed.sign_ins] == ["s0"]
    page.get_by_role("button", name="People", exact=True).click()
    page.get_by_role("button", name="Jonas").click()
    seen(page, "people", "people")
    page.get_by_label("Name", exact=True).fill("Nora")
    page.get_by_role("button", name="Add", exact=True).last.click()
    expect(page.get_by_role("img", name="Nora")).to_be_visible()
    seen(page, "people", "people-link")
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="You are Ida").click()
    page.get_by_role("button", name="Devices", exact=True).click()
    expect(page.get_by_text("Handheld a")).to_be_visible()
    seen(page, "people", "devices")


def test_a_screen_that_nobody_touches_locks_and_forgets(clean_page: Page, staffed: ScriptedHub) -> None:
    clean_page.clock.install()
    clean_page.goto(f"{staffed.url}/app/handheld/")
    clean_page.get_by_role("button", name="Ida", exact=True).click()
    clean_page.get_by_label("PIN").fill("493027")
    clean_page.get_by_role("button", name="Unlock").click()
    expect(clean_page.get_by_role("button", name="Mads")).to_be_visible()
    clean_page.clock.fast_forward("04:30")
    clean_page.mouse.move(5, 5)
    clean_page.keyboard.press("Tab")
    clean_page.clock.fast_forward("04:30")
    assert ("DELETE /api/staff/session?why=locked", {}) not in staffed.received
    clean_page.clock.fast_forward("00:45")
    expect(clean_page.get_by_text("Locked. This device has forgotten who used it.")).to_be_visible()
    assert ("DELETE /api/staff/session?why=locked", {}) in staffed.received
    assert "Mads" not in clean_page.content()


def test_a_screen_that_was_hidden_for_a_minute_locks(clean_page: Page, staffed: ScriptedHub) -> None:
    clean_page.clock.install()
    clean_page.goto(f"{staffed.url}/app/handheld/")
    clean_page.get_by_role("button", name="Ida", exact=True).click()
    clean_page.get_by_label("PIN").fill("493027")
    clean_page.get_by_role("button", name="Unlock").click()
    expect(clean_page.get_by_role("button", name="Mads")).to_be_visible()
    hide = """(hidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
      const state = () => hidden ? 'hidden' : 'visible';
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: state });
      document.dispatchEvent(new Event('visibilitychange'));
    }"""
    clean_page.evaluate(hide, True)
    clean_page.clock.fast_forward("01:05")
    clean_page.evaluate(hide, False)
    expect(clean_page.get_by_text("Locked. This device has forgotten who used it.")).to_be_visible()


def test_a_badge_that_is_scanned_asks_for_the_pin_alone(clean_page: Page, staffed: ScriptedHub) -> None:
    clean_page.goto(f"{staffed.url}/app/handheld/")
    expect(clean_page.get_by_role("button", name="Jonas", exact=True)).to_be_visible()
    clean_page.evaluate(
        """() => { for (const key of [...'04A1B2C3', 'Enter'])
          document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })); }"""
    )
    expect(clean_page.get_by_role("heading", name="Badge read. Now the PIN")).to_be_visible()


def test_an_associate_sees_no_way_to_people_or_devices(clean_page: Page, staffed: ScriptedHub) -> None:
    staffed.roles = ["associate"]
    clean_page.goto(f"{staffed.url}/app/handheld/")
    clean_page.get_by_role("button", name="Ida", exact=True).click()
    clean_page.get_by_label("PIN").fill("493027")
    clean_page.get_by_role("button", name="Unlock").click()
    clean_page.get_by_role("button", name="You are Ida").click()
    expect(clean_page.get_by_role("button", name="Lock")).to_be_visible()
    expect(clean_page.get_by_role("button", name="People")).to_have_count(0)
    expect(clean_page.get_by_role("button", name="Devices")).to_have_count(0)
