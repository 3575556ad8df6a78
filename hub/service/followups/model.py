"""What a follow-up is, and the shapes of /api/staff/follow_ups."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from hub.ground.journal import Member
from hub.service.notes.model import FewWords
from hub.trust.accounts.model import PersonName, RequestId, StaffModel, StaffName

What = Literal["call_when_in", "order_article", "prepare_fitting", "other"]
FREE: What = "other"
"""The one that says nothing without words of one's own."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something to do. Without `for_name` it is the shop's, and anybody's."""

    id: str
    what: What
    text: str
    member: Member | None
    due: date
    for_person: str | None
    for_name: str | None
    made_by: str | None
    made_ms: int
    done_by: str | None = None
    done_ms: int | None = None


class FollowUpIn(StaffModel):
    """Something to do, from now on. The same request_id sent again is the same follow-up."""

    staff: StaffName | None = None
    """Who says so, while nobody has an account; whoever is signed in is who they are."""
    request_id: RequestId
    what: What
    text: FewWords = ""
    due: date
    """By the shop's calendar; `today` of the list says which day it is there."""
    to: PersonName | None = None
    """The name of whoever is to do it; null: whoever comes to it."""
    visit_id: str | None = None
    """For which customer: of a visit whose card may be shown now, with their history."""


class FollowUpDone(StaffModel):
    """It is done, or not done after all. Sent again it changes nothing."""

    staff: StaffName | None = None
    """Who, while nobody has an account; whoever is signed in is who they are."""
    done: bool


class FollowUpFor(StaffModel):
    """Somebody else is to do it. Sent again it changes nothing."""

    staff: StaffName | None = None
    """Who says so, while nobody has an account; whoever is signed in is who they are."""
    to: PersonName | None
    """The name of whoever is to do it; null: whoever comes to it."""


class FollowUpCustomer(StaffModel):
    """For whom it is done."""

    name: str | None
    """Only of somebody who chose to be greeted by name."""
    visit_id: str | None
    """Their visit, while they are here and may be shown."""


class FollowUpView(StaffModel):
    """Something to do, as of today."""

    id: str
    what: What
    text: str
    due: date
    state: Literal["overdue", "today", "later", "done"]
    to: str | None
    """Null: whoever comes to it, as nobody was named or they are not there any more."""
    made_by: str | None
    done_by: str | None
    customer: FollowUpCustomer | None


class FollowUps(StaffModel):
    """What is to be done in the store, the most urgent first; done ones of today at the end."""

    today: date
    """By the shop's calendar."""
    follow_ups: list[FollowUpView]
