"""What is missing or risky in a configuration, each with its next step. Nothing found is no proof that all is well."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from hub.equipment.broker_settings import BrokerSettings
from hub.ground.floor_plan.model import FloorPlan
from hub.ground.settings import Settings
from hub.ground.store_settings import StoreSettings
from hub.ground.web.hosts import LOOPBACK
from hub.ground.web.settings import WebSettings
from hub.knowledge.customers.settings import CustomerSettings
from hub.knowledge.exports.settings import ExportSettings
from hub.service.messages.settings import MessageSettings
from hub.trust.consents.parties import missing_facts
from hub.trust.consents.settings import ControllerSettings
from hub.trust.members.settings import MemberSettings

_PERIODS = ("keep_visits_days", "keep_journal_days", "keep_dormant_members_days")
# Nobody's own: whoever did not change it sends it too.
PLACEHOLDER_MARKER = 0xFFF1


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend, and how."""

    what: str
    next_step: str


def findings_of(settings: StoreSettings, plan: FloorPlan) -> Iterator[Finding]:
    """Everything that a reviewer would ask about, the gravest first."""
    customer_settings = settings.of(CustomerSettings)
    export_settings = settings.of(ExportSettings)
    member_settings = settings.of(MemberSettings)
    message_settings = settings.of(MessageSettings)
    for name in missing_facts(settings.of(ControllerSettings)):
        description = (Settings.model_fields[name].description or "").rstrip(".")
        yield Finding(f"{name} is not set: {description}.", f"Set GODDAG_HUB_{name.upper()}, and run this again.")
    yield from _screens_and_broker(settings)
    for name, url in (
        *(("customers" if customer_settings.customers else "cdp_url", url) for url in customer_settings.profile_urls()),
        ("cdp_events_url", export_settings.cdp_events_url),
        ("cdp_erasure_url", customer_settings.cdp_erasure_url),
        ("push_url", message_settings.push_url),
    ):
        if url and urlsplit(url).scheme == "http" and not _is_here(urlsplit(url).hostname or ""):
            yield Finding(f"{name} sends customer data without TLS.", f"Use an https address in {name}.")
    if member_settings.marker == PLACEHOLDER_MARKER:
        yield Finding(
            "marker is the placeholder 0xFFF1: other firms' packets may carry it too.",
            "Get a 16-bit UUID of your own from the Bluetooth SIG, and set it as marker for app and hub.",
        )
    if member_settings.token_day_keys is None:
        yield Finding(
            "This hub makes every token from a root of its own: who steals it opens the tokens of every day.",
            "One shop of its own may leave it so, on an encrypted disk. In a chain, set token_day_keys"
            " (docs/operating/day-keys.md).",
        )
    for name in _PERIODS:
        days, usual = getattr(settings, name), Settings.model_fields[name].default
        if days > usual:
            yield Finding(
                f"{name} is {days:g} days; the default is {usual:g}.",
                "Write down why this store needs longer, or set it back: data is kept no longer than necessary"
                " (GDPR art. 5(1)(e)).",
            )
    if customer_settings.profile_urls() and export_settings.cdp_events_url is None:
        yield Finding(
            "The customer data platform is asked for profiles and never told of a withdrawal.",
            "Set cdp_events_url and cdp_events_key, or see to it in another way (GDPR art. 19).",
        )
    if not plan.unrecorded_zones:
        yield Finding(
            "No zone of the floor plan is sensitive.",
            'Give zones in which being there tells of health, faith or private life kind = "sensitive";'
            " where there are none, nothing is to be done.",
        )


def _screens_and_broker(settings: StoreSettings) -> Iterator[Finding]:
    broker_settings = settings.of(BrokerSettings)
    web_settings = settings.of(WebSettings)
    if web_settings.host not in LOOPBACK and (web_settings.plain_http or not web_settings.serves_https):
        yield Finding(
            f"The screens are served on {web_settings.host} over plain HTTP.",
            "Let the hub serve HTTPS (docs/operating/https.md), or see that nobody but the proxy with TLS in front of"
            " it can reach it; the network must not read the cards.",
        )
    if broker_settings.broker_url == "embedded":
        plain = not broker_settings.broker_tls and broker_settings.broker_host not in LOOPBACK
    else:
        address = urlsplit(broker_settings.broker_url)
        plain = address.scheme != "mqtts" and not _is_here(address.hostname or "")
    if plain:
        yield Finding(
            "The broker takes edges without TLS: passwords and tokens cross the store's network in the clear.",
            "Set broker_tls (a broker of your own: an mqtts:// address), and let edges enrol: goddag-hub edges invite.",
        )


def _is_here(host: str) -> bool:
    if host in LOOPBACK:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
