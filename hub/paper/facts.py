"""What the papers say, gathered from the live configuration: settings, floor plan, declared holdings."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from hub.holdings import Holding
from hub.members.parties import Parties, parties_of
from hub.paper.findings import Finding, findings_of
from hub.presence.floor_plan import FloorPlan, ZoneKind
from hub.settings import Settings


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
    off: tuple[str, ...]
    findings: tuple[Finding, ...]
    risks: tuple[Risk, ...]


def facts_of(settings: Settings, plan: FloorPlan, holdings: Iterable[Holding]) -> PrivacyFacts:
    """The facts of one store. `holdings` with the shop's settings filled in."""
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
        off=tuple(_off(settings)),
        findings=tuple(findings_of(settings, plan)),
        risks=known_risks(),
    )


def known_risks() -> tuple[Risk, ...]:
    """The risks to people that were thought of."""
    raw = tomllib.loads((Path(__file__).parent / "dpia.toml").read_text(encoding="utf-8"))
    return tuple(Risk.model_validate(entry) for entry in raw["risk"])


def _off(settings: Settings) -> Iterable[str]:
    """What the store could do and does not: part of what is told to whoever asks."""
    if settings.app_issuer is None:
        yield "Enrolment: without app_issuer nobody can become a member, so nobody is recognised."
    if settings.cdp_url is None:
        yield "Customer profiles: without cdp_url no history, name or interest is fetched; cards say so."
    if settings.cdp_events_url is None:
        yield "Telling the customer data platform of consent changes: without cdp_events_url it is told nothing."
    if settings.push_url is None:
        yield "Messages: without push_url no app message leaves."
