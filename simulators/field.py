"""The radio field of a store: what a receiver hears of one packet. Pure: the same packet is always heard alike.

Figures are from the Danis recordings (furnished area, 12 receivers) unless another source is named.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from simulators.dice import normal, roll


@dataclass(frozen=True, slots=True)
class RadioModel:
    """The numbers of a radio field; levels in dBm, losses and spreads in dB."""

    # Log-distance fit over 81 surveyed points: free space would be 2.0, a furnished room guides the waves.
    ref_dbm: float = -61.4
    exponent: float = 1.48
    # Fitted receiver offsets lie between -4.9 and +4.6 dB.
    offset_spread_db: float = 2.6
    offset_limit_db: float = 4.9
    # A body between phone and receiver takes 7-14 dB in a furnished room, and never adds any.
    body_loss_db: float = 9.0
    # The three advertising channels fade differently: at one spot levels spread 6 dB (17-83 %) in the median.
    channel_spread_db: float = 2.6
    noise_db: float = 1.8
    # Fading is alike within about half a wavelength's worth of steps; half a metre is the usual survey grid.
    fading_cell_m: float = 0.5
    # 13 % of packets never arrive even close by: the scanner hops and packets collide.
    missed_share: float = 0.13
    # Half of the packets at this level are lost: the usual sensitivity of a USB adapter, with a soft edge.
    sensitivity_dbm: float = -94.0
    sensitivity_width_db: float = 2.0
    # A coated shop window costs about this much at 2.4 GHz.
    wall_loss_db: float = 9.0


DANIS = RadioModel()


@dataclass(frozen=True, slots=True)
class Receiver:
    """An antenna that listens."""

    name: str
    x_m: float
    y_m: float
    height_m: float


@dataclass(frozen=True, slots=True)
class Transmitter:
    """An antenna at the moment of one packet."""

    name: str
    x_m: float
    y_m: float
    height_m: float
    facing_rad: float | None
    """The way its carrier faces; None when nobody carries it."""
    outside: bool = False
    gain_db: float = 0.0


def path_loss_rssi(distance_m: float, ref_dbm: float, exponent: float) -> float:
    """Expected RSSI in dBm at `distance_m` metres (log-distance model, Rappaport 2002, eq. 4.69a)."""
    return ref_dbm - 10.0 * exponent * math.log10(max(distance_m, 0.3))


def body_loss(model: RadioModel, facing_rad: float | None, bearing_rad: float) -> float:
    """Loss in dB, 0 when the carrier faces the receiver and most when the back is turned. Never a gain."""
    if facing_rad is None:
        return 0.0
    return model.body_loss_db * (1.0 - math.cos(bearing_rad - facing_rad)) / 2.0


def heard(model: RadioModel, seed: int, sender: Transmitter, receiver: Receiver, packet: int) -> int | None:
    """RSSI in dBm with which `receiver` hears packet number `packet` of `sender`, or None when it misses it."""
    dx, dy = receiver.x_m - sender.x_m, receiver.y_m - sender.y_m
    level = path_loss_rssi(
        math.sqrt(dx * dx + dy * dy + (receiver.height_m - sender.height_m) ** 2), model.ref_dbm, model.exponent
    )
    level += sender.gain_db + receiver_offset(model, seed, receiver.name)
    level -= body_loss(model, sender.facing_rad, math.atan2(dy, dx))
    if sender.outside:
        level -= model.wall_loss_db
    luck, which, u, v = roll(seed, "packet", sender.name, packet, receiver.name)
    cell_x, cell_y = int(sender.x_m // model.fading_cell_m), int(sender.y_m // model.fading_cell_m)
    level += _channel_fading(seed, receiver.name, cell_x, cell_y)[int(which * 3)] * model.channel_spread_db
    level += normal(u, v) * model.noise_db
    arrives = (1.0 - model.missed_share) * _logistic((level - model.sensitivity_dbm) / model.sensitivity_width_db)
    if luck >= arrives:
        return None
    return max(-126, min(20, round(level)))


@lru_cache(maxsize=1024)
def receiver_offset(model: RadioModel, seed: int, receiver: str) -> float:
    """How much stronger than the average this receiver reports, in dB; fixed for one seed."""
    u, v, _, _ = roll(seed, "offset", receiver)
    return max(-model.offset_limit_db, min(model.offset_limit_db, normal(u, v) * model.offset_spread_db))


@lru_cache(maxsize=65_536)
def _channel_fading(seed: int, receiver: str, cell_x: int, cell_y: int) -> tuple[float, float, float]:
    a, b, c, d = roll(seed, "fading", receiver, cell_x, cell_y)
    e, f, _, _ = roll(seed, "fading2", receiver, cell_x, cell_y)
    return normal(a, b), normal(c, d), normal(e, f)


def _logistic(x: float) -> float:
    return 0.0 if x < -40 else 1.0 / (1.0 + math.exp(-x))
