"""Finds what was decided of a customer, and explains it: for the customer, and for staff once it is written down."""

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from hub.ground.floor_plan.model import FloorPlan
from hub.ground.journal import Member
from hub.ground.shop.model import Shop
from hub.ground.words.phrase import phrase
from hub.ground.words.shop_names import name_of_line
from hub.knowledge.catalogue.model import Catalogue
from hub.knowledge.insight.looks import LookAsked, LookLog, LookRefusal
from hub.service.campaigns.decisions import Decisions, KeptDecision
from hub.service.campaigns.document import CampaignDocument
from hub.service.campaigns.repository import CampaignRepository, Version
from hub.service.campaigns.why import Asker, Explanation, explain, never_decided
from hub.service.campaigns.why_rule import Naming
from hub.service.messages.exposures import Exposures
from hub.trust.audit.consent_evidence import resting_on
from hub.trust.audit.log import AuditAction
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import MemberRecord, Members

# The values that a rule saw are history.
WHY_NEEDS = (Purpose.SHOW_HISTORY_TO_STAFF,)
REASON = "why"
FIELD = "decisions"
# A customer who comes every day reads two months; all of it comes with a request for access.
MOST_DECISIONS = 200


@dataclass(frozen=True, slots=True)
class Whys:
    """Of one store."""

    decisions: Decisions
    repository: CampaignRepository
    exposures: Exposures
    ledger: ConsentLedger
    naming: Naming
    zone: ZoneInfo

    def of(
        self, member: Member, campaign: str | None = None, shown: frozenset[Purpose] = frozenset(Purpose)
    ) -> list[Explanation]:
        """What was decided of them, newest first; of one campaign that never was, that. Empty of an unknown one."""
        results = {(each.campaign, each.visit): each.result for each in self.exposures.of(member)}
        kept = [each for each in self.decisions.of(member) if campaign in {None, each.campaign}]
        found = [
            self._explained(member, each, results.get((each.campaign, each.visit)), shown)
            for each in kept[:MOST_DECISIONS]
        ]
        return found or ([self._never(campaign, self._asker(shown))] if campaign else [])

    def _explained(
        self, member: Member, decision: KeptDecision, result: str | None, shown: frozenset[Purpose]
    ) -> Explanation:
        version = self.repository.version(decision.campaign, decision.version)
        document = _read(version)
        if document is None:
            name = version.name if version else decision.campaign
            return replace(_unreadable(decision.campaign, name, decision.version), visit=decision.visit)
        then = self.ledger.permission(member, at_ms=decision.at_ms)
        return explain(decision, document, result, replace(self._asker(shown), may=given(then)))

    def _never(self, campaign: str, asker: Asker) -> Explanation:
        live = self.repository.live_version(campaign)
        version = live or self.repository.version(campaign)
        document, number = _read(version), version.number if version else 0
        if document is None:
            return _unreadable(campaign, version.name if version else campaign, number)
        return never_decided(document, number, asker, is_live=live is not None)

    def _asker(self, shown: frozenset[Purpose]) -> Asker:
        return Asker(self.naming, self.zone, shown=shown)


class WhyLooks:
    """Somebody of the staff asks for a customer: of those who show staff their history, once it is written down."""

    def __init__(self, people: Members, ledger: ConsentLedger, whys: Whys, log: LookLog) -> None:
        self._people = people
        self._ledger = ledger
        self._whys = whys
        self._log = log

    def look(self, asked: LookAsked, campaign: str, now_ms: int) -> list[Explanation] | LookRefusal:
        """Every decision on that campaign, or why nothing is shown."""
        record = self._people.by_customer(asked.customer_ref)
        permission = self._ledger.permission(record.member, *WHY_NEEDS, at_ms=now_ms) if record else None
        basis = self._log.bases.of(permission) if permission else None
        if record is None or basis is None:
            return self._nobody(record, asked, now_ms)
        opening = self._log.entry(AuditAction.OPENED, asked)
        if self._log.watch.is_read_in_bulk(opening, basis.subject, now_ms):
            self._log.refuse(record.subject, asked, now_ms)
            return LookRefusal.TOO_MANY
        found = self._whys.of(record.member, campaign, given(permission))
        self._log.write(resting_on(basis, replace(opening, fields=(FIELD,))), now_ms)
        return found

    def _nobody(self, record: MemberRecord | None, asked: LookAsked, now_ms: int) -> LookRefusal:
        if record:
            self._log.refuse(record.subject, asked, now_ms)
        return LookRefusal.NOBODY


def given(permission: Permission | None) -> frozenset[Purpose]:
    """Everything that it covers."""
    return frozenset(each for each in Purpose if permission and permission.allows(each))


def naming_of(plan: FloorPlan | None, catalogue: Catalogue, shop: Shop) -> Naming:
    """What this store calls what rules name; what it has no name for, as the rule does."""

    def article(name: str) -> str:
        found = catalogue.article(name)
        return found.name if found else name

    def zone(name: str) -> str:
        found = plan.zone_named(name) if plan else None
        return found.name if found else name

    return Naming(article, zone, lambda name: name_of_line(name, shop))


def _read(version: Version | None) -> CampaignDocument | None:
    try:
        return version.read() if version else None
    except ValueError:
        return None


def _unreadable(campaign: str, name: str, number: int) -> Explanation:
    return Explanation(campaign, name, number, phrase("campaigns-life-unreadable"), ())
