"""From a decision to a phone: the exposure is recorded, then the message leaves, then what became of it is recorded."""

import asyncio
from collections import Counter
from dataclasses import dataclass

import structlog

from hub.ground.errors import DatabaseFailed
from hub.ground.holdings import DAY_MS
from hub.ground.journal import Journal, Member, MessageExposed, MessageSettled, MessageWithheld, VisitId
from hub.knowledge.customers.line import main_line
from hub.knowledge.customers.port import Context
from hub.place.visits.repository import Visits
from hub.service.campaigns.campaign import Campaign, Text
from hub.service.campaigns.decide import Candidate, Expose, Withhold, WithholdReason, decide
from hub.service.messages.app_message import AppMessage, message_id
from hub.service.messages.channels import Channels
from hub.service.messages.exposures import Exposures
from hub.service.messages.send_result import TIME_TO_LIVE_SECONDS, SendResult
from hub.service.messages.texts import MessageTexts
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import MemberDevice, MemberRecord, Members
from wire.clock import Clock, to_ms

PUSH_NEEDS = (Purpose.RECOGNISE_IN_STORE, Purpose.MARKETING_PUSH)
# How often what could not be sent is looked at; whether it may be tried then, the gateway says.
LOOK_SECONDS = 1.0
# A message alone cannot be sent while others can (an iPhone behind a key that Apple refuses): not every second.
AGAIN_SECONDS = 15.0

log = structlog.get_logger()


@dataclass(slots=True)
class _PutOff:
    """A message that surely did not leave; in memory, for as long as it would have lived on its way."""

    campaign: Campaign
    record: MemberRecord
    context: Context
    until: float
    next_at: float


class MessageService:
    """Sends a campaign's message to a customer who is in the store, or keeps the reason why not."""

    def __init__(
        self,
        journal: Journal,
        clock: Clock,
        members: Members,
        ledger: ConsentLedger,
        exposures: Exposures,
        visits: Visits,
        channels: Channels,
        texts: MessageTexts,
    ) -> None:
        self._texts = texts
        self._journal = journal
        self._clock = clock
        self._members = members
        self._ledger = ledger
        self._exposures = exposures
        self._visits = visits
        self._channels = channels
        self._under_way: dict[Member, asyncio.Task[SendResult]] = {}
        self._put_off: dict[VisitId, _PutOff] = {}
        self.outcomes: Counter[tuple[str, str]] = Counter()
        """What became of messages since the start: withheld and why, or sent and how that went."""

    @property
    def waiting(self) -> int:
        """How many messages wait for the gateway."""
        return len(self._put_off)

    def give_up_unsettled(self) -> None:
        """At start: a message that was cut off may have left. It is unknown, and never sent again."""
        for member, campaign, visit, variant in self._exposures.unsettled():
            self._settle(member, campaign, visit, variant, SendResult.UNKNOWN)

    def was_not_sent(self, campaign: Campaign, member: Member, visit: VisitId) -> bool:
        """Whether a message surely did not leave before the hub stopped: it is decided on anew."""
        return self._exposures.was_not_sent(member, campaign.id, visit)

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
        """One look at everything that was put off."""
        for visit, put_off in list(self._put_off.items()):
            await self._look(visit, put_off)

    async def consider(self, campaign: Campaign, record: MemberRecord, visit: VisitId, context: Context) -> None:
        """Decide for one customer and visit, and act on it."""
        now_ms = to_ms(self._clock.wall())
        permission = self._ledger.permission(record.member, *PUSH_NEEDS, at_ms=now_ms)
        # Which line somebody belongs to is told from what they bought: to use it in a message is a prediction.
        may_predict = permission is not None and permission.allows(Purpose.PREDICT)
        device = self._members.reachable_device(record.member)
        decision = decide(
            campaign,
            Candidate(
                member=record.member,
                permission=permission,
                reachable=True,  # in the inbox of the app, where no phone takes messages
                shown_this_visit=self._exposures.had_in(record.member, campaign.id, visit),
                shown_today=self._exposures.shown_since(record.member, campaign.id, now_ms - DAY_MS),
                line=main_line(context.traits, self._texts.shop) if may_predict else None,
                closed=self._closed(device),
            ),
        )
        match decision:
            case Withhold(reason):
                is_over = reason is not WithholdReason.GATEWAY_AWAY
                if is_over:
                    self._put_off.pop(visit, None)
                if is_over or self._wait(campaign, record, visit, context):  # said once of those that wait
                    with self._journal.transaction():
                        self._journal.append(MessageWithheld(record.member, visit, campaign.id, reason.value), now_ms)
                    self.outcomes["withheld", reason.value] += 1
            case Expose() if permission:
                text = self._texts.of(campaign, decision, record)
                result = await self._expose(campaign, permission, device, visit, decision.variant, text)
                if result is SendResult.NOT_SENT:
                    self._wait(campaign, record, visit, context)
                else:
                    self._put_off.pop(visit, None)
            case Expose():
                raise AssertionError("decide() withholds from whoever gave no permission")

    def recall(self, member: Member) -> None:
        """The customer withdrew: what is still waiting for the gateway is not waited for, and the line is cut."""
        if sending := self._under_way.get(member):
            sending.cancel()
        for visit in [visit for visit, each in self._put_off.items() if each.record.member == member]:
            del self._put_off[visit]

    def left(self, visit: VisitId) -> None:
        """The customer left the store: what is still waiting for a push service is not waited for."""
        self._put_off.pop(visit, None)

    def _closed(self, device: MemberDevice | None) -> WithholdReason | None:
        if not self._channels.is_set_up:
            return WithholdReason.NO_GATEWAY
        return None if self._channels.is_open_to(device) else WithholdReason.GATEWAY_AWAY

    def _wait(self, campaign: Campaign, record: MemberRecord, visit: VisitId, context: Context) -> bool:
        """Put a message off; returns whether this is its first time."""
        now = self._clock.mono()
        known = self._put_off.get(visit)
        if known is None:
            until = now + TIME_TO_LIVE_SECONDS
            self._put_off[visit] = _PutOff(campaign, record, context, until, now + AGAIN_SECONDS)
        else:
            known.next_at = now + AGAIN_SECONDS
        return known is None

    async def _look(self, visit: VisitId, put_off: _PutOff) -> None:
        now, here = self._clock.mono(), self._visits.of(put_off.record.member)
        if here is None or here.id != visit or now >= put_off.until:
            self._put_off.pop(visit, None)
        elif self._channels.is_open and now >= put_off.next_at:
            put_off.next_at = now + AGAIN_SECONDS  # also when the database refuses below
            await self.consider(put_off.campaign, put_off.record, visit, put_off.context)

    async def _expose(
        self,
        campaign: Campaign,
        permission: Permission,
        device: MemberDevice | None,
        visit: VisitId,
        variant: str,
        text: Text,
    ) -> SendResult:
        now_ms, member = to_ms(self._clock.wall()), permission.member
        valid_until_ms = now_ms + TIME_TO_LIVE_SECONDS * 1000
        message = AppMessage(message_id(campaign.id, member, visit), text.title, text.body, valid_until_ms)
        with self._journal.transaction():
            self._exposures.add(permission, campaign.id, visit, variant, now_ms)
            self._channels.inbox.put(permission, message, visit, now_ms)
            self._journal.append(MessageExposed(member, visit, campaign.id, variant), now_ms)
        result = await self._send(member, device, message, visit)
        self._settle(member, campaign.id, visit, variant, result)
        return result

    async def _send(
        self, member: Member, device: MemberDevice | None, message: AppMessage, visit: VisitId
    ) -> SendResult:
        sending = asyncio.create_task(self._channels.send(device, message, visit))
        self._under_way[member] = sending
        try:
            await asyncio.wait({sending})
        finally:
            sending.cancel()  # when this hub stops; otherwise it has ended
            self._under_way.pop(member, None)
        return SendResult.CALLED_BACK if sending.cancelled() else sending.result()

    def _settle(self, member: Member, campaign: str, visit: VisitId, variant: str, result: SendResult) -> None:
        now_ms = to_ms(self._clock.wall())
        with self._journal.transaction():
            # Somebody may have been erased while their message was on its way: nothing is written of them any more.
            if self._exposures.settle(member, campaign, visit, result.value):
                self._channels.inbox.settle(message_id(campaign, member, visit), result)
                self._journal.append(MessageSettled(member, visit, campaign, result.value, variant), now_ms)
        self.outcomes["exposed", result.value] += 1
