"""Words as they are compared in a search: without accents, and with one letter wrong if it must be. Pure."""

import re
import unicodedata

MOST_WORDS = 8
# With fewer letters half of all words are one letter from each other.
FORGIVES_FROM = 4
# Whoever types on a phone, in whichever of our languages: å is a or aa, ø is o or oe, æ is ä or ae.
_LETTERS = str.maketrans({"æ": "a", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ß": "ss", "œ": "o"})
_PAIRS = (("aa", "a"), ("ae", "a"), ("oe", "o"))
_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """The words of a text with blanks between, all letters plain."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    for pair, letter in _PAIRS:
        plain = plain.replace(pair, letter)
    return " ".join(_WORD.findall(plain))


def words_of(asked: str) -> tuple[str, ...]:
    """What somebody looks for, each word once."""
    return tuple(dict.fromkeys(folded(asked).split()))[:MOST_WORDS]


def halves(word: str) -> tuple[str, str]:
    """The beginning and the end of a word: with one letter wrong anywhere, one of the two is still right."""
    length = (len(word) - 1) // 2
    return word[:length], word[len(word) - length :]


def is_nearly(word: str, other: str) -> bool:
    """Whether one letter more, less or another, or two that changed places, makes `word` of `other`."""
    if abs(len(word) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    mine, theirs = word[start:], other[start:]
    if mine[1:] == theirs[1:] or mine[1:] == theirs or mine == theirs[1:]:
        return True
    return mine[:2] == theirs[1::-1] and len(mine) > 1 and mine[2:] == theirs[2:]


def begins_nearly(word: str, other: str) -> bool:
    """The same where `other` goes on: a word that is still being typed."""
    return any(is_nearly(word, other[: len(word) + more]) for more in (-1, 0, 1))
