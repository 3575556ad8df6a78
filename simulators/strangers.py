"""Phones and gadgets of people who never enrolled: what Apple, Google and Microsoft devices say all day long.

Their addresses and the changing part of their payloads rotate, as the real ones do. Nothing of them may reach MQTT.
"""

from dataclasses import dataclass, field
from enum import Enum

from simulators.dice import random_bytes, roll
from simulators.frames import (
    ANDROID_FLAGS,
    APPLE_FLAGS,
    AdvertisingType,
    Transmission,
    ad_structure,
    private_address,
)

# Real devices keep an address for about 15 minutes; a demo of one minute should see it change, so ours is impatient.
SHORTEST_ROTATION_SECONDS = 15.0
LONGEST_ROTATION_SECONDS = 45.0


class Gadget(Enum):
    """What a stranger carries."""

    APPLE_NEARBY = "apple nearby"
    APPLE_HANDOFF = "apple handoff"
    GOOGLE_NEARBY = "google nearby"
    GOOGLE_FAST_PAIR = "google fast pair"
    MICROSOFT_CDP = "microsoft connected devices"
    MICROSOFT_SWIFT_PAIR = "microsoft swift pair"


GADGETS = tuple(Gadget)


def gadget_ad(gadget: Gadget, secret: bytes) -> bytes:
    """The advertising data of a gadget; `secret` (24 bytes) fills what rotates. At most 31 bytes."""
    match gadget:
        case Gadget.APPLE_NEARBY:  # Nearby Info, type 0x10: status, action, authentication tag
            content = bytes.fromhex("4c001005") + secret[:1] + b"\x1c" + secret[1:4]
            return APPLE_FLAGS + ad_structure(0x0A, b"\x0c") + ad_structure(0xFF, content)
        case Gadget.APPLE_HANDOFF:  # Handoff, type 0x0C: version, sequence, GCM tag, encrypted payload
            return APPLE_FLAGS + ad_structure(0xFF, bytes.fromhex("4c000c0e00") + secret[:13])
        case Gadget.GOOGLE_NEARBY:  # Nearby Share and Quick Share, service FEF3
            return ad_structure(0x16, bytes.fromhex("f3fe4a17") + secret[:20])
        case Gadget.GOOGLE_FAST_PAIR:  # Fast Pair, service FE2C: account key filter, salt
            return ANDROID_FLAGS + ad_structure(0x16, bytes.fromhex("2cfe0090") + secret[:9] + b"\x11" + secret[9:10])
        case Gadget.MICROSOFT_CDP:  # Connected Devices Platform beacon, scenario 1: salt and device hash
            return ad_structure(0xFF, bytes.fromhex("06000109200a") + secret[:23])
        case Gadget.MICROSOFT_SWIFT_PAIR:  # Swift Pair, scenario 3, with a name that anybody may set
            return ANDROID_FLAGS + ad_structure(0xFF, bytes.fromhex("06000300c0") + secret[:4].hex().encode())


@dataclass(slots=True)
class StrangerPhone:
    """One stranger's device; remembers all it ever sent, for the proof that none of it leaked."""

    seed: int
    name: str
    addresses: set[bytes] = field(default_factory=set[bytes])
    payloads: set[bytes] = field(default_factory=set[bytes])

    def transmission(self, now: float) -> Transmission:
        """What it sends at `now` seconds."""
        which, pace, phase, _ = roll(self.seed, "gadget", self.name)
        gadget = GADGETS[int(which * len(GADGETS))]
        period = SHORTEST_ROTATION_SECONDS + pace * (LONGEST_ROTATION_SECONDS - SHORTEST_ROTATION_SECONDS)
        turn = int(now / period + phase)
        address = private_address(self.seed, self.name, turn)
        ad = gadget_ad(gadget, random_bytes(self.seed, 24, "payload", self.name, turn))
        self.addresses.add(address)
        self.payloads.add(ad)
        return Transmission(address, random_address=True, kind=AdvertisingType.CONNECTABLE, ad=ad)
