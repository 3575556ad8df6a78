"""What a card rests on is opened by name; a page that wakes shows nobody before the hub has spoken."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import HANDHELD
from playwright.sync_api import Page, expect
from scripted_hub import ScriptedHub, now_ms
from shop import make_card, make_row
from sleeping_page import SleepingPage, sleeping_page
from test_accessible import violations
from test_handheld import row, say_who_i_am

MINUTE = 60_000


@pytest.fixture
def handheld(clean_page: Page, hub: ScriptedHub) -> Page:
    """A handheld with Mads on it, live."""
    hub.visits["v1"] = make_row("v1")
    clean_page.goto(f"{hub.url}/app/handheld/")
    expect(clean_page.get_by_role("status").filter(has_text="Live")).to_be_visible()
    return clean_page


def behind(page: Page):
    return page.locator(".fact")


def test_without_a_name_nothing_behind_the_three_lines_reaches_the_handheld(handheld: Page, hub: ScriptedHub) -> None:
    row(handheld, "Mads").click()
    expect(handheld.get_by_text("Next best")).to_be_visible()
    assert "Bib shorts" not in handheld.content()
    assert hub.openings == []
    say_who_i_am(handheld)
    expect(behind(handheld).filter(has_text="Last bought")).to_contain_text("Bib shorts Pro Team")
    [(path, body)] = hub.openings
    assert path == "/api/staff/visits/v1/open"
    assert (body["staff"], body["reason"]) == ("Ida", "near")


def test_going_back_to_the_list_closes_the_card_and_lets_go_of_it(handheld: Page, hub: ScriptedHub) -> None:
    row(handheld, "Mads").click()
    say_who_i_am(handheld)
    expect(behind(handheld)).to_have_count(4)
    with handheld.expect_request("**/close") as closing:
        handheld.get_by_role("button", name="Back to the list").click()
    assert closing.value.post_data_json == {"request_id": hub.openings[0][1]["request_id"]}
    assert "Bib shorts" not in handheld.content()
    # The next card needs no question: the colleague has said who they are.
    hub.put(make_row("v2", name="Signe", asked_ms=now_ms() - MINUTE))
    row(handheld, "Signe").click()
    expect(behind(handheld)).to_have_count(4)
    path, body = [each for each in hub.openings if each[0].endswith("/open")][-1]
    assert (path, body["reason"]) == ("/api/staff/visits/v2/open", "asked")


def test_a_card_that_changes_is_asked_for_again_as_the_same_opening(handheld: Page, hub: ScriptedHub) -> None:
    row(handheld, "Mads").click()
    say_who_i_am(handheld)
    expect(behind(handheld)).to_have_count(4)
    hub.put(make_row("v1", card=make_card(notice="Shown is what was known before.", fields=[])))
    expect(behind(handheld)).to_have_count(0)
    assert len({body["request_id"] for _, body in hub.openings}) == 1


def test_a_card_made_anew_with_the_same_lines_loses_what_was_opened_before(handheld: Page, hub: ScriptedHub) -> None:
    row(handheld, "Mads").click()
    say_who_i_am(handheld)
    expect(behind(handheld)).to_have_count(4)
    # Something behind the lines was withdrawn, and the page never saw the moment without a card.
    known, made = hub.visits["v1"]["card"], hub.visits["v1"]["card_made_ms"]
    hub.put({**hub.visits["v1"], "card": {**known, "fields": known["fields"][:1]}, "card_made_ms": made + 1})
    expect(behind(handheld)).to_have_count(1)
    assert "Bib shorts" not in handheld.content()


def test_offline_and_in_trouble_the_card_says_so_and_comes_back(handheld: Page, hub: ScriptedHub) -> None:
    hub.open_answer = (503, {"detail": "busy"})
    row(handheld, "Mads").click()
    say_who_i_am(handheld)
    expect(handheld.get_by_text("The hub did not answer.")).to_be_visible()
    hub.cut()
    expect(handheld.get_by_text("Offline: the three lines above are all there is")).to_be_visible()
    hub.open_answer = None
    hub.heal()
    expect(behind(handheld)).to_have_count(4)


def test_too_many_opened_is_said_in_words(handheld: Page, hub: ScriptedHub) -> None:
    hub.open_answer = (429, {"detail": "more customers were opened"})
    row(handheld, "Mads").click()
    say_who_i_am(handheld)
    expect(handheld.get_by_role("alert")).to_contain_text("Ask the store manager")
    assert violations(handheld) == []


def test_a_withdrawal_takes_what_was_opened_as_well(handheld: Page, hub: ScriptedHub) -> None:
    row(handheld, "Mads").click()
    say_who_i_am(handheld)
    expect(behind(handheld)).to_have_count(4)
    hub.end("v1", "withdrawn")
    expect(handheld.get_by_text("The customer no longer wishes to be recognised")).to_be_visible()
    assert "Bib shorts" not in handheld.content()


def test_whoever_asks_for_help_stands_first_and_says_so(clean_page: Page, busy_hub: ScriptedHub) -> None:
    busy_hub.visits["v2"]["asked_ms"] = now_ms() - 2 * MINUTE
    clean_page.goto(f"{busy_hub.url}/app/handheld/")
    first = clean_page.locator("button.row").first
    expect(first).to_contain_text("Asks for help")
    expect(first).to_contain_text("Topstone")
    box = first.bounding_box()
    assert box is not None
    assert 72 <= box["height"] <= 88
    # Who waited longer comes before who asked just now.
    busy_hub.put({**busy_hub.visits["v7"], "asked_ms": now_ms()})
    expect(clean_page.locator("button.row", has_text="Asks for help")).to_have_count(2)
    expect(clean_page.locator("button.row").first).to_contain_text("Topstone")
    assert violations(clean_page) == []
    first.click()
    expect(clean_page.locator(".asks")).to_have_text("Asks for help: 2 min ago")
    # A button that is half behind the bar at the bottom is one that has not been scrolled to yet.
    clean_page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert violations(clean_page) == []
    assert clean_page.evaluate("document.documentElement.scrollWidth") <= HANDHELD["width"]


@pytest.fixture
def sleeper(hub: ScriptedHub, browser_type_launch_args: dict[str, Any], tmp_path: Path) -> Iterator[SleepingPage]:
    """A handheld with the card of Mads open, which can be put to sleep."""
    hub.visits["v1"] = make_row("v1")
    chromium, arguments = browser_type_launch_args["executable_path"], browser_type_launch_args["args"]
    with sleeping_page(chromium, arguments, tmp_path) as page:
        page.open(f"{hub.url}/app/handheld/")
        page.click("button.row", "Ma")  # the whole name is in nothing that the test itself puts into the page
        page.click("button", "Say who you are and look")
        page.evaluate(
            "document.querySelector('input[name=staff]').value = 'Ida';"
            "document.querySelector('input[name=staff]').dispatchEvent(new Event('input', { bubbles: true }))"
        )
        page.click("button", "That's me")
        page.until("document.querySelectorAll('.fact').length === 4")
        # The page itself notes what it shows: in the first moment after it wakes, and at each change from then on.
        page.evaluate(
            """window.told = [];
            window.seen = [];
            const note = () => window.seen.push(document.body.textContent.includes('Ma' + 'ds'));
            for (const name of ['freeze', 'resume']) document.addEventListener(name, () => window.told.push(name));
            window.addEventListener('resume', () => {
              note();
              const everything = { subtree: true, childList: true, characterData: true };
              new MutationObserver(note).observe(document.body, everything);
            }, { capture: true })"""
        )
        yield page


def test_a_page_that_was_frozen_shows_nobody_until_the_hub_has_spoken(sleeper: SleepingPage, hub: ScriptedHub) -> None:
    assert "Mads" in sleeper.text()
    sleeper.freeze()
    assert sleeper.evaluate("[document.hidden, ...window.told]") == [True, "freeze"]
    assert "Mads" not in sleeper.text()
    hub.visits = {"v2": make_row("v2", name="Signe")}  # Mads withdrew meanwhile
    sleeper.wake()
    sleeper.until("document.body.textContent.includes('Signe')")
    seen = sleeper.evaluate("window.seen")
    assert len(seen) > 1
    assert not any(seen)
    assert "Bib shorts" not in sleeper.text()


def test_a_page_that_wakes_without_a_hub_shows_nobody(sleeper: SleepingPage, hub: ScriptedHub) -> None:
    sleeper.freeze()
    hub.cut()
    sleeper.wake()
    sleeper.until("document.querySelector('[role=status]').textContent.includes('Reconnecting')")
    assert not any(sleeper.evaluate("window.seen"))
    assert "Ultegra" not in sleeper.text()


def test_a_sleeping_page_keeps_no_customer_in_its_memory(sleeper: SleepingPage) -> None:
    kept = sleeper.memory()
    for text in ("Mads", "Bib shorts Pro Team", "Chain Ultegra"):
        assert text in kept
    sleeper.freeze()
    kept = sleeper.memory()
    assert [text for text in ("Mads", "Bib shorts Pro Team", "Chain Ultegra") if text in kept] == []


def test_a_device_that_was_suspended_forgets_when_its_clock_has_jumped(clean_page: Page, hub: ScriptedHub) -> None:
    clean_page.clock.install()
    hub.visits["v1"] = make_row("v1")
    clean_page.goto(f"{hub.url}/app/handheld/")
    expect(row(clean_page, "Mads")).to_be_visible()
    hub.unreachable = True  # the line is not cut: a suspended device hears of nothing
    clean_page.clock.fast_forward(30_000)
    expect(row(clean_page, "Mads")).to_have_count(0)
    assert "Ultegra" not in clean_page.content()
