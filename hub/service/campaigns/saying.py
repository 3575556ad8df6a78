"""What is said of a campaign to one customer: the text with its offer, written down as an exposure."""

from collections.abc import Callable
from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.journal import CampaignShown, Member, VisitId
from hub.knowledge.catalogue.model import Catalogue
from hub.service.campaigns.document import Action, CampaignDocument, Variant
from hub.service.campaigns.needs import needs_of
from hub.service.campaigns.policy import Expose, WithholdReason
from hub.service.campaigns.wording import Filled, said
from hub.service.messages.app_message import AppMessage, message_id
from hub.service.messages.exposures import ExposureKind, Exposures
from hub.service.messages.send_result import TIME_TO_LIVE_SECONDS
from hub.service.messages.service import Delivery, MessageService
from hub.service.offers.model import IssuedOffer, OfferTerms
from hub.service.offers.repository import Offers
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.permission import Permission
from hub.trust.members.repository import MemberRecord

SHOWN = "shown"
"""What became of a line for staff: it stands on the card, and of a nudge a colleague who is free was told."""
LISTED = "listed"
"""Of a nudge: it stands on the card, and nobody was told. So each begins: whom it may interrupt is for staff to say."""


@dataclass(frozen=True, slots=True)
class Saying:
    """Of one store."""

    ground: Ground
    ledger: ConsentLedger
    catalogue: Catalogue
    exposures: Exposures
    offers: Offers
    messages: MessageService

    def language(self, record: MemberRecord) -> str:
        """In which this customer agreed to be written to."""
        return self.ledger.language(record.subject) or self.ground.words.default

    def offer_refused(self, document: CampaignDocument, permission: Permission, now_ms: int) -> WithholdReason | None:
        """Why this customer may not have the offer of a campaign; None where they may, and where it has none."""
        return offer_refused(self.offers, document, permission, now_ms)

    def expose(
        self,
        permission: Permission,
        record: MemberRecord,
        decision: Expose,
        visit: VisitId,
        now_ms: int,
        *,
        still: Callable[[], bool],
    ) -> Delivery | None:
        """Write the exposure down, within the transaction of the decision; None where staff say it."""
        document, variant = decision.campaign.document, decision.variant
        offer = self._offer(permission, decision, visit, now_ms)
        if document.action is not Action.MESSAGE:
            self.exposures.add(permission, document.id, visit, variant.id, ExposureKind(document.action.value), now_ms)
            became = LISTED if document.action is Action.NUDGE else SHOWN
            self.exposures.settle(permission.member, document.id, visit, became)
            shown = CampaignShown(permission.member, visit, document.id, variant.id)
            self.ground.journal.append(shown, now_ms)
            return None
        kind = ExposureKind(document.type.value)
        words = self.ground.words.of(self.language(record))
        text = said(variant, words, self.ground.shop, self._filled(variant, offer))
        needs = needs_of(document)
        app_message = AppMessage(
            id=message_id(document.id, record.member, visit),
            title=text.title,
            body=text.body,
            # What has a code is read again at the till; the push itself lives for no longer than any other.
            valid_until_ms=offer.valid_until_ms if offer else now_ms + TIME_TO_LIVE_SECONDS * 1000,
            image=variant.image,
            link=variant.link,
            article=variant.article,
            code=offer.code if offer else None,
            purpose=needs[-1],
        )
        message = Delivery(record.member, visit, document.id, variant.id, kind, needs, app_message, still)
        self.messages.expose(permission, message, now_ms)
        return message

    def for_staff(self, document: CampaignDocument, variant_id: str, member: Member) -> dict[str, str]:
        """The line of a variant by language, for the card of a member; empty where the variant is gone."""
        variant = next((each for each in document.variants if each.id == variant_id), None)
        if variant is None:
            return {}
        offers = (each for each in self.offers.of(member) if each.campaign == document.id)
        filled, lines = self._filled(variant, next(offers, None)), dict[str, str]()
        for language in variant.text:
            text = said(variant, self.ground.words.of(language), self.ground.shop, filled)
            lines[language] = f"{text.title}: {text.body}" if text.body else text.title
        return lines

    def _filled(self, variant: Variant, offer: IssuedOffer | None) -> Filled:
        article = self.catalogue.article(variant.article) if variant.article else None
        named = article.name if article else variant.article or ""
        return Filled(named, offer.code, offer.valid_until_ms) if offer else Filled(named)

    def _offer(self, permission: Permission, decision: Expose, visit: VisitId, now_ms: int) -> IssuedOffer | None:
        document, terms = decision.campaign.document, terms_of(decision.variant)
        if terms is None:
            return None
        issued = self.offers.issue(permission, document.id, decision.variant.id, visit, terms, now_ms)
        if issued is None:
            raise AssertionError("who may not have an offer is withheld from in the same breath")
        return issued


def offer_refused(
    offers: Offers, document: CampaignDocument, permission: Permission, now_ms: int
) -> WithholdReason | None:
    """The same, of any store's offers."""
    for terms in filter(None, map(terms_of, document.variants)):
        refused = offers.refusal(permission, document.id, terms, now_ms)
        if refused is not None:
            return WithholdReason(refused.value)
    return None


def terms_of(variant: Variant) -> OfferTerms | None:
    """The offer of a variant, in the words of whoever keeps offers."""
    offer = variant.offer
    if offer is None:
        return None
    of_code = (offer.kind, offer.value, offer.article, offer.valid_hours, offer.pool)
    return OfferTerms(*of_code, offer.not_if_bought_days, speaks_of=variant.article)
