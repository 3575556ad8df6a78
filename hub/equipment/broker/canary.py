"""Whether the broker does its job, which is not whether it runs: the hub writes to itself through it."""

import asyncio
import secrets

import structlog

from hub.ground.words.phrase import Phrase, phrase
from wire.errors import BrokerUnavailable
from wire.ids import StoreId
from wire.mqtt import MqttSession
from wire.topics import canary

EVERY_SECONDS = 2.0
# A broker on the store's own network answers in milliseconds. The hub itself may be busy for this long.
BACK_SECONDS = 4.0
# Once may be the hub's own stall.
FAILURES = 2

log = structlog.get_logger()


class Canary:
    """What the hub knows of its broker. Says in the log when that changes, and why; once."""

    def __init__(self, store: StoreId, back_seconds: float = BACK_SECONDS) -> None:
        self._back_seconds = back_seconds
        self.topic = canary(store)
        self.works = False
        """It lately brought back what the hub wrote."""
        self.why: Phrase | None = phrase("health-why-broker-starting")
        """What is wrong, while it does not work."""
        self.detail = ""
        """The same as whoever noticed it said it."""
        self.failures = 0
        """In a row."""
        self._sent = b""
        self._came = asyncio.Event()
        self._read = 0
        self._said: set[str] = set()

    async def run(self, session: MqttSession) -> None:
        """Ask the broker to do its job, for as long as the session lives. Raises `BrokerUnavailable` as it does."""
        while True:
            await self._once(session)
            await asyncio.sleep(EVERY_SECONDS)

    async def _once(self, session: MqttSession) -> None:
        self._sent, read = secrets.token_bytes(8), self._read
        self._came.clear()
        await session.publish(self.topic, self._sent)
        try:
            async with asyncio.timeout(self._back_seconds):
                await self._came.wait()
        except TimeoutError:
            if self._read == read:  # otherwise it brings, and the hub has not come to the canary yet
                self.failed("the broker takes what the hub publishes on this topic and does not bring it", self.topic)

    def came(self, payload: bytes) -> None:
        """A message on the canary's topic has gone the whole way, through the database as well."""
        if payload == self._sent:
            self._came.set()
            self._worked()

    def something_came(self) -> None:
        """The broker brought something, whatever it was."""
        self._read += 1

    def lost(self, why: BrokerUnavailable) -> None:
        """There is no session, or none any more."""
        self.failures += 1
        self._is_broken(why.reason.value, str(why))

    def failed(self, why: str, detail: str) -> None:
        """The broker was asked and did not do it; counts from the second time in a row."""
        self.failures += 1
        if self.failures >= FAILURES:
            self._is_broken("canary", f"{why}: {detail}")

    def _worked(self) -> None:
        if not self.works:
            log.info("the broker works")
        self.works, self.why, self.detail, self.failures = True, None, "", 0
        self._said.clear()

    def _is_broken(self, reason: str, detail: str) -> None:
        self.works, self.why, self.detail = False, Phrase(f"health-why-broker-{reason}"), detail
        if reason not in self._said:
            self._said.add(reason)
            log.warning("the broker does not do its job", reason=reason, why=detail)
