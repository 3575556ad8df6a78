"""A bandit gives more customers to what did well, keeps its word, and answers the same after a restart."""

from collections import Counter
from random import Random

import pytest

from hub.service.campaigns.bandit import pick, variant_for
from hub.service.measurement.experiments import Tally
from tests.hub.campaigns.making import campaign


def shares(tallies: dict[str, Tally], customers: int = 2000) -> dict[str, float]:
    got = Counter(pick(tallies, "salt", f"u-{each}") for each in range(customers))
    return {name: got[name] / customers for name in tallies}


def test_without_anything_seen_it_is_an_even_split() -> None:
    assert shares({"a": Tally(), "b": Tally()})["a"] == pytest.approx(0.5, abs=0.04)


def test_what_is_clearly_better_gets_nearly_everybody_and_what_is_alike_stays_even() -> None:
    assert shares({"a": Tally(1000, 200), "b": Tally(1000, 100)})["a"] > 0.99
    assert 0.3 < shares({"a": Tally(1000, 102), "b": Tally(1000, 100)})["a"] < 0.75


def test_the_same_customer_gets_the_same_answer_whatever_the_order() -> None:
    seen = {"a": Tally(10, 3), "b": Tally(12, 4)}
    turned = dict(reversed(seen.items()))
    assert [pick(seen, "s", f"u-{each}") for each in range(50)] == [
        pick(turned, "s", f"u-{each}") for each in range(50)
    ]


def test_a_customer_keeps_the_variant_they_got_first() -> None:
    text = {"da": {"title": "Hej", "body": "Kom"}}
    document = campaign(variants=[{"id": "a", "text": text}, {"id": "b", "text": text}])
    seen = {"a": Tally(1000, 10), "b": Tally(1000, 300)}
    assert variant_for(document, seen, "a", ("salt", "u-1")) == "a"
    assert variant_for(document, seen, None, ("salt", "u-1")) == "b"
    # A variant that the campaign has no more, or a side without one, is none to keep.
    assert variant_for(document, seen, "held_out", ("salt", "u-1")) == "b"


def test_counts_that_cannot_be_do_not_break_it() -> None:
    assert pick({"a": Tally(3, 7), "b": Tally(0, 0)}, "s", "u") in {"a", "b"}
    with pytest.raises(ValueError, match="empty"):
        pick({}, "s", "u")


def test_it_loses_less_than_an_even_split_even_with_outcomes_that_come_late() -> None:
    """10 and 15 %, 3,000 customers, each outcome known after 200 others came: regret in expected purchases."""
    rates, dice = {"a": 0.10, "b": 0.15}, Random(4)
    tallies, waiting = dict.fromkeys(rates, Tally()), list[tuple[str, bool]]()
    regret = 0.0
    for each in range(3000):
        chosen = pick(tallies, "salt", f"u-{each}")
        regret += rates["b"] - rates[chosen]
        waiting.append((chosen, dice.random() < rates[chosen]))
        if len(waiting) > 200:
            name, did = waiting.pop(0)
            tallies[name] = Tally(tallies[name].customers + 1, tallies[name].successes + did)
    even = 3000 * (rates["b"] - rates["a"]) / 2
    assert regret < 0.6 * even
