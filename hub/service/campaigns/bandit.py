"""Which variant of a campaign a new customer gets, by what did well so far: Thompson sampling. Pure.

Each variant's share of successes is a Beta of what was seen of it, from Beta(1, 1) on; a share is thrown from each, and
the highest wins (Thompson 1933; Chapelle and Li 2011). Those held out are chosen before and stay as they are.

The throw is made of the salt and the customer, not of the clock: the same question has the same answer after a restart.
A customer keeps the variant they got first (`Experiments.arm_of`); what is not known yet counts neither way, so late
outcomes make it slower and nothing else.
"""

import hashlib
from collections.abc import Mapping
from random import Random

from hub.service.campaigns.document import CampaignDocument
from hub.service.measurement.experiments import Tally


def variant_for(document: CampaignDocument, seen: Mapping[str, Tally], first: str | None, who: tuple[str, str]) -> str:
    """The variant that a customer got first, while the campaign still has it; else one by what did well.

    `who`: the campaign's salt and what stands for the customer.
    """
    ids = [each.id for each in document.variants]
    if first in ids:
        return str(first)
    return pick({name: seen.get(name, Tally()) for name in ids}, *who)


def pick(tallies: Mapping[str, Tally], salt: str, customer: str) -> str:
    """The variant for a customer who has none yet. Raises `ValueError` without variants."""
    # By id, so that the order in which a file names them does not matter.
    return max(sorted(tallies), key=lambda name: _thrown(tallies[name], f"{salt}|{name}|{customer}"))


def _thrown(tally: Tally, seed: str) -> float:
    dice = Random(int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8]))  # noqa: S311 - no secret
    done = min(max(tally.successes, 0), tally.customers)
    return dice.betavariate(1 + done, 1 + tally.customers - done)
