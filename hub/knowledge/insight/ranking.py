"""A person's list: what they buy again and what is new to them, each with its probability. Pure, numpy alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from hub.knowledge.insight.again import again_features
from hub.knowledge.insight.model import InsightModel
from hub.knowledge.insight.neighbours import SpokenFor
from hub.knowledge.insight.new import LEAST_AFFINITY, candidates_of, spoken_by
from hub.knowledge.insight.orders import Floats, Ints, Truths
from hub.knowledge.insight.owned import Owned

# One reason is enough to say, two show that it is no accident.
MOST_BECAUSE = 2


class Kind(StrEnum):
    """Why an article is in the list."""

    AGAIN = "again"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Ranked:
    """Articles by place in the model, the first first. Nothing is filtered yet."""

    article: Ints
    probability: Floats
    is_new: Truths
    spoken: SpokenFor
    """What their articles say for others: reasons are made of it."""

    def of(self, kind: Kind) -> Iterator[tuple[int, int, float]]:
        """Of one kind: the place in this list, the article and its probability."""
        for place in np.flatnonzero(self.is_new == (kind is Kind.NEW)).tolist():
            yield place, int(self.article[place]), float(self.probability[place])


def rank(model: InsightModel, owned: Owned, day: int) -> Ranked:
    """Everything that may be offered, what is bought again and what is new in one list, seen from that day."""
    again = model.again.probability(again_features(owned, model.facts(owned.article), day))
    spoken = spoken_by(owned, model.neighbours)
    found = candidates_of(owned, spoken.affinity(len(model.articles.ids)), model.market)
    new = model.new.probability(found.features)
    article = np.concatenate((owned.article, found.article))
    probability = np.concatenate((again, new))
    is_new = np.concatenate((np.zeros(len(again), dtype=np.bool_), np.ones(len(new), dtype=np.bool_)))
    standing = np.where(is_new, model.new_standing * probability, probability)
    order = np.lexsort((article, -standing))
    return Ranked(article[order], probability[order], is_new[order], spoken)


def because(spoken: SpokenFor, article: int, most: int = MOST_BECAUSE) -> Ints:
    """Of a new article: the places of the articles that speak for it most, the strongest first."""
    speaks = np.flatnonzero((spoken.target == article) & (spoken.weight > LEAST_AFFINITY))
    return spoken.source[speaks[np.argsort(-spoken.weight[speaks], kind="stable")[:most]]]
