"""From rows of the outbox to one message under the broker's limit."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from edge.clock_trust import ClockTrust
from edge.outbox_store import Row
from wire.clock import Clock, to_ms
from wire.codec import MAX_PAYLOAD_BYTES, encode
from wire.ids import BootId, EdgeId, StoreId
from wire.messages import Event, SightingBatch

# The envelope with the longest ids and numbers takes 330 bytes.
BODY_BYTES = MAX_PAYLOAD_BYTES - 400
MOST_EVENTS = 200

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that is no event of this version: nobody will ever take it."""

    seq: int
    through_seq: int


@dataclass(frozen=True, slots=True)
class Sender:
    """Who speaks: the edge, and the boot that is running now."""

    store: StoreId
    edge: EdgeId
    boot_id: BootId
    clock: Clock
    trust: ClockTrust


def make_batch(sender: Sender, boot_id: BootId, oldest_seq: int, rows: Sequence[Row]) -> bytes | Unreadable:
    """The rows as the payload of one message. Raises `PayloadTooLarge` when they take more than `BODY_BYTES`."""
    events: list[Event] = []
    for row in rows:
        try:
            events.append(_EVENT.validate_json(row.body))
        except ValidationError:
            return Unreadable(row.seq, row.through_seq)
    return encode(
        SightingBatch(
            store=sender.store,
            edge=sender.edge,
            boot_id=boot_id,
            oldest_seq=oldest_seq,
            sent_at_ms=max(0, to_ms(sender.clock.wall())),
            # An earlier boot's monotonic clock is gone, so nothing can be compared with it.
            sent_mono_ms=to_ms(sender.clock.mono()) if boot_id == sender.boot_id else None,
            clock_trusted=sender.trust.trusted,
            events=events,
        )
    )
