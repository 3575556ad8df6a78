"""What an engine complains of, in plain sentences with the place. Pure.

Source of the left column: what cel-expr-python 0.1.3 says (messaging reference, table in docs/campaigns.md).
"""

import difflib
import re
from dataclasses import dataclass

from hub.ground.words.phrase import Phrase, phrase
from hub.service.campaigns.rules.fields import FIELDS, FieldType

_AT = re.compile(r"ERROR: <input>:(?P<line>\d+):(?P<column>\d+): (?P<what>.*)")
_UNDECLARED = re.compile(r"undeclared reference to '(?P<name>[^']*)'")
_OVERLOAD = re.compile(r"found no matching overload for '(?P<call>[^']*)' applied to '\((?P<types>.*)\)'")
_TOKEN = re.compile(r"token recognition error at: '(?P<token>.*)'", re.DOTALL)
_INPUT = re.compile(r"(?:mismatched|extraneous) input '(?P<token>[^']*)'")
_OF_READING = frozenset(f"campaigns-rule-read-{each}" for each in ("equals", "quote", "word", "comma", "end", "extra"))
_WORDS = {"and": "&&", "or": "||", "not": "!", "AND": "&&", "OR": "||", "NOT": "!"}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One fault of a rule. Lines and columns count from 1; 0 where no place is known."""

    what: Phrase
    line: int = 0
    column: int = 0
    marked: str = ""
    """The line of the rule that it is in."""


def mistakes_in(text: str, said: str) -> tuple[Mistake, ...]:
    """What is wrong with the rule `text`, of which the engine said `said` when it compiled it."""
    lines = text.splitlines()
    found: list[Mistake] = []
    for each in _AT.finditer(said):
        line, column = int(each["line"]), int(each["column"])
        marked = lines[line - 1] if 0 < line <= len(lines) else ""
        what = _meaning(each["what"], marked, marked[: column - 1])
        # One slip makes the reader of a language complain again further on: the first is the one to mend.
        if not any(what.id == before.what.id and line == before.line for before in found):
            found.append(Mistake(what, line, column, marked))
    if found:
        return tuple(found[:1] if found[0].what.id in _OF_READING else found)
    if "recursion" in said:
        return (Mistake(phrase("campaigns-rule-nested")),)
    return (Mistake(phrase("campaigns-rule-unreadable")),)


def why_not(said: str) -> Phrase:
    """Why a rule could not be answered for one customer, of which the engine said `said`."""
    if "Key not found" in said:
        return phrase("campaigns-rule-no-key")
    if "divide by zero" in said or "modulus by zero" in said:
        return phrase("campaigns-rule-zero")
    if "overflow" in said:
        return phrase("campaigns-rule-overflow")
    if "budget exceeded" in said:
        return phrase("campaigns-rule-heavy")
    if "regular expression" in said or "regex" in said:
        return phrase("campaigns-rule-pattern")
    return phrase("campaigns-rule-unanswered")


def _meaning(what: str, marked: str, before: str) -> Phrase:
    """`marked`: the line that it is in; `before`: what stands there before the place."""
    if found := _UNDECLARED.search(what):
        return _unknown_name(found["name"])
    if found := _OVERLOAD.search(what):
        return _clash(found["types"], marked)
    if found := _TOKEN.search(what):
        token = found["token"].strip()
        return phrase("campaigns-rule-read-equals") if token in {"=", "&", "|"} else phrase("campaigns-rule-read-quote")
    if found := _INPUT.search(what):
        return _unexpected(found["token"], before)
    return phrase("campaigns-rule-unreadable")


def _unknown_name(name: str) -> Phrase:
    if name in _WORDS:
        return phrase("campaigns-rule-read-word", word=name, sign=_WORDS[name])
    if close := difflib.get_close_matches(name, FIELDS, n=1, cutoff=0.5):
        return phrase("campaigns-rule-field-near", name=name, near=close[0])
    return phrase("campaigns-rule-field", name=name)


def _unexpected(found: str, before: str) -> Phrase:
    """`not` alone is taken for a name, and what follows it for too much: so the word before is looked at as well."""
    for word in (found, *before.split()[-1:]):
        if word in _WORDS:
            return phrase("campaigns-rule-read-word", word=word, sign=_WORDS[word])
    match found:
        case "<EOF>":
            return phrase("campaigns-rule-read-end")
        case ",":
            return phrase("campaigns-rule-read-comma")
        case _:
            return phrase("campaigns-rule-read-extra", token=found)


def _clash(types: str, marked: str) -> Phrase:
    """Two things that cannot be compared."""
    named = next((each for each in sorted(FIELDS, key=len, reverse=True) if each in marked), "")
    if "double" in types and "int" in types:
        return phrase("campaigns-rule-decimal", name=named)
    if "list(" in types or "map(" in types:
        of_counts = bool(named) and FIELDS[named].type in {FieldType.COUNTS, FieldType.SHARES}
        return phrase("campaigns-rule-counts" if of_counts else "campaigns-rule-list", name=named)
    if "int" in types or "double" in types:
        return phrase("campaigns-rule-number", name=named)
    return phrase("campaigns-rule-types", name=named)
