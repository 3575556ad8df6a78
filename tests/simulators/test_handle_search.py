"""The search for a member's handle finds it however it is written, and nothing else."""

import base64
import random

import pytest

from simulators.leaks import ways_written

HANDLES = [0xA1B2C3D4E5, 0x0000BEEF01, 0xFBFFEFBEFF, 987_654]
_DICE = random.Random(1)
IMAGE = _DICE.randbytes(4000).hex().encode() + _DICE.randbytes(8000) + base64.b64encode(_DICE.randbytes(4000))


def planted(how: bytes) -> bytes:
    """Somewhere in the middle of an image that is full of numbers, hex and base64."""
    at = _DICE.randrange(len(IMAGE))
    return IMAGE[:at] + b'{"' + how + b'"}' + IMAGE[at:]


@pytest.mark.parametrize("handle", HANDLES)
@pytest.mark.parametrize("order", ["big", "little"])
def test_a_planted_handle_is_found_in_every_spelling(handle: int, order) -> None:
    raw = handle.to_bytes(5, order)
    assert "raw" in ways_written(handle, planted(raw))
    assert "hex" in ways_written(handle, planted(raw.hex().upper().encode()))
    assert "decimal" in ways_written(handle, planted(str(handle).encode()))
    for before in range(4):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            for after in range(3):
                text = encode(bytes(before) + raw + bytes(after)).rstrip(b"=")
                assert "base64" in ways_written(handle, planted(text)), (before, after)


@pytest.mark.parametrize("handle", HANDLES)
def test_nothing_is_found_where_it_is_not(handle: int) -> None:
    assert ways_written(handle, IMAGE) == set()
    assert ways_written(handle, f'{{"at_ms": 1{handle}0, "n": {handle + 1}}}'.encode()) == set()
