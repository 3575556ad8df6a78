"""Signing in at the shop's own identity provider: a real browser, a real provider, and two sites.

The hub is at localhost and the provider at 127.0.0.1: to a browser these are two sites, as two ports of one name are
not. On one site a cookie that is lost on the way back would be kept, and this would prove nothing.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from test_accessible import violations
from test_real_hub import FLOOR_PLAN, free_port, wait_for_health

from hub.ground.web.may import Role
from simulators.colleague import welcome_secret

CLAIMS = '{"sub": "00u-maja", "name": "Maja Holm", "email": "maja@shop.example"}'


class Sites:
    def __init__(self, folder: Path) -> None:
        self.folder, self.hub_port, self.provider_port = folder, free_port(), free_port()
        self.page = f"http://localhost:{self.hub_port}/app/handheld/"
        self.issuer = f"http://127.0.0.1:{self.provider_port}"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    both = Sites(tmp_path_factory.mktemp("identity-provider"))
    words = ["-W", "ignore", "-m", "oidc_provider_mock", "--port", str(both.provider_port), "--user-claims", CLAIMS]
    provider = subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    hub = subprocess.Popen(
        [str(Path(sys.executable).with_name("goddag-hub")), "run"],
        env={
            **os.environ,
            "GODDAG_HUB_FLOOR_PLAN": str(FLOOR_PLAN),
            "GODDAG_HUB_DATA_DIR": str(both.folder),
            "GODDAG_HUB_PORT": str(both.hub_port),
            "GODDAG_HUB_BROKER_PORT": str(free_port()),
            "GODDAG_HUB_OIDC_ISSUER": both.issuer,
            "GODDAG_HUB_OIDC_CLIENT_ID": "goddag",
            "GODDAG_HUB_OIDC_CLIENT_SECRET": "of this hub",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for_health(f"http://127.0.0.1:{both.hub_port}", hub)
    yield both
    for process in (hub, provider):
        process.terminate()
        process.wait()


def at(browser: Browser, address: str) -> Page:
    context = browser.new_context(viewport={"width": 360, "height": 640}, locale="da-DK", reduced_motion="reduce")
    page = context.new_page()
    page.goto(address)
    return page


def sign_in_there(page: Page, sites: Sites) -> None:
    expect(page).to_have_url(re.compile(f"^{sites.issuer}/oauth2/authorize"))
    page.get_by_role("button", name="00u-maja").click()
    expect(page).to_have_url(re.compile(f"^{sites.page}"))


def test_a_manager_links_whoever_came_in_at_the_provider_and_from_then_on_they_come_in(
    browser: Browser, sites: Sites
) -> None:
    manager = at(browser, f"{sites.page}#welcome={welcome_secret(sites.folder, 'Birgitte')}")
    manager.get_by_role("button", name="Begynd").click()
    expect(manager.get_by_role("button", name="Du er Birgitte")).to_be_visible()
    welcome_secret(sites.folder, "Maja", Role.ASSOCIATE)
    # Nobody is let in by a name or an address.
    phone = at(browser, sites.page)
    phone.get_by_role("button", name="Log ind med butikkens konto").click()
    sign_in_there(phone, sites)
    refused = phone.get_by_role("alert").filter(has_text="Vis en leder denne kode")
    expect(refused).to_be_visible()
    found = re.search(r"[A-Z2-9]{6}$", refused.inner_text())
    assert found
    assert violations(phone) == []
    # The manager sees the same code beside the name that the provider knows.
    manager.get_by_role("button", name="Du er Birgitte").click()
    manager.get_by_role("button", name="Personale").click()
    manager.get_by_role("button", name=re.compile("^Maja")).click()
    manager.get_by_role("button", name=f"Maja Holm venter med koden {found[0]}").click()
    assert violations(manager) == []
    manager.get_by_role("button", name="Tilknyt").click()
    expect(manager.get_by_role("button", name="Fjern tilknytningen til butikkens konto")).to_be_visible()
    phone.get_by_role("button", name="Log ind med butikkens konto").click()
    sign_in_there(phone, sites)
    expect(phone.get_by_role("button", name="Du er Maja")).to_be_visible()
    # Nothing of it stays in the address, in what pages can read, or in what is sent to the provider's site.
    assert phone.url.removesuffix("#/") == sites.page
    assert phone.evaluate("document.cookie") == ""
    kept = {cookie["name"]: cookie for cookie in phone.context.cookies()}
    assert set(kept) >= {"__Host-goddag", "__Host-goddag-device"}
    assert not set(kept) & {"__Host-goddag-ticket", "__Secure-goddag-away"}
    assert kept["__Host-goddag"]["sameSite"] == "Strict"
    # Unlinked, they are out while they look.
    manager.get_by_role("button", name="Fjern tilknytningen til butikkens konto").click()
    expect(phone.get_by_role("button", name="Log ind med butikkens konto")).to_be_visible()
