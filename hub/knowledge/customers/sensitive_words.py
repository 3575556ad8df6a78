"""Whether a name names something sensitive, in languages that compound: a word at the beginning or the end. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

# Shorter ones end too many other words: "amme" ends "ramme".
_SHORTEST_END = 5
# Number and article in Danish, Norwegian, Swedish and English; genitives of them.
_ENDING = r"(?:e|en|er|ene|erne|et|ets|es|n|ne|r|rne|or|orna|ar|arna|na|a|an|t|ter|s|ns|rs)?"


@dataclass(frozen=True, slots=True)
class Words:
    """One list: both ends of a word, its beginning, the whole of it; `weak` says less than a category that is known."""

    words: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Harmless:
    """What only looks like it: endings of harmless compounds, and whole phrases."""

    heads: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


class WordList:
    """Words ready to be looked for."""

    def __init__(self, lists: Iterable[Words], harmless: Harmless) -> None:
        lists = tuple(lists)
        whole = [word for each in lists for word in each.whole]
        starts = [word for each in lists for word in each.starts]
        heads = _either(harmless.heads)
        self._strong = _pattern([word for each in lists for word in each.words], starts, whole, heads)
        self._weak = _pattern([word for each in lists for word in each.weak], [], [], heads)
        self._harmless = re.compile(rf"\b(?:{_either(harmless.phrases)})") if harmless.phrases else None

    def names(self, text: str, *, weak: bool = True) -> bool:
        """Whether a text names something of the lists; without `weak`, by the words that leave no doubt."""
        for spelt in _spellings(text):
            told = self._harmless.sub(" ", spelt) if self._harmless else spelt
            if self._strong.search(told) or (weak and self._weak.search(told)):
                return True
        return False


def folded(text: str) -> str:
    """One spelling of what is the same to a reader: letters in one piece, without case, one blank between words."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("\u00ad", "").replace("’", "'").split())  # noqa: RUF001


def _spellings(text: str) -> tuple[str, ...]:
    plain = folded(text)
    return (plain, plain.replace("aa", "å")) if "aa" in plain else (plain,)


def _pattern(words: Iterable[str], starts: Iterable[str], whole: Iterable[str], heads: str) -> re.Pattern[str]:
    both, alone = {folded(word) for word in words}, {folded(word) for word in whole}
    begins = both | {folded(word) for word in starts}
    ends = {word for word in both if len(word) >= _SHORTEST_END}
    parts: list[str] = []
    if begins:
        # "Medicinbold": what it is stands last.
        parts.append(rf"\b(?:{_either(begins)})" + (rf"(?!\w*(?:{heads})\b)" if heads else ""))
    if ends:
        parts.append(rf"(?:{_either(ends)}){_ENDING}\b")
    if alone:
        parts.append(rf"\b(?:{_either(alone)})\b")
    return re.compile("|".join(parts) or r"(?!)")


def _either(words: Iterable[str]) -> str:
    """Any of the words. What begins alike stands once: of a thousand words, a text is compared with few."""
    found = sorted({word for word in words if word})
    return _branches(found, 0) if found else ""


def _branches(words: list[str], depth: int) -> str:
    """The rest of words that are alike up to there, as one group."""
    if len(words) == 1:
        return re.escape(words[0][depth:])
    by_letter = {letter: list(those) for letter, those in groupby(words, key=lambda word: word[depth : depth + 1])}
    ends_here = by_letter.pop("", None) is not None
    branches = "|".join(re.escape(letter) + _branches(those, depth + 1) for letter, those in by_letter.items())
    return f"(?:{branches}){'?' if ends_here else ''}"
