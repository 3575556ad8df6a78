"""The shapes of the customer's mirror. Each reason comes as a code for programs and in words for the person."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from hub.service.client_book.model import LookedAfterView
from hub.service.customer_view.model import HeldOffer
from hub.service.staff.model import VisitCard, ZoneName
from hub.trust.channels.service import ChannelState


class MirrorModel(BaseModel):
    """Closed, frozen shapes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Opening(MirrorModel):
    """Somebody of the staff looked behind the three lines, or wanted to."""

    at_ms: int
    until_ms: int | None
    """When they looked away, as their handheld said, or opened another card; None when neither is known."""
    by: str
    """The first name that they gave, or "staff" where the store keeps no names."""
    zone: ZoneName | None
    """Where the customer was."""
    reason: str
    why: str
    fields: list[str]
    """What they saw, by field."""
    saw: list[str]
    """The same in words."""
    refused: bool
    """They got nothing."""


class Word(MirrorModel):
    """A message that came, or one that did not."""

    at_ms: int
    campaign: str
    sent: bool
    """Whether it left, or may have; `result` and `became` say what is known. Never true of what was not sent."""
    reason: str
    """Of a message that was decided on, its variant; of one that was not, why."""
    why: str
    result: str | None
    became: str | None
    """What became of a message that was decided on, in words."""


class MirroredVisit(MirrorModel):
    """One visit, as the store has it."""

    visit_id: str
    started_at_ms: int
    ended_at_ms: int | None
    listed_on: int
    """On how many handhelds the row with the three lines was."""
    openings: list[Opening]
    messages: list[Word]


class HelpState(MirrorModel):
    """What became of a request for help."""

    state: Literal["asked", "coming", "busy"]
    """`coming`: a colleague has taken it; `busy`: everybody in the shop was asked and nobody could come yet."""
    says: str
    """In words."""


class PresentVisit(MirroredVisit):
    """The visit that goes on right now."""

    zone: ZoneName
    asked_ms: int | None
    help: HelpState | None = None
    """None where they did not ask, or were helped."""
    card: VisitCard | None
    """The very card that staff get when they open it; None when they may see none."""


class ChannelWord(MirrorModel):
    """One channel, with what was answered where."""

    state: ChannelState
    why: str
    """What follows, in words."""


class Mirror(MirrorModel):
    """The customer's own view."""

    language: str
    visit: PresentVisit | None
    channels: list[ChannelWord]
    looks: list[Opening]
    """Who looked at what is expected of them, without a visit."""
    offers: list[HeldOffer]
    """Newest first, with what became of each."""
    looked_after: LookedAfterView | None
    """The colleague who looks after them; they end it by DELETE /v1/app/looked-after."""
    past: list[MirroredVisit]
    """Newest first, as far as they are kept."""
