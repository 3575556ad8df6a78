"""Checks how the screens are built: components draw, state asks, `data/` alone speaks with the hub.

Part of `make check`.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

SOURCES = Path(__file__).resolve().parent.parent / "staff_app" / "src"
# Each folder imports from itself and from those before it; the two pages know nothing of each other.
FLOORS: Mapping[str, frozenset[str]] = {
    "data": frozenset(),
    "words": frozenset({"data"}),
    "components": frozenset({"data", "words"}),
    "handheld": frozenset({"data", "words", "components", "styles"}),
    "simulator": frozenset({"data", "words", "components", "styles"}),
    "gallery": frozenset({"data", "words", "components", "styles"}),
}
# The page that shows every component; what it does not show, docs/components.md lacks.
GALLERY = "gallery/Gallery.tsx"
# One sheet for one component: a longer one has two subjects.
MOST_LINES_OF_A_SHEET = 150
SHARED_SHEETS = "styles"

_IMPORT = re.compile(r"^import (type )?(?:[^';]*? from )?'(\.[^']+)';", re.MULTILINE)
# Every way out of a page: a component that took one would know more than what it was given.
_CALL = re.compile(
    r"\b(fetch\b|EventSource|XMLHttpRequest|sendBeacon|WebSocket|WebTransport|RTCPeerConnection|serviceWorker"
    r"|SharedWorker|new Worker|BroadcastChannel|importScripts|indexedDB|caches\b|document\.cookie)"
)
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\(")
_EXPORT = re.compile(r"^export (?:async )?(?:function|const|class) (\w+)", re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SELECTOR = re.compile(r"([^{}]+)\{")
_CLASS = re.compile(r"\.([a-z][\w-]*)")


def everything_wrong(files: Mapping[str, str]) -> list[str]:
    """What is wrong. `files`: text by path below src, as `handheld/App.tsx`."""
    code = {path: text for path, text in files.items() if path.endswith((".ts", ".tsx"))}
    sheets = {path: text for path, text in files.items() if path.endswith(".css")}
    wrong = [each for path, text in code.items() for each in (*_imports(path, text), *_calls(path, text))]
    return [*wrong, *_twice(code), *_sheets(sheets, code), *_colours(sheets), *_unshown(code)]


def _colours(sheets: Mapping[str, str]) -> Iterator[str]:
    for path, text in sheets.items():
        if path == f"{SHARED_SHEETS}/tokens.css":
            continue
        for match in _COLOUR.finditer(_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)):
            yield f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]} is a token's (styles/tokens.css)"


def _unshown(code: Mapping[str, str]) -> Iterator[str]:
    shown = _targets(GALLERY, code.get(GALLERY, ""))
    for path in code:
        if path.startswith("components/") and path.removesuffix(".tsx") not in shown:
            yield f"{path}: {GALLERY} does not show it (make components draws it into docs/)"


def _imports(path: str, text: str) -> Iterator[str]:
    folder = PurePosixPath(path).parts[0]
    for match in _IMPORT.finditer(text):
        only_type, target = bool(match[1]), _below_src(path, match[2])
        at = f"{path}:{text.count(chr(10), 0, match.start()) + 1}"
        into = target.split("/")[0]
        if into != folder and into not in FLOORS.get(folder, frozenset()):
            yield f"{at}: {folder}/ does not import from {into}/"
        if path.endswith(".tsx") and into == "data" and not only_type:
            yield f"{at}: a component takes types alone from data/: the call belongs to the state beside it"


def _calls(path: str, text: str) -> Iterator[str]:
    if path.startswith("data/"):
        return
    for match in _CALL.finditer(text):
        yield f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match[1].rstrip('(')} belongs to data/"


def _twice(code: Mapping[str, str]) -> Iterator[str]:
    where: dict[str, str] = {}
    for path, text in code.items():
        for name in _EXPORT.findall(text):
            if name != "App" and where.setdefault(name, path) != path:
                yield f"{path}: {name} is what {where[name]} exports too: one name, one meaning"


def _sheets(sheets: Mapping[str, str], code: Mapping[str, str]) -> Iterator[str]:
    named = set(re.findall(r"[\w-]+", " ".join(text for path, text in code.items() if path.endswith(".tsx"))))
    for path, text in sheets.items():
        if path.startswith(f"{SHARED_SHEETS}/"):
            continue
        component = str(PurePosixPath(path).with_suffix(".tsx"))
        users = [each for each, source in code.items() if path in _targets(each, source)]
        if users != [component]:
            yield f"{path}: {component} and no other imports it; now: {', '.join(users) or 'nobody'}"
        if (lines := text.count("\n")) > MOST_LINES_OF_A_SHEET:
            yield f"{path}: {lines} lines, more than {MOST_LINES_OF_A_SHEET}: give each component its own"
    for path, text in sheets.items():
        selectors = " ".join(_SELECTOR.findall(_COMMENT.sub("", text)))
        for unused in sorted(set(_CLASS.findall(selectors)) - named):
            yield f"{path}: nothing has the class {unused}"


def _targets(path: str, text: str) -> set[str]:
    return {_below_src(path, match[2]) for match in _IMPORT.finditer(text)}


def _below_src(path: str, target: str) -> str:
    parts = list(PurePosixPath(path).parent.parts)
    for step in target.split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


def main() -> int:
    """Print what is wrong; returns the exit status."""
    paths = (path for path in sorted(SOURCES.rglob("*")) if path.suffix in {".ts", ".tsx", ".css"})
    files = {path.relative_to(SOURCES).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    wrong = everything_wrong(files)
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
