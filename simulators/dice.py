"""Seeded dice: the same names always give the same number, whatever was asked before."""

import math
import struct
from hashlib import blake2b

_UNIT = 1 / 2**32


def roll(seed: int, *names: int | str) -> tuple[float, float, float, float]:
    """Four independent uniform numbers in [0, 1) that belong to `seed` and `names` alone."""
    key = "\x1f".join(str(name) for name in names).encode()
    digest = blake2b(key, digest_size=16, key=struct.pack("<q", seed)).digest()
    a, b, c, d = struct.unpack("<4I", digest)
    return a * _UNIT, b * _UNIT, c * _UNIT, d * _UNIT


def normal(u: float, v: float) -> float:
    """A standard normal number from two uniform ones (Box and Muller 1958)."""
    return math.sqrt(-2.0 * math.log(1.0 - u)) * math.cos(2.0 * math.pi * v)


def random_bytes(seed: int, count: int, *names: int | str) -> bytes:
    """`count` (at most 64) bytes that belong to `seed` and `names` alone."""
    key = "\x1f".join(str(name) for name in names).encode()
    return blake2b(key, digest_size=count, key=struct.pack("<q", seed)).digest()
