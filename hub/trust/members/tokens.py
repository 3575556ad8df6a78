"""The presence token: one AES block that only a hub can open, made anew every 15 minutes.

P (16 B, big-endian)                        T = AES-128(K_enc, P), one block, no IV
0      version(4)=1 | flags(4)
1-5    member handle, 40 bit
6-8    window = floor((t - 1704067200) / 900)
9      slot: device number of the member
10-15  tag = AES-CMAC(K_mac, P[0..9])[:6]
K_enc || K_mac = HKDF-SHA256(root, salt, info = region | day, 32 bytes), day = 19723 + window // 96
"""

import hmac
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hub.ground.journal import Member
from wire.ids import TOKEN_BYTES, Token

# 2024-01-01T00:00:00Z; three bytes of 15-minute windows from here last until 2502.
ORIGIN_SECONDS = 1_704_067_200
WINDOW_SECONDS = 900
WINDOWS_PER_DAY = 96
ORIGIN_DAY = 19_723
_DAY_SECONDS = WINDOW_SECONDS * WINDOWS_PER_DAY
# Fixed for this layout: it separates our keys from any other use of the same root.
_SALT = b"goddag presence token v1"
_VERSION = 0x10
_TAG_BYTES = 6
DAY_SECRET_BYTES = 32
# Phones and hubs disagree by seconds, and phones change tokens late: the neighbour window is good this long.
NEIGHBOUR_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Opened:
    """What a token said: who, when, which device."""

    member: Member
    window: int
    slot: int


class DayKey:
    """The two keys of one day and region, ready for use: to make a cipher costs thirty times what it is used for."""

    __slots__ = ("_decrypt", "_encrypt", "_mac", "day")

    def __init__(self, day: int, encrypt: bytes, authenticate: bytes) -> None:
        self.day = day
        cipher = Cipher(algorithms.AES(encrypt), modes.ECB())  # noqa: S305 - exactly one block, never repeated
        # ECB carries nothing over from one whole block to the next, so one context serves every token.
        self._encrypt, self._decrypt = cipher.encryptor(), cipher.decryptor()
        self._mac = CMAC(algorithms.AES(authenticate))

    def issue(self, member: Member, window: int, slot: int) -> Token:
        """The token of one member, window and device. The window must lie in this key's day."""
        head = bytes([_VERSION]) + member.to_bytes(5) + window.to_bytes(3) + bytes([slot])
        return Token(self._encrypt.update(head + self._tag(head)))

    def open(self, token: Token) -> Opened | None:
        """What a token says; None for anything that this chain did not make for this day."""
        if len(token) != TOKEN_BYTES:
            return None  # a part of a block would stay in the cipher and spoil the next token
        plain = self._decrypt.update(token)
        # Of strangers' tokens 255 in 256 end here, before the dearer tag.
        if plain[0] != _VERSION or not hmac.compare_digest(plain[10:], self._tag(plain[:10])):
            return None
        window = int.from_bytes(plain[6:9])
        if day_of(window) != self.day:
            return None
        return Opened(Member(int.from_bytes(plain[1:6])), window, plain[9])

    def _tag(self, head: bytes) -> bytes:
        mac = self._mac.copy()
        mac.update(head)
        return mac.finalize()[:_TAG_BYTES]


def window_at(unix_seconds: float) -> int:
    """The window that holds a moment."""
    return int((unix_seconds - ORIGIN_SECONDS) // WINDOW_SECONDS)


def window_start(window: int) -> int:
    """Unix seconds at which a window begins."""
    return ORIGIN_SECONDS + window * WINDOW_SECONDS


def day_of(window: int) -> int:
    """Days since 1970-01-01 of a window: what the key is chosen by."""
    return ORIGIN_DAY + window // WINDOWS_PER_DAY


def derive_day_secret(root: bytes, region: str, day: int) -> bytes:
    """K_enc || K_mac of one day (HKDF, RFC 5869): what a chain's office hands to its hubs instead of the root."""
    info = region.encode() + b"|" + str(day).encode()
    return HKDF(algorithm=SHA256(), length=DAY_SECRET_BYTES, salt=_SALT, info=info).derive(root)


def day_key(day: int, secret: bytes) -> DayKey:
    """The key of one day, from `derive_day_secret`."""
    return DayKey(day, secret[:16], secret[16:])


def day_at(unix_seconds: float) -> int:
    """The day of a moment, since 1970-01-01 (UTC)."""
    return int(unix_seconds // _DAY_SECONDS)


def days_heard(unix_seconds: float) -> range:
    """The days whose tokens are good at a moment: one, and two within a minute of midnight."""
    return range(day_at(unix_seconds - NEIGHBOUR_SECONDS), day_at(unix_seconds + NEIGHBOUR_SECONDS) + 1)


def good_until(window: int) -> int:
    """Unix seconds from which a window's tokens count no more."""
    return window_start(window) + WINDOW_SECONDS + NEIGHBOUR_SECONDS


def is_current(window: int, unix_seconds: float) -> bool:
    """Whether a window was good at the moment of hearing: its own time, and a minute around it."""
    return window_start(window) - NEIGHBOUR_SECONDS <= unix_seconds < good_until(window)
