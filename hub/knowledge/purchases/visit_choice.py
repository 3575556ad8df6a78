"""In which visit something was bought. The hub's own clock tells; a till's may be an hour off."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.ground.journal import VisitId

# A till that missed the change to summer time, and a quarter of an hour for a clock that nobody set.
CLOCK_OFF_MS = 75 * 60 * 1000
# A till tells within seconds. Who paid at the door may be out of hearing by then, and networks stutter.
LEFT_MS = 15 * 60 * 1000


@dataclass(frozen=True, slots=True)
class VisitSpan:
    """One visit of the member; `ended_ms` is None while it is open."""

    visit: VisitId
    started_ms: int
    ended_ms: int | None


def believed_at(occurred_ms: int, received_ms: int) -> int:
    """When it was bought: as the hub heard of it, unless the till held it back for longer than its clock can be off."""
    if abs(occurred_ms - received_ms) <= CLOCK_OFF_MS:
        return received_ms
    return min(occurred_ms, received_ms)


def visit_of(stays: Sequence[VisitSpan], occurred_ms: int, received_ms: int) -> VisitId | None:
    """The visit in which it was bought; None when no visit, or more than one, can be meant."""
    at = believed_at(occurred_ms, received_ms)
    if at == received_ms:
        meant = [stay for stay in stays if stay.started_ms <= at <= (stay.ended_ms or at) + LEFT_MS]
        # The newest: who left and came back pays in the visit that is open.
        return max(meant, key=lambda stay: stay.started_ms).visit if meant else None
    covering = [stay for stay in stays if stay.started_ms <= at <= (stay.ended_ms or received_ms)]
    near = covering or [
        stay for stay in stays if stay.started_ms - CLOCK_OFF_MS <= at <= (stay.ended_ms or received_ms) + CLOCK_OFF_MS
    ]
    return near[0].visit if len(near) == 1 else None
