"""The place of articles: each state at three sizes with a picture; a scanner, a keyboard, and the basket from it."""

import io
from pathlib import Path
from typing import Any

import pytest
from conftest import DESKTOP, HANDHELD, TABLET
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect
from scripted_hub import ScriptedHub, now_ms
from shop import LONG_WORD, MARKUP, MINUTE, make_row
from test_accessible import BOXES, TARGET_PX, violations

SIZES = {"handheld": HANDHELD, "tablet": TABLET, "desktop": DESKTOP}
UNTOLD = {"availability": "unknown", "quantity": None, "told_ms": None}
SCREENS = Path("test-results") / "screens" / "articles"


def article(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"a{number}", "sku": f"SOF-{number}", "name": "Hjørnesofa Ærø", "variant": f"{number + 2} pers., blå",
        "gtin": "5701234567899", "price": "7.499,00 kr.", "price_before": "8.999,00 kr.", "availability": "in_stock",
        "quantity": 3, "told_ms": now_ms() - 125 * MINUTE, "shelf": "A 12",
        "attributes": [{"name": "material", "value": "uld"}], "is_sold": True, "is_sensitive": False, "image": "",
        **changes,
    }  # fmt: skip


def group(*articles: dict[str, Any], brand: str = "Bølge", category: str = "Sofaer") -> dict[str, Any]:
    return {"name": articles[0]["name"], "brand": brand, "category": ["Stue", category], "articles": list(articles)}


def found(*groups: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"groups": list(groups), "has_catalogue": True, "is_indexing": False, "is_forgiven": False, **changes}


def looked_at(page: Page, name: str) -> None:
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        assert violations(page) == [], (name, size)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], (name, size)
        assert [each for each in page.evaluate(BOXES) if min(each["width"], each["height"]) < TARGET_PX] == [], name
        assert page.evaluate("window.broken") is None
        SCREENS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENS / f"{name}-{size}.png")
    page.set_viewport_size(HANDHELD)


@pytest.fixture
def page(browser: Browser, hub: ScriptedHub) -> Page:
    """A handheld in Danish, at the place of articles, with one customer in the store."""
    page = browser.new_context(locale="da-DK", reduced_motion="reduce", viewport=HANDHELD).new_page()
    hub.visits["v1"] = make_row("v1")
    page.goto(f"{hub.url}/app/handheld/")
    page.get_by_role("button", name="Varer").click()
    return page


def field_of(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Navn, nummer eller stregkode")


def test_an_article_is_found_by_hand_by_keyboard_and_by_a_scanner(page: Page, hub: ScriptedHub) -> None:
    field = field_of(page)
    looked_at(page, "idle")
    field.fill("sofa")
    expect(page.get_by_role("heading", name="Der er intet katalog endnu")).to_be_visible()
    looked_at(page, "no-catalogue")
    hub.articles = found()
    field.fill("kvidr")
    expect(page.get_by_text("Intet hedder “kvidr”")).to_be_visible()
    looked_at(page, "nothing")
    hub.articles = found(
        group(article(1, image="k1"), article(2, quantity=0, availability="out_of_stock", price_before=None, shelf="")),
        group(article(3, name=MARKUP, price=None, price_before=None, **UNTOLD)),
        group(article(4, name=LONG_WORD, variant=LONG_WORD, availability="limited", quantity=1), brand=LONG_WORD),
        group(article(5, name="Sofabord Åse", price="12.345.678,00 kr.", availability="to_order"), category="Borde"),
        group(article(6, name="Kørestol", is_sensitive=True)),
        is_forgiven=True,
    )  # fmt: skip
    kept = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(kept, "WEBP")
    hub.files["/api/staff/articles/images/k1"] = kept.getvalue()
    field.fill("soffa")
    expect(page.locator(".article-row")).to_have_count(5)
    expect(page.locator(".article-row").first).to_contain_text("På lager her: 3 · oplyst")
    expect(page.locator(".article-row canvas")).to_have_count(1)
    looked_at(page, "results")
    # By keyboard alone: the row, what it says, and back to the field.
    page.locator(".article-row").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="Hjørnesofa Ærø")).to_be_focused()
    expect(page.get_by_text("Åbn en kundes kort")).to_be_visible()
    looked_at(page, "detail")
    page.get_by_role("button", name="Tilbage").click()
    page.locator(".article-row").last.click()
    expect(page.get_by_text("skrives aldrig ned om en kunde")).to_be_visible()
    # A scanner types wherever the focus is, and ends with Enter: one article, open at once.
    page.get_by_role("heading", level=2).focus()
    hub.articles = found(group(article(1), article(2)))
    page.keyboard.type("5701234567899")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="Hjørnesofa Ærø")).to_be_focused()
    assert hub.received[-1] == ("/api/staff/articles/search", {"text": "5701234567899"})
    hub.cut()
    field_of(page).fill("bord")
    page.get_by_role("button", name="Tilbage").click()
    expect(page.get_by_role("alert").filter(has_text="varer slås op der")).to_be_visible()
    looked_at(page, "hub-away")


def test_it_goes_into_the_basket_of_the_open_customer_and_that_to_the_till_and_back(
    page: Page, hub: ScriptedHub
) -> None:
    field = field_of(page)
    hub.articles = found(group(article(1), article(2)))
    field.fill("hjørnesofa")
    # Beside the open card, where there is room for both.
    page.set_viewport_size(DESKTOP)
    page.get_by_role("button", name="I butikken").click()
    page.locator(".row").filter(has_text="Mads").click()
    page.get_by_role("button", name="Varer").click()
    field.press("Enter")
    page.get_by_role("button", name="I kurven: Mads").click()
    expect(page.get_by_text("Den ligger i kurven.")).to_be_visible()
    assert hub.basket["items"] == [{"sku": "SOF-1", "qty": 1, "name": None, "is_unknown": False}]
    page.screenshot(path=SCREENS / "beside-the-card-desktop.png")
    # In the sheet the same search, and nothing that must not stand there.
    page.get_by_role("button", name="Kurv", exact=True).click()
    sheet = page.get_by_role("dialog")
    hub.articles = found(group(article(2)), group(article(6, name="Kørestol", is_sensitive=True)))
    sheet.get_by_label("Varenummer eller navn").fill("hjørne")
    expect(sheet.locator(".article-row")).to_have_count(1)
    looked_at(page, "basket-search")
    sheet.locator(".article-row").click()
    expect(sheet.locator(".basket-item")).to_have_count(2)
    sheet.get_by_role("button", name="Send til kassen").click()
    expect(sheet.get_by_role("img")).to_be_visible()
    expect(sheet.get_by_label("Varenummer eller navn")).to_have_count(0)
    looked_at(page, "basket-at-the-till")
    sheet.get_by_role("button", name="Tag den tilbage").click()
    expect(sheet.get_by_role("img")).to_have_count(0)
