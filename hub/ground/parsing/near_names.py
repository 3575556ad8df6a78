"""The name that somebody meant who wrote another. Pure."""

import difflib
from collections.abc import Iterable

# So many of the names that would be right are worth reading.
_KNOWN_SHOWN = 8


def nearest(said: str, known: Iterable[str], what: str) -> str:
    """What would have been right, as the end of a sentence without its stop: the nearest, else those that there are."""
    names = {each.casefold(): each for each in sorted(known, reverse=True) if each}
    if close := difflib.get_close_matches(said.casefold(), names, n=1):
        return f", did you mean {names[close[0]]}?"
    shown = ", ".join(sorted(names.values())[:_KNOWN_SHOWN])
    more = f" and {len(names) - _KNOWN_SHOWN} more" if len(names) > _KNOWN_SHOWN else ""
    return f"; {what} {shown}{more}" if names else ""
