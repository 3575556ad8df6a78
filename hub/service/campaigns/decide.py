"""Whether a customer gets a message: refuse first, cheapest first, one reason per line."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from hub.ground.journal import Member
from hub.service.campaigns.campaign import Campaign
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose

GENERAL = "general"
"""The variant that speaks of no line."""


class WithholdReason(StrEnum):
    """Why a customer did not get a message; kept, so that the question has an answer."""

    NO_CONSENT = "no_consent"
    NO_PHONE = "no_phone"
    ALREADY_THIS_VISIT = "already_this_visit"
    CAPPED = "capped"
    NO_GATEWAY = "no_gateway"
    """The store sends no messages at all."""
    GATEWAY_AWAY = "gateway_away"
    """Nothing can be sent just now; asked again while the customer is here."""
    HELD_OUT = "held_out"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A customer at the moment of deciding. `permission` covers push in store, or is None."""

    member: Member
    permission: Permission | None
    reachable: bool
    shown_this_visit: bool
    shown_today: int
    line: str | None
    """The one line of the shop that they belong to, if that may be used."""
    closed: WithholdReason | None = None
    """Why nothing can be sent to anybody; None when it can."""


@dataclass(frozen=True, slots=True)
class Expose:
    """Send the text for one line of the shop, or the general one."""

    line: str | None

    @property
    def variant(self) -> str:
        """What is written down of it."""
        return self.line or GENERAL


@dataclass(frozen=True, slots=True)
class Withhold:
    """Send nothing."""

    reason: WithholdReason


def decide(campaign: Campaign, customer: Candidate) -> Expose | Withhold:  # noqa: PLR0911 - one reason a line
    """One customer, one campaign.

    Holding out comes last: only who would have got it counts as control; while nothing can be sent, nobody would.
    Who does not let us measure is no part of the comparison, on neither side: held out, they would only lose a message.
    """
    if customer.permission is None:
        return Withhold(WithholdReason.NO_CONSENT)
    if not customer.reachable:
        return Withhold(WithholdReason.NO_PHONE)
    if customer.shown_this_visit:
        return Withhold(WithholdReason.ALREADY_THIS_VISIT)
    if customer.shown_today >= campaign.cap_per_day:
        return Withhold(WithholdReason.CAPPED)
    if customer.closed is not None:
        return Withhold(customer.closed)
    if customer.permission.allows(Purpose.MEASURE) and is_held_out(campaign, customer.member):
        return Withhold(WithholdReason.HELD_OUT)
    return Expose(customer.line if campaign.of_line else None)


def is_held_out(campaign: Campaign, member: Member) -> bool:
    """The same answer on every hub and visit: the first 8 bytes of SHA-256(salt | campaign | member) as a fraction."""
    digest = hashlib.sha256(f"{campaign.salt}|{campaign.id}|{member}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64 < campaign.held_out
