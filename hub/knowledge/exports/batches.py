"""Which of the oldest events go into the next request. Pure."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SizedEvent:
    """One event in its sink's shape."""

    row: int
    batch_key: str
    payload: dict[str, Any]
    bytes: int


def encoded(value: object) -> bytes:
    """JSON as it is sent: UTF-8, without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def sized(row: int, batch_key: str, payload: dict[str, Any]) -> SizedEvent:
    """An event with its weight on the wire."""
    return SizedEvent(row, batch_key, payload, len(encoded(payload)))


def next_batch(waiting: Iterable[SizedEvent], most_events: int, most_bytes: int) -> list[SizedEvent]:
    """The oldest event and as many of its batch key after it as fit, in their order; empty only when nothing waits.

    `most_bytes`: what is left for events and the commas between them. The oldest goes even when it alone is heavier.
    """
    batch: list[SizedEvent] = []
    total = 0
    for event in waiting:
        if batch and event.batch_key != batch[0].batch_key:
            continue
        total += event.bytes + 1
        if batch and (len(batch) >= most_events or total > most_bytes):
            break
        batch.append(event)
    return batch


def first_half(events: int) -> int:
    """Half of a refused batch, the oldest first; repeated halving isolates the bad event in log2(n) requests."""
    return (events + 1) // 2
