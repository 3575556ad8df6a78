"""The Danis recordings: 12 fixed sensors hearing one moving transmitter, as packets and as truth.

F. S. Danis, A. T. Naskali, A. T. Cemgil, C. Ersoy, "An Indoor Localization Dataset and Data Collection Framework with
High Precision Position Annotation", Pervasive and Mobile Computing 81, 2022. CC0 1.0.
"""

import csv
from bisect import bisect_right
from dataclasses import dataclass, replace
from pathlib import Path

from simulators.errors import NoRecording, NoTrack

SIZE_X_M = 20.66
SIZE_Y_M = 17.64
# Table B of the measured bars: four zones, split at these lines.
SPLIT_X_M = 10.0
SPLIT_Y_M = 9.0
# One sensor hangs on the very line of the wall, which belongs to no zone.
ON_THE_WALL_M = 0.01
# A radio reports -126 to 20 dBm, and nothing here came so near as -20 dBm: what is above is a fault of the file.
WEAKEST_DBM = -126
STRONGEST_DBM = -20


@dataclass(frozen=True, slots=True)
class Sensor:
    """A fixed receiver; `edge` is the id that it gets as an edge."""

    mac: str
    edge: str
    x_m: float
    y_m: float
    z_m: float


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet as one sensor heard it, and where the transmitter truly was."""

    at_s: float
    """Since the start of its track."""
    edge: str
    rssi_dbm: int
    x_m: float
    y_m: float


@dataclass(frozen=True, slots=True)
class Track:
    """One walk, in order of time."""

    name: str
    packets: tuple[Packet, ...]

    @property
    def seconds(self) -> float:
        return self.packets[-1].at_s

    def truth_at(self, seconds: float) -> tuple[float, float]:
        """Where the transmitter was: the position that came with the newest packet."""
        index = max(0, bisect_right(self.packets, seconds, key=lambda packet: packet.at_s) - 1)
        return self.packets[index].x_m, self.packets[index].y_m


@dataclass(frozen=True, slots=True)
class Recording:
    """Everything that was recorded."""

    sensors: tuple[Sensor, ...]
    tracks: tuple[Track, ...]
    rejected: int
    """Packets whose level no radio can have heard."""

    def only(self, names: tuple[str, ...]) -> "Recording":
        """Some of its tracks, all when none is named. Raises `NoTrack`."""
        known = {track.name: track for track in self.tracks}
        if unknown := [name for name in names if name not in known]:
            raise NoTrack(unknown[0], tuple(known))
        return replace(self, tracks=tuple(known[name] for name in names)) if names else self


def read_recording(folder: Path) -> Recording:
    """Read sensors.csv and tracks.csv. Raises `NoRecording`."""
    for name in ("sensors.csv", "tracks.csv"):
        if not (folder / name).is_file():
            raise NoRecording(folder, name)
    with (folder / "sensors.csv").open(newline="", encoding="utf-8") as file:
        sensors = tuple(
            Sensor(row["mac"], row["alias"], float(row["x_m"]), float(row["y_m"]), float(row["z_m"]))
            for row in csv.DictReader(file)
        )
    edges = {sensor.mac: sensor.edge for sensor in sensors}
    heard: dict[str, list[tuple[float, Packet]]] = {}
    rejected = 0
    with (folder / "tracks.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rssi, at = int(row["rssi_dbm"]), float(row["ts_unix"])
            if not WEAKEST_DBM <= rssi < STRONGEST_DBM:
                rejected += 1
                continue
            packet = Packet(at, edges[row["sensor_mac"]], rssi, float(row["x_m"]), float(row["y_m"]))
            heard.setdefault(row["track"], []).append((at, packet))
    return Recording(sensors, tuple(_track(name, packets) for name, packets in heard.items()), rejected)


def _track(name: str, heard: list[tuple[float, Packet]]) -> Track:
    """Sorted by time, which seven of the recorded tracks are not."""
    ordered = sorted(heard, key=lambda pair: pair[0])
    began = ordered[0][0]
    return Track(name, tuple(Packet(at - began, p.edge, p.rssi_dbm, p.x_m, p.y_m) for at, p in ordered))


def zone_of(x_m: float, y_m: float) -> str:
    """The zone of table B that holds a point."""
    return ("south" if y_m < SPLIT_Y_M else "north") + ("-west" if x_m < SPLIT_X_M else "-east")


def near_border(x_m: float, y_m: float, margin_m: float) -> bool:
    """Whether the truth itself is in doubt about the zone."""
    return abs(x_m - SPLIT_X_M) < margin_m or abs(y_m - SPLIT_Y_M) < margin_m


def floor_plan_toml(sensors: tuple[Sensor, ...]) -> str:
    """The recorded area as a store's floor plan, with the sensors as edges."""
    x, y, sx, sy = SIZE_X_M, SIZE_Y_M, SPLIT_X_M, SPLIT_Y_M
    corners = {
        "south-west": [[0, 0], [sx, 0], [sx, sy], [0, sy]],
        "south-east": [[sx, 0], [x, 0], [x, sy], [sx, sy]],
        "north-west": [[0, sy], [sx, sy], [sx, y], [0, y]],
        "north-east": [[sx, sy], [x, sy], [x, y], [sx, y]],
    }
    lines = [
        "[store]",
        'id = "danis"',
        'name = "Danis recordings"',
        'beacon_uuid = "5b1f6c6e-2c64-4d0a-9a67-1c0f0d9e4a21"',
        f"outline = [[0, 0], [{x}, 0], [{x}, {y}], [0, {y}]]",
    ]
    for zone, polygon in corners.items():
        name = zone.replace("-", " ").capitalize()
        lines += ["", "[[zones]]", f'id = "{zone}"', f'name = "{name}"', 'kind = "sales"', f"polygon = {polygon}"]
    for sensor in sensors:
        at = [min(sensor.x_m, x - ON_THE_WALL_M), min(sensor.y_m, y - ON_THE_WALL_M)]
        lines += ["", "[[edges]]", f'id = "{sensor.edge}"', f"at = {at}", f"height = {sensor.z_m}"]
    return "\n".join(lines) + "\n"
