"""Which side of an experiment a customer is on: the same in every store and after every restart. Pure.

The first 8 bytes of SHA-256(salt | campaign | customer) as a fraction of 1, in the manner of GrowthBook; the unit is
the customer, not the visit. Who is held out and which variant somebody gets are two throws: a share that is changed for
one does not move people in the other.
"""

import hashlib
from collections.abc import Sequence

from hub.service.campaigns.document import CampaignDocument, Variant


def is_held_out(campaign: CampaignDocument, salt: str, customer: str) -> bool:
    """Whether this customer never gets it, so that it can be measured. `salt`: fixed for the campaign's life."""
    return fraction(salt, campaign.id, customer) < campaign.holdout


def is_in_global_holdout(salt: str, share: float, customer: str) -> bool:
    """Whether this customer gets no campaign at all: what all of them do together is measured against these."""
    return fraction(salt, "*", customer) < share


def variant_of(campaign: CampaignDocument, salt: str, customer: str) -> Variant:
    """The customer's variant, by the shares of all."""
    return _at(campaign.variants, fraction(salt, f"{campaign.id}/variant", customer))


def fraction(salt: str, what: str, customer: str) -> float:
    """A number from 0 to below 1 that looks thrown, and is always the same."""
    digest = hashlib.sha256(f"{salt}|{what}|{customer}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64


def _at(variants: Sequence[Variant], place: float) -> Variant:
    left = place * sum(each.share for each in variants)
    for each in variants:
        left -= each.share
        if left < 0:
            return each
    return variants[-1]
