"""Audit: who saw what of whom."""

from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.part import Part
from hub.ground.settings import Settings
from hub.trust.audit.bulk import Limits
from hub.trust.audit.consent_evidence import EvidenceLookup
from hub.trust.audit.log import AuditLog
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


def audit(ground: Ground, people: Members, ledger: ConsentLedger, settings: Settings) -> Audit:
    """Build the part."""
    limits = Limits(settings.most_opened_per_hour, settings.most_opened_before_refusing)
    return Audit(Part(name="audit"), AuditLog(ground.db), EvidenceLookup(people, ledger), limits, settings.audit_names)
