"""What is said of a campaign to one customer: the text with its offer, written down as an exposure."""

from collections.abc import Callable
from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.journal import VisitId
from hub.knowledge.catalogue.model import Catalogue
from hub.service.campaigns.document import Action, CampaignDocument
from hub.service.campaigns.needs import needs_of
from hub.service.campaigns.policy import Expose, WithholdReason
from hub.service.campaigns.wording import Filled, said
from hub.service.messages.app_message import AppMessage, message_id
from hub.service.messages.exposures import ExposureKind, Exposures
from hub.service.messages.send_result import TIME_TO_LIVE_SECONDS
from hub.service.messages.service import Delivery, MessageService
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.permission import Permission
from hub.trust.members.repository import MemberRecord, Members

SHOWN = "shown"
"""What became of a line for staff: it stands on the card."""


@dataclass(frozen=True, slots=True)
class Saying:
    """Of one store."""

    ground: Ground
    people: Members
    ledger: ConsentLedger
    catalogue: Catalogue
    exposures: Exposures
    messages: MessageService

    def language(self, record: MemberRecord) -> str:
        """In which this customer agreed to be written to."""
        return self.ledger.language(record.subject) or self.ground.words.default

    def offer_refused(self, document: CampaignDocument, permission: Permission, now_ms: int) -> WithholdReason | None:
        """Why this customer may not have the offer of a campaign; None where they may, and where it has none."""
        del permission, now_ms
        return WithholdReason.NO_CODES if any(each.offer for each in document.variants) else None

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
        if document.action is not Action.MESSAGE:
            self.exposures.add(permission, document.id, visit, variant.id, ExposureKind(document.action.value), now_ms)
            self.exposures.settle(permission.member, document.id, visit, SHOWN)
            return None
        kind = ExposureKind(document.type.value)
        article = self.catalogue.article(variant.article) if variant.article else None
        words = self.ground.words.of(self.language(record))
        text = said(variant, words, self.ground.shop, Filled(article=article.name if article else ""))
        needs = needs_of(document)
        app_message = AppMessage(
            id=message_id(document.id, record.member, visit),
            title=text.title,
            body=text.body,
            valid_until_ms=now_ms + TIME_TO_LIVE_SECONDS * 1000,
            image=variant.image,
            link=variant.link,
            article=variant.article,
            purpose=needs[-1],
        )
        message = Delivery(record.member, visit, document.id, variant.id, kind, needs, app_message, still)
        self.messages.expose(permission, message, now_ms)
        return message
