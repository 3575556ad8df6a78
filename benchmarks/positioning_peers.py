"""The peers of the positioning benchmark: what leading systems decide, re-implemented small from their published rules.

Each gets its own defaults for timing and hysteresis. The companion calibrates itself between its nodes, so it gets the
reference level, exponent and offsets fitted to the static survey; Bermuda compares distances only, and keeps its own.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from positioning_score import Split, Told
from scipy.optimize import minimize

from simulators.recording import Sensor


class Policy(Protocol):
    """Hears packets in order of time and is asked in between."""

    def hear(self, edge: str, rssi_dbm: int, at: float) -> None: ...

    def tell(self, at: float) -> Told: ...


@dataclass(frozen=True, slots=True)
class Room:
    """What every peer knows of the room."""

    sensors: Mapping[str, Sensor]
    split: Split
    ref_dbm: float
    exponent: float
    offset_db: Mapping[str, float]

    def at_sensor(self, edge: str | None) -> Told:
        """The answer of a policy that knows only the nearest sensor."""
        if edge is None:
            return Told(None)
        sensor = self.sensors[edge]
        return Told(self.split.zone(sensor.x_m, sensor.y_m), sensor.x_m, sensor.y_m)


@dataclass(slots=True)
class Loudest:
    """The sensor with the highest level over a window; with hysteresis, the present zone keeps its place."""

    room: Room
    window_s: float
    level: Callable[[Sequence[int]], float] = np.median
    hysteresis_db: float = 0.0
    heard: dict[str, deque[tuple[float, int]]] = field(default_factory=dict)
    present: str | None = None

    def hear(self, edge: str, rssi_dbm: int, at: float) -> None:
        self.heard.setdefault(edge, deque()).append((at, rssi_dbm))

    def tell(self, at: float) -> Told:
        levels = {}
        for edge, packets in self.heard.items():
            while len(packets) > 1 and packets[0][0] < at - self.window_s:
                packets.popleft()
            # An edge that was silent for the whole window keeps its last packet for ten seconds, as most systems do.
            if packets[-1][0] >= at - max(self.window_s, 10.0):
                levels[edge] = self.level([rssi for _, rssi in packets])
        if levels:
            best = max(levels, key=lambda edge: levels[edge])
            here = self.room.at_sensor(self.present).zone
            own = [level for edge, level in levels.items() if self.room.at_sensor(edge).zone == here]
            if not own or levels[best] >= max(own) + self.hysteresis_db or self.room.at_sensor(best).zone == here:
                self.present = best
        return self.room.at_sensor(self.present)


def last_packet(room: Room) -> Policy:
    """Nearest edge: whoever heard the newest strongest packet."""
    return Loudest(room, 0.0)


def nearest_edge(room: Room) -> Policy:
    return Loudest(room, 2.0, np.mean)


def median_hysteresis(room: Room) -> Policy:
    return Loudest(room, 3.0, np.median, 4.0)


@dataclass(slots=True)
class Bermuda:
    """Bermuda-like: distances that approach at once and retreat slowly; an edge that is 30 % nearer wins.

    The smoothed distance is the mean of the running minimum from the newest on, or the newest when that is less. Its
    rule against retreats above 3 m/s is left out: with the noise of this room it drops most true retreats as well, and
    makes the peer worse.
    """

    room: Room
    samples: int = 20
    history: dict[str, deque[float]] = field(default_factory=dict)
    present: str | None = None

    def hear(self, edge: str, rssi_dbm: int, at: float) -> None:
        del at
        self.history.setdefault(edge, deque(maxlen=self.samples)).appendleft(10 ** ((-55 - rssi_dbm) / 30))

    def tell(self, at: float) -> Told:
        del at
        smooth = {
            edge: min(float(np.minimum.accumulate(np.array(past)).mean()), past[0])
            for edge, past in self.history.items()
        }
        if smooth:
            best = min(smooth, key=lambda edge: smooth[edge])
            mine = smooth.get(self.present, np.inf) if self.present else np.inf
            if mine == np.inf or (mine - smooth[best]) / ((mine + smooth[best]) / 2) >= 0.30:
                self.present = best
        return self.room.at_sensor(self.present)


def eager_bermuda(room: Room) -> Policy:
    """Half its memory: the strongest peer found in this room."""
    return Bermuda(room, 10)


@dataclass(slots=True)
class Habluetooth:
    """habluetooth-like: a smoothed level per scanner; the owner changes at +16 dB, or when it has gone stale.

    A scanner that lost ownership needs 6 dB more to claim it back.
    """

    room: Room
    level: dict[str, float] = field(default_factory=dict)
    heard_at: dict[str, float] = field(default_factory=dict)
    gap_s: dict[str, float] = field(default_factory=dict)
    lost: str | None = None
    present: str | None = None

    def hear(self, edge: str, rssi_dbm: int, at: float) -> None:
        known = self.level.get(edge)
        self.level[edge] = rssi_dbm if known is None else 0.7 * known + 0.3 * rssi_dbm
        if edge in self.heard_at:
            self.gap_s[edge] = max(self.gap_s.get(edge, 0.0), at - self.heard_at[edge])
        self.heard_at[edge] = at
        if self.present is None or at < 0.5:
            self.present = max(self.level, key=lambda each: self.level[each])  # a fair start
        elif edge != self.present and self._claims(edge, at):
            self.lost, self.present = self.present, edge

    def _claims(self, edge: str, at: float) -> bool:
        interval = self.gap_s.get(self.present or "", 0.0) + 5.0
        factor = 2.5 if self.level[self.present or edge] >= -70 else 1.5
        if at - self.heard_at[self.present or edge] > interval * factor:
            return True
        return self.level[edge] - self.level[self.present or edge] >= (22.0 if edge == self.lost else 16.0)

    def tell(self, at: float) -> Told:
        del at
        return self.room.at_sensor(self.present)


@dataclass(slots=True)
class Companion:
    """ESPresense-companion-like: distances from a fenced mean per node, Nelder-Mead, a constant-velocity Kalman filter.

    Nodes: mean inside the Tukey fence of the last 15 s, in one common slot every 2 s (5 s in the original). Server: sum
    of squared misfits with weight exp(-d^2/8); Kalman with process noise 0.01 and measurement noise 0.1.
    """

    room: Room
    heard: dict[str, deque[tuple[float, int]]] = field(default_factory=dict)
    solved_at: float | None = None
    state: np.ndarray | None = None
    spread: np.ndarray = field(default_factory=lambda: np.eye(4))

    def hear(self, edge: str, rssi_dbm: int, at: float) -> None:
        self.heard.setdefault(edge, deque(maxlen=200)).append((at, rssi_dbm))

    def tell(self, at: float) -> Told:
        if self.heard and (self.solved_at is None or at - self.solved_at >= 2.0):
            self._solve(at)
            self.solved_at = at
        if self.state is None:
            return Told(None)
        x, y = float(self.state[0]), float(self.state[1])
        return Told(self.room.split.zone(x, y), x, y)

    def _solve(self, at: float) -> None:
        places, distances = [], []
        for edge, packets in self.heard.items():
            while packets and packets[0][0] < at - 15.0:
                packets.popleft()
            if packets:
                level = fenced_mean([rssi for _, rssi in packets])
                distance = 10 ** ((self.room.ref_dbm + self.room.offset_db[edge] - level) / (10 * self.room.exponent))
                if distance <= 30.0:
                    sensor = self.room.sensors[edge]
                    places.append((sensor.x_m, sensor.y_m, sensor.z_m - 1.8))
                    distances.append(distance)
        if len(distances) < 3:
            return
        there, far = np.array(places), np.array(distances)
        weights = np.exp(-(far**2) / 8) + 1e-3

        def misfit(point: np.ndarray) -> float:
            apart = np.sqrt(((there[:, :2] - point) ** 2).sum(1) + there[:, 2] ** 2)
            return float((weights * (apart - far) ** 2).sum())

        start = (weights[:, None] * there[:, :2]).sum(0) / weights.sum()
        self._track(minimize(misfit, start, method="Nelder-Mead", options={"xatol": 0.05, "fatol": 1e-3}).x, at)

    def _track(self, seen: np.ndarray, at: float) -> None:
        if self.state is None or self.solved_at is None:
            self.state = np.array([*seen, 0.0, 0.0])
            return
        dt = at - self.solved_at
        move = np.eye(4) + dt * np.eye(4, k=2)
        noise = np.kron(np.array([[dt**4 / 4, dt**3 / 2], [dt**3 / 2, dt**2]]), np.eye(2)) * 0.01
        self.state = move @ self.state
        self.spread = move @ self.spread @ move.T + noise
        look = np.eye(2, 4)
        gain = self.spread @ look.T @ np.linalg.inv(look @ self.spread @ look.T + 0.1 * np.eye(2))
        self.state = self.state + gain @ (seen - look @ self.state)
        self.spread = (np.eye(4) - gain @ look) @ self.spread


def fenced_mean(levels: Sequence[int]) -> float:
    """Mean of what lies within 1.5 interquartile ranges of the middle half (Tukey)."""
    values = np.array(levels, dtype=float)
    low, high = np.percentile(values, [25, 75])
    fence = 1.5 * (high - low)
    return float(values[(values >= low - fence) & (values <= high + fence)].mean())


PEERS: dict[str, Callable[[Room], Policy]] = {
    "strongest last packet": last_packet,
    "nearest edge, mean 2 s": nearest_edge,
    "median 3 s + 4 dB": median_hysteresis,
    "Bermuda-like, 20 samples": Bermuda,
    "Bermuda-like, 10 samples": eager_bermuda,
    "habluetooth-like": Habluetooth,
    "ESPresense-companion-like": Companion,
}
