"""The consent that allowed a disclosure: subject, level, purposes and ledger line."""

from dataclasses import dataclass, replace

from hub.ground.journal import Member
from hub.trust.audit.log import AuditEntry
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.permission import Permission
from hub.trust.members.repository import Members


@dataclass(frozen=True, slots=True)
class ConsentEvidence:
    """As it was when the permission was made."""

    subject: str
    level: str
    purposes: tuple[str, ...]
    ledger_line: int


def resting_on(basis: ConsentEvidence, entry: AuditEntry) -> AuditEntry:
    """The entry with what it rests on."""
    return replace(
        entry,
        subject=basis.subject,
        level=basis.level,
        purposes=basis.purposes,
        ledger_line=basis.ledger_line,
    )


class EvidenceLookup:
    """Finds the evidence of a permission in the ledger."""

    def __init__(self, members: Members, ledger: ConsentLedger) -> None:
        self._members = members
        self._ledger = ledger

    def of(self, permission: Permission) -> ConsentEvidence | None:
        """None for a member who is not there any more."""
        subject, line = self.subject(permission.member), self._ledger.newest_line(permission.member)
        if subject is None or line is None:
            return None
        return ConsentEvidence(
            subject, permission.level.value, tuple(sorted(each.value for each in permission.purposes)), line
        )

    def subject(self, member: Member) -> str | None:
        """The pseudonym of a member."""
        record = self._members.get(member)
        return record.subject if record else None
