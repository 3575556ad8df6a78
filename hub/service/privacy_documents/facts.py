"""What the papers say, gathered from the live configuration: settings, floor plan, declared holdings."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from hub.equipment.broker_settings import BrokerSettings
from hub.ground.floor_plan.model import FloorPlan, ZoneKind
from hub.ground.holdings import Holding
from hub.ground.store_settings import StoreSettings
from hub.ground.web.settings import WebSettings
from hub.knowledge.customers.sensitive import load_sensitive_products
from hub.knowledge.customers.settings import CustomerSettings
from hub.knowledge.exports.settings import ExportSettings
from hub.service.messages.settings import MessageSettings
from hub.service.privacy_documents.findings import Finding, findings_of
from hub.trust.accounts.settings import AccountSettings
from hub.trust.consents.parties import Parties, parties_of


class Risk(BaseModel):
    """What could go wrong for people, what the product does about it, and what shows that it does."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: str
    measure: str
    shown_by: str


@dataclass(frozen=True, slots=True)
class PlacedZone:
    """A zone, and the edges that hang in it."""

    name: str
    kind: str
    recorded: bool
    edges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrivacyFacts:
    """Everything that the record of processing and the impact assessment draw from."""

    parties: Parties
    zones: tuple[PlacedZone, ...]
    beacons: int
    holdings: tuple[Holding, ...]
    guarded: tuple[str, ...]
    off: tuple[str, ...]
    findings: tuple[Finding, ...]
    risks: tuple[Risk, ...]


def facts_of(settings: StoreSettings, plan: FloorPlan, holdings: Iterable[Holding]) -> PrivacyFacts:
    """The facts of one store. `holdings` with the shop's settings filled in. Raises `SensitiveListError`."""
    edges = [(edge.id, plan.zone_of(edge.id)) for edge in plan.edges]
    return PrivacyFacts(
        parties=parties_of(settings, plan.store_id, plan.store_name),
        zones=tuple(
            PlacedZone(
                zone.name,
                zone.kind.value,
                zone.kind is not ZoneKind.SENSITIVE,
                tuple(str(edge) for edge, hung in edges if hung is zone),
            )
            for zone in plan.zones
        ),
        beacons=len(plan.beacons),
        holdings=tuple(holdings),
        guarded=tuple(_guarded(settings)),
        off=tuple(_off(settings)),
        findings=tuple(findings_of(settings, plan)),
        risks=known_risks(),
    )


def known_risks() -> tuple[Risk, ...]:
    """The risks to people that were thought of."""
    raw = tomllib.loads((Path(__file__).parent / "dpia.toml").read_text(encoding="utf-8"))
    return tuple(Risk.model_validate(entry) for entry in raw["risk"])


def _guarded(settings: StoreSettings) -> Iterable[str]:
    """Technical measures as they are set (GDPR art. 30(1)(g), 32)."""
    broker_settings = settings.of(BrokerSettings)
    customer_settings = settings.of(CustomerSettings)
    web_settings = settings.of(WebSettings)
    yield "The database is readable by the hub's user alone, and overwrites what it deletes."
    how = "HTTPS" if web_settings.serves_https else "HTTP"
    yield (
        f"Staff screens are served over {how} on {web_settings.host}. Colleagues have accounts and roles of their own,"
        " and sign in on devices whose key cannot leave them; while nobody has one, this machine alone is served."
    )
    tls = (
        broker_settings.broker_tls
        if broker_settings.broker_url == "embedded"
        else broker_settings.broker_url.startswith("mqtts:")
    )
    yield f"Between edges and hub: {'TLS' if tls else 'no TLS'}; only codes that change pass there, and no names."
    categories = load_sensitive_products(customer_settings.sensitive_products).categories
    own = "the shop's own list as well" if customer_settings.sensitive_products else "no list of the shop's own"
    yield f"Never kept, shown or used, whoever agreed to what: {', '.join(categories)}; {own}."


def _off(settings: StoreSettings) -> Iterable[str]:
    """What the store could do and does not: part of what is told to whoever asks."""
    account_settings = settings.of(AccountSettings)
    customer_settings = settings.of(CustomerSettings)
    export_settings = settings.of(ExportSettings)
    message_settings = settings.of(MessageSettings)
    if account_settings.app_issuer is None:
        yield "Enrolment: without app_issuer nobody can become a member, so nobody is recognised."
    if customer_settings.cdp_url is None and customer_settings.customers is None:
        yield "Customer profiles: without cdp_url or customers no history, name or interest is fetched; cards say so."
    if export_settings.cdp_events_url is None:
        yield "Telling the customer data platform of consent changes: without cdp_events_url it is told nothing."
    if customer_settings.cdp_erasure_url is None:
        yield "Asking the customer data platform to erase: without cdp_erasure_url a receipt says the shop has to."
    if message_settings.push_url is None:
        yield "Messages: without push_url no app message leaves."
