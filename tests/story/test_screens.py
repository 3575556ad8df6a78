"""What is promised on the screens, in a real Chromium on the real chain."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect
from small_shop import Shop

from simulators.people import ROAD_CYCLIST, member

pytestmark = pytest.mark.story
# Where the pictures go that the README shows; make screenshots copies them.
PICTURES = Path(__file__).resolve().parents[2] / "test-results" / "screens"
PATIENCE_MS = 120_000


@pytest.fixture
async def handheld() -> AsyncIterator[Page]:
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing: apt-get install chromium"
    arguments = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=arguments)
        page = await browser.new_page(viewport={"width": 360, "height": 640}, locale="en-GB", reduced_motion="reduce")
        page.set_default_timeout(PATIENCE_MS)
        yield page
        await browser.close()


async def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=PICTURES / f"{name}.png")


async def test_an_opted_in_phone_becomes_a_card_on_the_handheld_and_can_be_helped(shop: Shop, handheld: Page) -> None:
    page = handheld
    await page.goto(f"{shop.chain.hub_url}/app/handheld/")
    await expect(page.get_by_text("Live")).to_be_visible(timeout=PATIENCE_MS)
    phone = await shop.enrol(member(ROAD_CYCLIST))
    shop.carry(phone)
    row = page.locator("button.row", has_text="Søren")
    await expect(row).to_be_visible(timeout=PATIENCE_MS)
    await picture(page, "nearby")
    await row.click()
    card = (await shop.row_with_card())["card"]
    for line in ("need", "next_best", "avoid"):
        await expect(page.locator(".line-text", has_text=card[line]["text"])).to_be_visible(timeout=PATIENCE_MS)
    await picture(page, "card")
    text = ((await page.text_content("body")) or "").lower()
    assert "mountain" not in text
    await page.get_by_role("button", name="I'll help").click()
    await page.get_by_label("First name").fill("Maja")
    await page.get_by_role("button", name="That's me").click()
    # Now that the hub knows who looks, it shows what the lines rest on; and the customer sees who that was.
    await expect(page.locator(".fact").first).to_be_visible(timeout=PATIENCE_MS)
    visit = await phone.visit()
    assert visit is not None
    assert [(opening["by"], opening["reason"]) for opening in visit["openings"]] == [("Maja", "near")]
    await expect(page.locator(".action-status", has_text="You are helping")).to_be_visible(timeout=PATIENCE_MS)
    await page.get_by_role("button", name="Outcome").click()
    await page.get_by_role("button", name="Sold").click()
    await expect(page.locator(".action-status", has_text="Recorded: Sold")).to_be_visible(timeout=PATIENCE_MS)
    [shown] = await shop.rows()
    assert (shown["claimed_by"], shown["outcome"]) == ("Maja", "sold")


async def test_withdrawn_consent_takes_the_card_off_the_page(shop: Shop, handheld: Page) -> None:
    page = handheld
    await page.goto(f"{shop.chain.hub_url}/app/handheld/")
    phone = await shop.enrol()
    shop.carry(phone)
    row = page.locator("button.row", has_text=phone.persona.first_name)
    await row.click(timeout=PATIENCE_MS)
    need = (await shop.row_with_card())["card"]["need"]["text"]
    await expect(page.locator(".line-text", has_text=need)).to_be_visible(timeout=PATIENCE_MS)
    await phone.consent("recognise_in_store", granted=False)
    await expect(page.get_by_text("The customer no longer wishes to be recognised")).to_be_visible(timeout=PATIENCE_MS)
    text = (await page.text_content("body")) or ""
    assert need not in text
    assert phone.persona.first_name not in text
    await expect(page.locator("button.row")).to_have_count(0)


async def test_a_hub_that_comes_back_is_found_again_by_an_open_page(shop: Shop, handheld: Page) -> None:
    page = handheld
    await page.goto(f"{shop.chain.hub_url}/app/handheld/")
    shop.carry(await shop.enrol())
    await expect(page.locator("button.row")).to_have_count(1, timeout=PATIENCE_MS)
    shop.processes.kill("hub")
    await expect(page.get_by_role("status").get_by_text("Live", exact=True)).to_have_count(0, timeout=PATIENCE_MS)
    shop.processes.again("hub")
    await shop.ready()
    await expect(page.get_by_role("status").get_by_text("Live", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.locator("button.row")).to_have_count(1, timeout=PATIENCE_MS)
