"""How a probability may be told to a person: as a percentage, as a band, or not at all. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, assert_never

from hub.knowledge.insight.model import Shown


class Level(StrEnum):
    """Where a probability lies, seen from what is usual."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Percent:
    """A calibrated probability, 0..1."""

    probability: float


@dataclass(frozen=True, slots=True)
class Band:
    """Its order is known, and its height is not."""

    level: Level


@dataclass(frozen=True, slots=True)
class TooLittleKnown:
    """Nobody can tell yet."""


Chance: TypeAlias = Percent | Band | TooLittleKnown

# With one basket a person's habits are those of everybody; the models were judged on people with two or more.
FEWEST_FOR_BANDS, FEWEST_FOR_PERCENT = 1, 3


def chance_of(probability: float, baskets: int, shown: Shown, thirds: tuple[float, float]) -> Chance:
    """What may be told. thirds: where low ends and where high begins."""
    if baskets < FEWEST_FOR_BANDS:
        return TooLittleKnown()
    if baskets >= FEWEST_FOR_PERCENT and shown is Shown.PERCENT:
        return Percent(probability)
    return Band(_level(probability, thirds))


def level_of(chance: Chance, thirds: tuple[float, float]) -> Level | None:
    """Low, medium or high, however it may be told; None while too little is known."""
    match chance:
        case Percent(probability):
            return _level(probability, thirds)
        case Band(level):
            return level
        case TooLittleKnown():
            return None
        case _:
            assert_never(chance)


def _level(probability: float, thirds: tuple[float, float]) -> Level:
    low, high = thirds
    return Level.LOW if probability < low else Level.HIGH if probability >= high else Level.MEDIUM
