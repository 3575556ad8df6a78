"""Results: what campaigns did."""

import asyncio
from zoneinfo import ZoneInfo

from hub.ground.ground import Ground
from hub.ground.part import Part, Round
from hub.service.campaigns.document import Choice
from hub.service.campaigns.life import State
from hub.service.campaigns.repository import CampaignRepository
from hub.service.measurement.service import Measurement
from hub.service.results.endpoints import result_routes
from hub.service.results.plan import begins_ms
from hub.service.results.service import Results

# A plan is reckoned from what was before the first day, which does not change: soon is enough.
FIX_SECONDS = 60.0
# Of a store with very many customers; elsewhere less than a second.
WITHIN_SECONDS = 600.0


def results(ground: Ground, campaigns: CampaignRepository, measurement: Measurement) -> Part:
    """Build the part."""
    zone = ZoneInfo(ground.shop.time_zone)
    service = Results(ground.db.path, ground.shop.currency, zone, ground.shop.contacts.global_holdout)

    async def fix(_round: int) -> None:
        """What is measured of a campaign that has begun is fixed once; what a bandit goes by is read anew."""
        now_ms = ground.now_ms()
        for version in campaigns.in_state(State.LIVE):
            document = version.read()
            if document.choice is Choice.BANDIT:
                seen = await asyncio.to_thread(service.tallies, document, now_ms)
                measurement.experiments.learned[document.id] = seen
            if measurement.plan_of(document.id) is None and begins_ms(document, zone) <= now_ms:
                planned = await asyncio.to_thread(service.plan, document, now_ms)
                measurement.fixed(planned.plan, now_ms)

    return Part(
        name="results",
        routes=(result_routes(service, campaigns, ground.words, ground.clock),),
        rounds=(Round(name="results", every_seconds=FIX_SECONDS, once=fix, within_seconds=WITHIN_SECONDS),),
    )
