"""Who is told of visits."""

from collections.abc import Iterator

from hub.ground.store_settings import StoreSettings
from hub.knowledge.exports.settings import ExportSettings
from hub.trust.channels.settings import ChannelSettings
from hub.trust.consents.parties import Recipient, host_of
from hub.trust.consents.purposes import Purpose

_VISITS_TOLD = (
    "the customer id with visits and their length; with predict, time by zone; with measure, what came of helping and"
    " which messages were sent or held back"
)
_JOINED = frozenset({Purpose.RECOGNISE_IN_STORE, Purpose.JOIN_ONLINE_INSTORE, Purpose.PREDICT, Purpose.MEASURE})


def recipients(settings: StoreSettings) -> Iterator[Recipient]:
    """Each platform that visits go to."""
    exports, account = settings.of(ExportSettings), settings.of(ChannelSettings)
    if exports.cdp_events_url and exports.cdp_events_vendor:
        role = "customer data platform, tracking API"
        yield Recipient(host_of(exports.cdp_events_url), role, _VISITS_TOLD, _JOINED)
    if account.odp_events_url:
        role = "customer data platform, events API"
        yield Recipient(host_of(account.odp_events_url), role, _VISITS_TOLD, _JOINED)
    if exports.ga4_measurement_id:
        gets = "visits, their length and outcome, and messages by campaign, under a random id of this store"
        measured = frozenset({Purpose.RECOGNISE_IN_STORE, Purpose.MEASURE})
        yield Recipient(host_of(exports.ga4_url), "web analytics (Google Analytics 4)", gets, measured)
