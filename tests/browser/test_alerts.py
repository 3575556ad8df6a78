"""Alerts: heard once each, never while somebody is served, seen in one tap; who waits too long is on top."""

from typing import Any

from pictures import seen
from playwright.sync_api import Page, expect
from scripted_hub import ScriptedHub, now_ms
from shop import MARKUP, MINUTE, make_row
from test_handheld import row

# What the browser is asked for, beside what it does: two tones are one sound.
COUNT = """() => {
  window.tones = window.shakes = window.awake = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) { window.tones += 1; return start.apply(this, at); };
  const vibrate = Navigator.prototype.vibrate;
  Navigator.prototype.vibrate = function (pattern) { window.shakes += 1; return vibrate.call(this, pattern); };
  const request = WakeLock.prototype.request;
  WakeLock.prototype.request = function (kind) { window.awake += 1; return request.call(this, kind); };
}"""


def alert(id_: str, kind: str = "help", **changes: Any) -> dict[str, Any]:
    return {"id": id_, "kind": kind, "at_ms": now_ms() - MINUTE, "visit_id": None, "by": None, "about": None} | changes


def sign_in(page: Page) -> None:
    page.get_by_role("button", name="Who are you?").click()
    page.get_by_label("First name").fill("Ida")
    page.get_by_role("button", name="That's me").click()


def heard(page: Page) -> int:
    return page.evaluate("window.tones / 2")


def bell(page: Page, count: str) -> Any:
    return page.get_by_role("button", name=count, exact=True)


def test_an_alert_sounds_once_is_seen_in_one_tap_and_is_silent_while_somebody_is_served(
    clean_page: Page, hub: ScriptedHub
) -> None:
    page = clean_page
    page.add_init_script(f"({COUNT})()")
    for visit, name in (("v1", "Mads"), ("v2", "Torben")):
        hub.visits[visit] = make_row(visit, name=name, asked_ms=now_ms() - 2 * MINUTE)
    page.goto(f"{hub.url}/app/handheld/")
    sign_in(page)
    expect(bell(page, "No alerts")).to_be_visible()

    one, two = alert("help-v1", visit_id="v1"), alert("help-v2", visit_id="v2")
    hub.alert(one)
    expect(bell(page, "1 alert")).to_be_visible()
    assert heard(page) == 1
    # The same request in its next round is no second sound, and another request is one.
    hub.alert(one, two, waiting=("v2",))
    expect(bell(page, "2 alerts")).to_be_visible()
    assert heard(page) == 2
    late = row(page, "Torben")
    expect(page.locator("section h2").first).to_have_text("Nobody has come yet")
    expect(late).to_contain_text("Asks for help: 2 min")
    expect(page.locator(".row").first).to_contain_text("Torben")
    seen(page, "alerts", "late-list")

    kinds = [
        alert("handover-1", "handover", by="Jonas", visit_id="v1"),
        alert("follow-1", "follow_up", about="7"),
        alert("glass-1", "break_glass", by=MARKUP),
        alert("nudge-1", "nudge", visit_id="v1"),
    ]
    hub.alert(one, two, *kinds, waiting=("v2",))
    bell(page, "6 alerts").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Jonas hands a customer over to you")
    expect(dialog).to_contain_text(MARKUP)
    seen(page, "alerts", "sheet")
    dialog.get_by_role("button", name="Got it: A customer asks for help").first.click()
    expect(dialog.get_by_role("listitem")).to_have_count(5)
    # By keys alone: Escape leaves, and the bell has the focus again.
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    bell(page, "5 alerts").press("Enter")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(bell(page, "5 alerts")).to_be_focused()
    bell(page, "5 alerts").press("Enter")
    dialog.get_by_role("button", name="Take a break").click()
    expect(dialog).to_contain_text("You are on a break")
    before = heard(page)
    hub.alert(two, alert("help-v3"))
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    assert heard(page) == before
    dialog.get_by_role("button", name="End the break").click()
    page.keyboard.press("Escape")
    served_in_silence(page, hub, alert("help-v4"))
    # A device that was silenced stays silent.
    page.evaluate("localStorage.setItem('goddag-alerts', '{\"sound\": false}')")
    page.reload()
    sign_in(page)
    hub.alert(alert("help-v9"))
    expect(bell(page, "1 alert")).to_be_visible()
    assert heard(page) == 0


def served_in_silence(page: Page, hub: ScriptedHub, new: dict[str, Any]) -> None:
    """Whoever has a customer is not disturbed, and their screen stays on."""
    awake, before = page.evaluate("window.awake"), heard(page)
    hub.put(make_row("v1", claimed_by="Ida"))
    page.wait_for_function("before => window.awake > before", arg=awake)
    hub.alert(new)
    expect(bell(page, "1 alert")).to_be_visible()
    assert heard(page) == before
    hub.put(make_row("v1", claimed_by="Ida", outcome="helped"))
    hub.alert()
    expect(bell(page, "No alerts")).to_be_visible()
