"""docs/security/asvs.md names tests that are there, and leaves out no line."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security" / "asvs.md"
# Levels 1 and 2 of ASVS 5.0.0, by chapter: each section and its lines, but those that the page says are not ours.
LINES = {
    "3": "2:2 3:4 4:6 5:5 7:2",
    "4": "1:3 2:1",
    "6": "1:3 2:12 3:4 4:4 5:5 6:2-3 8:1,2,4",
    "7": "1:3 2:4 3:2 4:5 5:2 6:2",
    "8": "1:2 2:3 3:1 4:1",
}
REASONS = ("Deviation:", "Not used:", "There are none", "Paste is not stopped")


def rows() -> list[tuple[str, list[str], str]]:
    """Line, tests, and whatever is said beside."""
    found: list[tuple[str, list[str], str]] = []
    for text in PAGE.read_text().splitlines():
        cells = [each.strip() for each in text.strip("|").split("|")]
        if len(cells) == 3 and re.fullmatch(r"\d+\.\d+\.\d+", cells[0]):
            tests = re.findall(r"`(tests/[\w/]+\.py::\w+)`", cells[2])
            found.append((cells[0], tests, re.sub(r"`tests/[^`]*`|<br>", "", cells[2]).strip()))
    return found


def test_every_line_stands_there_once() -> None:
    expected = [
        f"{chapter}.{section}.{number}"
        for chapter, sections in LINES.items()
        for section, numbers in (each.split(":") for each in sections.split())
        for number in _numbers(numbers)
    ]
    assert [line for line, _, _ in rows()] == expected


def test_every_test_that_is_named_is_there() -> None:
    named = {test for _, tests, _ in rows() for test in tests}
    missing = [each for each in named if each.partition("::")[2] not in _tests_of(each.partition("::")[0])]
    assert missing == []
    assert len(named) > 40
    # What looks like a test and is read as none would be looked for by nobody.
    assert PAGE.read_text().count("::") == sum(len(tests) for _, tests, _ in rows())


def test_a_line_without_a_test_says_why() -> None:
    assert [line for line, tests, said in rows() if not tests and not said.startswith(REASONS)] == []


def _numbers(text: str) -> list[int]:
    """Of 5, 1 to 5; of 2-3 and 1,2,4 what they say."""
    if "," in text:
        return [int(each) for each in text.split(",")]
    first, _, last = text.rpartition("-")
    return list(range(int(first or 1), int(last) + 1))


def _tests_of(file: str) -> set[str]:
    path = ROOT / file
    if not path.is_file():
        return set()
    tree = ast.parse(path.read_text())
    functions = (each for each in tree.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
    return {each.name for each in functions if each.name.startswith("test_")}
