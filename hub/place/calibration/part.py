"""Calibration: how strongly each edge hears, learned from walks and beacons."""

from collections.abc import Collection
from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.health.metric import gauge
from hub.ground.journal import Member
from hub.ground.part import Forgotten, Part
from hub.ground.store_settings import StoreSettings
from hub.place.calibration.endpoints import walk_routes
from hub.place.calibration.live import LiveCalibration
from hub.place.calibration.model import knowledge
from hub.place.calibration.recorder import WalkRecorder
from hub.place.calibration.repository import Calibrations
from hub.place.calibration.settings import CalibrationSettings
from hub.place.presence.model import track
from hub.place.presence.tracker import PresenceTracker
from hub.place.visits.phone_gain import PhoneGains
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from wire.clock import to_ms


@dataclass(frozen=True, slots=True)
class CalibrationPart:
    """What other parts may use."""

    part: Part
    live: LiveCalibration
    tracker: PresenceTracker
    """Of the store as it is known now."""
    loudness: PhoneGains

    def moved(self) -> Collection[str]:
        """Edges that hear the fixed beacons otherwise than they did, and others do not."""
        return self.live.beacons.moved


def calibration(ground: Ground, ledger: ConsentLedger, settings: StoreSettings) -> CalibrationPart:
    """Build the part, and with it the filter that it teaches."""
    calibration_settings = settings.of(CalibrationSettings)

    def permitted(member: Member, at: float) -> bool:
        return ledger.permission(member, Purpose.RECOGNISE_IN_STORE, at_ms=to_ms(at)) is not None

    plan, known, loudness = ground.plan, Calibrations(ground.db), PhoneGains(ground.db)
    tracker = track(plan, knowledge(plan, known.all()), loudness.of)
    live = LiveCalibration(plan, known, tracker, WalkRecorder(plan.store_id, permitted))

    async def upkeep(now: float) -> None:
        await live.look(now)

    def forget(who: Forgotten) -> None:
        live.walks.forget(who.member)

    part = Part(
        name="calibration",
        routes=(walk_routes(live.walks, plan, ledger, calibration_settings.walkers, ground.clock),),
        upkeep=upkeep,
        metrics=(
            gauge(
                "edges_moved",
                "Edges that hear the fixed beacons otherwise than they did",
                lambda: len(live.beacons.moved),
            ),
        ),
        forget=forget,
    )
    return CalibrationPart(part, live, tracker, loudness)
