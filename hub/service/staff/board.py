"""The board: what staff may see of every open visit, made anew from what holds at this moment."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from hub.equipment.edges.health import FleetHealth
from hub.ground.ground import Ground
from hub.ground.journal import (
    ClientBookChanged,
    ConsentGranted,
    ConsentWithdrawn,
    EndReason,
    Event,
    GuessDismissed,
    Member,
    MemberEnrolled,
    PurchaseItemised,
    PurchaseRecorded,
    ReturnRecorded,
    TokenReplayed,
    VisitId,
)
from hub.ground.shop.opening_hours import is_open, opens_next
from hub.knowledge.customers.port import NEEDS
from hub.place.visits.repository import Visit, Visits
from hub.place.visits.service import VisitService
from hub.service.alerts.model import AlertList
from hub.service.client_book.service import ClientBook
from hub.service.staff.claims import Claims
from hub.service.staff.model import (
    EdgeCount,
    Gone,
    Heartbeat,
    Nearby,
    ShopHours,
    StoreName,
    VisitCard,
    VisitRow,
    ZoneName,
)
from hub.service.staff.nudges import Nudges
from hub.service.staff.rendering import card_in
from hub.service.staff.visit_card import Card, Line
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose
from wire.clock import to_ms

# What any row on a handheld needs.
CARD_NEEDS = (Purpose.RECOGNISE_IN_STORE,)
# Whatever a card can rest on. To refuse anything else costs the customer nothing of it.
CARD_RESTS_ON = frozenset({*CARD_NEEDS, *NEEDS.values()})


def may_be_shown(visit: Visit, permission: Permission) -> bool:
    """Whether staff may learn of a visit at all: of somebody who said "help me if I ask", only once they asked."""
    return permission.allows(Purpose.SHOW_HISTORY_TO_STAFF) or visit.asked_ms is not None


@dataclass(frozen=True, slots=True)
class Composed:
    """A card as it was made, kept in memory only: a restart makes it anew, an erasure finds nothing on disk."""

    card: Card
    name: str | None
    made_ms: int
    purposes: frozenset[Purpose]
    """What the member agreed to when it was made. With any of it withdrawn that a card rests on it is shown no more."""
    rendered: dict[str, VisitCard] = field(default_factory=dict[str, VisitCard], compare=False)
    """The card in each language that somebody has read it in."""


@dataclass(frozen=True, slots=True)
class VisibleVisit:
    """An open visit, and the permission to show it."""

    visit: Visit
    permission: Permission


class Board:
    """Rows by visit. Each one asks the ledger when it is made, so a withdrawal needs no second bookkeeping."""

    def __init__(
        self,
        ground: Ground,
        visits: Visits,
        visit_service: VisitService,
        ledger: ConsentLedger,
        claims: Claims,
        nudges: Nudges,
        health: FleetHealth,
        book: ClientBook,
    ) -> None:
        self._book = book
        self._words = ground.words
        self._plan = ground.plan
        self._clock = ground.clock
        self._shop = ground.shop
        self._visits = visits
        self._visit_service = visit_service
        self._ledger = ledger
        self._claims = claims
        self._nudges = nudges
        self._health = health
        self._cards: dict[VisitId, Composed] = {}
        self._shown: set[VisitId] = set()
        self._since_ms = self._now_ms()

    def put_card(self, visit: VisitId, composed: Composed) -> bool:
        """Show a card from now on; returns whether that changes anything."""
        before = self._cards.get(visit)
        self._cards[visit] = composed
        return before is None or replace(before, made_ms=composed.made_ms, rendered={}) != composed

    @property
    def cards(self) -> int:
        """How many cards there are now."""
        return len(self._cards)

    def campaigns(self, visit: VisitId) -> tuple[Line, ...]:
        """The lines of campaigns on the card of a visit, as it was made."""
        composed = self._cards.get(visit)
        return composed.card.campaigns if composed else ()

    def drop_card(self, visit: VisitId) -> None:
        """Show none."""
        self._cards.pop(visit, None)

    def may_have_been_shown(self, visit: VisitId) -> bool:
        """Whether a screen may hold this visit: what was shown before this run of the hub nobody knows."""
        return visit in self._shown or not self._began_with_us(visit)

    def forget(self, visits: Iterable[VisitId]) -> None:
        """Drop everything about visits that were erased."""
        visits = [*visits]
        self._nudges.forget(visits)
        for visit in visits:
            self.drop_card(visit)
            self._shown.discard(visit)

    def row(self, visit: VisitId, language: str, associate: str | None = None) -> VisitRow | Gone:
        """What staff may see of a visit right now, of an associate; `Gone` when that is nothing."""
        shown = self.shown(visit)
        if isinstance(shown, Gone):
            return shown
        self._shown.add(visit)
        return self._row(shown, language, associate)

    def shown(self, visit: VisitId) -> VisibleVisit | Gone:
        """A visit that may be shown right now, with the permission for it."""
        found = self._visits.named(visit)
        if found is None:
            reason = self._visits.end_reason(visit)
            # That a phone was copied is between the customer and the store, not for every handheld.
            return Gone(visit_id=visit, reason="ended" if reason is EndReason.QUARANTINED else reason.value)
        permission = self._ledger.permission(found.member, *CARD_NEEDS, at_ms=self._now_ms())
        if permission is None or not may_be_shown(found, permission):
            return Gone(visit_id=visit, reason="withdrawn")
        return VisibleVisit(found, permission)

    def card(self, shown: VisibleVisit, language: str) -> VisitCard | None:
        """The whole card of a visit that may be shown; None while there is none yet."""
        composed = self._composed(shown)
        if composed is None:
            return None
        card, now_ms = self._rendered(composed, language), self._now_ms()
        still = tuple(each for each in card.offers if now_ms < each.valid_until_ms)
        return card if still == card.offers else card.model_copy(update={"offers": still})

    def update(self, visit: VisitId, language: str, associate: str | None = None) -> VisitRow | Gone | None:
        """What the live stream says of a visit: None of one that was never on a screen, as even its end would tell."""
        row = self.row(visit, language, associate)
        if isinstance(row, Gone) and visit not in self._shown and self._began_with_us(visit):
            return None
        return row

    def mirrored(self, visit: Visit, language: str) -> VisitCard | None:
        """The very card that staff get when they open this visit, in the customer's language, or None."""
        shown = self.shown(visit.id)
        return self.card(shown, language) if isinstance(shown, VisibleVisit) else None

    def zone_name(self, zone_id: str) -> ZoneName:
        """A zone as staff call it."""
        zone = self._plan.zone_named(zone_id)
        return ZoneName(id=zone_id, name=zone.name if zone else zone_id)

    def visits(self) -> list[VisitId]:
        """Every visit that may be shown now."""
        return [visit.id for visit in self._visits.all_open() if isinstance(self.shown(visit.id), VisibleVisit)]

    def nearby(self, seq: int, language: str, associate: str | None = None, alerts: AlertList | None = None) -> Nearby:
        """Everybody who may be shown, as an associate gets them."""
        return Nearby(
            seq=seq,
            now_ms=self._now_ms(),
            store=StoreName(id=self._plan.store_id, name=self._plan.store_name),
            zones=[ZoneName(id=zone.id, name=zone.name) for zone in self._plan.zones],
            edges=self._edges(),
            hours=self._hours(),
            visits=[self._row(shown, language, associate) for shown in self._all_shown()],
            alerts=alerts or AlertList(),
        )

    def heartbeat(self) -> Heartbeat:
        """Proof of life."""
        heard_at = self._visit_service.store_heard_at
        return Heartbeat(
            now_ms=self._now_ms(),
            edges=self._edges(),
            hours=self._hours(),
            last_heard_ms=None if heard_at is None else to_ms(heard_at),
            heard={shown.visit.id: shown.visit.heard_ms for shown in self._all_shown()},
        )

    def touched_by(self, event: Event) -> VisitId | None:
        """The visit whose row may look different after this."""
        if isinstance(
            event,
            MemberEnrolled | ConsentGranted | ConsentWithdrawn | GuessDismissed | TokenReplayed | ClientBookChanged,
        ):
            visit = self._visits.of(Member(event.member))
            return visit.id if visit else None
        if isinstance(event, PurchaseRecorded | PurchaseItemised | ReturnRecorded):
            return None  # that somebody paid changes no row; the card that is made anew does
        return event.visit

    def _all_shown(self) -> list[VisibleVisit]:
        every = [self.shown(visit.id) for visit in self._visits.all_open()]
        found = [shown for shown in every if isinstance(shown, VisibleVisit)]
        self._shown.update(shown.visit.id for shown in found)
        return found

    def _rendered(self, composed: Composed, language: str) -> VisitCard:
        """Once for each language, however many handhelds show it."""
        if language not in composed.rendered:
            composed.rendered[language] = card_in(composed.card, self._words.of(language))
        return composed.rendered[language]

    def _row(self, shown: VisibleVisit, language: str, associate: str | None) -> VisitRow:
        visit, permission = shown.visit, shown.permission
        composed = self._composed(shown)
        claim = self._claims.of(visit.id)
        owner = self._book.owner(visit.member, self._now_ms()) if permission.allows(Purpose.GREET_BY_NAME) else None
        return VisitRow(
            visit_id=visit.id,
            name=composed.name if composed and permission.allows(Purpose.GREET_BY_NAME) else None,
            zone=self.zone_name(visit.zone),
            zone_since_ms=visit.zone_since_ms,
            started_at_ms=visit.started_ms,
            last_heard_ms=visit.heard_ms,
            certainty=round(visit.certainty, 2),
            card=self._rendered(composed, language).lines() if composed else None,
            card_made_ms=composed.made_ms if composed else None,
            claimed_by=claim.staff,
            handed_by=claim.handed_by,
            outcome=claim.outcome,
            asked_ms=visit.asked_ms,
            nudge_until_ms=self._nudges.until_ms(visit.id, claim, associate),
            looked_after_by=owner.person.name if owner else None,
            client_id=owner.client.id if owner and owner.person.id == associate else None,
        )

    def _composed(self, shown: VisibleVisit) -> Composed | None:
        """The card that was made, unless something that it was made with is withdrawn since: it is made anew then."""
        composed = self._cards.get(shown.visit.id)
        if composed is None or composed.purposes & CARD_RESTS_ON - shown.permission.purposes:
            return None
        return composed

    def _began_with_us(self, visit: VisitId) -> bool:
        """Whether the visit began in this run of the hub; of an earlier one nobody knows any more what was shown."""
        return self._visits.started_ms(visit) >= self._since_ms

    def _edges(self) -> EdgeCount:
        return EdgeCount(online=self._health.online(self._clock.wall()), total=len(self._health.all()))

    def _hours(self) -> ShopHours:
        now = self._clock.wall()
        opens_at = opens_next(self._shop, now)
        return ShopHours(
            is_open=is_open(self._shop, now),
            opens_at_ms=None if opens_at is None else to_ms(opens_at),
            time_zone=self._shop.time_zone,
        )

    def _now_ms(self) -> int:
        return to_ms(self._clock.wall())
