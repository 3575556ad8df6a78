"""Messages: what a customer's app is told."""

from collections import Counter
from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.health.metric import counter, gauge
from hub.ground.journal import ConsentWithdrawn, Event, TokenReplayed, VisitEnded
from hub.ground.part import Forgotten, Job, Part
from hub.ground.store_settings import StoreSettings
from hub.place.visits.repository import Visits
from hub.service.messages.channels import Channels
from hub.service.messages.endpoints import inbox_routes
from hub.service.messages.exposures import Exposures
from hub.service.messages.inbox import Inbox
from hub.service.messages.post import MessagePost
from hub.service.messages.service import MessageService
from hub.service.messages.settings import MessageSettings
from hub.service.messages.setup import open_channels, vapid_of
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import Members

# To withdraw one of these takes back what is on its way.
PUSH_NEEDS = frozenset({Purpose.RECOGNISE_IN_STORE, Purpose.MARKETING_PUSH, Purpose.SERVICE_PUSH})


@dataclass(frozen=True, slots=True)
class Messages:
    """What other parts may use."""

    part: Part
    channels: Channels
    service: MessageService
    exposures: Exposures


def messages(
    ground: Ground, people: Members, ledger: ConsentLedger, visits: Visits, settings: StoreSettings
) -> Messages:
    """Build the part. Raises `PushCredentialsError`."""
    post, clock, exposures = MessagePost(ground.outgoing), ground.clock, Exposures(ground.db)
    inbox, receipts = Inbox(ground.db), Counter[str]()
    channels = open_channels(settings, post, ground.lights, clock, people, inbox, lambda: service.waiting)
    service = MessageService(ground.journal, clock, people, ledger, exposures, visits, channels)

    def apply(event: Event, _seq: int) -> None:
        match event:
            case ConsentWithdrawn(member, purpose) if purpose in PUSH_NEEDS:
                service.recall(member)
            case TokenReplayed(member):
                service.recall(member)
            case VisitEnded(_, visit):
                service.left(visit)
            case _:
                pass

    def forget(who: Forgotten) -> None:
        service.recall(who.member)
        channels.forget(who.member)

    def upkeep(_now: float) -> None:
        channels.tidy()

    key = settings.of(MessageSettings).push_vapid_key
    web_push_key = vapid_of(settings.of(MessageSettings), key, clock).public_key if key else None

    part = Part(
        name="messages",
        routes=(inbox_routes(inbox, ledger, visits, clock, web_push_key, lambda event: receipts.update((event,))),),
        jobs=(
            Job(
                name="messages",
                run=service.run,
                told_elsewhere="the push gateway has a health light of its own at /api/fleet",
            ),
        ),
        reacts_to=(ConsentWithdrawn, TokenReplayed, VisitEnded),
        apply=apply,
        upkeep=upkeep,
        metrics=(
            counter(
                "messages_sent",
                "Messages to customers since the start, by what became of them",
                lambda: service.outcomes,
                "result",
            ),
            counter("message_receipts", "What apps said of messages since the start", lambda: receipts, "event"),
            gauge("messages_waiting", "Messages that wait for the push gateway", lambda: service.waiting),
        ),
        begin=service.give_up_unsettled,
        forget=forget,
    )
    return Messages(part, channels, service, exposures)
