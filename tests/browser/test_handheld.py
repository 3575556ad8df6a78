"""What a colleague with a handheld relies on."""

import contextlib
import re
import time

import pytest
from conftest import DESKTOP, TABLET
from playwright.sync_api import Locator, Page, Route, expect
from scripted_hub import ScriptedHub, now_ms
from shop import MARKUP, make_card, make_line, make_row, told

LEASE_MS = 60_000


@pytest.fixture
def handheld(clean_page: Page, hub: ScriptedHub) -> Page:
    """A handheld with Mads on it, live."""
    hub.visits["v1"] = make_row("v1")
    clean_page.goto(f"{hub.url}/app/handheld/")
    expect(clean_page.get_by_role("status").filter(has_text="Live")).to_be_visible()
    return clean_page


def row(page: Page, name: str):
    return page.locator("button.row").filter(has_text=name)


def claim(page: Page, staff: str = "Ida") -> None:
    page.get_by_role("button", name="I'll help").click()
    page.get_by_label("First name").fill(staff)
    page.get_by_role("button", name="That's me").click()


def test_a_card_is_need_next_best_and_avoid_with_source_and_age(handheld: Page) -> None:
    row(handheld, "Mads").click()
    lines = handheld.locator(".line")
    expect(lines).to_have_count(3)
    expect(lines.nth(0)).to_contain_text(re.compile(r"Need.*Chain Ultegra.*From wear model · 2 days ago"))
    expect(lines.nth(1)).to_contain_text(re.compile(r"Next best.*Grand Prix 5000.*From web shop · 3 days ago"))
    expect(lines.nth(2)).to_contain_text(re.compile(r"Avoid.*Anything but road.*From orders · 5 weeks ago"))
    expect(handheld.locator(".card-top")).to_contain_text("Road for 3 min · probably here")


def test_days_are_counted_by_the_shops_midnights_as_the_hub_counts_them(clean_page: Page, hub: ScriptedHub) -> None:
    # A zone in which it is past two in the morning now; its sign is turned round (POSIX).
    ahead = (2 - time.gmtime().tm_hour + 12) % 24 - 12
    zone, hour = f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT", 3_600_000
    aged = {"need": 1.5, "next_best": 5, "avoid": 27}
    lines = {name: make_card()[name] | {"observed_at_ms": now_ms() - round(age * hour)} for name, age in aged.items()}
    hub.visits["v1"] = make_row("v1", card=make_card(**lines))
    hub.hours = {"is_open": True, "opens_at_ms": None, "time_zone": zone}
    clean_page.goto(f"{hub.url}/app/handheld/")
    row(clean_page, "Mads").click()
    shown = clean_page.locator(".line-source")
    expect(shown.nth(0)).to_contain_text("1 h ago")
    expect(shown.nth(1)).to_contain_text("yesterday")
    expect(shown.nth(2)).to_contain_text("2 days ago")


def test_the_three_lines_stand_above_the_buttons_without_scrolling(handheld: Page) -> None:
    row(handheld, "Mads").click()
    avoid, buttons = handheld.locator(".line").nth(2).bounding_box(), handheld.locator(".bottom").bounding_box()
    assert avoid is not None
    assert buttons is not None
    assert avoid["y"] + avoid["height"] <= buttons["y"]


def say_who_i_am(page: Page, staff: str = "Ida") -> None:
    page.get_by_role("button", name="Say who you are and look").click()
    page.get_by_label("First name").fill(staff)
    page.get_by_role("button", name="That's me").click()


def test_each_field_says_how_fresh_it_is_and_why_one_is_missing(handheld: Page) -> None:
    row(handheld, "Mads").click()
    say_who_i_am(handheld)
    fields = handheld.locator(".fact")
    expect(fields.filter(has_text="Last bought")).to_contain_text("Up to date")
    expect(fields.filter(has_text="Looked at online")).to_contain_text("Old copy")
    missing = fields.filter(has_text="Wear part due")
    expect(missing).to_contain_text("Missing")
    expect(missing).to_contain_text("From customer data platform · did not answer in time")


def test_what_the_profile_simply_has_not_takes_no_place(handheld: Page, hub: ScriptedHub) -> None:
    known, *_, missing = make_card()["fields"]
    hub.put(make_row("v1", card=make_card(fields=[known, {**missing, "reason": "unknown"}])))
    row(handheld, "Mads").click()
    say_who_i_am(handheld)
    expect(handheld.locator(".fact")).to_have_count(1)
    assert "Wear part due" not in handheld.content()


def test_the_card_says_when_the_customer_data_platform_was_down(handheld: Page, hub: ScriptedHub) -> None:
    hub.put(make_row("v1", card=make_card(notice="The customer data platform cannot be reached.")))
    row(handheld, "Mads").click()
    expect(handheld.get_by_text("The customer data platform cannot be reached.")).to_be_visible()


def test_whose_card_is_open_never_stands_in_the_address(handheld: Page) -> None:
    row(handheld, "Mads").click()
    expect(handheld.get_by_text("Next best")).to_be_visible()
    assert handheld.url.endswith("/app/handheld/#/card")
    handheld.go_back()
    expect(row(handheld, "Mads")).to_be_visible()


def test_markup_in_a_name_stays_inert(handheld: Page, hub: ScriptedHub) -> None:
    hub.put(
        make_row("v1", name=MARKUP, card=make_card(need={"text": MARKUP, "source": MARKUP, "observed_at_ms": None}))
    )
    expect(row(handheld, "<img src=x")).to_be_visible()
    row(handheld, "<img src=x").click()
    expect(handheld.locator(".card-top h2")).to_have_text(MARKUP)
    assert handheld.evaluate("window.broken") is None
    assert handheld.locator("img").count() == 0


def test_a_customer_who_withdraws_vanishes_and_the_open_card_says_so(handheld: Page, hub: ScriptedHub) -> None:
    row(handheld, "Mads").click()
    expect(handheld.get_by_text("Next best")).to_be_visible()
    hub.end("v1", "withdrawn")
    expect(handheld.get_by_text("The customer no longer wishes to be recognised")).to_be_visible()
    assert "Mads" not in handheld.content()
    handheld.get_by_role("button", name="Back to the list").click()
    expect(handheld.get_by_text("Nobody recognised right now")).to_be_visible()


def test_a_claim_and_an_outcome_take_two_taps_each_and_reach_the_hub(handheld: Page, hub: ScriptedHub) -> None:
    row(handheld, "Mads").click()
    claim(handheld)
    expect(handheld.locator(".action-status")).to_have_text("You are helping")
    handheld.get_by_role("button", name="Outcome").click()
    handheld.get_by_role("button", name="Sold").click()
    expect(handheld.locator(".action-status")).to_have_text("Recorded: Sold")
    assert [(path.split("/")[-1], body["staff"]) for path, body in hub.received] == [
        ("claim", "Ida"),
        ("outcome", "Ida"),
    ]
    assert hub.received[1][1]["outcome"] == "sold"


def test_the_second_to_claim_is_told_who_was_first(handheld: Page, hub: ScriptedHub) -> None:
    hub.claim_answer = (409, {"detail": "Maja claimed first", "claimed_by": "Maja"})
    row(handheld, "Mads").click()
    claim(handheld)
    expect(handheld.get_by_role("alert")).to_have_text("Maja claimed first")
    expect(handheld.get_by_role("button", name="I'll help")).to_have_count(0)


def test_a_claim_whose_answer_was_lost_is_sent_again_as_the_same_request(handheld: Page, hub: ScriptedHub) -> None:
    lost: list[dict[str, str]] = []

    def lose_the_answer(route: Route) -> None:
        lost.append(route.request.post_data_json)
        route.abort()

    handheld.route("**/claim", lose_the_answer, times=1)
    row(handheld, "Mads").click()
    claim(handheld)
    expect(handheld.locator(".action-status")).to_have_text("You are helping")
    assert [body["request_id"] for _, body in hub.received] == [lost[0]["request_id"]]


def test_an_action_for_a_customer_who_withdrew_meanwhile_is_dropped(handheld: Page, hub: ScriptedHub) -> None:
    row(handheld, "Mads").click()
    handheld.route("**/claim", lambda route: route.abort())
    claim(handheld)
    expect(handheld.locator(".action-status")).to_have_text("Sending")
    hub.end("v1", "withdrawn")
    expect(handheld.get_by_text("The customer no longer wishes to be recognised")).to_be_visible()
    handheld.unroute("**/claim")
    hub.put(make_row("v2", name="Signe"))
    handheld.get_by_role("button", name="Back to the list").click()
    expect(row(handheld, "Signe")).to_be_visible()
    assert hub.received == []


def run_until_visible(page: Page, locator: Locator) -> None:
    """Let the page's clock run: its next attempt comes after some seconds, and a busy machine may miss one."""
    for _ in range(10):
        page.clock.run_for(8000)
        with contextlib.suppress(AssertionError):
            expect(locator).to_be_visible(timeout=3000)
            return
    expect(locator).to_be_visible()


def test_offline_data_is_kept_for_a_minute_and_then_blanked(clean_page: Page, hub: ScriptedHub) -> None:
    clean_page.clock.install()
    hub.visits["v1"] = make_row("v1")
    clean_page.goto(f"{hub.url}/app/handheld/")
    expect(row(clean_page, "Mads")).to_be_visible()
    hub.cut()
    expect(clean_page.get_by_role("status").filter(has_text="Reconnecting")).to_be_visible()
    clean_page.clock.run_for(LEASE_MS // 2)
    expect(clean_page.get_by_role("status").filter(has_text="Offline")).to_be_visible()
    expect(row(clean_page, "Mads")).to_be_visible()
    clean_page.clock.run_for(LEASE_MS // 2 + 1000)
    expect(clean_page.get_by_text("No contact with the store hub")).to_be_visible()
    assert "Mads" not in clean_page.content()

    del hub.visits["v1"]
    hub.visits["v2"] = make_row("v2", name="Signe")
    hub.heal()
    run_until_visible(clean_page, row(clean_page, "Signe"))
    expect(row(clean_page, "Mads")).to_have_count(0)


def test_an_open_card_is_blanked_with_the_list(clean_page: Page, hub: ScriptedHub) -> None:
    clean_page.clock.install()
    hub.visits["v1"] = make_row("v1")
    clean_page.goto(f"{hub.url}/app/handheld/")
    row(clean_page, "Mads").click()
    expect(clean_page.get_by_text("Next best")).to_be_visible()
    hub.cut()
    expect(clean_page.get_by_role("status").filter(has_text="Reconnecting")).to_have_count(1)
    clean_page.clock.run_for(LEASE_MS + 1000)
    expect(clean_page.locator(".card-pane")).to_contain_text("No contact with the store hub")
    assert "Mads" not in clean_page.content()
    assert "Ultegra" not in clean_page.content()


def test_a_silent_line_is_reopened_with_a_new_snapshot(clean_page: Page, hub: ScriptedHub) -> None:
    clean_page.clock.install()
    clean_page.goto(f"{hub.url}/app/handheld/")
    expect(clean_page.get_by_role("status").filter(has_text="Live")).to_be_visible()
    asked = hub.nearby_asked
    hub.visits["v1"] = make_row("v1")  # said by nobody: only a new snapshot knows
    clean_page.clock.run_for(26_000)
    expect(row(clean_page, "Mads")).to_be_visible()
    assert hub.nearby_asked == asked + 1


def test_reset_loads_a_new_snapshot(handheld: Page, hub: ScriptedHub) -> None:
    hub.visits = {"v2": make_row("v2", name="Signe")}
    hub.say("reset", {})
    expect(row(handheld, "Signe")).to_be_visible()
    expect(row(handheld, "Mads")).to_have_count(0)


def test_a_hidden_page_lets_go_of_the_stream_and_of_the_customers(handheld: Page, hub: ScriptedHub) -> None:
    handheld.evaluate("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })")
    handheld.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(row(handheld, "Mads")).to_have_count(0)
    assert "Mads" not in handheld.content()
    hub.visits = {"v2": make_row("v2", name="Signe")}
    handheld.evaluate("delete document.hidden")
    handheld.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(row(handheld, "Signe")).to_be_visible()
    expect(row(handheld, "Mads")).to_have_count(0)


def test_rows_stand_still_under_a_finger_and_newcomers_wait(handheld: Page, hub: ScriptedHub) -> None:
    hub.put(make_row("v2", name="Signe", started_at_ms=now_ms() - 600_000))
    expect(row(handheld, "Signe")).to_be_visible()
    where = row(handheld, "Signe").bounding_box()
    assert where is not None
    handheld.mouse.move(where["x"] + 20, where["y"] + 20)
    handheld.mouse.down()
    hub.put(make_row("v3", name="Aksel"))
    hub.put(make_row("v4", name="Freja"))
    hub.end("v1", "left")
    expect(handheld.get_by_role("button", name="Show 2 new")).to_be_visible()
    expect(handheld.get_by_text("No longer here")).to_be_visible()
    assert "Mads" not in handheld.content()
    expect(row(handheld, "Aksel")).to_have_count(0)
    handheld.mouse.move(1, 639)  # lifted elsewhere: no tap
    handheld.mouse.up()
    handheld.get_by_role("button", name="Show 2 new").click()
    expect(row(handheld, "Aksel")).to_be_visible()
    expect(row(handheld, "Freja")).to_be_visible()


def test_an_empty_store_shows_proof_of_life(clean_page: Page, hub: ScriptedHub) -> None:
    clean_page.goto(f"{hub.url}/app/handheld/")
    expect(clean_page.get_by_text("Nobody recognised right now")).to_be_visible()
    expect(clean_page.get_by_role("status").filter(has_text="Live")).to_be_visible()
    hub.heartbeat()
    expect(clean_page.locator(".list .blank")).to_contain_text(
        re.compile(r"Last heard (just now|\d s ago) · 8/8 edges")
    )


def test_a_customer_not_heard_for_long_has_maybe_left(handheld: Page, hub: ScriptedHub) -> None:
    hub.heartbeat(heard={"v1": now_ms() - 50_000})
    expect(row(handheld, "Mads")).to_contain_text(re.compile(r"Last heard 5\d s ago"))
    hub.heartbeat(heard={"v1": now_ms() - 150_000})
    expect(row(handheld, "Mads")).to_contain_text("Left?")


def test_a_zone_chip_shows_that_zone_only(clean_page: Page, busy_hub: ScriptedHub) -> None:
    clean_page.goto(f"{busy_hub.url}/app/handheld/")
    clean_page.get_by_role("button", name="Entrance 1").click()
    expect(clean_page.locator("button.row")).to_have_count(1)
    expect(row(clean_page, "Signe")).to_be_visible()


def test_the_pin_opens_the_screen(clean_page: Page, hub: ScriptedHub) -> None:
    hub.pin = "2468"
    hub.visits["v1"] = make_row("v1")
    clean_page.goto(f"{hub.url}/app/handheld/")
    clean_page.get_by_role("button", name="Ida").click()
    clean_page.get_by_label("PIN").fill("1111")
    clean_page.get_by_role("button", name="Unlock").click()
    expect(clean_page.get_by_role("alert")).to_have_text("That PIN is not right")
    clean_page.get_by_label("PIN").fill("2468")
    clean_page.get_by_role("button", name="Unlock").click()
    expect(row(clean_page, "Mads")).to_be_visible()


def test_nothing_about_a_person_reaches_the_browsers_storage(handheld: Page) -> None:
    row(handheld, "Mads").click()
    claim(handheld)
    expect(handheld.locator(".action-status")).to_have_text("You are helping")
    kept = handheld.evaluate(
        """async () => ({
          local: localStorage.length, session: sessionStorage.length,
          databases: (await indexedDB.databases()).length,
        })"""
    )
    # What is in the one cache there is, the shell's, test_installed.py says.
    assert kept == {"local": 0, "session": 0, "databases": 0}


@pytest.mark.parametrize("size", [TABLET, DESKTOP], ids=["tablet", "desktop"])
def test_list_and_card_stand_side_by_side_where_there_is_room(handheld: Page, size: dict[str, int]) -> None:
    handheld.set_viewport_size(size)
    row(handheld, "Mads").click()
    expect(handheld.get_by_text("Next best")).to_be_visible()
    expect(row(handheld, "Mads")).to_be_visible()


def test_what_a_campaign_would_have_staff_say_stands_below_the_three_lines(clean_page: Page, hub: ScriptedHub) -> None:
    hub.visits["v1"] = make_row("v1", card=make_card(campaigns=[told("Ask how the ride was")]))
    clean_page.goto(f"{hub.url}/app/handheld/")
    expect(row(clean_page, "Mads")).not_to_contain_text("Ask how")
    row(clean_page, "Mads").click()
    expect(clean_page.locator(".line").nth(3)).to_contain_text(
        re.compile("Campaign.*Ask how the ride was.*Spring ride")
    )


def test_a_nudge_stands_first_in_the_list_of_who_is_told_beside_what_waits_and_is_said_to_who_hears(
    clean_page: Page, hub: ScriptedHub
) -> None:
    ready = make_card(need=make_line("Bell: ready to collect"), campaigns=[told("Ask how the ride was", is_nudge=True)])
    hub.visits["v1"] = make_row("v1", card=ready)
    hub.visits["v2"] = make_row("v2", name="Sofie", started_at_ms=now_ms() - 1000)
    clean_page.goto(f"{hub.url}/app/handheld/")
    # Another handheld was told.
    expect(clean_page.locator("button.row").nth(0)).to_contain_text("Sofie")
    expect(row(clean_page, "Mads")).not_to_contain_text("Ask how the ride was")
    hub.put(make_row("v1", card=ready, nudge_until_ms=now_ms() + 300_000))
    first = clean_page.locator("button.row").nth(0)
    expect(first).to_contain_text(re.compile("Mads.*Ask how the ride was.*Bell: ready to collect.*Road"))
    said = clean_page.get_by_role("status").filter(has_text="Ask how the ride was")
    expect(said).to_have_text("Ask how the ride was · Mads · Road")
    hub.put(make_row("v1", card=ready, nudge_until_ms=None))
    expect(row(clean_page, "Mads")).not_to_contain_text("Ask how the ride was")
    expect(said).to_have_count(0)


def test_a_nudge_ends_with_its_time_and_interrupts_nobody_who_serves(clean_page: Page, hub: ScriptedHub) -> None:
    card = make_card(campaigns=[told("Ask how the ride was", is_nudge=True)])
    hub.visits["v1"] = make_row("v1", card=card, nudge_until_ms=now_ms() + 300_000)
    hub.visits["v2"] = make_row("v2", name="Sofie", started_at_ms=now_ms() - 1000)
    clean_page.goto(f"{hub.url}/app/handheld/")
    expect(row(clean_page, "Mads")).to_contain_text("Ask how the ride was")
    row(clean_page, "Sofie").click()
    claim(clean_page)
    clean_page.get_by_role("button", name="Back to the list").click()
    expect(row(clean_page, "Sofie")).to_contain_text("You")
    expect(row(clean_page, "Mads")).not_to_contain_text("Ask how the ride was")
    hub.put(make_row("v2", name="Sofie", outcome="helped", claimed_by="Ida", started_at_ms=now_ms() - 1000))
    expect(row(clean_page, "Mads")).to_contain_text("Ask how the ride was")
    hub.put(make_row("v1", card=card, nudge_until_ms=now_ms() - 1))
    expect(row(clean_page, "Mads")).not_to_contain_text("Ask how the ride was")
