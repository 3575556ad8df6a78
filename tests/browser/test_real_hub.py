"""The screens as the real hub serves them, headers included."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from test_accessible import violations

from hub.ground.web.may import Role
from simulators.colleague import welcome_secret
from simulators.serving import free_ports

FLOOR_PLAN = Path(__file__).parents[2] / "simulators" / "stores" / "bicycle_shop.toml"
START_SECONDS = 120.0


def free_port() -> int:
    return free_ports(1)[0]


def wait_for_health(url: str, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/healthz").json() == {"status": "ok"}:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    process.kill()
    pytest.fail(f"the hub did not come up:\n{process.communicate()[0]}")


@pytest.fixture
def real_hub(tmp_path: Path, hub_settings: dict[str, str]) -> Iterator[str]:
    """A hub process with its own broker; the address of its screens."""
    url = f"http://127.0.0.1:{(port := free_port())}"
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("goddag-hub")), "run"],
        env={
            **os.environ,
            "GODDAG_HUB_FLOOR_PLAN": str(FLOOR_PLAN),
            "GODDAG_HUB_DATA_DIR": str(tmp_path),
            "GODDAG_HUB_PORT": str(port),
            "GODDAG_HUB_BROKER_PORT": str(free_port()),
            **hub_settings,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    wait_for_health(url, process)
    yield url
    process.terminate()
    process.communicate(timeout=START_SECONDS)


def come_in(page: Page, url: str, data_dir: Path, name: str = "Maja", *roles: Role) -> str:
    """A first sign-in by the link that `goddag-hub people add` prints; gives the PIN that the page has shown."""
    secret = welcome_secret(data_dir, name, *roles)
    page.goto(f"{url}/app/handheld/#welcome={secret}")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("status").filter(has_text="Live")).to_be_visible()
    page.get_by_role("button", name=f"You are {name}").click()
    page.get_by_role("button", name="Get a PIN").click()
    pin = page.locator(".pin").inner_text().replace(" ", "")
    page.get_by_role("button", name="Close").click()
    return pin


def sign_in(page: Page, name: str, pin: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.get_by_label("PIN").fill(pin)
    page.get_by_role("button", name="Unlock").click()


def test_somebody_comes_in_by_a_link_gets_a_pin_and_sees_an_empty_live_store(
    clean_page: Page, real_hub: str, tmp_path: Path
) -> None:
    pin = come_in(clean_page, real_hub, tmp_path)
    assert len(pin) == 6
    assert "welcome" not in clean_page.url
    expect(clean_page.get_by_role("heading", name="Vesterbro Cykler")).to_be_visible()
    expect(clean_page.get_by_text("Nobody recognised right now")).to_be_visible()
    expect(clean_page.get_by_role("button", name="Gravel & mountain 0")).to_be_visible()
    assert violations(clean_page) == []
    clean_page.get_by_role("button", name="You are Maja").click()
    assert violations(clean_page) == []
    clean_page.get_by_role("button", name="Lock").click()
    expect(clean_page.get_by_role("status")).to_have_text("Locked. This device has forgotten who used it.")
    sign_in(clean_page, "Maja", "000000")
    expect(clean_page.get_by_role("alert")).to_have_text("That PIN is not right")
    assert violations(clean_page) == []
    clean_page.get_by_label("PIN").fill(pin)
    clean_page.get_by_role("button", name="Unlock").click()
    expect(clean_page.get_by_text("Nobody recognised right now")).to_be_visible()


def test_the_real_hub_serves_the_words_of_the_browsers_language(browser: Browser, real_hub: str) -> None:
    page = browser.new_context(locale="sv-SE").new_page()
    with page.expect_response("**/*.ftl") as words:
        page.goto(f"{real_hub}/app/handheld/")
    assert words.value.header_value("cache-control") == "public, max-age=31536000, immutable"
    expect(page.get_by_text("Ingen igenkänd just nu")).to_be_visible()
    assert violations(page) == []
    page.context.close()
