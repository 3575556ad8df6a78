"""From a decision to a phone: the exposure is recorded, then the message leaves, then what became of it is recorded."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from hub.ground.errors import DatabaseFailed
from hub.ground.journal import Journal, Member, MessageExposed, MessageSettled, VisitId
from hub.place.visits.repository import Visits
from hub.service.messages.app_message import AppMessage, message_id
from hub.service.messages.channels import Channels
from hub.service.messages.exposures import ExposureKind, Exposures
from hub.service.messages.send_result import TIME_TO_LIVE_SECONDS, SendResult
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import MemberDevice, Members
from wire.clock import Clock, to_ms

# How often what could not be sent is looked at; whether it may be tried then, the gateway says.
LOOK_SECONDS = 1.0
# A message alone cannot be sent while others can (an iPhone behind a key that Apple refuses): not every second.
AGAIN_SECONDS = 15.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one customer, as it was decided on. `needs`: what the customer must agree to while it is sent."""

    member: Member
    visit: VisitId
    campaign: str
    variant: str
    kind: ExposureKind
    needs: tuple[Purpose, ...]
    message: AppMessage
    still: Callable[[], bool]
    """Whether it may leave now: a campaign may have been stopped since."""


@dataclass(slots=True)
class _PutOff:
    """A message that surely did not leave; in memory, for as long as it would have lived on its way."""

    message: Delivery
    until: float
    next_at: float


class MessageService:
    """Sends messages to customers who are in the store, each at most once."""

    def __init__(
        self,
        journal: Journal,
        clock: Clock,
        members: Members,
        ledger: ConsentLedger,
        exposures: Exposures,
        visits: Visits,
        channels: Channels,
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._members = members
        self._ledger = ledger
        self._exposures = exposures
        self._visits = visits
        self._channels = channels
        self._under_way: dict[tuple[Member, str], asyncio.Task[SendResult]] = {}
        self._put_off: dict[tuple[VisitId, str], _PutOff] = {}
        self._to_settle: list[tuple[Delivery, SendResult]] = []
        self.outcomes: Counter[str] = Counter()
        """What became of messages since the start."""

    @property
    def waiting(self) -> int:
        """How many messages wait for the gateway."""
        return len(self._put_off)

    @property
    def sends(self) -> bool:
        """Whether the store has a way to customers' apps."""
        return self._channels.is_set_up

    def give_up_unsettled(self) -> None:
        """At start: a message that was cut off may have left. It is unknown, and never sent again."""
        for member, campaign, visit, variant in self._exposures.unsettled():
            self._settle(member, campaign, visit, variant, SendResult.UNKNOWN)

    async def run(self) -> None:
        """Try again what surely did not leave, until cancelled. A customer who has left gets nothing any more."""
        if not self._channels.is_set_up:
            return
        await self._channels.try_credentials()
        while True:
            await self._clock.sleep(LOOK_SECONDS)
            try:
                await self.try_again()
            except DatabaseFailed as failed:
                log.error("a message could not be tried again", why=str(failed))  # noqa: TRY400 - the text says it all

    async def try_again(self) -> None:
        """One look at everything that was put off, and at what could not be written down."""
        while self._to_settle:
            message, result = self._to_settle[0]
            self._settle(message.member, message.campaign, message.visit, message.variant, result)
            del self._to_settle[0]
        for key, put_off in list(self._put_off.items()):
            await self._look(key, put_off)

    def expose(self, permission: Permission, message: Delivery, at_ms: int) -> None:
        """Write down that it is about to leave; within the transaction that writes why."""
        self._exposures.add(permission, message.campaign, message.visit, message.variant, message.kind, at_ms)
        self._channels.inbox.put(permission, message.message, message.visit, at_ms)
        exposed = MessageExposed(message.member, message.visit, message.campaign, message.variant)
        self._journal.append(exposed, at_ms)

    async def send(self, message: Delivery, until: float | None = None) -> None:
        """Send what was written down, and write down what became of it.

        `until`: for how long it may be put off, by the clock's `mono`; None: its time to live from now on.
        """
        until = self._clock.mono() + TIME_TO_LIVE_SECONDS if until is None else until
        device = self._members.reachable_device(message.member)
        result = await self._send(device, message)
        try:
            self._settle(message.member, message.campaign, message.visit, message.variant, result)
        except DatabaseFailed:
            self._to_settle.append((message, result))
            raise
        if result is SendResult.NOT_SENT:
            put_off = _PutOff(message, until, self._clock.mono() + AGAIN_SECONDS)
            self._put_off[message.visit, message.campaign] = put_off

    def recall(self, member: Member) -> None:
        """The customer withdrew: what is still waiting for the gateway is not waited for, and the line is cut."""
        for (whose, _), sending in self._under_way.items():
            if whose == member:
                sending.cancel()
        for key in [key for key, each in self._put_off.items() if each.message.member == member]:
            del self._put_off[key]

    def left(self, visit: VisitId) -> None:
        """The customer left: nothing of that visit is sent any more."""
        for key in [key for key in self._put_off if key[0] == visit]:
            del self._put_off[key]

    async def _look(self, key: tuple[VisitId, str], put_off: _PutOff) -> None:
        message, now = put_off.message, self._clock.mono()
        now_ms = to_ms(self._clock.wall())
        permission = self._ledger.permission(message.member, *message.needs, at_ms=now_ms)
        here = self._visits.of(message.member)
        is_here = here is not None and here.id == message.visit
        if permission is None or not is_here or now >= put_off.until or not message.still():
            self._put_off.pop(key, None)
        elif now >= put_off.next_at and self._channels.is_open_to(self._members.reachable_device(message.member)):
            put_off.next_at = now + AGAIN_SECONDS  # also when the database refuses below
            with self._journal.transaction():
                self.expose(permission, message, now_ms)
            # From here on it may have left: whatever fails below, it is not tried again by itself.
            self._put_off.pop(key, None)
            await self.send(message, put_off.until)

    async def _send(self, device: MemberDevice | None, message: Delivery) -> SendResult:
        key = (message.member, message.campaign)
        sending = asyncio.create_task(self._channels.send(device, message.message, message.visit))
        self._under_way[key] = sending
        try:
            await asyncio.wait({sending})
        finally:
            sending.cancel()  # when this hub stops; otherwise it has ended
            self._under_way.pop(key, None)
        return SendResult.CALLED_BACK if sending.cancelled() else sending.result()

    def _settle(self, member: Member, campaign: str, visit: VisitId, variant: str, result: SendResult) -> None:
        now_ms = to_ms(self._clock.wall())
        with self._journal.transaction():
            # Somebody may have been erased while their message was on its way: nothing is written of them any more.
            if self._exposures.settle(member, campaign, visit, result.value):
                self._channels.inbox.settle(message_id(campaign, member, visit), result)
                self._journal.append(MessageSettled(member, visit, campaign, result.value, variant), now_ms)
        self.outcomes[result.value] += 1
