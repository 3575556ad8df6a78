"""The lines that campaigns have for staff on the card of whoever is here."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.ground.words.phrase import Names, phrase
from hub.knowledge.customers.port import CustomerEvent
from hub.place.visits.repository import Visit
from hub.service.campaigns.deciding import Live
from hub.service.campaigns.needs import needs_of
from hub.service.campaigns.saying import SHOWN, Saying
from hub.service.messages.exposures import ExposureKind, Exposures
from hub.service.offers.said import said_of_offer
from hub.service.staff.visit_card import Line, OpenOffer
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose

FOR_STAFF = frozenset({ExposureKind.CARD, ExposureKind.NUDGE})
# A card is read in seconds: what is older gives way.
MOST_LINES = 2


@dataclass(frozen=True, slots=True)
class CampaignLines:
    """Made of the exposures, so that a restart loses none; a campaign that was stopped has none any more."""

    exposures: Exposures
    live: Live
    saying: Saying

    def of(self, permission: Permission, visit: Visit, complaints: Sequence[CustomerEvent] = ()) -> tuple[Line, ...]:
        """Those of one visit, newest first; none for whoever has a complaint that came up since it was decided."""
        if complaints:
            return ()
        in_force, lines = self.live.current(), list[Line]()
        for each in self.exposures.of(permission.member):
            document = in_force.document_of(each.campaign)
            if each.visit != visit.id or each.kind not in FOR_STAFF or document is None:
                continue
            text = self.saying.for_staff(document, each.variant, permission.member)
            is_nudge = each.kind is ExposureKind.NUDGE and each.result == SHOWN
            if text and permission.purposes.issuperset(needs_of(document)):
                lines.append(
                    Line(phrase("card-campaign", text=Names(text)), document.name, each.at_ms, is_nudge=is_nudge)
                )
        return tuple(lines[:MOST_LINES])

    def offers(self, permission: Permission, now_ms: int) -> tuple[OpenOffer, ...]:
        """The offers that they have and that still count; of a stopped campaign too: what was promised is kept."""
        if not permission.allows(Purpose.SHOW_HISTORY_TO_STAFF):
            return ()
        in_force, saying, found = self.live.current(), self.saying, list[OpenOffer]()
        for each in saying.offers.open_of(permission.member, now_ms):
            document = in_force.document_of(each.campaign)
            if document is None or permission.purposes.issuperset(needs_of(document)):
                what = said_of_offer(each, saying.catalogue, saying.ground.shop.currency)
                name = document.name if document else None
                found.append(OpenOffer(each.code, what, name, each.valid_until_ms))
        return tuple(found)
