"""What happened in the store, as triggers of campaigns name it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from hub.ground.ground import Ground
from hub.ground.holdings import DAY_MS
from hub.ground.journal import (
    EndReason,
    Event,
    Member,
    PurchaseRecorded,
    ReturnRecorded,
    VisitEnded,
    VisitId,
    VisitStarted,
    ZoneEntered,
)
from hub.place.visits.repository import PastVisit, Visits
from hub.service.campaigns.deciding import Deciding
from hub.service.campaigns.document import Happening as On
from hub.service.campaigns.in_force import Happened
from hub.service.messages.exposures import Exposures

# What somebody looked at longer ago has nothing to do with their coming in.
LOOKED_DAYS = 30


@dataclass(slots=True)
class Triggers:
    """Of one store."""

    ground: Ground
    deciding: Deciding
    visits: Visits
    exposures: Exposures
    _stayed: dict[tuple[VisitId, int], set[tuple[str, int]]] = field(
        default_factory=dict[tuple[VisitId, int], set[tuple[str, int]]]
    )
    """By visit and since when they are in the zone: the stays that were told of."""

    async def answer(self, event: Event) -> None:
        """What an entry of the journal sets off."""
        match event:
            case VisitStarted(member, visit, zone):
                for happened in (*self._arrived(member, visit), Happened(On.ENTERED_ZONE, zone=zone)):
                    await self.deciding.happened(member, visit, happened)
            case ZoneEntered(member, visit, zone):
                await self.deciding.happened(member, visit, Happened(On.ENTERED_ZONE, zone=zone))
            case VisitEnded(member, visit, EndReason.LEFT):
                await self.deciding.happened(member, visit, Happened(On.LEFT))
            case PurchaseRecorded(member) | ReturnRecorded(member) if here := self.visits.of(member):
                on = On.PURCHASED if isinstance(event, PurchaseRecorded) else On.RETURNED
                await self.deciding.happened(member, here.id, Happened(on))
            case _:
                pass

    async def stay(self, round_: int) -> None:
        """Whoever has stayed so long in a zone, as far as they were heard: who has gone silent may have left.

        Told of again after a restart: then caps know of it.
        """
        if round_ == 0:
            await self._again()
        wanted = {
            (each.zone, each.seconds)
            for each in self.deciding.live.current().triggers
            if each.zone is not None and each.seconds is not None
        }
        here = self.visits.all_open()
        still = {(visit.id, visit.zone_since_ms) for visit in here}
        self._stayed = {key: told for key, told in self._stayed.items() if key in still}
        for visit in here if wanted else ():
            seconds = (visit.heard_ms - visit.zone_since_ms) // 1000
            told = self._stayed.setdefault((visit.id, visit.zone_since_ms), set())
            for zone, needed in sorted(wanted - told):
                if zone == visit.zone and seconds >= needed:
                    told.add((zone, needed))
                    await self.deciding.happened(visit.member, visit.id, Happened(On.DWELLED, zone, seconds))

    async def _again(self) -> None:
        """At start: messages that surely did not leave before the hub stopped are decided on anew."""
        in_force = self.deciding.live.current()
        for visit in self.visits.all_open():
            for campaign, _ in self.exposures.not_sent_in(visit.member, visit.id):
                if trigger := in_force.trigger_of(campaign):
                    happened = Happened(trigger.on, trigger.zone, trigger.seconds or 0, trigger.days or 0)
                    await self.deciding.happened(visit.member, visit.id, happened)

    def _arrived(self, member: Member, visit: VisitId) -> Iterator[Happened]:
        here = self.visits.of(member)
        if here is None or here.id != visit:
            return
        before = next(iter(self.visits.past(member, 1)), None)
        yield from arrivals(before, here.started_ms, ZoneInfo(self.ground.shop.time_zone))


def arrivals(before: PastVisit | None, started_ms: int, zone: ZoneInfo) -> Iterator[Happened]:
    """What coming in is, after the visit `before`."""
    yield Happened(On.ARRIVED)
    if before is not None:
        yield Happened(On.CAME_BACK, days=_days(before.started_ms, started_ms, zone))
    since_ms = max(before.ended_ms if before else 0, started_ms - LOOKED_DAYS * DAY_MS)
    yield Happened(On.LOOKED_ONLINE, since_ms=since_ms)
    yield Happened(On.LAPSED)


def _days(from_ms: int, until_ms: int, zone: ZoneInfo) -> int:
    """Calendar days where the shop is."""
    began, now = (datetime.fromtimestamp(each / 1000, zone).toordinal() for each in (from_ms, until_ms))
    return now - began
