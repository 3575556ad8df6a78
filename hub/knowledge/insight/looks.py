"""Looking at what is said of one customer without a card: who asks, whether they may, and the line that is written."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from hub.ground.shop.model import Shop
from hub.ground.words.words import Words
from hub.knowledge.customers.port import DEADLINE_SECONDS, Context
from hub.knowledge.insight.explained_view import MemberInsightView, member_view
from hub.knowledge.insight.history import Circumstances, own_facts
from hub.knowledge.insight.service import Insight
from hub.trust.audit.consent_evidence import ConsentEvidence, EvidenceLookup, resting_on
from hub.trust.audit.log import AuditAction, AuditEntry, AuditLog
from hub.trust.audit.watch import Watch
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import MemberRecord, Members

# What is expected of somebody is told with what they bought.
LOOK_NEEDS = (Purpose.PREDICT, Purpose.SHOW_HISTORY_TO_STAFF)
REASON = "analysis"


class LookRefusal(StrEnum):
    """Why nothing is shown. Whether somebody is no member or has not agreed is not told."""

    NOBODY = "nobody"
    NO_MODEL = "no-model"
    TOO_MANY = "too-many"
    """More customers were looked at here within the hour than work explains."""


@dataclass(frozen=True, slots=True)
class LookAsked:
    """Who wants to see it, and where."""

    customer_ref: str
    staff: str
    device: str
    request: str
    language: str


@dataclass(frozen=True, slots=True)
class LookLog:
    """Writes down each look. Without `names`, lines say the device alone."""

    bases: EvidenceLookup
    audit: AuditLog
    watch: Watch
    names: bool
    reason: str = REASON

    def entry(self, deed: AuditAction, asked: LookAsked) -> AuditEntry:
        """A line to come."""
        staff = asked.staff if self.names else None
        return AuditEntry(deed, asked.device, staff=staff, request=asked.request, reason=self.reason)

    def refuse(self, subject: str, asked: LookAsked, now_ms: int) -> None:
        """Somebody wanted to look, and got nothing."""
        self.write(replace(self.entry(AuditAction.REFUSED, asked), subject=subject), now_ms)

    def write(self, entry: AuditEntry, now_ms: int) -> None:
        """Unless the same request has the same line already, because its answer was lost."""
        lines = self.audit.about(entry.subject or "")
        if not any(
            (each.entry.request, each.entry.device, each.entry.deed, each.entry.fields)
            == (entry.request, entry.device, entry.deed, entry.fields)
            for each in lines
        ):
            self.audit.add(now_ms, entry)


class KnowsCustomers(Protocol):
    """What sources of customer data tell."""

    async def context(self, record: MemberRecord, permission: Permission, within_seconds: float) -> Context:
        """What is known by then."""
        ...


class Looks:
    """Shows what is said of a member who agreed to it, once it is written down."""

    def __init__(
        self,
        people: Members,
        ledger: ConsentLedger,
        customers: KnowsCustomers,
        insight: Insight,
        log: LookLog,
        shop: Shop,
        words: Words,
    ) -> None:
        self._people = people
        self._ledger = ledger
        self._customers = customers
        self._insight = insight
        self._log = log
        self._shop = shop
        self._words = words

    async def look(self, asked: LookAsked, now_ms: int) -> MemberInsightView | LookRefusal:
        """Everything that is said of them, or why not. Waits for a platform no longer than a card does."""
        record = self._people.by_customer(asked.customer_ref)
        permission = self._permitted(record, now_ms)
        if record is None or permission is None:
            return self._nobody(record, asked, now_ms)
        context = await self._customers.context(record, permission, DEADLINE_SECONDS)
        # While the platform was asked, they may have withdrawn, or be erased.
        permission = self._permitted(record, now_ms)
        basis = self._log.bases.of(permission) if permission else None
        if permission is None or basis is None:
            return self._nobody(self._people.get(record.member), asked, now_ms)
        known = self._insight.known(permission, now_ms, Circumstances(facts=own_facts(self._shop, context.traits)))
        if known is None:
            return LookRefusal.NO_MODEL
        opening = self._log.entry(AuditAction.OPENED, asked)
        if self._log.watch.is_read_in_bulk(opening, basis.subject, now_ms):
            self._log.refuse(record.subject, asked, now_ms)
            return LookRefusal.TOO_MANY
        view = member_view(known, self._shop, self._words.of(asked.language))
        self._log.write(_resting_on(basis, opening, view), now_ms)
        return view

    def _permitted(self, record: MemberRecord | None, now_ms: int) -> Permission | None:
        return self._ledger.permission(record.member, *LOOK_NEEDS, at_ms=now_ms) if record else None

    def _nobody(self, record: MemberRecord | None, asked: LookAsked, now_ms: int) -> LookRefusal:
        if record:
            self._log.refuse(record.subject, asked, now_ms)
        return LookRefusal.NOBODY


def _resting_on(basis: ConsentEvidence, opening: AuditEntry, view: MemberInsightView) -> AuditEntry:
    """With what of it is shown, by name: the log holds no value."""
    shown = {
        "expectations": view.expectations,
        "categories": view.categories,
        "platform": view.platform,
        "segments": view.segments,
        "suggestions": (*view.again, *view.new),
    }
    return resting_on(basis, replace(opening, fields=tuple(name for name, values in shown.items() if values)))
