"""No word that people read is left in English: message for message, in every other language."""

import functools
import re
from typing import Any

import pytest
from fluent.syntax import FluentParser, ast, visitor

from hub.ground.words.languages import FALLBACK, FOLDER, LANGUAGES

OTHERS = sorted(set(LANGUAGES) - {FALLBACK})
# The same in English for a reason.
NAMES = {"square", "shopify", "android", "iphone", "goddag-sim", "apple", "dkk", "nok", "sek"}
NAMES |= {"http", "ntp", "url", "mb", "fcm", "api", "v", "google", "cloud", "firebase", "messaging", "admin"}
NAMES |= {"pem", "ecdsa", "rsa", "p-", "serverauth"}
ELSEWHERE = {"project", "settings", "key", "kind", "id", "identifier"}
"""What a key of a file or a button of another program is called."""
LOAN_WORDS = {
    "marketing",
    "variant",
    "version",
    "system",
    "person",
    "hub",
    "pin",
    "https",
    "computer",
    "live",
    "offline",
    "vibration",
    "beacon",
    "beacons",
    "demo",
    "app",
    "broker",
    "browser",
    "byte",
    "database",
    "cache",
    "firewall",
    "log",
    "login",
    "model",
    "program",
    "push",
    "region",
    "session",
    "side",
    "sms",
    "token",
    "zone",
    "it",
    "e-mail",
    "data",
    "text",
}
"""What people in the north say, too."""
ABBREVIATIONS = {"min", "s", "id", "db"}
"""Of units, and what everybody calls an id."""
COMMON = {
    "mine",
    "find",
    "at",
    "hold",
    "period",
    "to",
    "over",
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
_CODE = re.compile(
    r"goddag-hub [a-z ]+|[a-z]+(?:_[a-z]+)+|\([A-Z][^)]*: [^)]*\)"
    r"|(?:PUT|POST|DELETE) /[a-z0-9/]+|/v1/[a-z0-9/]+|[A-Z][a-z]+-[A-Z][a-z]+|Authorization: Bearer"
    r"|ES256, RS256, PS256|EdDSA|iss, aud, exp, iat|\bsub\b|\blanguage\b"
)
"""Commands, settings and where something stands in another program: they are called the same in every language."""
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
                found[message.id.name] = {each.lower() for each in _WORD.findall(_CODE.sub("", " ".join(texts.found)))}
    return found


@pytest.mark.parametrize("language", OTHERS)
def test_no_word_is_left_in_english(language: str) -> None:
    allowed = NAMES | ELSEWHERE | LOAN_WORDS | ABBREVIATIONS | COMMON
    left = {(id_, word) for id_, own in words(language).items() for word in (own & words(FALLBACK)[id_]) - allowed}
    assert sorted(left) == []


def test_every_exception_is_needed() -> None:
    both = {word for language in OTHERS for id_, own in words(language).items() for word in own & words(FALLBACK)[id_]}
    assert sorted((NAMES | ELSEWHERE | LOAN_WORDS | ABBREVIATIONS | COMMON) - both) == []
    assert len(words(FALLBACK)) > 250
