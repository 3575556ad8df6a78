"""Who is told what by channels."""

from collections.abc import Iterator

from hub.ground.store_settings import StoreSettings
from hub.trust.channels.settings import ChannelSettings
from hub.trust.consents.parties import Recipient, host_of
from hub.trust.consents.purposes import Purpose


def recipients(settings: StoreSettings) -> Iterator[Recipient]:
    """The platform that is asked what customers answered there."""
    account = settings.of(ChannelSettings)
    if account.odp_events_url and account.odp_private_key:
        gets = "the customer id, once a day at a random moment, to read what was answered there"
        role = "customer data platform, consent API"
        yield Recipient(host_of(account.odp_events_url), role, gets, frozenset(Purpose))
