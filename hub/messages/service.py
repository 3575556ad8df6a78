"""From a decision to a phone: the exposure is recorded, then the message leaves, then what became of it is recorded."""

from hub.campaigns.campaign import Campaign
from hub.campaigns.decide import Candidate, Expose, Withhold, decide
from hub.customers.discipline import main_discipline
from hub.customers.port import Context
from hub.journal import Journal, Member, MessageExposed, MessageSettled, MessageWithheld, VisitId
from hub.members.ledger import ConsentLedger
from hub.members.purposes import Purpose
from hub.members.repository import MemberRecord, Members
from hub.messages.exposures import DAY_MS, Exposures
from hub.messages.gateway import PushGateway, SendResult
from wire.clock import Clock, to_ms

PUSH_NEEDS = (Purpose.RECOGNISE_IN_STORE, Purpose.PUSH_IN_STORE)


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
        decision = decide(
            campaign,
            Candidate(
                member=record.member,
                permission=permission,
                reachable=record.push_token is not None,
                shown_this_visit=self._exposures.shown_in(record.member, campaign.id, visit),
                shown_today=self._exposures.shown_since(record.member, campaign.id, now_ms - DAY_MS),
                discipline=main_discipline(context.traits) if may_predict else None,
            ),
        )
        match decision:
            case Withhold(reason):
                with self._journal.transaction():
                    self._journal.append(MessageWithheld(record.member, visit, campaign.id, reason.value), now_ms)
            case Expose():
                await self._expose(campaign, record, visit, decision, now_ms)

    async def _expose(
        self, campaign: Campaign, record: MemberRecord, visit: VisitId, decision: Expose, now_ms: int
    ) -> None:
        with self._journal.transaction():
            self._exposures.add(record.member, campaign.id, visit, decision.variant, now_ms)
            self._journal.append(MessageExposed(record.member, visit, campaign.id, decision.variant), now_ms)
        result = await self._gateway.send(record.push_token or "", decision.text, visit)
        if result is SendResult.PHONE_GONE:
            self._members.forget_push_token(record.member)
        self._settle(record.member, campaign.id, visit, result)

    def _settle(self, member: Member, campaign: str, visit: VisitId, result: SendResult) -> None:
        with self._journal.transaction():
            self._exposures.settle(member, campaign, visit, result.value)
            self._journal.append(MessageSettled(member, visit, campaign, result.value), to_ms(self._clock.wall()))
