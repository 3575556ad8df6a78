"""The door to MQTT: 3.1.1 and nothing more, over aiomqtt and paho. Nobody else imports them.

A PUBACK only says that a broker took a message. Whoever needs to know that it arrived waits for the hub's own `Ack`.
"""

import asyncio
import contextlib
import math
import random
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import aiomqtt
from paho.mqtt.reasoncodes import ReasonCode

from wire.errors import BrokerFault, BrokerUnavailable, SettingsError
from wire.urls import MQTT, trouble_with_url

# Back-off between attempts to reach the broker; jitter keeps a shop full of edges from knocking all at once.
# A knock costs a packet on the store's own network, and a long pause costs a card at the door.
FIRST_PAUSE_SECONDS = 0.1
PAUSE_GROWTH = 1.5
LONGEST_PAUSE_SECONDS = 2.0
# A broker on the store's own network answers in milliseconds; a longer silence is an outage.
CONNECT_SECONDS = 5.0
KEEPALIVE_SECONDS = 15
# MQTT 3.1.1, 3.9.3: the failure code of a SUBACK. A grant, though, proves nothing: only delivery does.
_SUBSCRIPTION_REFUSED = 0x80


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker is, and who we are there."""

    host: str
    port: int
    username: str | None
    password: str | None
    tls: bool = False
    ca_file: Path | None = None
    certificate_file: Path | None = None
    """Our own key and certificate in one PEM, for a broker that asks for them; read at each connection."""

    @classmethod
    def from_url(
        cls, url: str, password: str | None = None, ca_file: Path | None = None, setting: str = "broker_url"
    ) -> "Broker":
        """Read `mqtt://[user@]host[:port]` or `mqtts://...`, which is that setting.

        Raises `SettingsError`, which never says what stands in the URL.
        """
        instead = f"the setting {setting.removesuffix('_url')}_password in the environment"
        if trouble := trouble_with_url(url, MQTT, instead):
            raise SettingsError(f'setting "{setting}" is not valid: it {trouble}.')
        parts = urlsplit(url)
        tls = parts.scheme == "mqtts"
        user = unquote(parts.username) if parts.username else None
        secret = password if password is not None else (unquote(parts.password) if parts.password else None)
        return cls(parts.hostname or "", parts.port or (8883 if tls else 1883), user, secret, tls, ca_file)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message as it came."""

    topic: str
    payload: bytes
    retained: bool


@dataclass(frozen=True, slots=True)
class Will:
    """What the broker says for us when we vanish."""

    topic: str
    payload: bytes


class MqttSession:
    """One live connection. Every call raises `BrokerUnavailable(LOST)` once it has ended."""

    def __init__(self, client: aiomqtt.Client) -> None:
        self._client = client

    async def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Publish with QoS 1 and wait until the broker has it."""
        try:
            # Not aiomqtt's own deadline: Python 3.11's wait_for loses a cancellation that comes with the PUBACK.
            async with asyncio.timeout(CONNECT_SECONDS):
                await self._client.publish(topic, payload, qos=1, retain=retain, timeout=math.inf)
        except TimeoutError:
            raise BrokerUnavailable(BrokerFault.LOST, "the broker does not take what we publish") from None
        except aiomqtt.MqttError as error:
            raise BrokerUnavailable(BrokerFault.LOST, f"the connection to the broker was lost: {error}") from None

    async def messages(self) -> AsyncIterator[Incoming]:
        """What comes in on the subscriptions, until the connection ends."""
        try:
            async for message in self._client.messages:
                yield Incoming(str(message.topic), message.payload, bool(message.retain))
        except aiomqtt.MqttError as error:
            raise BrokerUnavailable(BrokerFault.LOST, f"the connection to the broker was lost: {error}") from None


@asynccontextmanager
async def connect(
    broker: Broker, client_id: str, subscriptions: tuple[str, ...], will: Will | None = None
) -> AsyncGenerator[MqttSession]:
    """One session, subscribed. Raises `BrokerUnavailable`."""
    tls = _tls_context(broker) if broker.tls else None
    client = aiomqtt.Client(
        broker.host,
        broker.port,
        username=broker.username,
        password=broker.password,
        identifier=client_id,
        protocol=aiomqtt.ProtocolVersion.V311,
        clean_session=True,
        keepalive=KEEPALIVE_SECONDS,
        timeout=CONNECT_SECONDS,
        tls_context=tls,
        will=aiomqtt.Will(will.topic, will.payload, qos=1, retain=True) if will else None,
        # Bounded: a hub that falls behind sheds here, and the edges send again what was not acknowledged.
        max_queued_incoming_messages=10_000,
    )
    try:
        await client.__aenter__()
    except aiomqtt.MqttError as error:
        refused = "code:4" in str(error) or "code:5" in str(error) or "uthoriz" in str(error)
        reason = BrokerFault.REFUSED if refused else BrokerFault.UNREACHABLE
        raise BrokerUnavailable(reason, f"broker {broker.host}:{broker.port}: {error}") from None
    try:
        for subscription in subscriptions:
            try:
                granted = await client.subscribe(subscription, qos=1)
            except aiomqtt.MqttError as error:
                raise BrokerUnavailable(BrokerFault.LOST, f"cannot subscribe: {error}") from None
            if any(code >= _SUBSCRIPTION_REFUSED for code in map(_code, granted)):
                raise BrokerUnavailable(BrokerFault.REFUSED, f"the broker does not let us read {subscription}")
        yield MqttSession(client)
    finally:
        with contextlib.suppress(aiomqtt.MqttError):  # already gone, which is what we wanted
            await client.__aexit__(None, None, None)


def _tls_context(broker: Broker) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=broker.ca_file)
        if broker.certificate_file is not None:
            context.load_cert_chain(broker.certificate_file)
    except OSError as error:  # which ssl.SSLError is, too
        raise BrokerUnavailable(BrokerFault.REFUSED, f"our certificate cannot be used: {error}") from None
    return context


async def stay_connected(
    open_session: Callable[[], Awaitable[None]],
    on_lost: Callable[[BrokerUnavailable], None],
) -> None:
    """Run `open_session` again and again: each call connects, serves, and raises `BrokerUnavailable` when it ends.

    The one place where connecting to a broker is retried. Returns never; cancel it to stop.
    """
    pause = FIRST_PAUSE_SECONDS
    loop = asyncio.get_running_loop()
    while True:
        began = loop.time()
        try:
            await open_session()
        except* BrokerUnavailable as lost:  # sessions are served in task groups, which wrap what they raise
            on_lost(_first(lost))
        if loop.time() - began > LONGEST_PAUSE_SECONDS:
            pause = FIRST_PAUSE_SECONDS
        await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret
        pause = min(pause * PAUSE_GROWTH, LONGEST_PAUSE_SECONDS)


def _first(group: ExceptionGroup[BrokerUnavailable]) -> BrokerUnavailable:
    nested = group.exceptions[0]
    return _first(nested) if isinstance(nested, ExceptionGroup) else nested


def _code(granted: int | ReasonCode) -> int:
    return granted if isinstance(granted, int) else granted.value
