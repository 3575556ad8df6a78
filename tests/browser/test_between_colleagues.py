"""What colleagues leave to each other: a customer, a note, something to do by a day. Each state in a picture."""

import re

from conftest import HANDHELD
from pictures import seen
from playwright.sync_api import Page, expect
from scripted_hub import ScriptedHub, make_follow_up
from shop import MARKUP, make_card, make_row, make_timeline
from test_handheld import row, say_who_i_am

# A hub that does not answer: the page knows it at once, or finds out.
WAITS = re.compile("Sending|Will be sent")
LONG = "Åse-Marie von Østergård-Sørensen Konstantinopolitansky den yngre 🚲"


def open_card_of_mads(page: Page, hub: ScriptedHub) -> None:
    written = {"kind": "note", "label": "Note", "text": f"Tried a size: {MARKUP}", "note": "n1", "by": LONG}
    noted = {**make_timeline()[0], "amount": None, "currency": None, "price": None, "source": "hub", **written}
    hub.visits["v1"] = make_row("v1", card=make_card(timeline=[noted, *make_timeline()]))
    page.set_viewport_size(HANDHELD)
    page.goto(f"{hub.url}/app/handheld/")
    row(page, "Mads").click()
    say_who_i_am(page)


def test_a_customer_is_handed_over_and_taken_over(clean_page: Page, hub: ScriptedHub) -> None:
    page = clean_page
    hub.colleagues_here = {
        "colleagues": [
            {"name": LONG, "is_here": True, "is_busy": False},
            {"name": "Jonas", "is_here": True, "is_busy": True},
            {"name": "At home", "is_here": False, "is_busy": False},
        ],
        "may_type": False,
    }
    open_card_of_mads(page, hub)
    page.get_by_role("button", name="I'll help").click()
    page.get_by_role("button", name="Hand over").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("button", name="Jonas")).to_contain_text("helps a customer")
    expect(sheet.get_by_role("button", name="At home")).to_have_count(0)
    seen(page, "colleagues", "hand-over")
    hub.unreachable = True
    page.get_by_role("button", name="Jonas").press("Enter")
    expect(page.locator(".bottom")).to_contain_text(WAITS)
    hub.unreachable = False
    expect(page.locator(".bottom")).to_contain_text("Jonas")
    expect(page.get_by_role("button", name="Hand over")).to_have_count(0)
    sent = [body for path, body in hub.received if path.endswith("/hand_over")]
    assert {(each["to"], each["request_id"]) for each in sent} == {("Jonas", sent[0]["request_id"])}
    # The real hub refuses what it does not know: the page keeps more of an action than it says.
    assert set(sent[0]) == {"staff", "request_id", "to"}
    hub.put(make_row("v2", name="Karen", claimed_by="Ida", started_at_ms=0))
    hub.put({**hub.visits["v1"], "claimed_by": "Ida", "handed_by": "Jonas"})
    page.get_by_role("button", name="Back to the list").click()
    expect(page.get_by_role("status").filter(has_text="Jonas hands over to you · Mads")).to_have_count(1)
    expect(page.locator("main .row").first).to_contain_text("From Jonas")
    seen(page, "colleagues", "handed-to-me")


def test_a_note_is_kept_refused_with_its_words_and_gone_with_its_customer(clean_page: Page, hub: ScriptedHub) -> None:
    page = clean_page
    open_card_of_mads(page, hub)
    page.get_by_role("button", name="Write a note").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("listitem")).to_contain_text(MARKUP)
    sheet.get_by_role("button", name="Wants to think about it").click()
    sheet.get_by_label("A few words").fill("comes back after surgery")
    seen(page, "colleagues", "note")
    hub.written_answer = 422, {"detail": "it says something about health", "code": "words_sensitive"}
    sheet.get_by_label("A few words").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("It says something about health")
    seen(page, "colleagues", "note-refused")
    hub.written_answer, hub.unreachable = None, True
    page.get_by_role("button", name="Go on with the note").click()
    expect(sheet.get_by_label("A few words")).to_have_value("comes back after surgery")
    sheet.get_by_label("A few words").fill("comes back on Friday")
    sheet.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".bottom")).to_contain_text(WAITS)
    hub.unreachable = False
    expect(page.locator(".bottom")).not_to_contain_text(WAITS)
    *_, (path, body) = hub.received
    assert (path, body["template"], body["text"]) == (
        "/api/staff/visits/v1/notes",
        "thinks_about_it",
        "comes back on Friday",
    )
    page.get_by_role("button", name="Write a note").click()
    sheet.get_by_label("A few words").fill("half a")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Go on with the note")).to_be_visible()
    hub.end("v1", "withdrawn")
    expect(page.get_by_role("alert")).to_be_visible()
    hub.put(make_row("v1", card=make_card()))
    page.get_by_role("button", name="Back to the list").first.click()
    row(page, "Mads").click()
    expect(page.get_by_role("button", name="Write a note")).to_be_visible()


def test_what_is_to_be_done_is_written_given_done_and_undone(clean_page: Page, hub: ScriptedHub) -> None:
    page = clean_page
    hub.colleagues_here = {"colleagues": [{"name": "Jonas", "is_here": False, "is_busy": False}], "may_type": False}
    hub.follow_ups = [
        make_follow_up("f1", "overdue", to="Ida", customer={"name": "Karen", "visit_id": None}),
        make_follow_up("f2", "today", what="other", text="Ask the maker about the blue one"),
        make_follow_up("f3", "later", what="order_article", to="Jonas", text=f"2 x ROAD-TYRE {MARKUP}"),
        make_follow_up(
            "f4", "done", what="prepare_fitting", to="Ida", done_by=LONG, customer={"name": LONG, "visit_id": "v1"}
        ),
    ]
    open_card_of_mads(page, hub)
    page.get_by_role("button", name="Back to the list").click()
    tab = page.get_by_role("navigation").get_by_role("button", name="Follow-ups")
    expect(tab).to_contain_text("2")
    tab.press("Enter")
    expect(page.get_by_role("heading", name="Overdue")).to_be_visible()
    expect(page.get_by_text("ROAD-TYRE")).to_have_count(0)
    page.get_by_role("button", name="Everybody").click()
    seen(page, "colleagues", "follow-ups")
    page.get_by_role("button", name="Done: Ask the maker").press("Enter")
    expect(tab).to_contain_text("1")
    page.get_by_role("button", name="Undo: Ask the maker").click()
    expect(tab).to_contain_text("2")
    page.get_by_role("button", name="Give to somebody: Order an article").click()
    page.get_by_role("dialog").get_by_role("button", name="me", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert hub.follow_ups[2]["to"] == "Ida"
    page.get_by_role("button", name="New follow-up").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("A few words").fill("Clean the window")
    sheet.get_by_role("button", name="tomorrow").click()
    sheet.get_by_label("Who does it?").select_option("Jonas")
    seen(page, "colleagues", "follow-up-new")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Go on with the follow-up").click()
    hub.unreachable = True
    sheet.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("article").filter(has_text="Clean the window")).to_contain_text(WAITS)
    hub.unreachable = False
    expect(page.get_by_role("article").filter(has_text="Clean the window")).not_to_contain_text(WAITS)
    made = hub.follow_ups[0]
    assert (made["due"], made["to"], made["what"]) == ("2026-11-29", "Jonas", "other")
    hub.follow_ups = []
    page.reload()
    tab.click()
    expect(page.get_by_text("Nothing to follow up")).to_be_visible()
    seen(page, "colleagues", "follow-ups-none")
