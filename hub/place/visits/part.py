"""Visits: when one begins, where it leads, when it ends."""

import asyncio
from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.health.metric import gauge
from hub.ground.journal import ConsentWithdrawn, Event
from hub.ground.part import Forgotten, Part, Round
from hub.ground.shop.opening_hours import MARGIN_SECONDS, is_open
from hub.place.presence.model import TICK_SECONDS
from hub.place.presence.tracker import PresenceTracker
from hub.place.visits.phone_gain import PhoneGains
from hub.place.visits.repository import Visits
from hub.place.visits.service import VisitService
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose


@dataclass(frozen=True, slots=True)
class VisitsPart:
    """What other parts may use."""

    part: Part
    visits: Visits
    service: VisitService


def visits(ground: Ground, tracker: PresenceTracker, loudness: PhoneGains, ledger: ConsentLedger) -> VisitsPart:
    """Build the part."""
    repository, clock, plan = Visits(ground.db), ground.clock, ground.plan
    service = VisitService(
        ground.journal,
        repository,
        tracker,
        loudness,
        plan.unrecorded_zones,
        clock.wall(),
        has_way_out=plan.has_way_out,
        is_open=lambda at: is_open(ground.shop, at, MARGIN_SECONDS),
    )

    async def follow(_round: int) -> None:
        """What is decided and cannot be stored is undone, and decided again in the next round."""
        for _ in service.follow(clock.wall()):
            await asyncio.sleep(0)  # whoever asks for a card meanwhile need not wait for the whole crowd

    def apply(event: Event, _seq: int) -> None:
        match event:
            case ConsentWithdrawn(member, Purpose.RECOGNISE_IN_STORE):
                still = ledger.permission(member, Purpose.RECOGNISE_IN_STORE, at_ms=ground.now_ms())
                if still is None:  # not given again in the meantime
                    service.withdraw(member, clock.wall())
            case _:
                pass

    def forget(who: Forgotten) -> None:
        service.forget(who.member)

    part = Part(
        name="visits",
        rounds=(Round(name="visits", every_seconds=TICK_SECONDS, once=follow, within_seconds=60.0),),
        reacts_to=(ConsentWithdrawn,),
        apply=apply,
        metrics=(
            gauge("visits_open", "Members who are in the store", lambda: len(repository.all_open())),
            gauge("members_followed", "Members of whom a belief about zones is kept", lambda: tracker.followed),
            gauge(
                "last_heard_seconds",
                "Since any edge said anything",
                lambda: None if service.store_heard_at is None else max(0.0, clock.wall() - service.store_heard_at),
            ),
        ),
        forget=forget,
    )
    return VisitsPart(part, repository, service)
