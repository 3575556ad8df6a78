"""Channels: what customers answered elsewhere about each way to reach them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from hub.ground.errors import DatabaseFailed
from hub.ground.ground import Ground
from hub.ground.health.metric import counter
from hub.ground.part import Job, Part
from hub.ground.standard_webhooks import key_of
from hub.ground.store_settings import StoreSettings
from hub.trust.channels.endpoints import CDP_PATH, cdp_routes, passed_over_routes
from hub.trust.channels.odp_poller import OdpConsentPoller, OdpConsents
from hub.trust.channels.platform_consents import parse_unomi
from hub.trust.channels.repository import ChannelConsents
from hub.trust.channels.service import Channels
from hub.trust.channels.settings import ChannelSettings
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.part import MembersPart

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ChannelsPart:
    """What other parts may use."""

    part: Part
    service: Channels
    poller: OdpConsentPoller | None

    people: MembersPart
    ground: Ground

    def answered_elsewhere(self, customer_ref: str, answers: Mapping[str, Any]) -> None:
        """A platform told consents together with a profile; only Unomi does."""
        now_ms, record = self.ground.now_ms(), self.people.people.by_customer(customer_ref)
        try:
            if record is not None:
                self.service.learn(record, parse_unomi(answers, now_ms), now_ms)
        except DatabaseFailed as failed:
            log.error("could not store the consent from a platform", why=str(failed))  # noqa: TRY400 - the text says it


def channels(ground: Ground, people: MembersPart, ledger: ConsentLedger, settings: StoreSettings) -> ChannelsPart:
    """Build the part."""
    channel_settings = settings.of(ChannelSettings)
    service = Channels(ground.journal, ChannelConsents(ground.db), ledger, people.service)
    poller = _poller(ground, people, service, channel_settings)
    secrets = [key_of(each) for each in channel_settings.webhook_secrets]
    job = Job(
        name="consents_elsewhere",
        run=poller.run if poller else _no_poller,
        told_elsewhere="asks a platform about one member after the other; a round takes a day",
    )
    part = Part(
        name="channels",
        routes=(cdp_routes(service, people.people, secrets, ground.clock), passed_over_routes(service)),
        bounded_itself=(f"{CDP_PATH}/",),
        jobs=(job,),
        metrics=(
            counter(
                "channel_answers_passed_over",
                "What platforms told of consents and could not be used, by reason",
                service.passed_over,
                "reason",
            ),
        ),
    )
    return ChannelsPart(part, service, poller, people, ground)


def _poller(
    ground: Ground, people: MembersPart, service: Channels, settings: ChannelSettings
) -> OdpConsentPoller | None:
    if not settings.odp_events_url or not settings.odp_private_key:
        return None
    light = ground.lights.add("consents asked of odp", "alarms-what-answers")
    where = settings.odp_events_url, settings.odp_private_key, settings.odp_identifier
    return OdpConsentPoller(OdpConsents(ground.outgoing, *where, light), service, people.people, ground.clock)


async def _no_poller() -> None:
    """No platform is asked."""
