"""No word that people read is left in English: message for message, in every other language."""

import functools
import re
from typing import Any

import pytest
from fluent.syntax import FluentParser, ast, visitor

from hub.ground.words.languages import FALLBACK, FOLDER, LANGUAGES

OTHERS = sorted(set(LANGUAGES) - {FALLBACK})
# The same in English for a reason.
NAMES = {"square", "shopify", "android", "iphone", "goddag-sim", "apple", "utc", "dkk", "nok", "sek"}
LOAN_WORDS = {
    "hub",
    "pin",
    "live",
    "offline",
    "beacon",
    "beacons",
    "demo",
    "app",
    "push",
    "sms",
    "it",
    "e-mail",
    "data",
    "text",
}
"""What people in the north say, too."""
ABBREVIATIONS = {"min", "s"}
"""Of units."""
COMMON = {
    "have",
    "in",
    "just",
    "note",
    "reference",
    "scan",
    "start",
    "till",
    "for",
    "under",
    "send",
    "order",
    "stop",
    "text",
}
"""Spelt alike and meant otherwise, or at home in both: "till kassan" is Swedish for "to the till"."""
_WORD = re.compile(r"[a-zæøåäö][a-zæøåäö'-]*", re.IGNORECASE)


class _Texts(visitor.Visitor):
    """Everything of a message but its arguments."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def visit_TextElement(self, node: Any) -> None:  # noqa: N802 - the library's names
        self.found.append(node.value)


@functools.cache
def words(language: str) -> dict[str, set[str]]:
    """The words of each message."""
    found: dict[str, set[str]] = {}
    for file in (FOLDER / language).glob("*.ftl"):
        for message in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            if isinstance(message, ast.Message):
                texts = _Texts()
                texts.visit(message)
                found[message.id.name] = {each.lower() for each in _WORD.findall(" ".join(texts.found))}
    return found


@pytest.mark.parametrize("language", OTHERS)
def test_no_word_is_left_in_english(language: str) -> None:
    allowed = NAMES | LOAN_WORDS | ABBREVIATIONS | COMMON
    left = {(id_, word) for id_, own in words(language).items() for word in (own & words(FALLBACK)[id_]) - allowed}
    assert sorted(left) == []


def test_every_exception_is_needed() -> None:
    both = {word for language in OTHERS for id_, own in words(language).items() for word in own & words(FALLBACK)[id_]}
    assert sorted((NAMES | LOAN_WORDS | ABBREVIATIONS | COMMON) - both) == []
    assert len(words(FALLBACK)) > 250
