"""Real Chromium on the built screens."""

import contextlib
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page, expect

# Test folders are not packages; the two modules beside this one are found by their own names.
sys.path.insert(0, str(Path(__file__).parent))

from scripted_hub import WEB, ScriptedHub, scripted_hub
from shop import busy_shop, make_inboxes, make_mirror, make_people, make_world
from sleeping_page import LOOK_AGAIN_SECONDS, PATIENCE_SECONDS

HANDHELD = {"width": 360, "height": 640}
TABLET = {"width": 820, "height": 1180}
DESKTOP = {"width": 1280, "height": 800}


def until(page: Page, promised: str) -> None:
    """Until something holds in the page, or the promise of it comes true.

    `wait_for_function` evaluates text inside the page, which our content policy forbids, and takes a promise for a yes.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        # A page that is loaded anew meanwhile answers nothing.
        with contextlib.suppress(Error):
            if page.evaluate(promised):
                return
        assert time.monotonic() < deadline, f"{promised} never held"
        time.sleep(LOOK_AGAIN_SECONDS)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, quiet: it asks nobody on the network for anything."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("Chromium is missing; install it with: sudo apt-get install --yes chromium", pytrace=False)
    quiet = [
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    return {"executable_path": chromium, "args": [*quiet, "--no-sandbox"] if os.geteuid() == 0 else quiet}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"viewport": HANDHELD, "locale": "en-GB", "timezone_id": "Europe/Copenhagen", "reduced_motion": "reduce"}


@pytest.fixture(scope="session", autouse=True)
def _built_screens() -> None:
    if not (WEB / "handheld" / "index.html").is_file():
        pytest.fail("the screens are not built; run: python build_staff_app.py", pytrace=False)


@pytest.fixture
def hub_settings() -> dict[str, str]:
    """What the real hub of a test is told besides, as variables of its environment."""
    return {}


@pytest.fixture
def hub() -> Iterator[ScriptedHub]:
    """A hub on command, with nobody in the store yet."""
    with scripted_hub() as serving:
        yield serving


@pytest.fixture
def busy_hub(hub: ScriptedHub) -> ScriptedHub:
    """The same with seven customers, a floor plan and people on it."""
    for row in busy_shop():
        hub.visits[row["visit_id"]] = row
    hub.world = make_world(f"{hub.url}/app/handheld/")
    hub.people, hub.inboxes, hub.mirror = make_people(), make_inboxes(), make_mirror()
    return hub


@pytest.fixture
def clean_page(page: Page) -> Iterator[Page]:
    """A page that fails the test on any error of its own, a blocked script or style included."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console", lambda message: errors.append(message.text) if "Content Security Policy" in message.text else None
    )
    yield page
    assert errors == []


# A busy machine may take many times the usual five seconds; what holds is seen at once all the same.
expect.set_options(timeout=30_000)
