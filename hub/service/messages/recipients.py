"""Who carries messages."""

from collections.abc import Iterator

from hub.ground.store_settings import StoreSettings
from hub.service.messages.settings import MessageSettings
from hub.trust.consents.parties import Recipient, host_of
from hub.trust.consents.purposes import Purpose
from hub.trust.members.settings import MemberSettings

_PUSHED = frozenset({Purpose.MARKETING_PUSH, Purpose.SERVICE_PUSH})
_TEXT = "the phone's push address and the text of a message"


def recipients(settings: StoreSettings) -> Iterator[Recipient]:
    """The push services."""
    messages = settings.of(MessageSettings)
    if messages.push_url:
        yield Recipient(host_of(messages.push_url), "push gateway", _TEXT, _PUSHED)
    if messages.push_apns_key:
        yield Recipient(host_of(messages.push_apns_url), "push gateway", _TEXT, _PUSHED)
    if messages.push_vapid_key:
        for host in settings.of(MemberSettings).push_web_services:
            gets = "the browser's push address, and a message that only the browser can read"
            yield Recipient(host, "push gateway", gets, _PUSHED)
