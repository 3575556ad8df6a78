"""The handheld as an app: it can be installed, starts without the hub, and a new version interrupts nobody."""

import struct
from pathlib import Path
from typing import Any

import pytest
from conftest import WEB, until
from playwright.sync_api import Browser, Page, expect
from scripted_hub import ScriptedHub
from shop import make_row, make_world
from test_handheld import claim, row
from test_real_hub import real_hub

__all__ = ["real_hub"]
WORKER = "handheld/sw.js"
REGISTRATION = "navigator.serviceWorker.getRegistration()"
KEPT = """async () => {
  const kept = {};
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) {
      const response = await (await caches.open(name)).match(request);
      kept[new URL(request.url).pathname] = await response.text();
    }
  }
  return kept;
}"""


def open_handheld(page: Page, hub: ScriptedHub) -> None:
    page.goto(f"{hub.url}/app/handheld/")
    expect(page.get_by_role("status").filter(has_text="Live")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


@pytest.fixture
def installed(clean_page: Page, hub: ScriptedHub) -> Page:
    """A handheld with Mads on it, live, whose worker is in charge."""
    hub.visits["v1"] = make_row("v1")
    open_handheld(clean_page, hub)
    clean_page.reload()
    clean_page.wait_for_function("navigator.serviceWorker.controller !== null")
    expect(row(clean_page, "Mads")).to_be_visible()
    return clean_page


def test_chromium_finds_nothing_that_stands_in_the_way_of_installing_it(page: Page, real_hub: str) -> None:
    page.goto(f"{real_hub}/app/handheld/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    devtools = page.context.new_cdp_session(page)
    told: dict[str, Any] = devtools.send("Page.getAppManifest")
    assert told["errors"] == []
    found = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A private window installs nothing, whatever the page.
    assert [error for error in found if error["errorId"] != "in-incognito"] == []


def test_every_icon_of_the_manifest_is_there_and_as_large_as_it_says(page: Page, real_hub: str) -> None:
    page.goto(f"{real_hub}/app/handheld/")
    manifest = page.request.get(f"{real_hub}/app/handheld.webmanifest")
    assert manifest.headers["content-type"] == "application/manifest+json"
    icons = [icon for icon in manifest.json()["icons"] if icon["type"] == "image/png"]
    assert {(icon["sizes"], icon.get("purpose", "any")) for icon in icons} == {
        (size, purpose) for size in ("192x192", "512x512") for purpose in ("any", "maskable")
    }
    for icon in icons:
        answer = page.request.get(f"{real_hub}{icon['src']}")
        assert answer.headers["content-type"] == "image/png"
        width, height = struct.unpack(">II", answer.body()[16:24])
        assert f"{width}x{height}" == icon["sizes"]
    apple = page.locator("link[rel=apple-touch-icon]").get_attribute("href")
    assert page.request.get(f"{real_hub}{apple}").headers["content-type"] == "image/png"


def test_only_the_shell_is_kept_and_the_worker_answers_for_no_other_page(installed: Page, hub: ScriptedHub) -> None:
    row(installed, "Mads").click()
    claim(installed)
    expect(installed.locator(".action-status")).to_have_text("You are helping")
    kept: dict[str, str] = installed.evaluate(KEPT)
    assert "/app/handheld/" in kept
    assert [path for path in kept if not path.startswith("/app/")] == []
    assert [path for path, text in kept.items() if "Mads" in text or "Ultegra" in text or "Ida" in text] == []
    assert installed.evaluate(
        "navigator.serviceWorker.getRegistrations().then((all) => all.map((each) => each.scope))"
    ) == [f"{hub.url}/app/handheld/"]
    hub.world = make_world(f"{hub.url}/app/handheld/")
    installed.goto(f"{hub.url}/app/simulator/")
    assert installed.evaluate("navigator.serviceWorker.controller") is None


def test_without_the_hub_the_app_starts_and_says_so_and_comes_back(installed: Page, hub: ScriptedHub) -> None:
    hub.cut()
    installed.context.set_offline(True)
    installed.reload()
    expect(installed.get_by_role("status").filter(has_text="Reconnecting").first).to_be_visible()
    expect(installed.get_by_role("button", name="Who are you?")).to_be_visible()
    assert "Mads" not in installed.content()
    assert installed.evaluate("document.fonts.check('16px \"Inter Variable\"')")
    hub.heal()
    installed.context.set_offline(False)
    expect(row(installed, "Mads")).to_be_visible()


def test_rules_that_the_hub_changes_alone_hold_with_the_next_start(installed: Page, hub: ScriptedHub) -> None:
    """The shell is kept with the rules of its day; whoever reaches the hub is held to those of today."""
    hub.policy += "; img-src 'self'"
    answer = installed.reload()
    assert answer
    assert (answer.from_service_worker, answer.header_value("content-security-policy")) == (True, hub.policy)


def test_without_the_hub_it_starts_in_the_language_of_whoever_holds_it(browser: Browser, hub: ScriptedHub) -> None:
    page = browser.new_context(locale="sv-SE").new_page()
    page.goto(f"{hub.url}/app/handheld/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("button", name="Vem är du?")).to_be_visible()
    page.context.close()


def new_version(hub: ScriptedHub) -> None:
    worker = (WEB / WORKER).read_bytes()
    hub.files[WORKER] = worker.replace(b'"goddag-shell-', b'"goddag-shell-next-')


def wake(page: Page) -> None:
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def waiting(page: Page) -> None:
    """Until a new version waits, and the page has had the time to take it: the way to the hub and back."""
    until(page, f"{REGISTRATION}.then((each) => each.waiting !== null && each.installing === null)")
    page.evaluate(f"{REGISTRATION}.then((each) => each.update()).then(() => true)")
    assert page.evaluate(f"{REGISTRATION}.then((each) => each.waiting !== null)")


def test_a_new_version_waits_while_somebody_works_and_is_taken_when_the_screen_locks(
    installed: Page, hub: ScriptedHub
) -> None:
    hub.pin = "2468"
    installed.context.add_cookies([{"name": "seen", "value": "Ida", "url": hub.url}])
    row(installed, "Mads").click()
    claim(installed)
    expect(installed.locator(".action-status")).to_have_text("You are helping")
    installed.get_by_role("button", name="Basket").click()
    installed.get_by_label("Note").fill("wants the blue one")
    installed.evaluate("window.here = 1")
    new_version(hub)
    wake(installed)
    waiting(installed)
    expect(installed.get_by_label("Note")).to_have_value("wants the blue one")
    assert installed.evaluate("window.here") == 1
    # Locked: nothing can be lost any more.
    with installed.expect_navigation():
        # Within: a page that asks anew meets the missing cookie, and locks by itself.
        installed.context.clear_cookies()
        # With a number: the page that woke may be between two streams.
        hub.say("signed_out", {"reason": "idle"})
    expect(installed.get_by_role("heading", name="Who are you?")).to_be_visible()
    until(installed, "caches.keys().then((names) => names.length === 1 && names[0].includes('next'))")


def test_an_app_that_is_opened_takes_the_version_that_waits(installed: Page, hub: ScriptedHub) -> None:
    row(installed, "Mads").click()
    new_version(hub)
    wake(installed)
    waiting(installed)
    installed.reload()
    until(installed, "caches.keys().then((names) => names.length === 1 && names[0].includes('next'))")
    expect(row(installed, "Mads")).to_be_visible()


def test_what_the_worker_keeps_is_built_and_starts_the_page() -> None:
    shell = (WEB / WORKER).read_text().split("const SHELL = ", 1)[1].split(";", 1)[0]
    files = [Path(path) for path in shell.strip("[]").replace('"', "").split(",")]
    for file in files:
        assert (WEB / file.relative_to("/app")).exists(), file
    assert {file.suffix for file in files} >= {".js", ".css", ".woff2", ".ftl"}
