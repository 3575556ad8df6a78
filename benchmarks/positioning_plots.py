"""The pictures of the positioning benchmark, as SVG in results/."""

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from positioning_score import Split, Told, steps
from tables import RESULTS

from simulators.recording import SIZE_X_M, SIZE_Y_M, Sensor, Track

mpl.use("svg")
# The same data give the same file.
mpl.rcParams["svg.hashsalt"] = "goddag"


def error_cdf(errors: Mapping[str, np.ndarray]) -> None:
    figure, axes = _sheet("Position error on the recorded tracks", "metres", "share of time")
    shares = np.linspace(0, 1, 101)
    for policy, found in errors.items():
        axes.plot(
            np.quantile(found, shares),
            shares,
            label=policy,
            linewidth=2.4 if policy == "ours" else 1.1,
        )
    axes.set_xlim(0, 10)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=7)
    _save(figure, "error_cdf")


def confusion(counts: np.ndarray, zones: Sequence[str]) -> None:
    figure, axes = _sheet("Zones told, by true zone (A, share of steps)", "told", "true")
    shares = counts / counts.sum(1, keepdims=True)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(zones) + 1), [*zones, "none"])
    axes.set_yticks(range(len(zones)), zones)
    for (row, column), share in np.ndenumerate(shares):
        axes.text(column, row, f"{share:.1%}", ha="center", va="center", color="white" if share > 0.5 else "black")
    _save(figure, "confusion")


def reliability_diagram(table: np.ndarray) -> None:
    figure, axes = _sheet("Stated and true (A)", "stated probability", "share correct")
    axes.plot([0.5, 1], [0.5, 1], color="grey", linewidth=1)
    axes.scatter(table[:, 0], table[:, 1], s=10 + 300 * table[:, 2] / table[:, 2].sum())
    axes.grid(alpha=0.3)
    _save(figure, "reliability")


def track_on_plan(sensors: Sequence[Sensor], track: Track, told: Sequence[Told], split: Split) -> None:
    figure, axes = _sheet(f"{track.name}: true and told", "x (m)", "y (m)")
    true = np.array([track.truth_at(at) for at in steps(track)])
    axes.plot(true[:, 0], true[:, 1], color="black", linewidth=1, label="true")
    axes.plot([one.x_m for one in told], [one.y_m for one in told], linewidth=1, label="told")
    axes.scatter([s.x_m for s in sensors], [s.y_m for s in sensors], marker="^", s=25, color="grey", label="edges")
    axes.axvline(split.x_m, linestyle=":", color="grey")
    axes.set(xlim=(0, SIZE_X_M), ylim=(0, SIZE_Y_M), aspect="equal")
    axes.legend(fontsize=7)
    _save(figure, "track")


def _sheet(title: str, across: str, up: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(6, 4.2), layout="constrained")
    axes = figure.subplots()
    axes.set(title=title, xlabel=across, ylabel=up)
    return figure, axes


def _save(figure: Figure, name: str) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    figure.savefig(RESULTS / f"positioning_{name}.svg", metadata={"Date": None})
