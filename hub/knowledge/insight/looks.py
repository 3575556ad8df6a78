"""Looking at what is said of one customer without a card: who asks, whether they may, and the line that is written."""

from dataclasses import dataclass, replace
from enum import StrEnum

from hub.ground.shop.model import Shop
from hub.ground.words.words import Words
from hub.knowledge.insight.explained_view import MemberInsightView, member_view
from hub.knowledge.insight.service import Insight
from hub.trust.audit.consent_evidence import ConsentEvidence, EvidenceLookup, resting_on
from hub.trust.audit.log import AuditAction, AuditEntry, AuditLog
from hub.trust.audit.watch import Watch
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import Members

# What is expected of somebody is told with what they bought.
LOOK_NEEDS = (Purpose.PREDICT, Purpose.SHOW_HISTORY_TO_STAFF)
REASON = "analysis"


class LookRefusal(StrEnum):
    """Why nothing is shown. Whether somebody is no member or has not agreed is not told."""

    NOBODY = "nothing may be said of this customer: they are no member here, or have not agreed to it"
    NO_MODEL = "no model is in use, so nothing is expected of anybody: goddag-hub insight train"
    TOO_MANY = (
        "more customers were looked at here within the hour than work explains. Ask the store's manager; the limit is"
        " the hub's setting most_opened_per_hour"
    )


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

    def entry(self, deed: AuditAction, asked: LookAsked) -> AuditEntry:
        """A line to come."""
        staff = asked.staff if self.names else None
        return AuditEntry(deed, asked.device, staff=staff, request=asked.request, reason=REASON)

    def write(self, entry: AuditEntry, now_ms: int) -> None:
        """Unless the same request has the same line already, because its answer was lost."""
        lines = self.audit.about(entry.subject or "")
        if not any(
            (each.entry.request, each.entry.device, each.entry.deed, each.entry.fields)
            == (entry.request, entry.device, entry.deed, entry.fields)
            for each in lines
        ):
            self.audit.add(now_ms, entry)


class Looks:
    """Shows what is said of a member who agreed to it, once it is written down."""

    def __init__(
        self, people: Members, ledger: ConsentLedger, insight: Insight, log: LookLog, shop: Shop, words: Words
    ) -> None:
        self._people = people
        self._ledger = ledger
        self._insight = insight
        self._log = log
        self._shop = shop
        self._words = words

    def look(self, asked: LookAsked, now_ms: int) -> MemberInsightView | LookRefusal:
        """Everything that is said of them, or why not."""
        record = self._people.by_customer(asked.customer_ref)
        permission = self._ledger.permission(record.member, *LOOK_NEEDS, at_ms=now_ms) if record else None
        basis = self._log.bases.of(permission) if permission else None
        if record is None or permission is None or basis is None:
            if record:
                self._refuse(record.subject, asked, now_ms)
            return LookRefusal.NOBODY
        known = self._insight.known(permission, now_ms)
        if known is None:
            return LookRefusal.NO_MODEL
        opening = self._log.entry(AuditAction.OPENED, asked)
        if self._log.watch.is_read_in_bulk(opening, basis.subject, now_ms):
            self._refuse(record.subject, asked, now_ms)
            return LookRefusal.TOO_MANY
        view = member_view(known, self._shop, self._words.of(asked.language))
        self._log.write(_resting_on(basis, opening, view), now_ms)
        return view

    def _refuse(self, subject: str, asked: LookAsked, now_ms: int) -> None:
        entry = self._log.entry(AuditAction.REFUSED, asked)
        self._log.write(replace(entry, subject=subject), now_ms)


def _resting_on(basis: ConsentEvidence, opening: AuditEntry, view: MemberInsightView) -> AuditEntry:
    """With what of it is shown, by name: the log holds no value."""
    shown = {
        "expectations": view.expectations,
        "categories": view.categories,
        "segments": view.segments,
        "suggestions": (*view.again, *view.new),
    }
    return resting_on(basis, replace(opening, fields=tuple(name for name, values in shown.items() if values)))
