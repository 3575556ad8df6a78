"""Who carries messages."""

from collections.abc import Iterator

from hub.ground.store_settings import StoreSettings
from hub.service.messages.settings import MessageSettings
from hub.trust.consents.parties import Recipient, host_of
from hub.trust.consents.purposes import Purpose


def recipients(settings: StoreSettings) -> Iterator[Recipient]:
    """The push gateway."""
    messages = settings.of(MessageSettings)
    if messages.push_url:
        gets = "the phone's push address and the text of a message"
        pushed = frozenset({Purpose.MARKETING_PUSH, Purpose.SERVICE_PUSH})
        yield Recipient(host_of(messages.push_url), "push gateway", gets, pushed)
