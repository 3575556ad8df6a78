"""The names of the columns of a Google feed, however a spreadsheet or a plugin writes them. Pure."""

import re

_BRACKET = re.compile(r"\[([^\]]+)\]")
# What a table is recognised by: each feed of articles has these.
NEEDED = frozenset({"id", "title"})


def google_name(header: str) -> str:
    """`image link`, `Image link [image_link]` and `g:image_link` are all image_link."""
    found = _BRACKET.search(header)
    plain = (found[1] if found else header).replace("\ufeff", "").strip().casefold()
    return re.sub(r"[\s\-]+", "_", plain.removeprefix("g:"))
