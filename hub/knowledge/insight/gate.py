"""Whether a new model may take the place of the one in use. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hub.knowledge.insight.artefact import MOST_BYTES
from hub.knowledge.insight.scores import ListScore, loss_against

# A probability that is told must be right to within two of a hundred.
MOST_CALIBRATION_ERROR = 0.02
# Fewer people with a next basket say nothing about a list.
FEWEST_CASES = 30
# One-sided, 95 of a hundred: a list that is as good as counting is refused one time in twenty. Counting gives no
# probabilities at all, so between two lists that find as much the one with calibrated ones is worth having.
BEYOND_CHANCE = 1.645
# What is lost by less than this is a tie of floats.
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Judged:
    """What a model did on baskets that it had not seen, beside what counting did there."""

    cases: int
    ours: Mapping[str, float] = field(default_factory=dict[str, float])
    """`overall_recall`, `new_recall`, `again_ece`, `new_ece`, `category_ece`, `lapse_ece` and more; `losses_to`."""
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
    for peer, name, figures in (
        ("frequency", "personal frequency", judged.frequency),
        ("popularity", "popularity", judged.popularity),
    ):
        if is_beyond_chance(ours, "overall", peer):
            said.append(
                f"its list finds less of the next basket than {name}: {_against(ours, figures, 'overall', peer)}"
            )
    if is_beyond_chance(ours, "new", "popularity"):
        said.append(
            "it finds less that is new than popularity: " + _against(ours, judged.popularity, "new", "popularity")
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


def losses_to(peer: str, ours: Mapping[str, ListScore], theirs: Mapping[str, ListScore]) -> dict[str, float]:
    """What each list of ours loses to one of a peer, and the standard error of that, as figures by name."""
    found: dict[str, float] = {}
    for name in ("overall", "new"):
        loss = loss_against(ours[name].recalls, theirs[name].recalls)
        found |= {f"{name}_lost_to_{peer}": loss.mean, f"{name}_lost_to_{peer}_error": loss.error}
    return found


def is_beyond_chance(ours: Mapping[str, float], name: str, peer: str) -> bool:
    """Whether a list is worse than a peer's by more than chance would make it."""
    lost = ours[f"{name}_lost_to_{peer}"]
    return lost > TOLERANCE and lost > BEYOND_CHANCE * ours[f"{name}_lost_to_{peer}_error"]


def _against(ours: Mapping[str, float], theirs: Mapping[str, float], name: str, peer: str) -> str:
    recall, other = ours[f"{name}_recall"], theirs[f"{name}_recall"]
    chance = BEYOND_CHANCE * ours[f"{name}_lost_to_{peer}_error"]
    return f"recall {recall:.4f} against {other:.4f}, and chance makes {chance:.4f} of that at most"
