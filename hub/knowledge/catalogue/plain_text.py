"""Names as shops write them into feeds, as a person reads them. Pure."""

import html
import re

_TAG = re.compile(r"<(?:/?[A-Za-z][^<>]{0,500}|!--.{0,500}?--)>", re.DOTALL)
# UTF-8 that was read as Windows-1252 somewhere: counted, never repaired, as what was lost cannot be known.
_WRONGLY_READ = re.compile("[\u00c2\u00c3][\u0080-\u00bf\u0152-\u017e\u2013-\u203a\u2122]|\u00e2\u20ac|\ufffd")


def plain(text: str, most: int) -> str:
    """Without tags and entities, which some systems write twice; on one line, and no longer than `most`."""
    for _ in range(2):
        if "<" in text:
            text = _TAG.sub(" ", text)
        if "&" not in text:
            break
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    text = " ".join(text.split())
    return text[:most] if text.isprintable() else "".join(c for c in text if c.isprintable())[:most].strip()


def is_wrongly_encoded(text: str) -> bool:
    """Whether it shows the signs of a text that was read in the wrong encoding."""
    return not text.isascii() and _WRONGLY_READ.search(text) is not None
