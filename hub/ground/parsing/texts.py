"""Texts as files, tills and platforms write them, as they were meant: for a screen that is read at a glance. Pure.

What programs write where nothing is, is nothing: `#N/A`, `NULL`, `NaN`. What was written for a browser (`Bell &amp;
lock`) or read in the wrong encoding is what it was before.
"""

import html
import re

# Spreadsheets have these in the language of whoever uses them: #N/A is #I/T in Danish, #SAKNAS! in Swedish.
_CELL_ERROR = re.compile(r"#[A-ZÆØÅÄÖ0-9/ ]{2,16}[!?]?")
# As programs spell them: Nan, Nil and Na are names of people.
_NOTHING = frozenset(
    {"null", "NULL", "Null", "(null)", "(NULL)", "[null]", "<null>", "None", "NaN", "nan", "NaT", "<NA>", "undefined"}
    | {"N/A", "n/a", "N.A.", "n.a.", "[object Object]", "-", "--", "?", "??"}
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});", re.ASCII)
# Two bytes of UTF-8 begin with these, read as Windows-1252 or Latin-1; three bytes with "â" and its like.
_WRONGLY_READ = re.compile("[\u00c2-\u00df][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
                           "\u2013-\u203a\u20ac\u2122]|\u00e2[\u0080-\u00bf\u20ac\u201a-\u2122]")  # fmt: skip
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def as_meant(text: str) -> str:
    """The text that somebody wrote; empty where a program wrote that there is none. It may hold any sign."""
    # Some systems escape what another one has escaped already.
    for _ in range(2):
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    if _WRONGLY_READ.search(text):
        text = _read_rightly(text)
    return "" if is_nothing(text) else text


def is_nothing(text: str) -> bool:
    """Whether a program wrote this where it had no value."""
    text = text.strip()
    return text in _NOTHING or _CELL_ERROR.fullmatch(text) is not None


def is_address(text: str) -> bool:
    """Whether an e-mail address stands in it: on no screen, whatever column it is in."""
    return _ADDRESS.search(text) is not None


def _read_rightly(text: str) -> str:
    for wrong in ("cp1252", "latin-1"):
        try:
            return text.encode(wrong).decode("utf-8")
        except UnicodeError:
            continue
    return text
