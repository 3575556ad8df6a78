"""Somebody else's gateway in the place of a radio: what it publishes over MQTT is what was heard."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NoReturn

from edge.errors import RadioFault, RadioUnavailable
from edge.gateways.dialect import Parse
from edge.gateways.message import Refusal
from edge.radio.port import HearAdvertisement
from edge.radio.recovery import RecoveryStep
from wire.errors import BrokerFault, BrokerUnavailable
from wire.mqtt import Broker, Incoming, connect

# A gateway that has said that it is offline is waited for on one connection for so long.
BACK_SECONDS = 10.0
_OFFLINE = b"offline"
FAULTS_OF_BROKER = {
    BrokerFault.UNREACHABLE: RadioFault.ABSENT,
    BrokerFault.REFUSED: RadioFault.DENIED,
    BrokerFault.PROTOCOL: RadioFault.ABSENT,
    BrokerFault.LOST: RadioFault.LOST,
    BrokerFault.EVICTED: RadioFault.LOST,
    BrokerFault.STALLED: RadioFault.LOST,
}


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where one gateway publishes."""

    broker: Broker
    client_id: str
    devices: str
    """The subscription for its advertisements."""
    status: str
    """The topic on which it says that it lives."""
    parse: Parse

    def __str__(self) -> str:
        return f"{self.devices} at {self.broker.host}:{self.broker.port}"


class GatewayRadio:
    """A scan is a subscription."""

    def __init__(
        self, at: Gateway, mono: Callable[[], float], quiet_seconds: float, refuse: Callable[[str], None]
    ) -> None:
        self._at = at
        self._mono = mono
        self._quiet_seconds = quiet_seconds
        self._refuse = refuse
        self._is_offline = False

    @property
    def name(self) -> str:
        return self._at.devices

    @property
    def quiet_seconds(self) -> float | None:
        return self._quiet_seconds

    async def recover(self, rung: RecoveryStep) -> None:
        """Each scan has a connection of its own already, and the gateway's adapter is not ours."""

    async def wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    @asynccontextmanager
    async def scan(self, hear: HearAdvertisement) -> AsyncGenerator[Awaitable[NoReturn]]:
        try:
            async with connect(self._at.broker, self._at.client_id, (self._at.devices, self._at.status)) as session:
                messages = session.messages()
                if self._is_offline:
                    await self._until_back(messages, hear)
                yield self._listen(messages, hear)
        except BrokerUnavailable as error:
            raise RadioUnavailable(FAULTS_OF_BROKER[error.reason], str(error)) from None

    async def _until_back(self, messages: AsyncIterator[Incoming], hear: HearAdvertisement) -> None:
        try:
            async with asyncio.timeout(BACK_SECONDS):
                while self._is_offline:
                    self._take(await anext(messages), hear)
        except TimeoutError:
            raise _gone() from None

    async def _listen(self, messages: AsyncIterator[Incoming], hear: HearAdvertisement) -> NoReturn:
        try:
            async for message in messages:
                self._take(message, hear)
                if self._is_offline:
                    raise _gone()
        except BrokerUnavailable as error:
            raise RadioUnavailable(FAULTS_OF_BROKER[error.reason], str(error)) from None
        raise RadioUnavailable(RadioFault.LOST, "the gateway's broker ended the connection")

    def _take(self, message: Incoming, hear: HearAdvertisement) -> None:
        if message.topic == self._at.status:
            self._is_offline = message.payload == _OFFLINE
            return
        if message.retained:
            self._refuse(Refusal.RETAINED)
            return
        self._is_offline = False
        heard = self._at.parse(message.payload, self._mono())
        if isinstance(heard, Refusal):
            self._refuse(heard)
        else:
            hear(heard)


def _gone() -> RadioUnavailable:
    return RadioUnavailable(RadioFault.LOST, "the gateway says that it is offline")
