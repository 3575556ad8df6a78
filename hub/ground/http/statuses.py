"""What a status that is no success means for whoever sent something: the same for every platform. Pure."""

from enum import Enum

# These may be better later; every other 4xx will say the same tomorrow.
_LATER = frozenset({408, 425, 429})
# The key is wrong, or the contract, or the address: neither says anything about what was sent.
_MISCONFIGURED = frozenset({401, 402, 403, 404, 405, 407, 410})


class Meaning(Enum):
    """What to do about it."""

    LATER = "the same again, after a while"
    MISCONFIGURED = "nothing is taken until somebody mends the key or the address"
    REFUSED = "this is never taken"


def meaning_of(status: int) -> Meaning:
    """Of an HTTP status that is no success."""
    if status in _MISCONFIGURED or 300 <= status < 400:
        return Meaning.MISCONFIGURED
    return Meaning.REFUSED if 400 <= status < 500 and status not in _LATER else Meaning.LATER
