"""Whether a new model may take the place of the one in use. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hub.knowledge.insight.artefact import MOST_BYTES

# A probability that is told must be right to within two of a hundred.
MOST_CALIBRATION_ERROR = 0.02
# Fewer people with a next basket say nothing about a list.
FEWEST_CASES = 30
# Ties between two lists are no loss.
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Judged:
    """What a model did on baskets that it had not seen, beside what counting did there."""

    cases: int
    ours: Mapping[str, float] = field(default_factory=dict[str, float])
    """`overall_recall`, `new_recall`, `again_ece`, `new_ece`, `category_ece`, `lapse_ece` and more."""
    frequency: Mapping[str, float] = field(default_factory=dict[str, float])
    popularity: Mapping[str, float] = field(default_factory=dict[str, float])
    file_bytes: int = 0


def reasons_against(judged: Judged) -> tuple[str, ...]:
    """Every reason, in words for whoever looks after the shop; none when the model may be used."""
    if judged.cases < FEWEST_CASES:
        return (
            f"too little is known: {judged.cases} people with two baskets and a next one, {FEWEST_CASES} are needed",
        )
    ours, said = judged.ours, list[str]()
    for name, peer in (("personal frequency", judged.frequency), ("popularity", judged.popularity)):
        if ours["overall_recall"] + TOLERANCE < peer["overall_recall"]:
            said.append(
                f"its list finds less of the next basket than {name}: recall {ours['overall_recall']:.4f} against"
                f" {peer['overall_recall']:.4f}"
            )
    if ours["new_recall"] + TOLERANCE < judged.popularity["new_recall"]:
        said.append(
            f"it finds less that is new than popularity: recall {ours['new_recall']:.4f} against"
            f" {judged.popularity['new_recall']:.4f}"
        )
    for name in ("again", "new", "category"):
        error = calibration_error_beyond_chance(ours, name)
        if error > MOST_CALIBRATION_ERROR:
            said.append(f"its probabilities ({name}) are off by {error:.3f}; at most {MOST_CALIBRATION_ERROR}")
    if judged.file_bytes > MOST_BYTES:
        said.append(f"its file has {judged.file_bytes:,} bytes; at most {MOST_BYTES:,}")
    return tuple(said)


def calibration_error_beyond_chance(figures: Mapping[str, float], name: str) -> float:
    """How far probabilities are off, less what chance alone gives: in a shop of some hundred members that is most."""
    return max(0.0, figures[f"{name}_ece"] - figures.get(f"{name}_ece_by_chance", 0.0))
