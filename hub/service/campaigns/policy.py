"""Whether a customer gets a campaign: refuse first, one reason a line; the first refusal counts. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.ground.shop.model import QuietHours
from hub.service.campaigns.assignment import is_held_out, is_in_global_holdout, variant_of
from hub.service.campaigns.document import Action, CampaignDocument, MessageType, Variant
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose


class WithholdReason(StrEnum):
    """Why a customer did not get it; kept, so that the question has an answer."""

    NOT_FOR_THEM = "not_for_them"
    """The rule does not hold of them."""
    NO_CONSENT = "no_consent"
    NO_PHONE = "no_phone"
    """Of before there was an inbox in the app."""
    SENSITIVE = "sensitive"
    COMPLAINT = "complaint"
    QUIET_HOURS = "quiet_hours"
    """Dropped, not held: it would come after they have left."""
    VISIT_CAP = "visit_cap"
    DAY_CAP = "day_cap"
    WEEK_CAP = "week_cap"
    CONTACT_BUDGET = "contact_budget"
    """Staff and machine together have said enough to them."""
    NO_GATEWAY = "no_gateway"
    """The store sends no messages at all."""
    BOUGHT_LATELY = "bought_lately"
    """They paid the full price for it lately: an offer now would say that they paid too much."""
    NO_CODES = "no_codes"
    """The list of codes ran dry."""
    GLOBAL_HOLDOUT = "global_holdout"
    HELD_OUT = "held_out"
    OUTRANKED = "outranked"
    """Another campaign was said at this moment."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How often a customer got one campaign, or may have."""

    visit: int = 0
    day: int = 0
    week: int = 0


@dataclass(frozen=True, slots=True)
class Moment:
    """The store at the moment of deciding."""

    local: datetime
    """In the store's time zone."""
    quiet: QuietHours | None = None
    salt: str = ""
    """The chain's, for the global holdout."""
    global_holdout: float = 0.0
    sends_messages: bool = True
    """Whether the store has a way to customers' apps."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A customer at that moment."""

    customer: str
    """What stands for them in assignment: the same in every store."""
    permission: Permission | None
    """For being recognised and for this type of message; None without."""
    complaint: bool
    contacts_left: int
    had_marketing: bool
    """Whether a message of marketing came in this visit already: customers agreed to one at most."""
    shown: Mapping[str, Shown]
    """By campaign."""
    variant: str | None = None
    """The one that a bandit gives them; None where the shares of the document decide."""
    offer: WithholdReason | None = None
    """Why they may not have the offer, where the campaign has one."""


@dataclass(frozen=True, slots=True)
class LiveCampaign:
    """A campaign that is in force."""

    document: CampaignDocument
    version: int
    salt: str
    sensitive: bool = False
    """An article of it is of a sensitive kind: looked at when it went live, and again with each catalogue."""


@dataclass(frozen=True, slots=True)
class Expose:
    """They get this variant."""

    campaign: LiveCampaign
    variant: Variant


@dataclass(frozen=True, slots=True)
class Withhold:
    """They do not. `comparable`: they would have got it, so they are counted among those held out."""

    campaign: LiveCampaign
    reason: WithholdReason
    comparable: bool = False


def decide(campaign: LiveCampaign, who: Candidate, moment: Moment) -> Expose | Withhold:
    """One customer of whom the campaign's rule holds.

    Holding out comes last: only who would have got it can be compared. Who does not let us measure is on neither side:
    held out, they would only lose a message.
    """
    document = campaign.document
    if reason := _refusal(campaign, who, moment):
        return Withhold(campaign, reason)
    if who.permission is not None and who.permission.allows(Purpose.MEASURE):
        if is_in_global_holdout(moment.salt, moment.global_holdout, who.customer):
            return Withhold(campaign, WithholdReason.GLOBAL_HOLDOUT)
        if is_held_out(document, campaign.salt, who.customer):
            return Withhold(campaign, WithholdReason.HELD_OUT, comparable=True)
    chosen = next((each for each in document.variants if each.id == who.variant), None)
    return Expose(campaign, chosen or variant_of(document, campaign.salt, who.customer))


def choose(decided: Iterable[Expose | Withhold]) -> tuple[Expose | Withhold, ...]:
    """Of everything that would be said at one moment, the campaign of the highest priority; the others are outranked.

    Somebody held out of a campaign that would have been outranked is not compared: nor are those who would have got it.
    """
    every = tuple(decided)
    said = [each.campaign for each in every if isinstance(each, Expose)]
    first = min(said, key=_rank, default=None)
    if first is None:
        return every
    return tuple(_beside(each, first) for each in every)


def _beside(decided: Expose | Withhold, first: LiveCampaign) -> Expose | Withhold:
    match decided:
        case Expose(campaign) if campaign is not first:
            return Withhold(campaign, WithholdReason.OUTRANKED)
        case Withhold(campaign, reason, comparable=True) if _rank(first) < _rank(campaign):
            return Withhold(campaign, reason)
        case _:
            return decided


def _rank(campaign: LiveCampaign) -> tuple[int, str]:
    """The highest priority first; of equals, always the same one."""
    return -campaign.document.priority, campaign.document.id


def _refusal(  # noqa: PLR0911 - one reason a line
    campaign: LiveCampaign, who: Candidate, moment: Moment
) -> WithholdReason | None:
    document, shown = campaign.document, who.shown.get(campaign.document.id, Shown())
    caps = document.caps
    if who.permission is None:
        return WithholdReason.NO_CONSENT
    if campaign.sensitive:
        return WithholdReason.SENSITIVE
    if who.complaint:
        return WithholdReason.COMPLAINT
    if moment.quiet and moment.quiet.has(moment.local):
        return WithholdReason.QUIET_HOURS
    is_marketing = document.action is Action.MESSAGE and document.type is MessageType.MARKETING
    if shown.visit >= caps.visit or (is_marketing and who.had_marketing):
        return WithholdReason.VISIT_CAP
    if shown.day >= caps.day:
        return WithholdReason.DAY_CAP
    if shown.week >= caps.week:
        return WithholdReason.WEEK_CAP
    if who.contacts_left <= 0:
        return WithholdReason.CONTACT_BUDGET
    if document.action is Action.MESSAGE and not moment.sends_messages:
        return WithholdReason.NO_GATEWAY
    return who.offer
