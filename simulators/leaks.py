"""The search for what must not be there: a trace of a stranger, or a member's handle."""

import base64
import re
from collections.abc import Iterable, Iterator

# A shorter piece could stand somewhere by chance; eight bytes of a rotating payload do not.
PIECE_BYTES = 8
STEP_BYTES = 4
# The first bytes of a payload say "Apple" or "Microsoft"; only what follows belongs to one stranger.
COMMON_BYTES = 9
HANDLE_BYTES = 5
# Whatever could be base64, of either alphabet, and long enough for a handle.
_BASE64_RUN = re.compile(rb"[A-Za-z0-9+/_-]{7,}")


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


def ways_written(handle: int, image: bytes) -> set[str]:
    """How a member's handle stands in `image`: raw, hex, decimal, base64; empty when it does not.

    Each way compares all 40 bits, so that chance finds nothing: base64 is decoded, a decimal is a whole number.
    """
    raw = handle.to_bytes(HANDLE_BYTES, "big")
    orders = (raw, raw[::-1])
    low = image.lower()
    found = {
        "raw": any(order in image for order in orders),
        "hex": any(order.hex().encode() in low for order in orders),
        "decimal": re.search(rb"(?<![0-9])%d(?![0-9])" % handle, image) is not None,
        "base64": any(order in piece for piece in _decoded(image) for order in orders),
    }
    return {way for way, is_there in found.items() if is_there}


def _decoded(image: bytes) -> Iterator[bytes]:
    """Every run of base64 in it, read from each of the four places where it may have begun."""
    for run in _BASE64_RUN.findall(image):
        plain = run.replace(b"-", b"+").replace(b"_", b"/")
        for start in range(4):
            piece = plain[start:]
            piece = piece[: len(piece) - (len(piece) % 4 == 1)]
            yield base64.b64decode(piece + b"=" * (-len(piece) % 4))
