"""The screens speak the browser's language, or the one that was chosen, and ask the hub for the same."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from conftest import HANDHELD
from playwright.sync_api import Browser, Page, expect
from scripted_hub import ScriptedHub
from test_accessible import violations


@pytest.fixture
def page_of(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """A page of a browser that prefers a language, on a handheld; any error of its own fails the test."""
    opened, errors = list[Page](), list[str]()

    def open_page(locale: str) -> Page:
        page = browser.new_context(locale=locale, viewport=HANDHELD, reduced_motion="reduce").new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "cannot say" in said.text else None)
        opened.append(page)
        return page

    yield open_page
    for page in opened:
        page.context.close()
    assert errors == []


def on_the_list(page: Page, hub: ScriptedHub) -> Page:
    page.goto(f"{hub.url}/app/handheld/")
    expect(page.get_by_role("button", name="Mads")).to_be_visible()
    return page


@pytest.mark.parametrize(
    ("locale", "language", "claim", "ask", "outcome", "sold"),
    [
        ("da-DK", "da", "Jeg hjælper", "Det er mig", "Resultat", "Solgt"),
        ("sv-SE", "sv", "Jag hjälper", "Det är jag", "Resultat", "Sålt"),
        ("nb-NO", "nb", "Jeg hjelper", "Det er meg", "Resultat", "Solgt"),
    ],
)
def test_a_handheld_starts_in_the_browsers_language_and_asks_for_cards_in_it(
    page_of: Callable[[str], Page],
    busy_hub: ScriptedHub,
    locale: str,
    language: str,
    claim: str,
    ask: str,
    outcome: str,
    sold: str,
) -> None:
    page = page_of(locale)
    with (
        page.expect_request("**/api/staff/nearby") as asked,
        page.expect_request(f"**/api/staff/stream?since=*&language={language}"),
    ):
        on_the_list(page, busy_hub)
    assert asked.value.headers["accept-language"] == language
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert violations(page) == []
    page.get_by_role("button", name="Mads").click()
    page.get_by_role("button", name=claim).click()
    page.locator("input[name=staff]").fill("Ida")
    page.get_by_role("button", name=ask).click()
    page.get_by_role("button", name=outcome).click()
    expect(page.get_by_role("button", name=sold)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= HANDHELD["width"]
    assert violations(page) == []


@pytest.mark.parametrize(("locale", "language"), [("fi-FI", "en"), ("nn-NO", "nb"), ("en-US", "en")])
def test_a_language_that_we_do_not_have_is_english_and_nynorsk_is_bokmaal(
    page_of: Callable[[str], Page], busy_hub: ScriptedHub, locale: str, language: str
) -> None:
    page = on_the_list(page_of(locale), busy_hub)
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_the_choice_outlives_a_reload_and_is_all_that_is_stored(
    page_of: Callable[[str], Page], busy_hub: ScriptedHub
) -> None:
    page = on_the_list(page_of("da-DK"), busy_hub)
    page.get_by_role("button", name="Hvem er du?").click()
    with page.expect_request("**/api/staff/nearby") as asked:
        page.get_by_role("button", name="Svenska").click()
    assert asked.value.headers["accept-language"] == "sv"
    expect(page.get_by_role("dialog")).to_contain_text("Vem är du?")
    page.reload()
    expect(page.get_by_role("button", name="Vem är du?")).to_be_visible()
    assert page.evaluate("JSON.stringify(localStorage)") == '{"language":"sv"}'


def test_only_the_words_that_are_read_are_fetched(page_of: Callable[[str], Page], busy_hub: ScriptedHub) -> None:
    page, fetched = page_of("da-DK"), list[str]()
    page.on("request", lambda request: fetched.append(request.url) if request.url.endswith(".ftl") else None)
    on_the_list(page, busy_hub)
    assert len(fetched) == 1
    page.get_by_role("button", name="Hvem er du?").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("dialog")).to_contain_text("Who are you?")
    assert len(fetched) == 2


def test_words_that_cannot_be_fetched_leave_the_screen_as_it_is(
    page_of: Callable[[str], Page], busy_hub: ScriptedHub
) -> None:
    page = on_the_list(page_of("da-DK"), busy_hub)
    page.get_by_role("button", name="Hvem er du?").click()
    page.route("**/*.ftl", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Svenska").click()
    expect(page.get_by_role("dialog")).to_contain_text("Hvem er du?")
    expect(page.get_by_role("button", name="Dansk")).to_have_attribute("aria-pressed", "true")
    page.unroute("**/*.ftl")
    page.get_by_role("button", name="Svenska").click()
    expect(page.get_by_role("dialog")).to_contain_text("Vem är du?")


def test_the_page_that_asks_who_it_is_can_be_read_by_whoever_stands_there(
    page_of: Callable[[str], Page], hub: ScriptedHub
) -> None:
    hub.pin = "2468"
    page = page_of("da-DK")
    page.goto(f"{hub.url}/app/handheld/")
    expect(page.get_by_role("heading", name="Hvem er du?")).to_be_visible()
    page.get_by_role("button", name="Svenska").click()
    expect(page.get_by_role("heading", name="Vem är du?")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= HANDHELD["width"]


def test_the_simulator_speaks_the_same_languages(page_of: Callable[[str], Page], busy_hub: ScriptedHub) -> None:
    page = page_of("sv-SE")
    page.goto(f"{busy_hub.url}/app/simulator/")
    expect(page.get_by_role("heading", name="Butikssimulator")).to_be_visible()
    page.get_by_role("button", name="Dansk").click()
    expect(page.get_by_role("heading", name="Butikssimulator")).to_be_visible()
    expect(page.get_by_role("img", name="3 medlemmer og 9 fremmede i butikken")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en-GB", "Closed now, opens Monday 10:00"),
        ("da-DK", "Lukket nu, åbner mandag 10.00"),
        ("nb-NO", "Stengt nå, åpner mandag kl. 10:00"),
        ("sv-SE", "Stängt nu, öppnar måndag 10:00"),
    ],
)
def test_a_closed_shop_says_when_it_opens_by_its_own_clock(
    page_of: Callable[[str], Page], busy_hub: ScriptedHub, locale: str, text: str
) -> None:
    page, closed = on_the_list(page_of(locale), busy_hub), text.split(",", maxsplit=1)[0]
    today = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    # At most five days ahead, whatever day it is; the zone is an hour ahead of UTC.
    monday = today - timedelta(days=today.weekday())
    monday += timedelta(days=7) if today - monday > timedelta(days=1) else timedelta()
    busy_hub.heartbeat(
        hours={"is_open": False, "opens_at_ms": round(monday.timestamp() * 1000), "time_zone": "Etc/GMT-1"}
    )
    expect(page.get_by_text(text, exact=True)).to_be_visible()
    busy_hub.heartbeat(hours={"is_open": False, "opens_at_ms": None, "time_zone": "Etc/GMT-1"})
    expect(page.get_by_text(closed, exact=True)).to_be_visible()
    busy_hub.heartbeat(hours={"is_open": True, "opens_at_ms": None, "time_zone": "Etc/GMT-1"})
    expect(page.get_by_text(closed)).to_have_count(0)
