"""From a trained model to the page: a real hub's answer, in a real Chromium."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator

import pytest
import uvicorn
from playwright.async_api import async_playwright, expect
from test_on_the_card import Store, store

from simulators.serving import free_ports
from simulators.waiting import until

__all__ = ["store"]
PATIENCE_MS = 120_000


@pytest.fixture
async def address(store: Store) -> AsyncIterator[str]:
    """Where the hub serves, with the member in the store."""
    await store.walk_in()
    port = free_ports(1)[0]
    server = uvicorn.Server(uvicorn.Config(store.here.hub.running.web, port=port, log_level="error"))
    serving = asyncio.create_task(server.serve())
    await until("the server", lambda: server.started, 60)
    yield f"http://127.0.0.1:{port}"
    # A page's stream would hold it up.
    server.force_exit = server.should_exit = True
    await serving


async def test_a_colleague_reads_why_in_their_language(store: Store, address: str) -> None:
    async with async_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=sandbox)
        page = await chromium.new_page(viewport={"width": 360, "height": 640}, locale="da-DK")
        await page.goto(f"{address}/app/handheld/")
        await page.locator("button.row").click()
        await page.get_by_role("button", name="Hvorfor det?").click()
        await page.locator("input[name=staff]").fill("Mette")
        await page.keyboard.press("Enter")
        why = page.get_by_role("region", name="Hvorfor det?")
        card = store.here.card()
        assert card
        for each in card.why.suggestions:
            entry = why.get_by_role("heading", name=each.article, exact=True)
            await expect(entry).to_be_visible(timeout=PATIENCE_MS)
        await expect(why).to_contain_text("Faste")
        await expect(why).to_contain_text("Køb på 24 måneder")
        await chromium.close()
