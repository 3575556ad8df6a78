"""What a customer must have agreed to, so that a campaign may speak of them or to them. Pure."""

from hub.service.campaigns.document import Action, CampaignDocument, MessageType
from hub.trust.consents.purposes import Purpose

_FOR_STAFF = (Purpose.RECOGNISE_IN_STORE, Purpose.SHOW_HISTORY_TO_STAFF)
_BY_TYPE = {
    MessageType.MARKETING: (Purpose.RECOGNISE_IN_STORE, Purpose.MARKETING_PUSH),
    MessageType.SERVICE: (Purpose.RECOGNISE_IN_STORE, Purpose.SERVICE_PUSH),
}


def needs_of(document: CampaignDocument) -> tuple[Purpose, ...]:
    """The law sees a message by its type; what a colleague is told of a customer is shown history."""
    return _BY_TYPE[document.type] if document.action is Action.MESSAGE else _FOR_STAFF
