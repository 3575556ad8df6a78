"""Opening a card: who asks, whether they may, and the line in the audit log before the answer leaves."""

from dataclasses import dataclass, replace
from enum import StrEnum

from hub.ground.journal import VisitId
from hub.place.visits.repository import Visits
from hub.service.staff.board import Board, VisibleVisit
from hub.service.staff.model import OpenReason, VisitCard
from hub.trust.audit.bulk import Limits
from hub.trust.audit.consent_evidence import EvidenceLookup, resting_on
from hub.trust.audit.log import AuditAction, AuditEntry, AuditLog
from hub.trust.audit.watch import Watch


class OpeningRefusal(StrEnum):
    """Why a card stays shut."""

    GONE = "gone"
    NO_CARD = "no-card"
    NOT_ASKED = "not-asked"
    TOO_MANY = "too-many"
    """More customers were opened here within the hour than helping explains."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants to see a card, on which device, and why."""

    visit: VisitId
    staff: str
    device: str
    id: str
    reason: OpenReason
    language: str


def fields_of(card: VisitCard) -> tuple[str, ...]:
    """What of a card is shown, by name: the audit log holds no value. What was missing was not seen by anybody."""
    places = (
        ("campaigns", card.campaigns),
        ("offers", card.offers),
        ("suggestions", card.why.suggestions),
        ("segments", card.why.segments),
        ("timeline", card.timeline),
    )
    there = (field.name for field in card.fields if field.value is not None)
    return (*there, *(name for name, shown in places if shown))


class Openings:
    """Opens cards and writes down each one. With `names` off, lines say the device and no name."""

    def __init__(
        self, board: Board, visits: Visits, bases: EvidenceLookup, audit: AuditLog, limits: Limits, *, names: bool
    ) -> None:
        self._board = board
        self._visits = visits
        self._bases = bases
        self._audit = audit
        self._watch = Watch(audit, limits)
        self._names = names

    def open(self, asked: Asked, now_ms: int) -> VisitCard | OpeningRefusal:
        """The whole card, or why not."""
        shown = self._board.shown(asked.visit)
        basis = self._bases.of(shown.permission) if isinstance(shown, VisibleVisit) else None
        if not isinstance(shown, VisibleVisit) or basis is None:
            self._refuse(asked, now_ms)
            return OpeningRefusal.GONE
        card = self._board.card(shown, asked.language)
        if card is None:
            return OpeningRefusal.NO_CARD
        if asked.reason == "asked" and shown.visit.asked_ms is None:
            return OpeningRefusal.NOT_ASKED
        if self._watch.is_read_in_bulk(self._entry(AuditAction.OPENED, asked), basis.subject, now_ms):
            self._refuse(asked, now_ms)
            return OpeningRefusal.TOO_MANY
        entry = resting_on(
            basis,
            replace(
                self._entry(AuditAction.OPENED, asked),
                zone=shown.visit.zone,
                fields=fields_of(card),
            ),
        )
        if not self._is_written(entry):
            self._audit.add(now_ms, entry)
        return card

    def close(self, visit: VisitId, device: str, request_id: str, now_ms: int) -> bool:
        """They look away. False when no such opening is known: from another device, or never."""
        opened = self._same(visit, AuditAction.OPENED, device, request_id)
        if opened and not self._same(visit, AuditAction.CLOSED, device, request_id):
            entry = AuditEntry(
                AuditAction.CLOSED, device, opened[-1].subject, visit, staff=opened[-1].staff, request=request_id
            )
            self._audit.add(now_ms, entry)
        return bool(opened)

    def _is_written(self, entry: AuditEntry) -> bool:
        """The same request whose answer was lost, and the card holds no other fields than then."""
        same = self._same(entry.visit, entry.deed, entry.device, entry.request)
        return bool(same) and (same[-1].staff, same[-1].fields) == (entry.staff, entry.fields)

    def _same(self, visit: VisitId | None, deed: AuditAction, device: str, request: str | None) -> list[AuditEntry]:
        lines = self._audit.of_visit(visit, deed) if visit else []
        return [each.entry for each in lines if (each.entry.device, each.entry.request) == (device, request)]

    def _refuse(self, asked: Asked, now_ms: int) -> None:
        """Once per device and visit; of an id that was never a visit there is nothing to protect, or to write."""
        owner = self._visits.owner(asked.visit)
        subject = self._bases.subject(owner) if owner is not None else None
        if subject is None:
            return
        if not any(
            each.entry.device == asked.device for each in self._audit.of_visit(asked.visit, AuditAction.REFUSED)
        ):
            self._audit.add(now_ms, replace(self._entry(AuditAction.REFUSED, asked), subject=subject))

    def _entry(self, deed: AuditAction, asked: Asked) -> AuditEntry:
        return AuditEntry(
            deed,
            asked.device,
            visit=asked.visit,
            staff=asked.staff if self._names else None,
            request=asked.id,
            reason=asked.reason,
        )
