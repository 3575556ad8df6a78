"""What the customer's app sends and gets about its messages: the shapes of /v1/app."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.trust.members.model import AppModel

MessageId = Annotated[str, StringConstraints(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9-]+$")]


class InboxMessage(AppModel):
    """One message."""

    id: Annotated[str, Field(description="A push carries the same as `message`.")]
    title: str
    body: str
    image: str | None
    link: str | None
    article: Annotated[str | None, Field(description="The article it is about, by its id.")]
    code: Annotated[str | None, Field(description="The code of an offer, for the till.")]
    at_ms: int
    valid_until_ms: Annotated[
        int,
        Field(
            description="Until when it counts. Without a code that is as long as the visit: while that is on, five"
            " minutes from now, and later at the next reading."
        ),
    ]
    received_at_ms: int | None
    opened_at_ms: int | None


class InboxView(AppModel):
    """Every message that still counts, newest first."""

    messages: list[InboxMessage]


class MessageReceipt(AppModel):
    """What became of a message on the phone."""

    event: Literal["received", "opened"]


class WebPushKey(AppModel):
    """What a page subscribes with."""

    application_server_key: Annotated[str, Field(description="For PushManager.subscribe, in base64url.")]
