"""Anybody can use the screens: contrast, names, sizes, no sideways scroll."""

from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import DESKTOP, HANDHELD
from playwright.sync_api import Page, expect
from scripted_hub import ScriptedHub, now_ms
from shop import LONG_NAME, make_card, make_row, told

TARGET_PX = 48
LEAST_GAP_PX = 8

# Small enough for the page to judge itself: every visible thing that one can tap, with its box.
BOXES = """() => [...document.querySelectorAll('button, a[href], input')]
  .map((element) => ({
    name: element.ariaLabel || element.textContent,
    is_row: element.matches('.row'),
    ...element.getBoundingClientRect().toJSON(),
  }))
  .filter((box) => box.width > 0 && box.height > 0)"""


def violations(page: Page) -> list[str]:
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}}).response["violations"]
    return [f"{rule['id']}: {[node['html'][:200] for node in rule['nodes']]}" for rule in found]


def open_list(page: Page, hub: ScriptedHub) -> None:
    page.goto(f"{hub.url}/app/handheld/")
    expect(page.get_by_role("button", name="Mads")).to_be_visible()


def open_nudged(page: Page, hub: ScriptedHub) -> None:
    told_of = told(f"Ask {LONG_NAME} how the ride was", is_nudge=True)
    card = make_card(campaigns=[told_of, told("Invite to the workshop")])
    hub.visits["v1"] = make_row("v1", card=card, nudge_until_ms=now_ms() + 300_000)
    open_list(page, hub)
    expect(page.locator(".row-nudge")).to_be_visible()
    if page.viewport_size and page.viewport_size["width"] > 800:
        page.get_by_role("button", name="Mads").first.click()
        expect(page.get_by_text("Invite to the workshop")).to_be_visible()


def open_card(page: Page, hub: ScriptedHub, name: str = "Mads") -> None:
    open_list(page, hub)
    page.get_by_role("button", name=name).first.click()
    expect(page.get_by_text("Next best")).to_be_visible()


def open_simulator(page: Page, hub: ScriptedHub) -> None:
    page.goto(f"{hub.url}/app/simulator/")
    expect(page.get_by_role("heading", name="Mads", exact=True)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [HANDHELD, DESKTOP], ids=["handheld", "desktop"])
@pytest.mark.parametrize("open_screen", [open_list, open_nudged, open_card, open_simulator])
def test_axe_finds_nothing(clean_page: Page, busy_hub: ScriptedHub, open_screen, size, scheme) -> None:
    clean_page.emulate_media(color_scheme=scheme)
    clean_page.set_viewport_size(size)
    open_screen(clean_page, busy_hub)
    assert violations(clean_page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_sheets_and_states(clean_page: Page, busy_hub: ScriptedHub, scheme) -> None:
    clean_page.emulate_media(color_scheme=scheme)
    open_card(clean_page, busy_hub)
    clean_page.get_by_role("button", name="I'll help").click()
    assert violations(clean_page) == []
    clean_page.get_by_label("First name").fill("Ida")
    clean_page.get_by_role("button", name="That's me").click()
    expect(clean_page.get_by_text("You are helping").locator("visible=true")).to_be_visible()
    clean_page.get_by_role("button", name="Outcome").click()
    expect(clean_page.get_by_role("button", name="Sold")).to_be_visible()
    assert violations(clean_page) == []
    clean_page.get_by_role("button", name="Cancel").click()
    busy_hub.end("v1", "withdrawn")
    expect(clean_page.get_by_role("heading", name="no longer wishes to be recognised")).to_be_visible()
    assert violations(clean_page) == []


@pytest.mark.parametrize("open_screen", [open_list, open_card, open_simulator])
def test_everything_one_taps_is_big_enough_and_apart(clean_page: Page, busy_hub: ScriptedHub, open_screen) -> None:
    open_screen(clean_page, busy_hub)
    boxes = clean_page.evaluate(BOXES)
    assert len(boxes) >= 3
    small = [box["name"] for box in boxes if box["width"] < TARGET_PX or box["height"] < TARGET_PX]
    assert small == []
    if open_screen is not open_list:
        return
    rows = sorted((box for box in boxes if box["is_row"]), key=lambda box: box["y"])
    assert len(rows) >= 2
    assert [box["name"] for box in rows if not 72 <= box["height"] <= 88] == []
    assert min(below["y"] - above["bottom"] for above, below in pairwise(rows)) >= LEAST_GAP_PX


@pytest.mark.parametrize("open_screen", [open_list, open_nudged, open_card, open_simulator])
def test_nothing_scrolls_sideways_at_320_px(clean_page: Page, busy_hub: ScriptedHub, open_screen) -> None:
    clean_page.set_viewport_size({"width": 320, "height": 640})
    for person in busy_hub.people:
        person["note"] = LONG_NAME.replace(" ", "")
    busy_hub.store = {"id": "demo", "name": "Donaudampfschifffahrtsgesellschaftskapitänscykelværksted"}
    if open_screen is open_card:
        open_card(clean_page, busy_hub, "Wilhelmina")
    else:
        open_screen(clean_page, busy_hub)
    assert clean_page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_keyboard_alone_claims_a_customer(clean_page: Page, busy_hub: ScriptedHub) -> None:
    open_list(clean_page, busy_hub)
    clean_page.get_by_role("button", name="Mads").focus()
    clean_page.keyboard.press("Enter")
    expect(clean_page.get_by_role("heading", name="Mads")).to_be_visible()
    for _ in range(6):
        clean_page.keyboard.press("Tab")
        if clean_page.evaluate("document.activeElement.textContent") == "I'll help":
            break
    clean_page.keyboard.press("Enter")
    clean_page.get_by_label("First name").fill("Ida")
    clean_page.keyboard.press("Enter")
    expect(clean_page.get_by_text("You are helping").locator("visible=true")).to_be_visible()


def test_danish_fits_a_small_screen_too(clean_page: Page, busy_hub: ScriptedHub) -> None:
    clean_page.set_viewport_size({"width": 320, "height": 640})
    open_list(clean_page, busy_hub)
    clean_page.get_by_role("button", name="Who are you?").click()
    clean_page.get_by_role("button", name="Dansk").click()
    clean_page.get_by_label("Fornavn").fill("Ida")
    clean_page.get_by_role("button", name="Det er mig").click()
    expect(clean_page.locator("html")).to_have_attribute("lang", "da")
    clean_page.get_by_role("button", name="Mads").click()
    clean_page.get_by_role("button", name="Jeg hjælper").click()
    expect(clean_page.locator(".action-status")).to_have_text("Du hjælper")
    assert clean_page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(clean_page) == []
