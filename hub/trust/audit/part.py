"""Audit: who saw what of whom."""

from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.health.metric import counter
from hub.ground.part import Part
from hub.ground.store_settings import StoreSettings
from hub.trust.audit.bulk import Limits
from hub.trust.audit.consent_evidence import EvidenceLookup
from hub.trust.audit.log import AuditLog
from hub.trust.audit.overview import alerts_section
from hub.trust.audit.settings import AuditSettings
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.repository import Members


@dataclass(frozen=True, slots=True)
class Audit:
    """What other parts may use."""

    part: Part
    log: AuditLog
    bases: EvidenceLookup
    limits: Limits
    names: bool
    """Whether associates are named."""


def audit(ground: Ground, people: Members, ledger: ConsentLedger, settings: StoreSettings) -> Audit:
    """Build the part."""
    audit_settings = settings.of(AuditSettings)
    limits = Limits(audit_settings.most_opened_per_hour, audit_settings.most_opened_before_refusing)
    log = AuditLog(ground.db)
    lines = counter("audit_lines", "Number of the newest line of the audit log", log.newest_line)
    part = Part(name="audit", health=alerts_section(log), metrics=(lines,))
    return Audit(part, log, EvidenceLookup(people, ledger), limits, audit_settings.audit_names)
