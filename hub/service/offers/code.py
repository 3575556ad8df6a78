"""Codes of the hub's own: nobody guesses one, and a slip of the pen is told from a code of somebody else. Pure.

Eleven letters thrown by the operating system's dice (55 bits) and one to check them (Luhn mod N), in Crockford's
alphabet: no letter of it is taken for another, and O, I and L are read as what they look like.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
THROWN = 11
_GROUP = 4
_LOOKS_LIKE = str.maketrans("OIL", "011")


def new_code() -> str:
    """`7K3M-9Q2X-4TBW`."""
    thrown = "".join(secrets.choice(ALPHABET) for _ in range(THROWN))
    whole = thrown + check_letter(thrown)
    return "-".join(whole[at : at + _GROUP] for at in range(0, len(whole), _GROUP))


def key_of(code: str) -> str:
    """A code as it is compared: capitals, and nothing between them."""
    return "".join(each for each in code.upper() if each.isalnum())


def forgiven(key: str) -> str:
    """The key of a code of ours that was read with O for 0, or I or L for 1."""
    return key.translate(_LOOKS_LIKE)


def is_whole(key: str) -> bool:
    """Whether it can be a code of ours: all of its letters, and the last one right."""
    return len(key) == THROWN + 1 and all(each in ALPHABET for each in key) and check_letter(key[:-1]) == key[-1]


def check_letter(thrown: str) -> str:
    """The last letter of a code that begins so."""
    total, size = 0, len(ALPHABET)
    for place, letter in enumerate(reversed(thrown)):
        value = ALPHABET.index(letter) * (2 if place % 2 == 0 else 1)
        total += value // size + value % size
    return ALPHABET[-total % size]
