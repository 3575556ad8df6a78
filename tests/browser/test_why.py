"""Why this: what is suggested and why, on the opened card, for everybody who can read it."""

import io

import pytest
from conftest import DESKTOP, HANDHELD, TABLET
from pictures import seen
from PIL import Image
from playwright.sync_api import Page, expect
from scripted_hub import ScriptedHub
from shop import LONG_WORD, MARKUP, make_card, make_line, make_row, make_timeline, make_why
from test_accessible import BOXES, TARGET_PX, violations
from test_handheld import row, say_who_i_am

WHY = {"English": "Why this?", "Dansk": "Hvorfor det?", "Norsk": "Hvorfor det?", "Svenska": "Varför det?"}


@pytest.fixture
def card(clean_page: Page, hub: ScriptedHub) -> Page:
    """The card of Mads, whose next best line is a suggestion; nobody has said who they are."""
    next_best = make_line("Grand Prix 5000 28 mm: likely to want it", "insight")
    hub.visits["v1"] = make_row("v1", card=make_card(next_best=next_best, why=make_why()))
    clean_page.goto(f"{hub.url}/app/handheld/")
    row(clean_page, "Mads").click()
    return clean_page


def test_each_suggestion_says_how_likely_why_and_from_when(card: Page) -> None:
    assert "Inner tube" not in card.content()  # until somebody has said who they are
    say_who_i_am(card)
    why = card.get_by_role("region", name="Why this?")
    entries = why.locator(".reason")
    expect(entries).to_have_count(6)
    first = entries.nth(0)
    expect(first.get_by_role("heading")).to_have_text("Grand Prix 5000 28 mm")
    for text in (
        *("Likely to want it", "Not bought yet", "In the line above", "Because they bought Grand Prix 4000"),
        "Rests on Grand Prix 4000 and Inner tube 28 mm",
        "From this store's own forecast · newest purchase 5 weeks ago",
    ):
        expect(first).to_contain_text(text)
    expect(entries.nth(1)).to_contain_text("Bought before")
    expect(entries.nth(1)).not_to_contain_text("In the line above")
    expect(entries.nth(2)).to_contain_text("newest purchase today")
    expect(entries.nth(3)).to_contain_text("<script>")
    assert card.evaluate("window.broken") is None
    group = why.get_by_role("list").last.locator(".reason").first
    expect(group).to_contain_text("Loyal gold")
    expect(group).to_contain_text("Orders in 24 months: 14 (at least 5)")
    # No score, however it is written.
    assert "%" not in (why.text_content() or "")


def test_the_line_that_was_computed_leads_to_its_reasons_by_keyboard(card: Page) -> None:
    lines = card.locator(".line")
    expect(lines.filter(has_text="Need").get_by_role("button")).to_have_count(0)  # known, not computed
    lines.filter(has_text="Next best").get_by_role("button", name="Why this?").focus()
    card.keyboard.press("Enter")
    card.get_by_label("First name").fill("Ida")
    card.keyboard.press("Enter")
    title = card.get_by_role("heading", name="Why this?")
    expect(title).to_be_focused()
    where, bar = title.bounding_box(), card.locator(".card-top").bounding_box()
    assert where
    assert bar
    assert bar["y"] + bar["height"] <= where["y"]  # not behind the bar that stays
    expect(card.locator(".reason").first).to_be_in_viewport()


def test_without_anything_to_say_there_is_no_such_place(clean_page: Page, hub: ScriptedHub) -> None:
    old = {name: value for name, value in make_card().items() if name != "why"}  # a hub of before
    hub.visits["v1"] = make_row("v1", card=old)
    clean_page.goto(f"{hub.url}/app/handheld/")
    row(clean_page, "Mads").click()
    say_who_i_am(clean_page)
    expect(clean_page.locator(".fact")).to_have_count(4)
    expect(clean_page.locator(".why")).to_have_count(0)


def test_a_withdrawal_takes_the_reasons_as_well(card: Page, hub: ScriptedHub) -> None:
    say_who_i_am(card)
    expect(card.locator(".reason")).to_have_count(6)
    hub.end("v1", "withdrawn")
    expect(card.get_by_text("The customer no longer wishes to be recognised")).to_be_visible()
    assert "Loyal gold" not in card.content()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [HANDHELD, TABLET, DESKTOP], ids=["handheld", "tablet", "desktop"])
def test_it_is_read_at_every_size(card: Page, size: dict[str, int], scheme: str) -> None:
    card.emulate_media(color_scheme=scheme)
    card.set_viewport_size(size)
    say_who_i_am(card)
    expect(card.locator(".reason")).to_have_count(6)
    avoid, buttons = card.locator(".line").nth(2).bounding_box(), card.locator(".bottom").bounding_box()
    assert avoid
    assert buttons
    assert avoid["y"] + avoid["height"] <= buttons["y"]  # still above, without scrolling
    assert [box["name"] for box in card.evaluate(BOXES) if min(box["width"], box["height"]) < TARGET_PX] == []
    card.locator(".why").scroll_into_view_if_needed()
    assert violations(card) == []
    assert card.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("language", WHY)
def test_it_stands_in_every_language_on_320_pixels(card: Page, language: str) -> None:
    card.set_viewport_size({"width": 320, "height": 640})
    card.get_by_role("button", name="Say who you are and look").click()
    card.get_by_role("button", name=language).click()
    card.locator("input[name=staff]").fill("Ida")
    card.locator("dialog .primary").click()
    expect(card.get_by_role("region", name=WHY[language])).to_contain_text(LONG_WORD)
    assert card.evaluate("document.documentElement.scrollWidth") <= 320
    card.locator(".why").scroll_into_view_if_needed()
    assert violations(card) == []


def test_the_opened_card_shows_its_articles_and_the_list_fetches_none(card: Page, hub: ScriptedHub) -> None:
    next_best = make_line("Grand Prix 5000 28 mm: likely to want it", "insight")
    next_best["args"] = {"article": "Grand Prix 5000 28 mm"}
    known = {"Grand Prix 5000 28 mm": "k1", "Bib shorts": "k2", MARKUP: ""}
    hub.visits["v1"] = make_row(
        "v1", card=make_card(next_best=next_best, why=make_why(), timeline=make_timeline(), pictures=known)
    )
    kept = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(kept, "WEBP")
    hub.files["/api/staff/articles/images/k1"] = kept.getvalue()
    asked: list[str] = []
    card.on("request", lambda request: asked.append(request.url) if "/images/" in request.url else None)
    card.reload()
    row(card, "Mads").click()
    expect(card.locator(".line")).to_have_count(3)
    expect(card.locator(".article-image")).to_have_count(0)
    assert asked == []
    say_who_i_am(card)
    # In the line, in its reasons; of the second no picture is to be had, and the third has none.
    expect(card.locator(".article-image canvas")).to_have_count(2)
    expect(card.locator(".timeline .article-image")).to_have_text(["<", "B"])
    box = card.locator(".article-image").first.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (48, 48)
    seen(card, "card", "articles")
    # Each is fetched once, however often it is shown.
    assert sorted(url.rsplit("/", 1)[1] for url in asked) == ["k1", "k2"]
