"""What of the journal is worth telling outside, and with which purposes. Pure."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum

from hub.ground.journal import (
    EndReason,
    Entry,
    Member,
    MessageSettled,
    MessageWithheld,
    OutcomeRecorded,
    PurchaseRecorded,
    ReturnRecorded,
    VisitEnded,
    VisitId,
    VisitStarted,
)
from hub.knowledge.exports.dwell import seconds_by_zone
from hub.trust.consents.purposes import Purpose

Value = str | int | bool
# Results of a message that reached a phone, or may have.
MAY_BE_SHOWN = frozenset({"sent", "unknown"})


class ExportKind(StrEnum):
    """One kind of event that leaves the store."""

    VISIT_STARTED = "visit_started"
    VISIT_ENDED = "visit_ended"
    ZONE_VISITED = "zone_visited"
    HELP_ENDED = "help_ended"
    EXPERIMENT_VIEWED = "experiment_viewed"
    CONVERTED = "converted"
    RETURNED = "returned"


# Without these nothing of the kind is told to anybody; a sink adds the purposes of its own, see `Sink.also_needs`.
# Where somebody lingered is told so that others can work out what they care for: that is a guess, and needs `predict`.
NEEDS: dict[ExportKind, frozenset[Purpose]] = {
    ExportKind.VISIT_STARTED: frozenset({Purpose.RECOGNISE_IN_STORE}),
    ExportKind.VISIT_ENDED: frozenset({Purpose.RECOGNISE_IN_STORE}),
    ExportKind.ZONE_VISITED: frozenset({Purpose.RECOGNISE_IN_STORE, Purpose.PREDICT}),
    ExportKind.HELP_ENDED: frozenset({Purpose.RECOGNISE_IN_STORE, Purpose.MEASURE}),
    ExportKind.EXPERIMENT_VIEWED: frozenset({Purpose.RECOGNISE_IN_STORE, Purpose.MEASURE}),
    ExportKind.CONVERTED: frozenset({Purpose.RECOGNISE_IN_STORE, Purpose.MEASURE}),
    ExportKind.RETURNED: frozenset({Purpose.RECOGNISE_IN_STORE, Purpose.MEASURE}),
}
# The reason that the campaign's decision gives for a member of the control group; the other silences are no exposure.
HELD_OUT = "held_out"


@dataclass(frozen=True, slots=True)
class ExportEvent:
    """One event about one visit, before anybody's shape. `properties` hold neither names nor references."""

    kind: ExportKind
    member: Member
    visit: VisitId
    at_ms: int
    properties: dict[str, Value] = field(default_factory=dict[str, Value])


def exportable_events(
    entry: Entry, owner: Member | None, path: Sequence[Entry], zones: AbstractSet[str]
) -> Iterator[ExportEvent]:
    """What one journal entry says to the outside.

    `owner`: whose visit the entry is about; `path`: the entries of that visit so far, for an entry that ends one;
    `zones`: those that may be named outside.
    """
    at_ms = entry.at_ms
    match entry.event:
        case VisitStarted(member, visit):
            yield ExportEvent(ExportKind.VISIT_STARTED, member, visit, at_ms)
        case VisitEnded(member, visit, EndReason.LEFT):
            # Of a withdrawn visit nothing is told; of one with a played-back token nobody knows whose it was.
            began_ms = next((each.at_ms for each in path if isinstance(each.event, VisitStarted)), at_ms)
            yield ExportEvent(
                ExportKind.VISIT_ENDED, member, visit, at_ms, {"duration_s": max(0, at_ms - began_ms) // 1000}
            )
            for zone, seconds in seconds_by_zone(path, zones).items():
                yield ExportEvent(ExportKind.ZONE_VISITED, member, visit, at_ms, {"zone": zone, "seconds": seconds})
        case OutcomeRecorded(visit, outcome) if owner is not None:
            yield ExportEvent(ExportKind.HELP_ENDED, owner, visit, at_ms, {"outcome": outcome})
        # What was surely not sent was shown to nobody; what may have arrived counts as shown.
        case MessageSettled(member, visit, campaign, result, variant) if result in MAY_BE_SHOWN and variant:
            arm: dict[str, Value] = {"experiment_id": campaign, "variation_id": variant, "shown": True}
            yield ExportEvent(ExportKind.EXPERIMENT_VIEWED, member, visit, at_ms, arm)
        case MessageWithheld(member, visit, campaign, reason) if reason == HELD_OUT:
            arm = {"experiment_id": campaign, "variation_id": HELD_OUT, "shown": False}
            yield ExportEvent(ExportKind.EXPERIMENT_VIEWED, member, visit, at_ms, arm)
        # That a visit led to a purchase, and no more: what and for how much the till tells the platform itself, once.
        case PurchaseRecorded(member, visit) if visit is not None:
            yield ExportEvent(ExportKind.CONVERTED, member, visit, at_ms)
        case ReturnRecorded(member, visit) if visit is not None:
            yield ExportEvent(ExportKind.RETURNED, member, visit, at_ms)
        case _:
            pass
