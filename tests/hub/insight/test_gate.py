"""Whether a new model is used: as good as counting is good enough, and worse by chance alone is no reason."""

from collections.abc import Mapping

import numpy as np
import pytest

from hub.knowledge.insight.gate import FEWEST_CASES, Judged, losses_to, reasons_against
from hub.knowledge.insight.scores import ListScore

RIGHT = {"again_ece": 0.01, "new_ece": 0.01, "category_ece": 0.01}


def scores(overall: np.ndarray, new: np.ndarray | None = None) -> Mapping[str, ListScore]:
    new = overall if new is None else new
    return {name: ListScore(float(each.mean()), 0.0, each) for name, each in (("overall", overall), ("new", new))}


def judged(ours: np.ndarray, counting: np.ndarray, popular: np.ndarray | None = None, **figures: float) -> Judged:
    lists, frequency = scores(ours), scores(counting)
    popularity = scores(np.zeros(len(ours)) if popular is None else popular)
    told = {f"{name}_recall": each.recall for name, each in lists.items()}
    told |= losses_to("frequency", lists, frequency) | losses_to("popularity", lists, popularity)
    peers = [{f"{name}_recall": each.recall for name, each in peer.items()} for peer in (frequency, popularity)]
    return Judged(len(ours), told | RIGHT | figures, peers[0], peers[1])


def people(seed: int, of: int = 400) -> np.ndarray:
    return np.random.default_rng(seed).beta(0.4, 1.6, of)


def test_a_tie_is_used() -> None:
    counting = people(1)
    assert reasons_against(judged(counting.copy(), counting)) == ()


def test_what_is_worse_by_chance_alone_is_used() -> None:
    # As the gift shop's last weeks were: .1763 against .1765.
    counting, dice = people(1), np.random.default_rng(2)
    ours = np.clip(counting + dice.normal(-0.0005, 0.1, len(counting)), 0, 1)
    ours -= ours.mean() - counting.mean() + 0.0002
    assert ours.mean() < counting.mean()
    assert reasons_against(judged(ours, counting)) == ()


def test_what_is_worse_for_most_is_refused_and_says_how_much_chance_makes() -> None:
    counting = people(1)
    [why] = reasons_against(judged(counting * 0.9, counting))
    assert "finds less of the next basket than personal frequency: recall" in why
    assert "and chance makes 0.0" in why


def test_less_that_is_new_than_popularity_finds_is_refused() -> None:
    ours = people(1)
    said = reasons_against(judged(ours, ours, popular=ours + 0.05))
    assert [each.partition(":")[0] for each in said] == [
        "its list finds less of the next basket than popularity",
        "it finds less that is new than popularity",
    ]


@pytest.mark.parametrize("name", ["again", "new", "category"])
def test_probabilities_that_are_off_are_refused_however_good_the_list(name: str) -> None:
    ours = people(1)
    [why] = reasons_against(judged(ours, ours * 0.5, **{f"{name}_ece": 0.05}))
    assert why.startswith(f"its probabilities ({name}) are off by 0.050")


def test_of_a_hundred_shops_in_which_both_are_alike_few_are_refused() -> None:
    refused = 0
    for seed in range(100):
        counting, dice = people(seed), np.random.default_rng(1_000 + seed)
        ours = counting + dice.normal(0, 0.1, len(counting))
        refused += bool(reasons_against(judged(ours, counting)))
    assert refused <= 10


def test_too_few_people_say_nothing() -> None:
    few = people(1, FEWEST_CASES - 1)
    assert "too little is known" in reasons_against(judged(few, few * 0.5))[0]
