"""The names that things go by: one type for each, so that a store is never taken for an edge."""

import re
import secrets
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


def is_id(text: str) -> bool:
    """Whether `text` may stand in a topic: a-z, 0-9 and inner hyphens, 48 characters at most."""
    return _ID.fullmatch(text) is not None


def new_boot_id() -> BootId:
    """A random boot id; 64 bits make two boots of one edge never meet."""
    return BootId(secrets.token_hex(8))
