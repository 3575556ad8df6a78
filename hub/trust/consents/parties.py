"""The parties: who is responsible for the data, and to whom any of it goes; made from the settings."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from hub.ground.manifests import named
from hub.ground.store_settings import StoreSettings
from hub.trust.consents.purposes import Purpose
from hub.trust.consents.settings import ControllerSettings

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


def parties_of(settings: StoreSettings, store_id: str, store_name: str) -> Parties:
    """The parties of a store, as it is configured now."""
    controller = settings.of(ControllerSettings)
    return Parties(
        store_id=store_id,
        store_name=store_name,
        controller=Controller(
            controller.controller_name,
            controller.controller_id,
            controller.controller_address,
            controller.controller_contact,
            controller.privacy_email,
            controller.privacy_notice_url,
            controller.jurisdiction,
            controller.privacy_authority,
        ),
        recipients=tuple(each for part in named("recipients") for each in part(settings)),
        keep_days=longest_days(settings),
    )


def longest_days(settings: StoreSettings) -> float:
    """After how many days nothing tells of a visit any more: each part that keeps something of one says its own."""
    return max(days_of(settings) for days_of in named("tells_of_visits_days"))


def missing_facts(settings: ControllerSettings) -> list[str]:
    """The settings about the controller that the shop has not made."""
    return [name for name in CONTROLLER_SETTINGS if getattr(settings, name) is None]


def host_of(url: str) -> str:
    """As a recipient is named: the host alone."""
    return urlsplit(url).hostname or url
