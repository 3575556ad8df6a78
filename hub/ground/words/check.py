"""Whether language files are whole, and say the same things. Pure: texts in, sentences about what is wrong out.

Fluent drops a message that it cannot read without a word, and keeps the first of two with one id.
"""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from babel import Locale
from fluent.syntax import FluentParser, ast, visitor

from hub.ground.words.languages import LOCALES
from hub.ground.words.words import as_message, subject_of

_OTHER = "other"
_PLURALS = {"zero", "one", "two", "few", "many", _OTHER}


@dataclass(frozen=True, slots=True)
class Message:
    """One message of one file."""

    id: str
    line: int
    arguments: frozenset[str]


class _Inside(visitor.Visitor):
    """What a message is made of."""

    def __init__(self) -> None:
        self.arguments: set[str] = set()
        self.selects: list[ast.SelectExpression] = []
        self.foreign: list[str] = []

    def visit_VariableReference(self, node: Any) -> None:  # noqa: N802 - the library's names
        self.arguments.add(node.id.name)

    def visit_SelectExpression(self, node: Any) -> None:  # noqa: N802
        self.selects.append(node)
        self.generic_visit(node)

    def visit_FunctionReference(self, node: Any) -> None:  # noqa: N802
        self.foreign.append(f"the function {node.id.name}()")
        self.generic_visit(node)

    def visit_TermReference(self, node: Any) -> None:  # noqa: N802
        self.foreign.append(f"the term -{node.id.name}")

    def visit_MessageReference(self, node: Any) -> None:  # noqa: N802
        self.foreign.append(f"the message {node.id.name}")


def read(language: str, name: str, text: str) -> tuple[dict[str, Message], list[str]]:
    """The messages of a file, and what is wrong with it. `name` is the file's without ending."""
    found: dict[str, Message] = {}
    wrong: list[str] = []
    for entry in FluentParser().parse(text).body:
        start = entry.span.start if entry.span else 0
        at = f"{language}/{name}.ftl:{text.count(chr(10), 0, start) + 1}"
        if isinstance(entry, ast.Junk):
            wrong.append(f"{at}: cannot be read: {(entry.content or '').strip().splitlines()[0]!r}")
        elif isinstance(entry, ast.Term):
            wrong.append(f"{at}: -{entry.id.name}: terms are not used here; write the word out")
        elif isinstance(entry, ast.Message):
            if entry.id.name in found:
                wrong.append(f"{at}: {entry.id.name} stands there twice")
            if subject_of(entry.id.name) != name:
                wrong.append(f'{at}: {entry.id.name} has to begin with "{name}-", as its file is called')
            inside, faults = _inside(language, entry)
            wrong += [f"{at}: {entry.id.name}: {fault}" for fault in faults]
            found.setdefault(entry.id.name, Message(entry.id.name, text.count("\n", 0, start) + 1, inside))
    neutral = found.get(f"{name}-neutral")
    if neutral is None or neutral.arguments:
        wrong.append(f"{language}/{name}.ftl: {name}-neutral is missing: what is said when something else cannot be")
    return found, wrong


def differences(files: Mapping[str, Mapping[str, Mapping[str, Message]]]) -> Iterator[str]:
    """What one language says and another does not. `files`: messages by language, file and id."""
    names = sorted({name for of_language in files.values() for name in of_language})
    for name in names:
        ids = sorted({id_ for of_language in files.values() for id_ in of_language.get(name, {})})
        for id_ in ids:
            here = {language: of_language.get(name, {}).get(id_) for language, of_language in files.items()}
            lacking = sorted(language for language, message in here.items() if message is None)
            if lacking:
                yield f"{id_} ({name}.ftl) is missing in {', '.join(lacking)}"
            arguments = {message.arguments for message in here.values() if message}
            if len(arguments) > 1:
                told = "; ".join(
                    f"{language}: {', '.join(sorted(message.arguments)) or 'none'}"
                    for language, message in sorted(here.items())
                    if message
                )
                yield f"{id_} ({name}.ftl) takes other arguments in other languages: {told}"


FORMER = "messages-welcome-"
"""What every hub greeted with until campaigns were written in files: a shop's own words of it say nothing any more."""


def own_words_wrong(words: Mapping[str, Mapping[str, str]], ours: Mapping[str, Mapping[str, Message]]) -> Iterator[str]:
    """What is wrong with a shop's own words (by language and id). `ours`: our messages by language and id."""
    for language, texts in words.items():
        if language not in ours:
            yield f"words.{language}: there is no such language; known are {', '.join(sorted(ours))}"
            continue
        for id_, text in texts.items():
            at = f"words.{language}.{id_}"
            known = ours[language].get(id_)
            if known is None and id_.startswith(FORMER):
                continue
            if known is None:
                close = difflib.get_close_matches(id_, ours[language], n=1)
                hint = f", did you mean {close[0]}?" if close else f" (hub/ground/words/{language}/ has them all)"
                yield f"{at}: there is no message of that name{hint}"
                continue
            entries = FluentParser().parse(as_message(id_, text)).body
            if len(entries) != 1 or not isinstance(entries[0], ast.Message):
                yield f"{at}: cannot be read as Fluent writes messages: braces are for {{ $arguments }} alone"
                continue
            arguments, faults = _inside(language, entries[0])
            yield from (f"{at}: {fault}" for fault in faults)
            if unknown := sorted(arguments - known.arguments):
                may = ", ".join("$" + each for each in sorted(known.arguments)) or "none"
                yield f"{at}: nobody says what ${unknown[0]} is; this message has {may}"


def _inside(language: str, message: ast.Message) -> tuple[frozenset[str], list[str]]:
    inside = _Inside()
    inside.visit(message)
    faults = [f"{each} is not used here: write it out" for each in inside.foreign]
    if message.value is None:
        faults.append("it says nothing")
    if message.attributes:
        faults.append("attributes are not used here: make it a message of its own")
    for select in inside.selects:
        keys = {key.name for each in select.variants if isinstance(key := each.key, ast.Identifier)}
        if keys & _PLURALS:
            wanted = {*Locale.parse(LOCALES.get(language, language)).plural_form.tags, _OTHER}
            if lacking := sorted(wanted - keys):
                faults.append(f"a count chooses, and [{']['.join(lacking)}] is missing")
    return frozenset(inside.arguments), faults
