"""One customer as they were at a moment of the past, for the same reader of facts that decides now."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from hub.ground.journal import Entry, Event, Member, PurchaseRecorded, ReturnRecorded, VisitStarted, ZoneEntered
from hub.knowledge.insight.history import Circumstances, History
from hub.knowledge.insight.members import Known
from hub.knowledge.insight.service import Insight
from hub.place.visits.repository import PastVisit, Visit, WholeVisit
from hub.service.campaigns.budget import OF_PURCHASES
from hub.service.campaigns.counting import stays_of
from hub.service.campaigns.document import Happening as On
from hub.service.campaigns.document import Trigger
from hub.service.campaigns.facts import OF_VISIT
from hub.service.campaigns.in_force import Happened
from hub.service.campaigns.rules.fields import Variable
from hub.trust.consents.permission import Permission

KINDS = (VisitStarted, ZoneEntered, PurchaseRecorded, ReturnRecorded)
"""What of the journal a replay reads."""


def kinds_for(trigger: Trigger, variables: Iterable[Variable]) -> tuple[type[Event], ...]:
    """What of it a campaign needs: of most of them the visits alone."""
    of_way = trigger.on in {On.ENTERED_ZONE, On.DWELLED} or any(each.field.name in OF_VISIT for each in variables)
    of_till = (PurchaseRecorded, ReturnRecorded) if trigger.on in OF_PURCHASES else ()
    return (*((VisitStarted, ZoneEntered) if of_way else ()), *of_till)


def member_of(entry: Entry) -> Member:
    """Whose entry of these kinds it is."""
    if not isinstance(entry.event, KINDS):
        raise TypeError(f"{type(entry.event).__name__} is not read by a replay")
    return entry.event.member


@dataclass(slots=True)
class Past:
    """Of one customer: everything that is kept, and how much of it counts at the moment.

    It is what `CustomerFacts` reads in the place of journal, visits and insight. What nobody keeps of the past (what
    insight expects) is as of now.
    """

    visits: Sequence[WholeVisit]
    """The oldest first."""
    entries: Sequence[Entry]
    insight: Insight
    now_ms: int
    number: int = 0
    """Which of the visits goes on."""
    at_ms: int = 0
    day: int = 0
    """The newest day whose orders count."""
    _history: History | None = field(default=None, init=False)
    _days: list[int] = field(default_factory=list[int], init=False)
    _known: dict[Permission, Known | None] = field(default_factory=dict[Permission, Known | None], init=False)

    @property
    def members(self) -> "Past":
        """What they bought."""
        return self

    def about(self, member: Member, *kinds: type[Event]) -> list[Entry]:
        """Of the visit that goes on, until the moment."""
        del member
        visit = self.visits[self.number].id
        return [
            each
            for each in self.entries
            if each.at_ms <= self.at_ms
            and isinstance(each.event, kinds)
            and getattr(each.event, "visit", None) == visit
        ]

    def of(self, member: Member) -> Visit:
        """The visit that goes on."""
        here = self.visits[self.number]
        zone, since_ms = here.zone, here.started_ms
        for each in self.about(member, VisitStarted, ZoneEntered):
            if isinstance(each.event, VisitStarted | ZoneEntered):
                zone, since_ms = each.event.zone, each.at_ms
        return Visit(here.id, member, zone, here.started_ms, since_ms, min(self.at_ms, here.heard_ms))

    def past(self, member: Member, limit: int) -> list[PastVisit]:
        """Visits before it, newest first."""
        del member
        before = self.visits[max(0, self.number - limit) : self.number]
        return [PastVisit(each.id, each.started_ms, each.ended_ms or each.started_ms) for each in reversed(before)]

    def history(self, permission: Permission) -> History:
        """What they had bought by then."""
        if self._history is None:
            self._history = self.insight.members.history(permission)
            self._days = [each.day for each in self._history.orders]
        return History(self._history.orders[: bisect_right(self._days, self.day)])

    def known(self, permission: Permission, now_ms: int, around: Circumstances | None = None) -> Known | None:
        """What insight expects now: nobody keeps what it expected then."""
        del now_ms
        if permission not in self._known:
            self._known[permission] = self.insight.known(permission, self.now_ms, around)
        return self._known[permission]


def happenings(past: Past, trigger: Trigger, arrived: Iterator[Happened]) -> Iterator[tuple[int, Happened]]:
    """What in the visit that goes on is of a trigger's kind, and when: the oldest first.

    `arrived`: what coming in was.
    """
    visit = past.visits[past.number]
    match trigger.on:
        case On.ENTERED_ZONE:
            yield from ((at_ms, Happened(On.ENTERED_ZONE, zone)) for zone, at_ms in _way(past))
        case On.DWELLED:
            yield from _dwelled(past, trigger, visit.heard_ms)
        case On.PURCHASED | On.RETURNED:
            kind = PurchaseRecorded if trigger.on is On.PURCHASED else ReturnRecorded
            until_ms = visit.ended_ms or past.now_ms
            for each in past.entries:
                if isinstance(each.event, kind) and visit.started_ms <= each.at_ms <= until_ms:
                    yield each.at_ms, Happened(trigger.on)
        case On.LEFT:
            if visit.ended_ms is not None and visit.has_left:
                yield visit.ended_ms, Happened(On.LEFT)
        case _:
            yield from ((visit.started_ms, each) for each in arrived if each.on is trigger.on)


def _dwelled(past: Past, trigger: Trigger, heard_ms: int) -> Iterator[tuple[int, Happened]]:
    way = _way(past)
    for (zone, at_ms), stay in zip(way, stays_of(way, heard_ms), strict=True):
        needed = trigger.seconds or 0
        if zone == trigger.zone and stay.seconds >= needed:
            yield at_ms + needed * 1000, Happened(On.DWELLED, zone, needed)


def _way(past: Past) -> list[tuple[str, int]]:
    visit = past.visits[past.number].id
    return [
        (each.event.zone, each.at_ms)
        for each in past.entries
        if isinstance(each.event, VisitStarted | ZoneEntered) and each.event.visit == visit
    ]
