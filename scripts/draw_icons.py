"""Draws the icons of the handheld as an installed app, out of its SVG: `make icons`.

Chromium draws them, so that they are what the page shows in its tab.
"""

import re
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

PUBLIC = Path(__file__).resolve().parent.parent / "staff_app" / "public"
ICON = PUBLIC / "icon.svg"
# Android crops a maskable icon to any shape within its middle: the circle of 80 % is safe (W3C manifest, "safe zone").
SAFE = 0.7
# Name: pixels, whether the ground fills the square (a system rounds its corners itself).
ICONS = {
    "app-192": (192, False),
    "app-512": (512, False),
    "maskable-192": (192, True),
    "maskable-512": (512, True),
    "apple-180": (180, True),
}


def page_of(svg: str, pixels: int, *, filled: bool) -> str:
    """A page that is the icon and nothing else."""
    ground = re.search(r'<rect[^>]*fill="(#[0-9a-f]+)"', svg)
    if ground is None:
        raise SystemExit(f"{ICON}: no <rect> with a fill, which is the ground of the icon")
    drawn = round(pixels * SAFE) if filled else pixels
    background = ground[1] if filled else "transparent"
    return (
        f"<style>body{{margin:0;width:{pixels}px;height:{pixels}px;display:grid;place-items:center;"
        f"background:{background}}}svg{{width:{drawn}px;height:{drawn}px}}</style>{svg}"
    )


def main() -> None:
    """Write every icon."""
    svg = ICON.read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        for name, (pixels, filled) in ICONS.items():
            page.set_viewport_size({"width": pixels, "height": pixels})
            page.set_content(page_of(svg, pixels, filled=filled))
            path = PUBLIC / "icons" / f"{name}.png"
            page.screenshot(path=path, omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
