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
from typing import Any
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
# A broker that ends so many sessions in a row, each so soon after it began, gives our place to somebody of our name.
# Two programs that throw each other out by turns must not do nothing else: they wait, each time twice as long.
EVICTIONS = 3
EVICTED_WITHIN_SECONDS = 10.0
FIRST_EVICTED_PAUSE_SECONDS = 5.0
LONGEST_EVICTED_PAUSE_SECONDS = 60.0
# A broker on the store's own network answers in milliseconds; a longer silence is an outage.
CONNECT_SECONDS = 5.0
KEEPALIVE_SECONDS = 15
# MQTT 3.1.1, 3.9.3: the failure code of a SUBACK. A grant, though, proves nothing: only delivery does.
_SUBSCRIPTION_REFUSED = 0x80
# CONNACK 4 and 5 as paho says them. What is none of 3.1.1's five codes is "unspecified" there: another version's.
_BAD_LOGIN = frozenset({134, 135})
_UNKNOWN_CODE, _PROTOCOL_ERROR = 128, 130
# A hub or edge that falls behind sheds beyond this, and what was not acknowledged is sent again.
MOST_WAITING = 10_000


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


class _Inbox(asyncio.Queue[aiomqtt.Message]):
    """Messages to be read. What comes beyond its size is shed and counted; aiomqtt would log a line for each."""

    shed = 0

    def put_nowait(self, item: aiomqtt.Message) -> None:
        if self.full():
            self.shed += 1
        else:
            super().put_nowait(item)


class _Client(aiomqtt.Client):
    """aiomqtt, which also says at once why there was no session: it waits in vain for brokers that hang up."""

    answered = False
    """Whether there was a CONNACK, whatever it said."""

    def _on_connect(
        self, client: Any, userdata: Any, flags: Any, reason_code: ReasonCode, properties: Any = None
    ) -> None:
        self.answered = True
        super()._on_connect(client, userdata, flags, reason_code, properties)

    def _on_disconnect(
        self, client: Any, userdata: Any, flags: Any, reason_code: ReasonCode, properties: Any = None
    ) -> None:
        if not self._connected.done():
            self._connected.set_exception(aiomqtt.MqttCodeError(reason_code))
            self._connected.exception()  # seen: nobody may be left who waits for it
        super()._on_disconnect(client, userdata, flags, reason_code, properties)

    @property
    def shed(self) -> int:
        return self._queue.shed if isinstance(self._queue, _Inbox) else 0


class MqttSession:
    """One live connection. Every call raises `BrokerUnavailable` once it has ended."""

    def __init__(self, client: _Client) -> None:
        self._client = client

    @property
    def shed(self) -> int:
        """How many messages came faster than they were read, and are lost."""
        return self._client.shed

    async def subscribe(self, subscription: str) -> None:
        """Read a topic from now on; again, to be sent once more what is retained there."""
        try:
            granted = await self._client.subscribe(subscription, qos=1)
        except aiomqtt.MqttError as error:
            raise BrokerUnavailable(BrokerFault.LOST, f"cannot subscribe: {error}") from None
        if any(code >= _SUBSCRIPTION_REFUSED for code in map(_code, granted)):
            raise BrokerUnavailable(BrokerFault.REFUSED, f"the broker does not let us read {subscription}")

    async def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Publish with QoS 1 and wait until the broker has it."""
        try:
            # Not aiomqtt's own deadline: Python 3.11's wait_for loses a cancellation that comes with the PUBACK.
            async with asyncio.timeout(CONNECT_SECONDS):
                await self._client.publish(topic, payload, qos=1, retain=retain, timeout=math.inf)
        except TimeoutError:
            raise BrokerUnavailable(BrokerFault.STALLED, "the broker does not take what we publish") from None
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
    client = _Client(
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
        queue_type=_Inbox,
        max_queued_incoming_messages=MOST_WAITING,
    )
    try:
        await client.__aenter__()
    except aiomqtt.MqttError as error:
        raise _not_connected(broker, client.answered, error) from None
    try:
        session = MqttSession(client)
        for subscription in subscriptions:
            await session.subscribe(subscription)
        yield session
    finally:
        with contextlib.suppress(aiomqtt.MqttError):  # already gone, which is what we wanted
            await client.__aexit__(None, None, None)


def _not_connected(broker: Broker, answered: bool, error: aiomqtt.MqttError) -> BrokerUnavailable:  # noqa: FBT001 - there was a CONNACK
    where = f"broker {broker.host}:{broker.port}"
    code = error.rc.value if isinstance(error, aiomqtt.MqttCodeError) and isinstance(error.rc, ReasonCode) else None
    if code in _BAD_LOGIN:
        return BrokerUnavailable(BrokerFault.REFUSED, f"{where}: {error}")
    if code == _PROTOCOL_ERROR or (answered and code == _UNKNOWN_CODE):
        return BrokerUnavailable(BrokerFault.PROTOCOL, f"{where}: this broker does not speak MQTT 3.1.1")
    if not answered and code is not None:
        return BrokerUnavailable(BrokerFault.UNREACHABLE, f"{where} ended the connection without an MQTT answer")
    return BrokerUnavailable(BrokerFault.UNREACHABLE, f"{where}: {error}")


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
    pauses = Pauses()
    loop = asyncio.get_running_loop()
    while True:
        began = loop.time()
        try:
            await open_session()
        except* BrokerUnavailable as group:  # sessions are served in task groups, which wrap what they raise
            lost = _first(group)
            pauses.ended(lost.reason, loop.time() - began)
            on_lost(BrokerUnavailable(BrokerFault.EVICTED, f"{lost}. {_EVICTED}") if pauses.evicted else lost)
        await asyncio.sleep(pauses.seconds * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret


_EVICTED = (
    "Each session ends right after it began: a second program goes by the same name at this broker. Stop it, or give it"
    " a name of its own"
)


@dataclass(slots=True)
class Pauses:
    """How long to wait before the next session, by how the last ones ended."""

    seconds: float = FIRST_PAUSE_SECONDS
    _lost_at_once: int = 0

    @property
    def evicted(self) -> bool:
        """Whether the broker seems to give our place to somebody else of our name."""
        return self._lost_at_once >= EVICTIONS

    def ended(self, why: BrokerFault, after_seconds: float) -> None:
        """Take in the end of a session that was tried, and that lasted so long."""
        # A broker that is restarted is out of reach in between; one that throws us out is not.
        at_once = why is BrokerFault.LOST and after_seconds < EVICTED_WITHIN_SECONDS
        self._lost_at_once = self._lost_at_once + 1 if at_once else 0
        if self.evicted:
            pause = FIRST_EVICTED_PAUSE_SECONDS * 2 ** min(self._lost_at_once - EVICTIONS, 10)
            self.seconds = min(pause, LONGEST_EVICTED_PAUSE_SECONDS)
        elif after_seconds > LONGEST_PAUSE_SECONDS:
            self.seconds = FIRST_PAUSE_SECONDS
        else:
            self.seconds = min(self.seconds * PAUSE_GROWTH, LONGEST_PAUSE_SECONDS)


def _first(group: ExceptionGroup[BrokerUnavailable]) -> BrokerUnavailable:
    nested = group.exceptions[0]
    return _first(nested) if isinstance(nested, ExceptionGroup) else nested


def _code(granted: int | ReasonCode) -> int:
    return granted if isinstance(granted, int) else granted.value
