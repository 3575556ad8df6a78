"""The names that things go by: one type for each, so that a store is never taken for an edge."""

import re
import secrets
import unicodedata
from typing import Annotated, NewType

from pydantic import StringConstraints

StoreId = NewType("StoreId", str)
EdgeId = NewType("EdgeId", str)
BootId = NewType("BootId", str)
"""New at each start of an edge; with `Seq` it names one event for ever."""
Seq = NewType("Seq", int)
"""Rises by one within a boot, from 1."""
Token = NewType("Token", bytes)
"""The rotating pseudonym in an advertisement: 16 opaque bytes. Only a hub can open it."""

TOKEN_BYTES = 16

# nats-server maps "/" to "." and "." to "//" and refuses spaces, so ids keep to what every broker carries unchanged.
ID_PATTERN = r"^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$"
IdText = Annotated[str, StringConstraints(pattern=ID_PATTERN)]

_ID = re.compile(ID_PATTERN)
_MOST_CHARACTERS = 48
_MOST_SHOWN = 60
# Letters that Unicode does not take apart, as they are written where there are none.
_SPELT = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ð": "d", "þ": "th"}
)


def is_id(text: str) -> bool:
    """Whether `text` may stand in a topic: a-z, 0-9 and inner hyphens, 48 characters at most."""
    return _ID.fullmatch(text) is not None


def why_no_id(text: str) -> str:
    """What a person is told who typed a name that is none, with the nearest that is one."""
    shown = text if text.isprintable() else ascii(text)[1:-1]
    says = f'"{shown[:_MOST_SHOWN]}" is no name for a store, an edge or a zone: use a-z, 0-9 and hyphens between them'
    nearest = nearest_id(text)
    return f"{says}, 48 characters at most{f', for example {nearest}' if nearest else ''}"


def nearest_id(text: str) -> str:
    """`Living Room` as `living-room`, `København` as `koebenhavn`; empty when nothing is left."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_SPELT)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_MOST_CHARACTERS].strip("-")


def new_boot_id() -> BootId:
    """A random boot id; 64 bits make two boots of one edge never meet."""
    return BootId(secrets.token_hex(8))


def unique_client_id(name: str) -> str:
    """A name at a broker that nobody else has: a second one of the same name would throw the first one out."""
    return f"{name}-{secrets.token_hex(8)}"
