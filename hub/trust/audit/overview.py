"""Whether somebody reads customers by the dozen, for whoever looks after the store."""

from collections.abc import Iterator

from pydantic import BaseModel

from hub.ground.health.alarm import Alarm, Urgency
from hub.ground.part import Health
from hub.ground.words.phrase import phrase
from hub.trust.audit.log import AuditLog

NEWEST_ALERTS = 20


class AlertView(BaseModel):
    """One device opened more customers within an hour than helping explains. Who held it: goddag-hub audit show."""

    at_ms: int
    device: str
    customers: int


class AuditHealth(BaseModel):
    """What the audit log says of devices."""

    bulk_alerts: int
    """How often cards were opened in bulk, for as long as the audit log is kept."""
    newest_bulk_alerts: list[AlertView]


def alerts_section(log: AuditLog) -> Health[AuditHealth]:
    """Of the overview."""
    return Health(view=AuditHealth, look=lambda _words: _look(log), alarms=_alarms)


def _look(log: AuditLog) -> AuditHealth:
    alerts = log.alerts()
    return AuditHealth(
        bulk_alerts=len(alerts),
        newest_bulk_alerts=[
            AlertView(at_ms=each.at_ms, device=each.entry.device, customers=each.entry.customers or 0)
            for each in reversed(alerts[-NEWEST_ALERTS:])
        ],
    )


def _alarms(seen: AuditHealth) -> Iterator[Alarm]:
    for alert in seen.newest_bulk_alerts:
        yield Alarm(Urgency.PEOPLE, phrase("alarms-bulk", device=alert.device, count=alert.customers))
