"""Every way to a customer's phone: which one a device has, whether it is open, and one message along it."""

from collections.abc import Mapping
from typing import Protocol

from hub.ground.journal import Member, VisitId
from hub.service.messages.app_message import AppMessage
from hub.service.messages.gate import Gate
from hub.service.messages.inbox import Inbox
from hub.service.messages.send_result import TIME_TO_LIVE_SECONDS, SendResult
from hub.service.messages.verdicts import Verdict
from hub.trust.members.push_address import PushKind
from hub.trust.members.repository import MemberDevice
from wire.clock import Clock, to_ms


class Channel(Protocol):
    """One way, as one service speaks it."""

    @property
    def gates(self) -> tuple[Gate, ...]:
        """Every service behind it."""
        ...

    def gate_of(self, device: MemberDevice) -> Gate | None:
        """The service behind which this device is; None when nothing may go there."""
        ...

    async def post(self, device: MemberDevice, message: AppMessage, visit: VisitId, ttl_seconds: int) -> Verdict:
        """Send, and say what the answer means; never raises what a network, an answer or a phone can cause."""
        ...

    async def try_credentials(self) -> None:
        """At start: what does not work is said before the first customer comes."""
        ...


class Channels:
    """Those that the settings name."""

    def __init__(self, channels: Mapping[PushKind, Channel], inbox: Inbox, clock: Clock) -> None:
        self.inbox = inbox
        """Where every message lies, whatever became of its push."""
        self.by_kind = channels
        self._channels = channels
        self._clock = clock

    @property
    def is_set_up(self) -> bool:
        """Whether this store sends messages at all."""
        return bool(self._channels)

    @property
    def is_open(self) -> bool:
        """Whether any message may be tried now."""
        return any(gate.is_open for channel in self._channels.values() for gate in channel.gates)

    def takes(self, device: MemberDevice) -> bool:
        """Whether there is a way to this device at all."""
        return self._gate(device) is not None

    def is_open_to(self, device: MemberDevice | None) -> bool:
        """Whether its way is open now; the inbox always is."""
        gate = device and self._gate(device)
        return device is None or gate is None or gate.is_open_to(device)

    async def send(self, device: MemberDevice | None, message: AppMessage, visit: VisitId) -> SendResult:
        """Send, at most once. Who has no device that takes messages has the inbox."""
        gate = device and self._gate(device)
        if device is None or gate is None:
            return SendResult.INBOX
        ttl_seconds = min(TIME_TO_LIVE_SECONDS, (message.valid_until_ms - to_ms(self._clock.wall())) // 1000)
        if ttl_seconds <= 0 or not gate.is_open_to(device):
            return SendResult.NOT_SENT
        gate.enter()
        try:
            found = await self._channels[device.push_kind].post(device, message, visit, ttl_seconds)
            return gate.learn(found, device)
        finally:
            gate.leave()

    async def try_credentials(self) -> None:
        """At start."""
        for channel in self._channels.values():
            await channel.try_credentials()

    def tidy(self) -> None:
        """Once a second: forget tokens that have been dead for a while."""
        for channel in self._channels.values():
            for gate in channel.gates:
                gate.tidy()

    def forget(self, member: Member) -> None:
        """Drop what is remembered of a member who was erased."""
        for channel in self._channels.values():
            for gate in channel.gates:
                gate.erase(member)

    def _gate(self, device: MemberDevice) -> Gate | None:
        channel = self._channels.get(device.push_kind)
        return channel.gate_of(device) if channel and device.push_token else None
