"""Every screen and state at each size in each language: no fault for eyes or ears, and a picture to look at."""

from pathlib import Path

from playwright.sync_api import Page, expect
from test_accessible import BOXES, TARGET_PX, violations

SIZES = {
    "handheld": {"width": 360, "height": 640},
    "tablet": {"width": 820, "height": 1180},
    "desktop": {"width": 1280, "height": 800},
}
# English last: the walk goes on in it.
LANGUAGES = ("da", "nb", "sv", "en")
SCREENS = Path("test-results") / "screens"
# As another tab of this browser that chose it would tell.
CHOOSE = """(code) => {
  localStorage.setItem('language', code);
  dispatchEvent(new StorageEvent('storage', { key: 'language', newValue: code }));
}"""


def seen(page: Page, folder: str, name: str) -> None:
    """Look at what is on the screen now. What the hub itself said stays in the language in which it was asked."""
    (SCREENS / folder).mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    assert before
    for language in LANGUAGES:
        page.evaluate(CHOOSE, language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        for size, viewport in SIZES.items():
            page.set_viewport_size(viewport)
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], (name, language, size)
            small = [box for box in page.evaluate(BOXES) if min(box["width"], box["height"]) < TARGET_PX]
            assert small == [], (name, language, size)
            page.screenshot(path=SCREENS / folder / f"{name}-{language}-{size}.png")
            if language == LANGUAGES[-1]:  # whatever the language is, the same elements and colours
                found = violations(page)
                assert found == [], (name, size, found)
    assert page.evaluate("window.broken") is None
    page.set_viewport_size(before)
