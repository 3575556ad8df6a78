"""Names that an eye takes for another: letters of two scripts in one word, and letters that look like others.

The whole table of Unicode (UTS 39) has ten thousand pairs; here stand those by which a name of our alphabet is written
in another, and the three signs that people mix up. A word of one script is read by whoever reads that script.
"""

import unicodedata

# Chinese, Japanese and Korean write one word in several (UTS 39, section 5.1).
_TOGETHER = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"})
# Small letters of Cyrillic and Greek, and three of Latin, whose small or capital form is one of ours.
_LIKE = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442"
    "\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u04cf"
    "\u03b1\u03b2\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7"
    "\u0131\u0251\u0261",
    "abekmhopctyxijshdqwlabezhikmnoptyxiag",
)
# A capital I is a small l, and an l a one, in the letters of most screens.
_DIGITS = str.maketrans("I10|", "llol")


def mixes_scripts(name: str) -> bool:
    """Whether a word of it has letters of two scripts."""
    return any(len(_scripts(word)) > 1 for word in unicodedata.normalize("NFKC", name).split())


def _scripts(word: str) -> set[str]:
    found: set[str] = set()
    for letter in word:
        # Signs, digits, emoji, accents by themselves and raised letters are of every script.
        if unicodedata.category(letter) in {"Ll", "Lu", "Lt", "Lo"}:
            script = unicodedata.name(letter, "").split(" ", 1)[0]
            found.add("CJK" if script in _TOGETHER else script)
    return found


def skeleton(name: str) -> str:
    """The same for names that look the same, whatever they are written in."""
    plain = unicodedata.normalize("NFKC", " ".join(name.split()))
    return plain.translate(_DIGITS).casefold().translate(_LIKE)
