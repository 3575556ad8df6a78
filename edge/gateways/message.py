"""What the dialects share: a gateway's message as its fields, and one forgiving reader for each kind of field. Pure.

A gateway says far more than we need and spells it in its own way. What is needed is read however it is spelt; what is
not needed is not even looked at.
"""

import json
import math
import re
from enum import StrEnum
from typing import cast

from edge.advertisement import valid_rssi

# The longest that any of the three sends of one advertisement is below 1 kB.
MOST_BYTES = 4096

Fields = dict[str, object]

# Firmware in C prints a float that is none as `nan` or `inf`, which JSON does not know. Texts are stepped over.
_TEXT_OR_NO_NUMBER = re.compile(r'"(?:\\.|[^"\\])*"|[+-]?\b(?:nan|inf(?:inity)?)\b', re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"[+-]?\d{1,9}(?:\.\d{0,9})?", re.ASCII)


class Refusal(StrEnum):
    """Why a message of a gateway is no advertisement."""

    RETAINED = "retained"
    """The broker kept it for us: nobody knows how old it is."""
    TOO_LONG = "too_long"
    NOT_JSON = "not_json"
    WRONG_FIELD = "wrong_field"
    """A field that is needed is missing, of another type, or out of its range."""
    NO_CONTENT = "no_content"
    """It names a device and says nothing of what the device sent."""
    CARRIER_LOST = "carrier_lost"
    """The device sent something that this gateway never passes on."""


def read_message(payload: bytes) -> Fields | Refusal:
    """The fields in `payload`, none of them checked. Never raises.

    A device's name may be cut within a letter, or hold control characters, and it is nobody's business here.
    """
    if len(payload) > MOST_BYTES:
        return Refusal.TOO_LONG
    text = payload.decode("utf-8", "replace").strip("\ufeff\0 \t\r\n")
    try:
        found = _parsed(text)
    except ValueError:
        try:
            found = _parsed(_TEXT_OR_NO_NUMBER.sub(_without_no_number, text))
        except (ValueError, RecursionError):
            return Refusal.NOT_JSON
    except RecursionError:
        return Refusal.NOT_JSON
    return cast("Fields", found) if isinstance(found, dict) else Refusal.WRONG_FIELD


def read_strength(fields: Fields) -> int | Refusal | None:
    """Whole dBm, as a controller gives it; None when it does not say, or says what no radio can hear."""
    given = fields.get("rssi")
    if given is None:
        return None
    number = read_number(given)
    return Refusal.WRONG_FIELD if number is None else valid_rssi(round(number))


def read_number(value: object) -> float | None:
    """A number, also one that is written as a text."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def read_16_bits(value: object) -> int | None:
    """0 to 65535; a decoder that takes the two bytes for a signed number has them below zero (TheengsDecoder)."""
    number = read_number(value)
    if number is None or not number.is_integer() or not -0x8000 <= number <= 0xFFFF:
        return None
    return int(number) & 0xFFFF


def read_hex(value: object) -> bytes | None:
    """The bytes that are written in hexadecimal digits."""
    if not isinstance(value, str):
        return None
    try:
        return bytes.fromhex(value.removeprefix("0x"))
    except ValueError:
        return None


def _parsed(text: str) -> object:
    return json.loads(text, strict=False, parse_constant=lambda _: None)


def _without_no_number(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith('"') else "null"
