"""Asking Optimizely Data Platform what members answered there: each once a day, at a moment that tells nothing.

A question at the door would tell the platform who is in the store, whether or not that may be told.
"""

import random
from typing import Any, cast
from urllib.parse import quote

import structlog

from hub.ground.errors import DatabaseFailed
from hub.ground.health.heard import note, useless
from hub.ground.health.light import Light
from hub.ground.http.outgoing import Limits, NoAnswer, Outgoing
from hub.trust.channels.platform_consents import of_odp
from hub.trust.channels.service import Channels
from hub.trust.members.repository import Members
from wire.clock import Clock, to_ms

LIMITS = Limits(deadline_seconds=5.0, most_bytes=16_384)
ROUND_SECONDS = 24 * 3600.0
# Stated limits there are ten a second and more; a hundred hubs may share one account.
FASTEST_SECONDS = 1.0

log = structlog.get_logger()


class OdpConsents:
    """GET /v3/consent/{field}, with the private key."""

    def __init__(self, outgoing: Outgoing, url: str, key: str, identifier: str, light: Light | None = None) -> None:
        self._outgoing = outgoing
        self._light = light or Light("consents asked of odp")
        self._url = f"{url.rstrip('/')}/v3/consent/{quote(identifier, safe='')}"
        self._headers = {"x-api-key": key}

    async def of(self, customer_ref: str) -> dict[str, Any] | None:
        """What the platform says of a customer; None when it gives no usable answer. Never raises, never late."""
        answer = await self._outgoing.ask("GET", self._url, LIMITS, headers=self._headers, query={"id": customer_ref})
        if not note(self._light, answer, also_good={404}) or isinstance(answer, NoAnswer):
            return None
        try:
            said = answer.json()
        except ValueError:
            said = None
        if not isinstance(said, dict):
            useless(self._light, "no consent record")
            return None
        return cast("dict[str, Any]", said)


class OdpConsentPoller:
    """Asks about every member within a day, again and again."""

    def __init__(self, source: OdpConsents, channels: Channels, members: Members, clock: Clock) -> None:
        self._source = source
        self._channels = channels
        self._members = members
        self._clock = clock

    async def run(self) -> None:
        """Ask until cancelled."""
        while True:
            everybody = [record.member for record in self._members.all()]
            random.shuffle(everybody)
            pause = max(FASTEST_SECONDS, ROUND_SECONDS / max(1, len(everybody)))
            for member in everybody:
                await self._clock.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - not a secret
                # Whoever was erased or renamed since is looked up as they are now.
                try:
                    if record := self._members.get(member):
                        await self.ask(record.customer_ref)
                except DatabaseFailed as failed:
                    log.error("an answer of the platform could not be kept", why=str(failed))  # noqa: TRY400
            if not everybody:
                await self._clock.sleep(ROUND_SECONDS)

    async def ask(self, customer_ref: str) -> int:
        """Ask about one customer; returns how many answers were news. Without an answer there is the next round."""
        reply = await self._source.of(customer_ref)
        record = self._members.by_customer(customer_ref)
        if reply is None or record is None:
            return 0
        now_ms = to_ms(self._clock.wall())
        return self._channels.learn(record, of_odp(reply, now_ms), now_ms)
