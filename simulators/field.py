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
    # Furniture takes or guides whole areas, alike by exp(-distance / length): marginal likelihood over the survey.
    shadow_db: float = 3.2
    shadow_length_m: float = 6.3
    # At a spot each of the three advertising channels fades by itself, as a Rician channel with this ratio of direct to
    # scattered power: then levels at one spot spread 6 dB (17-83 %) in the median and 10 in every fourth case, as
    # recorded, and spots differ by 2.6 dB in the mean. None fades for ever: antennas are not points.
    direct_to_scattered: float = 1.75
    deepest_fade_db: float = 20.0
    noise_db: float = 1.1
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
# So many waves make a surface that nobody tells from a random one, and cost a spot and receiver 15 us, once.
SHADOW_WAVES = 40
EULER = 0.5772156649015329


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
    level += _of_place(model, seed, receiver.name, cell_x, cell_y)[int(which * 3)]
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
def _of_place(model: RadioModel, seed: int, receiver: str, cell_x: int, cell_y: int) -> tuple[float, float, float]:
    """What shadowing and fading add at one spot, in dB, on each of the three advertising channels."""
    shadow = _shadow(model, seed, receiver, cell_x * model.fading_cell_m, cell_y * model.fading_cell_m)
    first, second, third = (
        shadow + _fading(model, roll(seed, "fading", receiver, cell_x, cell_y, channel)) for channel in range(3)
    )
    return first, second, third


def _fading(model: RadioModel, dice: tuple[float, float, float, float]) -> float:
    """Power of one Rician channel over its mean in dB (Rice 1948): a direct wave and a scattered one of two parts."""
    u, v, w, x = dice
    k = model.direct_to_scattered
    scattered = 1.0 / math.sqrt(2.0 * (k + 1.0))
    real, imaginary = math.sqrt(k / (k + 1.0)) + scattered * normal(u, v), scattered * normal(w, x)
    fade = 10.0 * math.log10(max(real * real + imaginary * imaginary, 1e-9))
    return max(-model.deepest_fade_db, fade) - _mean_fade(k)


@lru_cache(maxsize=8)
def _mean_fade(k: float) -> float:
    """Mean level of a Rician channel in dB: (ln(k / (k + 1)) + E1(k)) 10 / ln 10, E1 by its series."""
    # Above 20 it is less than 1e-10, and the series would lose all its digits.
    e1 = -EULER - math.log(k) - sum((-k) ** n / (n * math.factorial(n)) for n in range(1, 100)) if k < 20 else 0.0
    return (math.log(k / (k + 1.0)) + e1) * 10.0 / math.log(10.0)


def _shadow(model: RadioModel, seed: int, receiver: str, x_m: float, y_m: float) -> float:
    """A random surface of that spread and length, rough as exp(-d) (random Fourier features, Rahimi & Recht 2007)."""
    return (
        math.sqrt(2.0 / SHADOW_WAVES)
        * model.shadow_db
        * sum(
            size * math.cos(way_x * x_m + way_y * y_m + phase)
            for way_x, way_y, phase, size in _waves(model.shadow_length_m, seed, receiver)
        )
    )


@lru_cache(maxsize=1024)
def _waves(length_m: float, seed: int, receiver: str) -> tuple[tuple[float, float, float, float], ...]:
    def wave(number: int) -> tuple[float, float, float, float]:
        u, v, w, _ = roll(seed, "way", receiver, number)
        a, b, c, d = roll(seed, "size", receiver, number)
        # The spectrum of exp(-d) in the plane is a Cauchy distribution: normal numbers over the size of another one.
        per_metre = 1.0 / (length_m * max(abs(normal(a, b)), 1e-3))
        direction, pace = 2.0 * math.pi * v, math.sqrt(-2.0 * math.log(1.0 - u)) * per_metre
        return pace * math.cos(direction), pace * math.sin(direction), 2.0 * math.pi * w, normal(c, d)

    return tuple(wave(number) for number in range(SHADOW_WAVES))


def _logistic(x: float) -> float:
    return 0.0 if x < -40 else 1.0 / (1.0 + math.exp(-x))
