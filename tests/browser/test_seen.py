"""The screens of the floor: each state in four languages at three sizes, with a picture."""

from pictures import seen
from playwright.sync_api import Page, expect
from scripted_hub import ScriptedHub, now_ms
from shop import DAY, MINUTE, make_card, make_row, told
from test_handheld import row, say_who_i_am


def test_who_is_here_in_every_state(clean_page: Page, hub: ScriptedHub, busy_hub: ScriptedHub) -> None:
    here = dict(busy_hub.visits)
    busy_hub.visits.clear()
    clean_page.goto(f"{hub.url}/app/handheld/")
    expect(clean_page.get_by_text("Nobody recognised right now")).to_be_visible()
    seen(clean_page, "floor", "nobody")
    for each in here.values():
        busy_hub.put(each)
    busy_hub.put(make_row("v8", name="Torben", asked_ms=now_ms() - 2 * MINUTE))
    busy_hub.put(make_row("v9", name="Karla", card=make_card(campaigns=[told("Ask how the ride was", is_nudge=True)])))
    expect(row(clean_page, "Torben")).to_be_visible()
    seen(clean_page, "floor", "list")
    busy_hub.cut()
    expect(clean_page.get_by_text("Reconnecting").locator("visible=true").first).to_be_visible()
    seen(clean_page, "floor", "list-reconnecting")


def test_a_card_in_every_state(clean_page: Page, busy_hub: ScriptedHub) -> None:
    busy_hub.visits.pop("v7")  # whose name is markup: these pictures stand in the guides
    offers = [
        {"code": "7K3M-9Q2X", "text": "12.5 % off Road tyre", "campaign": "Tyres", "valid_until_ms": now_ms() + 2 * DAY}
    ]
    campaigns = [told("Invite to the workshop on Thursday")]
    busy_hub.put(make_row("v1", asked_ms=now_ms(), card=make_card(offers=offers, campaigns=campaigns)))
    clean_page.goto(f"{busy_hub.url}/app/handheld/")
    row(clean_page, "Mads").click()
    expect(clean_page.get_by_text("Next best")).to_be_visible()
    seen(clean_page, "floor", "card")
    say_who_i_am(clean_page)
    expect(clean_page.locator(".open-offer")).to_be_visible()
    seen(clean_page, "floor", "card-opened")
    clean_page.get_by_role("button", name="Outcome").click()
    expect(clean_page.get_by_role("button", name="Sold")).to_be_visible()
    seen(clean_page, "floor", "outcome")
    clean_page.get_by_role("button", name="Cancel").click()
    busy_hub.claim_answer = (409, {"title": "no", "detail": "no", "code": "claimed_first", "claimed_by": "Maja"})
    clean_page.get_by_role("button", name="I'll help").click()
    expect(clean_page.get_by_role("alert").filter(has_text="Maja")).to_be_visible()
    seen(clean_page, "floor", "claimed-first")
    clean_page.get_by_role("button", name="Redeem 7K3M-9Q2X").click()
    expect(clean_page.get_by_role("dialog")).to_contain_text("Redeemed")
    seen(clean_page, "floor", "redeemed")
    clean_page.get_by_role("button", name="Close").click()
    busy_hub.end("v1", "withdrawn")
    expect(clean_page.get_by_role("heading", name="no longer wishes to be recognised")).to_be_visible()
    seen(clean_page, "floor", "withdrawn")
