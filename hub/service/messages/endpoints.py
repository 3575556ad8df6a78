"""/v1/app/inbox, /v1/app/messages and /v1/app/web-push: what the customer's app asks about its messages."""

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Path, status

from hub.ground.web.refused import Refused
from hub.place.visits.repository import Visits
from hub.service.messages.inbox import Inbox, Stored
from hub.service.messages.model import InboxMessage, InboxView, MessageId, MessageReceipt, WebPushKey
from hub.service.messages.send_result import TIME_TO_LIVE_SECONDS
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.customer_auth import BY_CUSTOMER, CUSTOMERS, CurrentMember
from wire.clock import Clock, to_ms

Receipt = Literal["received", "opened"]


def inbox_routes(
    inbox: Inbox,
    ledger: ConsentLedger,
    visits: Visits,
    clock: Clock,
    web_push_key: str | None,
    told: Callable[[Receipt], None],
) -> APIRouter:
    """The routes; `told` counts receipts."""
    routes = APIRouter(
        prefix="/v1/app",
        tags=["app"],
        responses=CUSTOMERS,
        dependencies=[BY_CUSTOMER],
    )

    @routes.get("/inbox")
    async def read_inbox(member: CurrentMember) -> InboxView:
        """Every message that still counts. One that no phone could be told of lies here all the same."""
        now_ms = to_ms(clock.wall())
        permission = ledger.permission(member.member, at_ms=now_ms)
        visit = visits.of(member.member)
        stored = inbox.of(permission, now_ms, visit.id if visit else None) if permission else []
        return InboxView(messages=[_shown(each, now_ms) for each in stored])

    @routes.post("/messages/{message}/receipts", status_code=status.HTTP_204_NO_CONTENT)
    async def take_receipt(
        message: Annotated[MessageId, Path(description="As the push and the inbox name it.")],
        body: MessageReceipt,
        member: CurrentMember,
    ) -> None:
        """The app has a message, or the customer opened it. The first time counts; again changes nothing."""
        note = inbox.opened if body.event == "opened" else inbox.received
        if not note(member.member, message, to_ms(clock.wall())):
            raise Refused(status.HTTP_404_NOT_FOUND, "unknown-message")
        told(body.event)

    @routes.get("/web-push")
    async def read_web_push_key(member: CurrentMember) -> WebPushKey:
        """What a page of this shop subscribes with, before it registers as a device of platform web."""
        del member
        if web_push_key is None:
            raise Refused(status.HTTP_404_NOT_FOUND, "no-web-push")
        return WebPushKey(application_server_key=web_push_key)

    return routes


def _shown(stored: Stored, now_ms: int) -> InboxMessage:
    # Of the visit that is on: for as long as that is likely to last, counted anew each time.
    counts = stored.valid_until_ms > now_ms
    valid_until_ms = stored.valid_until_ms if counts else now_ms + TIME_TO_LIVE_SECONDS * 1000
    return InboxMessage(
        id=stored.id,
        title=stored.title,
        body=stored.body,
        image=stored.image,
        link=stored.link,
        article=stored.article,
        code=stored.code,
        at_ms=stored.put_at_ms,
        valid_until_ms=valid_until_ms,
        received_at_ms=stored.received_at_ms,
        opened_at_ms=stored.opened_at_ms,
    )
