"""Who comes to the store that opens by default: members of its club, each with a taste and choices of their own."""

from simulators.shops.files import default_shop
from simulators.shops.model import (
    EVERYTHING,
    GREET,
    HISTORY,
    JOIN,
    MEASURE,
    PREDICT,
    PUSH,
    RECOGNISE,
    SERVICE_PUSH,
    Persona,
    Platform,
)

__all__ = [
    "EVERYTHING",
    "GREET",
    "HISTORY",
    "JOIN",
    "MEASURE",
    "MEMBERS",
    "PREDICT",
    "PUSH",
    "RECOGNISE",
    "ROAD_CYCLIST",
    "SERVICE_PUSH",
    "Persona",
    "Platform",
    "member",
]

MEMBERS: tuple[Persona, ...] = default_shop().members

ROAD_CYCLIST = MEMBERS[0].ref
"""Two years of one line and nothing else: no card and no message of his may show another."""


def member(ref: str) -> Persona | None:
    """The member with that customer id."""
    return default_shop().member(ref)
