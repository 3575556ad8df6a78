"""Draws docs/components.md and its pictures: every component of the screens, by day and by night (`make components`).

Builds the page of staff_app/src/gallery/ into a folder of its own; it is no part of the product.
"""

import mimetypes
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Route, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
COMPONENTS = ROOT / "staff_app" / "src" / "components"
PICTURES = ROOT / "docs" / "images"
PAGE = "http://gallery.example/app/gallery/index.html"
# Text of a page is sharp on a screen of two pixels to one, and a picture of it is four times as large: once is enough.
SIZE = {"width": 960, "height": 640}
HEAD = """# The components of the screens

Made by `make components` ([draw_components.py](../scripts/draw_components.py)) in Chromium; `make check` names a
component that is missing here. Colours, sizes and gaps are the tokens of
[tokens.css](../staff_app/src/styles/tokens.css), and nowhere else is a colour written. A component draws what it is
given: it asks nobody, keeps nothing, and takes types alone from `data/`.

| component | what it is |
| --- | --- |
"""
TAIL = """
## By day

![Every component in light](images/components-light.png)

![A sheet in light](images/components-sheet-light.png)

## By night

![Every component in dark](images/components-dark.png)

![A sheet in dark](images/components-sheet-dark.png)
"""


def build(folder: Path) -> None:
    """Build the page into `folder`."""
    command = ["npx", "vite", "build", "--mode", "gallery", "--outDir", str(folder), "--emptyOutDir"]
    subprocess.run(command, cwd=ROOT / "staff_app", check=True, stdout=subprocess.DEVNULL)


def draw(browser: Browser, folder: Path, scheme: str) -> None:
    """Take the pictures of one scheme."""

    def answer(route: Route) -> None:
        path = folder / route.request.url.partition("/app/")[2].partition("?")[0].partition("#")[0]
        if not path.is_file():
            route.fulfill(status=404)
            return
        route.fulfill(body=path.read_bytes(), content_type=mimetypes.guess_type(path)[0] or "text/plain")

    page = browser.new_page(viewport=SIZE, color_scheme=scheme, locale="en-GB", reduced_motion="reduce")
    page.route("**/*", answer)
    for fragment, name in (("", "components"), ("#sheet", "components-sheet")):
        page.goto("about:blank")
        page.goto(PAGE + fragment)
        page.locator("#app :is(main, dialog)").first.wait_for()
        page.evaluate("document.fonts.ready.then(() => true)")
        path = PICTURES / f"{name}-{scheme}.png"
        if fragment:
            page.locator("dialog").screenshot(path=path)
        else:
            page.screenshot(path=path, full_page=True)
    page.close()


def table() -> str:
    """What each file of components says of itself in its first line."""
    lines: list[str] = []
    for path in sorted(COMPONENTS.glob("*.tsx"), key=lambda each: each.name.lower()):
        said = re.match(r"/\*\* (.+?) \*/", path.read_text(encoding="utf-8"))
        if said is None:
            raise SystemExit(f"{path}: its first line has to say what it is, as /** ... */")
        lines.append(f"| [{path.stem}](../staff_app/src/components/{path.name}) | {said[1]} |\n")
    return "".join(lines)


def main() -> None:
    """Write the page and its pictures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        build(Path(folder))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            draw(browser, Path(folder), scheme)
        browser.close()
    (ROOT / "docs" / "components.md").write_text(HEAD + table() + TAIL, encoding="utf-8")


if __name__ == "__main__":
    main()
