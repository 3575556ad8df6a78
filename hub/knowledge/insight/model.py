"""A trained model: weights of articles and coefficients. Nothing in it is about a person. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from hub.knowledge.insight.again import ArticleFacts
from hub.knowledge.insight.categories import CategoryFacts
from hub.knowledge.insight.logistic import Logistic
from hub.knowledge.insight.neighbours import Neighbours
from hub.knowledge.insight.new import Market
from hub.knowledge.insight.orders import Floats, Ints

# On three earlier cuts of real orders, a new article at half its probability found more of the next basket than at the
# whole: a rare hit is estimated too high. Training looks whether this shop is another case.
USUAL_STANDING = 0.5


class Shown(StrEnum):
    """How a probability may be shown to a person."""

    PERCENT = "percent"
    BAND = "band"
    """Its calibration has not been shown to be good enough: low, medium or high."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What a model was made from, and how well it did on what came after."""

    at_ms: int
    data_hash: str
    """SHA-256 over the columns it was trained with."""
    first_day: int
    last_day: int
    baskets: int
    seed: int
    metrics: Mapping[str, float] = field(default_factory=dict[str, float])
    lapse_shown: Shown = Shown.PERCENT


@dataclass(frozen=True, slots=True)
class Articles:
    """The articles of a model, each an entry of its arrays."""

    ids: tuple[str, ...]
    category: Ints
    """By article: place in `categories`."""
    categories: tuple[tuple[str, ...], ...]
    titles: tuple[str, ...] = ()
    """By article, what receipts call it where there is no catalogue; empty for one that has no common title."""
    places: Mapping[str, int] = field(init=False, repr=False, compare=False)
    """Where each article stands, by id: made once, as every list asks for it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", {article: place for place, article in enumerate(self.ids)})

    def title(self, article: str) -> str:
        """What receipts call it; empty when that is not known."""
        place = self.places.get(article)
        return self.titles[place] if self.titles and place is not None else ""


@dataclass(frozen=True, slots=True)
class InsightModel:
    """All that scoring reads."""

    articles: Articles
    neighbours: Neighbours
    popularity_60: Floats
    popularity_14: Floats
    log_repeat_share: Floats
    market: Market
    category_facts: CategoryFacts
    again: Logistic
    new: Logistic
    category: Logistic
    lapse: Logistic
    spent_quartiles: Floats
    """Of what customers spent in 24 months: the three that divide them in four."""
    trained: Trained
    new_standing: float = USUAL_STANDING
    """In a list of both, a new article stands where one with this share of its probability would."""

    def facts(self, article: Ints) -> ArticleFacts:
        """Of these articles on the day of training."""
        return ArticleFacts(self.popularity_60[article], self.popularity_14[article], self.log_repeat_share[article])


def known_articles(baskets_with_it: Ints, least: int, most: int) -> Ints:
    """Which articles are worth learning: seen in `least` baskets, and of these the `most` most bought; ascending."""
    enough = np.flatnonzero(baskets_with_it >= least)
    strongest = enough[np.argsort(-baskets_with_it[enough], kind="stable")[:most]]
    return np.sort(strongest)
