"""The search for what must not be there: any trace of a stranger in what the broker carried."""

import base64
from collections.abc import Iterable, Iterator

# A shorter piece could stand somewhere by chance; eight bytes of a rotating payload do not.
PIECE_BYTES = 8
STEP_BYTES = 4
# The first bytes of a payload say "Apple" or "Microsoft"; only what follows belongs to one stranger.
COMMON_BYTES = 9


def needles(addresses: Iterable[bytes], payloads: Iterable[bytes]) -> set[bytes]:
    """Every way in which a stranger's address or a piece of their payload could be written, in lower case."""
    found: set[bytes] = set()
    for address in addresses:
        for order in (address, address[::-1]):
            found |= set(spellings(order))
            found.add(order.hex(":").encode())
            found.add(order.hex("-").encode())
    for payload in payloads:
        for start in range(COMMON_BYTES, len(payload) - PIECE_BYTES + 1, STEP_BYTES):
            found |= set(spellings(payload[start : start + PIECE_BYTES]))
    return found


def leaked_bytes(carried: Iterable[bytes], strangers: set[bytes]) -> int:
    """How many bytes of `carried` are a trace of a stranger."""
    total = 0
    # One text to search in, with breaks that no needle contains; letters in lower case, as hex has two spellings.
    text = b"\n\n\n\n".join(carried).lower()
    for needle in strangers:
        total += text.count(needle) * len(needle)
    return total


def spellings(piece: bytes) -> Iterator[bytes]:
    """Every way in which bytes could be written, in lower case."""
    yield piece.lower()
    yield piece.hex().encode()
    # In base64 a piece looks different at each of three positions; the characters that mix with neighbours are cut off.
    for offset in range(3):
        text = base64.b64encode(b"\0" * offset + piece)
        first = (offset * 8 + 5) // 6
        last = (offset + len(piece)) * 8 // 6
        yield text[first:last].lower()
