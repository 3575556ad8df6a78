"""How much more may be said to a customer, by staff and machine together. Pure."""

from dataclasses import dataclass

from hub.ground.shop.model import ContactPolicy
from hub.service.campaigns.document import Happening

OF_PURCHASES = frozenset({Happening.PURCHASED, Happening.RETURNED})
"""What is said of a purchase or return is said at the till: the silence after it does not hold for it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said to them until now, by anybody."""

    in_visit: int
    today: int
    newest_ms: int | None
    """When a colleague last helped them or they last bought; None where neither is known."""


def contacts_left(policy: ContactPolicy, said: Said, on: Happening, now_ms: int) -> int:
    """So many things more; 0 too while it is to be silent."""
    is_silent = said.newest_ms is not None and 0 <= now_ms - said.newest_ms < policy.silent_minutes * 60_000
    if is_silent and on not in OF_PURCHASES:
        return 0
    return max(0, min(policy.per_visit - said.in_visit, policy.per_day - said.today))
