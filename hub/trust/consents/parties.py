"""The parties: who is responsible for the data, and to whom any of it goes; made from the settings."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from hub.ground.settings import Settings
from hub.trust.consents.purposes import Purpose

# The settings without which a record, a receipt and the sign do not say who is responsible (GDPR art. 13(1)(a), 30(1)).
CONTROLLER_SETTINGS = (
    "controller_name",
    "controller_id",
    "controller_address",
    "controller_contact",
    "privacy_email",
    "privacy_notice_url",
    "jurisdiction",
    "privacy_authority",
)


_VISITS_TOLD = (
    "the customer id with visits and their length; with predict, time by zone; with measure, what came of helping and"
    " which messages were sent or held back"
)
_JOINED = frozenset({Purpose.RECOGNISE_IN_STORE, Purpose.JOIN_ONLINE_INSTORE, Purpose.PREDICT, Purpose.MEASURE})


def not_set(setting: str) -> str:
    """What stands where a fact should: nobody takes it for one."""
    return f"NOT SET ({setting})"


@dataclass(frozen=True, slots=True)
class Controller:
    """Who is responsible. None where the shop has not said."""

    name: str | None
    number: str | None
    address: str | None
    contact: str | None
    email: str | None
    notice_url: str | None
    jurisdiction: str | None
    authority: str | None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody outside the store who is sent something about a member."""

    host: str
    role: str
    gets: str
    purposes: frozenset[Purpose]
    """With which purposes anything goes there at all; none where it is not by consent."""


@dataclass(frozen=True, slots=True)
class Parties:
    """Everybody whom a consent concerns beside the customer."""

    store_id: str
    store_name: str
    controller: Controller
    recipients: tuple[Recipient, ...]
    keep_days: float
    """How long anything that tells of a visit is kept: with the visits, in the journal, or with what was bought."""

    def recipients_of(self, purpose: Purpose) -> tuple[Recipient, ...]:
        """Who gets something when this purpose is given."""
        return tuple(each for each in self.recipients if purpose in each.purposes)


def parties_of(settings: Settings, store_id: str, store_name: str) -> Parties:
    """The parties of a store, as it is configured now."""
    return Parties(
        store_id=store_id,
        store_name=store_name,
        controller=Controller(
            settings.controller_name,
            settings.controller_id,
            settings.controller_address,
            settings.controller_contact,
            settings.privacy_email,
            settings.privacy_notice_url,
            settings.jurisdiction,
            settings.privacy_authority,
        ),
        recipients=tuple(_recipients(settings)),
        keep_days=longest_days(settings),
    )


def longest_days(settings: Settings) -> float:
    """After how many days nothing tells of a visit any more."""
    purchases = settings.keep_purchases_days if settings.has_till else 0
    return max(settings.keep_visits_days, settings.keep_journal_days, purchases)


def missing_facts(settings: Settings) -> list[str]:
    """The settings about the controller that the shop has not made."""
    return [name for name in CONTROLLER_SETTINGS if getattr(settings, name) is None]


def _recipients(settings: Settings) -> list[Recipient]:
    found: list[Recipient] = []
    for url in settings.profile_urls():
        asked = frozenset(
            {
                Purpose.RECOGNISE_IN_STORE,
                Purpose.SHOW_HISTORY_TO_STAFF,
                Purpose.GREET_BY_NAME,
                Purpose.JOIN_ONLINE_INSTORE,
                Purpose.PREDICT,
            }
        )
        gets = "the customer id, when a member is in the store and a card may be made"
        found.append(Recipient(_host(url), "customer data platform, profile API", gets, asked))
    if settings.cdp_events_url:
        gets = "the customer id and which purposes are given, at each change; a first name that the customer corrected"
        role = "customer data platform, tracking API"
        found.append(Recipient(_host(settings.cdp_events_url), role, gets, frozenset(Purpose)))
    for url in settings.unomi_urls():
        gets = "the customer id and what was answered about each purpose, at each change"
        found.append(Recipient(_host(url), "customer data platform, consents", gets, frozenset(Purpose)))
    if settings.cdp_erasure_url:
        gets = "the customer id of somebody who asked to be erased, and that they did"
        role = "customer data platform, erasure API"
        # With no purpose at all: it goes there because somebody left (GDPR art. 17, 19).
        found.append(Recipient(_host(settings.cdp_erasure_url), role, gets, frozenset()))
    found += _told_of_visits(settings)
    if settings.push_url:
        gets = "the phone's push address and the text of a message"
        pushed = frozenset({Purpose.MARKETING_PUSH, Purpose.SERVICE_PUSH})
        found.append(Recipient(_host(settings.push_url), "push gateway", gets, pushed))
    return found


def _told_of_visits(settings: Settings) -> list[Recipient]:
    found: list[Recipient] = []
    if settings.cdp_events_url and settings.cdp_events_vendor:
        role = "customer data platform, tracking API"
        found.append(Recipient(_host(settings.cdp_events_url), role, _VISITS_TOLD, _JOINED))
    if settings.odp_events_url:
        role = "customer data platform, events API"
        found.append(Recipient(_host(settings.odp_events_url), role, _VISITS_TOLD, _JOINED))
        if settings.odp_private_key:
            gets = "the customer id, once a day at a random moment, to read what was answered there"
            role = "customer data platform, consent API"
            found.append(Recipient(_host(settings.odp_events_url), role, gets, frozenset(Purpose)))
    if settings.odp_events_url and settings.odp_consent_identifier:
        gets = "the customer id and what was answered about offers by push, at each change"
        role = "customer data platform, consent API"
        found.append(Recipient(_host(settings.odp_events_url), role, gets, frozenset({Purpose.MARKETING_PUSH})))
    if settings.ga4_measurement_id:
        gets = "visits, their length and outcome, and messages by campaign, under a random id of this store"
        measured = frozenset({Purpose.RECOGNISE_IN_STORE, Purpose.MEASURE})
        found.append(Recipient(_host(settings.ga4_url), "web analytics (Google Analytics 4)", gets, measured))
    return found


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
