"""Alerts: what one colleague has to know now, told once and acknowledged in one tap."""

from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.health.metric import counter
from hub.ground.journal import Event, VisitEnded
from hub.ground.part import Part
from hub.service.alerts.presence import Presence
from hub.service.alerts.repository import AlertRepository
from hub.service.alerts.service import Alerts


@dataclass(frozen=True, slots=True)
class AlertsPart:
    """What other parts may use."""

    part: Part
    alerts: Alerts


def alerts(ground: Ground) -> AlertsPart:
    """Build the part."""
    told = Alerts(AlertRepository(ground.db), ground.journal, Presence())

    def apply(event: Event, _seq: int) -> None:
        if isinstance(event, VisitEnded):
            told.visit_ended(event.visit)

    part = Part(
        name="alerts",
        reacts_to=(VisitEnded,),
        apply=apply,
        metrics=(
            counter(
                "alerts_acknowledged", "Alerts that colleagues have seen since the start", lambda: told.acknowledged
            ),
        ),
    )
    return AlertsPart(part, told)
