"""What is missing or risky in a configuration, each with its next step. Nothing found is no proof that all is well."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from hub.ground.floor_plan.model import FloorPlan
from hub.ground.settings import LOOPBACK, Settings
from hub.trust.consents.parties import missing_facts

_PERIODS = ("keep_visits_days", "keep_journal_days", "keep_dormant_members_days")
# Nobody's own: whoever did not change it sends it too.
PLACEHOLDER_MARKER = 0xFFF1


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend, and how."""

    what: str
    next_step: str


def findings_of(settings: Settings, plan: FloorPlan) -> Iterator[Finding]:
    """Everything that a reviewer would ask about, the gravest first."""
    for name in missing_facts(settings):
        description = (Settings.model_fields[name].description or "").rstrip(".")
        yield Finding(f"{name} is not set: {description}.", f"Set GODDAG_HUB_{name.upper()}, and run this again.")
    yield from _screens_and_broker(settings)
    for name, url in (
        *(("customers" if settings.customers else "cdp_url", url) for url in settings.profile_urls()),
        ("cdp_events_url", settings.cdp_events_url),
        ("cdp_erasure_url", settings.cdp_erasure_url),
        ("push_url", settings.push_url),
    ):
        if url and urlsplit(url).scheme == "http" and not _is_here(urlsplit(url).hostname or ""):
            yield Finding(f"{name} sends customer data without TLS.", f"Use an https address in {name}.")
    if settings.marker == PLACEHOLDER_MARKER:
        yield Finding(
            "marker is the placeholder 0xFFF1: other firms' packets may carry it too.",
            "Get a 16-bit UUID of your own from the Bluetooth SIG, and set it as marker for app and hub.",
        )
    if settings.token_day_keys is None:
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
    if settings.profile_urls() and settings.cdp_events_url is None:
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


def _screens_and_broker(settings: Settings) -> Iterator[Finding]:
    if settings.staff_pin is None:
        yield Finding(
            "No staff_pin: whoever reaches this machine sees the cards.",
            "Set GODDAG_HUB_STAFF_PIN before handhelds are used.",
        )
    if settings.host not in LOOPBACK:
        yield Finding(
            f"The screens are served on {settings.host} over plain HTTP.",
            "Put a proxy with TLS in front of it; the network must not read the cards.",
        )
    if settings.broker_url == "embedded":
        plain = not settings.broker_tls and settings.broker_host not in LOOPBACK
    else:
        address = urlsplit(settings.broker_url)
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
