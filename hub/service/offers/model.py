"""What an offer is, and what can become of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from hub.ground.journal import Member, VisitId


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """What a campaign promises."""

    kind: str
    """`percent`, `amount` or `gift`."""
    value: str | None
    """Percent, or an amount in the shop's currency; a gift has none."""
    article: str | None
    """The catalogue's id of what it counts for; None for the whole basket."""
    valid_hours: int
    pool: str | None
    """The list that its codes come from; None where the hub makes them."""
    not_if_bought_days: int
    """Not for an article that the customer paid the full price for so lately."""
    speaks_of: str | None = None
    """The article that the message is about, where the offer counts for more than that."""


@dataclass(frozen=True, slots=True)
class IssuedOffer:
    """One customer's."""

    code: str
    member: Member
    campaign: str
    variant: str
    visit: VisitId
    kind: str
    value: str | None
    article: str | None
    issued_ms: int
    valid_until_ms: int
    redeemed_ms: int | None
    is_over: bool
    """Its time ran out before it was redeemed."""

    def state(self, now_ms: int) -> Literal["open", "redeemed", "expired"]:
        """What became of it."""
        if self.redeemed_ms is not None:
            return "redeemed"
        return "expired" if self.is_over or now_ms >= self.valid_until_ms else "open"


class OfferRefusal(StrEnum):
    """Why somebody gets no offer."""

    BOUGHT_LATELY = "bought_lately"
    NO_CODES = "no_codes"


class NotRedeemed(StrEnum):
    """Why a code counts for nothing."""

    NO_CODE = "no_code"
    """It cannot be a code of ours: a letter is wrong."""
    UNKNOWN = "unknown"
    """It is none of this store's."""
    EXPIRED = "expired"
    TWICE = "twice"
    ANOTHERS = "anothers"
    """The till says that somebody else paid."""


@dataclass(frozen=True, slots=True)
class Redeemed:
    """It counts, now or because of the same order before."""

    offer: IssuedOffer
