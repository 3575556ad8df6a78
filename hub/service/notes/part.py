"""Notes: what a customer is after, kept for as long as they show staff their history."""

from collections.abc import Callable
from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.journal import ConsentWithdrawn, Event
from hub.ground.part import Part
from hub.knowledge.customers.sensitive import SensitiveProducts
from hub.service.notes.repository import Notes
from hub.service.notes.wording import Wording
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose

# What a note about somebody rests on, and whatever else staff are to remember of them.
RESTS_ON = (Purpose.RECOGNISE_IN_STORE, Purpose.SHOW_HISTORY_TO_STAFF)


@dataclass(frozen=True, slots=True)
class NotesPart:
    """What other parts may use."""

    part: Part
    notes: Notes
    wording: Wording


def notes(
    ground: Ground, ledger: ConsentLedger, sensitive: SensitiveProducts, is_code: Callable[[str], bool]
) -> NotesPart:
    """Build the part."""
    kept = Notes(ground.db)

    def apply(event: Event, _seq: int) -> None:
        match event:
            case ConsentWithdrawn(member, purpose) if purpose in RESTS_ON:
                if ledger.permission(member, *RESTS_ON, at_ms=ground.now_ms()) is None:  # not given again since
                    kept.withdraw(member)
            case _:
                pass

    part = Part(name="notes", reacts_to=(ConsentWithdrawn,), apply=apply)
    return NotesPart(part, kept, Wording(sensitive, is_code))
