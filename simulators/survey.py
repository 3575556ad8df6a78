"""The static part of the Danis recordings: about 30 minutes of levels at each of 81 (set_1) and 45 (set_2) points."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from simulators.errors import NoRecording
from simulators.recording import STRONGEST_DBM, WEAKEST_DBM, Sensor


@dataclass(frozen=True, slots=True)
class Spot:
    """How often each level was heard by each edge while the transmitter stood still here."""

    x_m: float
    y_m: float
    z_m: float
    levels: dict[str, dict[int, int]]
    """Edge, then dBm to the number of packets."""


def read_survey(folder: Path, name: str, sensors: tuple[Sensor, ...]) -> tuple[Spot, ...]:
    """Read one set of fingerprint_hist.csv, without levels that no radio can have heard. Raises `NoRecording`."""
    path = folder / "fingerprint_hist.csv"
    if not path.is_file():
        raise NoRecording(folder, path.name)
    edges = {sensor.mac: sensor.edge for sensor in sensors}
    spots: defaultdict[tuple[float, float, float], defaultdict[str, dict[int, int]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rssi = int(row["rssi_dbm"])
            if row["set"] == name and WEAKEST_DBM <= rssi < STRONGEST_DBM:
                place = float(row["x_m"]), float(row["y_m"]), float(row["z_m"])
                spots[place][edges[row["sensor_mac"]]][rssi] = int(row["count"])
    return tuple(Spot(*place, {edge: dict(levels) for edge, levels in heard.items()}) for place, heard in spots.items())
