"""What a note is, and the shape in which a handheld sends one."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from hub.ground.journal import VisitId
from hub.trust.accounts.model import RequestId, StaffModel, StaffName, showable

NoteTemplate = Literal[
    "size_tried", "waiting_for_delivery", "thinks_about_it", "left_alone", "call_when_in_stock", "other"
]
FREE: NoteTemplate = "other"
"""The one that says nothing without words of one's own."""
MOST_LETTERS = 140
FewWords = Annotated[str, StringConstraints(max_length=MOST_LETTERS, strip_whitespace=True), AfterValidator(showable)]
"""So short that it holds a matter and no story."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note; `staff` is forgotten before the note is."""

    visit: VisitId
    id: str
    template: NoteTemplate
    text: str
    staff: str | None
    at_ms: int


class NoteIn(StaffModel):
    """A note about the customer of a visit. The same request_id sent again is the same note."""

    staff: StaffName | None = None
    """Who, while nobody has an account; whoever is signed in is who they are."""
    request_id: RequestId
    template: NoteTemplate
    text: FewWords = ""
