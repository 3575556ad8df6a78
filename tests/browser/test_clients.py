"""The client book and the search among those present: each state at three sizes, with a picture."""

from typing import Any

import pytest
from pictures import seen
from playwright.sync_api import Page, expect
from scripted_hub import ScriptedHub, now_ms
from shop import DAY, LONG_NAME, LONG_WORD, MARKUP


def client(name: str | None, owner: str | None, number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"client-{number}",
        "name": name,
        "since_ms": now_ms() - 40 * DAY,
        "last_visit_ms": now_ms() - number * DAY,
        "visit_id": None,
        "owner": owner,
        "owner_name": owner,
        **more,
    }


@pytest.fixture
def staffed(busy_hub: ScriptedHub) -> ScriptedHub:
    """Ida leads, and looks after four."""
    busy_hub.pin = "493027"
    names = ("Mads", LONG_NAME, MARKUP, None)
    busy_hub.clients = [client(name, "Ida", number) for number, name in enumerate(names)]
    busy_hub.clients += [client(LONG_WORD, "Jonas", 5, last_visit_ms=None), client("Freja", None, 6)]
    return busy_hub


def signed_in(page: Page, hub: ScriptedHub) -> None:
    page.goto(f"{hub.url}/app/handheld/")
    page.get_by_role("button", name="Ida", exact=True).click()
    page.get_by_label("PIN").fill("493027")
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_role("button", name="Mads")).to_be_visible()


def test_my_clients_who_is_here_and_whoever_withdraws_is_gone_at_once(clean_page: Page, staffed: ScriptedHub) -> None:
    page = clean_page
    signed_in(page, staffed)
    # Whoever looks after somebody has opened their card; from then on they come first.
    page.get_by_role("button", name="Mads").first.click()
    page.get_by_role("button", name="I look after them").click()
    expect(page.get_by_text("You look after them")).to_be_visible()
    seen(page, "clients", "clients-card")
    page.get_by_role("button", name="Back").click()
    mine = page.get_by_role("region", name="For me")
    expect(mine.get_by_role("button", name="Mads")).to_be_visible()
    staffed.clients[0]["id"] = "client-v1"
    page.get_by_role("button", name="Clients").click()
    here = page.get_by_role("region", name="In the shop now")
    expect(here.get_by_role("button", name="Mads")).to_contain_text("Road")
    expect(page.get_by_role("button", name=LONG_NAME)).to_be_visible()
    seen(page, "clients", "clients-mine")
    page.get_by_role("button", name="Everybody's").click()
    expect(page.get_by_role("region", name="Nobody looks after them")).to_contain_text("Freja")
    page.get_by_role("button", name="Freja").click()
    seen(page, "clients", "clients-shop")
    page.get_by_role("group", name="Give to").get_by_role("button", name="Jonas").click()
    expect(page.get_by_role("region", name="Jonas")).to_contain_text("Freja")
    page.get_by_role("button", name="Mine").click()
    # Somebody withdraws while the book is open: no name stays, on the screen or in the page.
    staffed.clients = [each for each in staffed.clients if each["name"] != LONG_NAME]
    staffed.say("agreed", {}, numbered=False)
    expect(page.get_by_role("button", name=LONG_NAME)).to_have_count(0)
    page.get_by_role("button", name="Member").click()
    page.get_by_role("button", name="I do not look after them any more").click()
    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_role("button", name="Member")).to_have_count(0)
    # A client who is here opens the card; without the line to the hub nobody is shown for longer than the lease.
    here.get_by_role("button", name="Mads").click()
    expect(page.get_by_text("Next best")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage)).join()").find("Mads") == -1
    staffed.clients = []
    page.get_by_role("button", name="Back").click()
    staffed.say("agreed", {}, numbered=False)
    expect(page.get_by_text("Nobody yet")).to_be_visible()


def test_a_search_finds_by_name_and_zone_and_asks_nobody(clean_page: Page, staffed: ScriptedHub) -> None:
    page = clean_page
    signed_in(page, staffed)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Find by name or zone").click()
    field = page.get_by_role("textbox", name="Find by name or zone")
    expect(field).to_be_focused()
    field.fill("MÅDS road")
    expect(page.locator(".row")).to_have_count(1)
    field.fill(MARKUP + "nobody")
    expect(page.get_by_text("Nobody found")).to_be_visible()
    assert asked == []
    assert "MÅDS" not in page.url
    seen(page, "clients", "search-nobody")
    field.press("Escape")
    expect(page.locator(".row")).to_have_count(len(staffed.visits))
    expect(field).to_be_hidden()
