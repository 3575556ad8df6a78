"""From a decision to a phone: the exposure is recorded, then the message leaves, then what became of it is recorded."""

import asyncio

from hub.campaigns.campaign import Campaign, Text
from hub.campaigns.decide import Candidate, Expose, Withhold, decide
from hub.customers.discipline import main_discipline
from hub.customers.port import Context
from hub.holdings import DAY_MS
from hub.journal import Journal, Member, MessageExposed, MessageSettled, MessageWithheld, VisitId
from hub.members.ledger import ConsentLedger
from hub.members.permission import Permission
from hub.members.purposes import Purpose
from hub.members.repository import Device, MemberRecord, Members
from hub.messages.exposures import Exposures
from hub.messages.gateway import PushGateway, SendResult
from wire.clock import Clock, to_ms

PUSH_NEEDS = (Purpose.RECOGNISE_IN_STORE, Purpose.MARKETING_PUSH)


class MessageService:
    """Sends a campaign's message to a customer who is in the store, or keeps the reason why not."""

    def __init__(
        self,
        journal: Journal,
        clock: Clock,
        members: Members,
        ledger: ConsentLedger,
        exposures: Exposures,
        gateway: PushGateway,
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._members = members
        self._ledger = ledger
        self._exposures = exposures
        self._gateway = gateway
        self._under_way: dict[Member, asyncio.Task[SendResult]] = {}

    def give_up_unsettled(self) -> None:
        """At start: a message that was cut off may have left. It is unknown, and never sent again."""
        for member, campaign, visit in self._exposures.unsettled():
            self._settle(member, campaign, visit, SendResult.UNKNOWN)

    async def consider(self, campaign: Campaign, record: MemberRecord, visit: VisitId, context: Context) -> None:
        """Decide for one customer and visit, and act on it."""
        now_ms = to_ms(self._clock.wall())
        permission = self._ledger.permission(record.member, *PUSH_NEEDS, at_ms=now_ms)
        # What somebody rides is told from what they bought: using it in a message is a prediction about them.
        may_predict = permission is not None and permission.allows(Purpose.PREDICT)
        device = self._members.reachable_device(record.member)
        decision = decide(
            campaign,
            Candidate(
                member=record.member,
                permission=permission,
                reachable=device is not None,
                shown_this_visit=self._exposures.shown_in(record.member, campaign.id, visit),
                shown_today=self._exposures.shown_since(record.member, campaign.id, now_ms - DAY_MS),
                discipline=main_discipline(context.traits) if may_predict else None,
            ),
        )
        match decision:
            case Withhold(reason):
                with self._journal.transaction():
                    self._journal.append(MessageWithheld(record.member, visit, campaign.id, reason.value), now_ms)
            case Expose() if device and permission:
                await self._expose(campaign, permission, device, visit, decision, now_ms)
            case Expose():
                raise AssertionError("decide() withholds from whoever has no phone or gave no permission")

    async def _expose(
        self,
        campaign: Campaign,
        permission: Permission,
        device: Device,
        visit: VisitId,
        decision: Expose,
        now_ms: int,
    ) -> None:
        with self._journal.transaction():
            self._exposures.add(permission, campaign.id, visit, decision.variant, now_ms)
            self._journal.append(MessageExposed(device.member, visit, campaign.id, decision.variant), now_ms)
        result = await self._send(device, decision.text, visit)
        if result is SendResult.PHONE_GONE:
            self._members.forget_push_token(device)
        self._settle(device.member, campaign.id, visit, result)

    def call_back(self, member: Member) -> None:
        """The customer withdrew: what is still waiting for the gateway is not waited for, and the line is cut."""
        if sending := self._under_way.get(member):
            sending.cancel()

    async def _send(self, device: Device, text: Text, visit: VisitId) -> SendResult:
        sending = asyncio.create_task(self._gateway.send(device.push_token or "", text, visit))
        self._under_way[device.member] = sending
        try:
            await asyncio.wait({sending})
        finally:
            sending.cancel()  # when this hub stops; otherwise it has ended
            self._under_way.pop(device.member, None)
        return SendResult.CALLED_BACK if sending.cancelled() else sending.result()

    def _settle(self, member: Member, campaign: str, visit: VisitId, result: SendResult) -> None:
        with self._journal.transaction():
            # Somebody may have been erased while their message was on its way: nothing is written of them any more.
            if self._exposures.settle(member, campaign, visit, result.value):
                self._journal.append(MessageSettled(member, visit, campaign, result.value), to_ms(self._clock.wall()))
