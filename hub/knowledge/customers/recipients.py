"""Who is asked about customers, and told what they changed."""

from collections.abc import Iterator

from hub.ground.store_settings import StoreSettings
from hub.knowledge.customers.settings import CustomerSettings
from hub.knowledge.exports.settings import ExportSettings
from hub.trust.channels.settings import ChannelSettings
from hub.trust.consents.parties import Recipient, host_of
from hub.trust.consents.purposes import Purpose

_ASKED = frozenset(
    {
        Purpose.RECOGNISE_IN_STORE,
        Purpose.SHOW_HISTORY_TO_STAFF,
        Purpose.GREET_BY_NAME,
        Purpose.JOIN_ONLINE_INSTORE,
        Purpose.PREDICT,
    }
)


def recipients(settings: StoreSettings) -> Iterator[Recipient]:
    """Each source of profiles, and each platform that is told of consents, corrections and erasures."""
    customers, exports, account = (
        settings.of(CustomerSettings),
        settings.of(ExportSettings),
        settings.of(ChannelSettings),
    )
    for url in customers.profile_urls():
        gets = "the customer id, when a member is in the store and a card may be made"
        yield Recipient(host_of(url), "customer data platform, profile API", gets, _ASKED)
    if exports.cdp_events_url:
        gets = "the customer id and which purposes are given, at each change; a first name that the customer corrected"
        role = "customer data platform, tracking API"
        yield Recipient(host_of(exports.cdp_events_url), role, gets, frozenset(Purpose))
    for url in customers.unomi_urls():
        gets = "the customer id and what was answered about each purpose, at each change"
        yield Recipient(host_of(url), "customer data platform, consents", gets, frozenset(Purpose))
    if account.odp_events_url and account.odp_consent_identifier:
        gets = "the customer id and what was answered about offers by push, at each change"
        role = "customer data platform, consent API"
        yield Recipient(host_of(account.odp_events_url), role, gets, frozenset({Purpose.MARKETING_PUSH}))
    if customers.cdp_erasure_url:
        gets = "the customer id of somebody who asked to be erased, and that they did"
        role = "customer data platform, erasure API"
        # With no purpose at all: it goes there because somebody left (GDPR art. 17, 19).
        yield Recipient(host_of(customers.cdp_erasure_url), role, gets, frozenset())
