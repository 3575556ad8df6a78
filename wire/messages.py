"""Every message that crosses MQTT, version 1. Nothing here names a person: opaque tokens, RSSI, counts, times.

Times: `*_at_ms` is Unix time in milliseconds by the edge's wall clock; `*_mono_ms` is milliseconds of the edge's
monotonic clock, meaningful only within one `boot_id`.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from wire.ids import IdText
from wire.topics import Channel

TokenHex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
BootIdText = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
UuidText = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
SeqNumber = Annotated[int, Field(ge=1, le=2**53)]
Milliseconds = Annotated[int, Field(ge=0, le=2**53)]
# -127 means "missing" to BlueZ and 20 dBm is the strongest a controller may report (Core spec, LE advertising report).
Rssi = Annotated[float, Field(ge=-126, le=20)]
LONGEST_GAP = 100_000
Count = Annotated[int, Field(ge=0, le=2**53)]


RadioCause = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,32}$")]


def _later_addition() -> Any:
    """A field that an older sender does not know: left out when unset, so that old messages are sent unchanged."""
    return Field(default=None, exclude_if=lambda value: value is None)


class WireModel(BaseModel):
    """Strict and closed: a field that is missing, misspelt or of another type is refused by name."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Heard(WireModel):
    """What one radio heard of one sender in one window: at least one packet."""

    seq: SeqNumber
    rssi_dbm: Rssi
    """Mean over the window's packets."""
    packets: Annotated[int, Field(ge=1, le=100_000)]
    heard_at_ms: Milliseconds
    """Wall clock at the last packet."""
    heard_mono_ms: Milliseconds
    """Monotonic clock at the last packet."""
    span_ms: Milliseconds
    """From the window's first packet to its last."""


class TokenSighting(Heard):
    """A member's phone was heard."""

    kind: Literal["token"] = "token"
    token: TokenHex
    epoch: Annotated[int, Field(ge=0, le=255)] | None
    """The key epoch (day mod 256) that Android sends beside the token; iOS has no room for it."""


class BeaconSighting(Heard):
    """One of the store's own fixed beacons was heard: proof that this radio is not deaf."""

    kind: Literal["beacon"] = "beacon"
    uuid: UuidText
    major: Annotated[int, Field(ge=0, le=0xFFFF)]
    minor: Annotated[int, Field(ge=0, le=0xFFFF)]


class Gap(WireModel):
    """Events `seq` to `through_seq` will never come; without this record the contiguous number would stall.

    At most `LONGEST_GAP` events: a hub keeps what came ahead of its mark one by one.
    """

    kind: Literal["gap"] = "gap"
    seq: SeqNumber
    through_seq: SeqNumber
    reason: Literal["outbox_full", "rejected"]

    @model_validator(mode="after")
    def _is_a_range(self) -> "Gap":
        if not self.seq <= self.through_seq < self.seq + LONGEST_GAP:
            raise ValueError("through_seq must lie at or after seq, and within the longest gap")
        return self


Event = Annotated[TokenSighting | BeaconSighting | Gap, Field(discriminator="kind")]


class Message(WireModel):
    """The versioned envelope that every message shares."""

    channel: ClassVar[Channel]
    version: Literal[1] = 1
    store: IdText
    edge: IdText


class SightingBatch(Message):
    """What an edge heard. The edge keeps each event until an `Ack` covers its seq; resending is always safe."""

    channel: ClassVar[Channel] = Channel.SIGHTINGS
    type: Literal["sightings"] = "sightings"
    boot_id: BootIdText
    oldest_seq: SeqNumber
    """The lowest seq of this boot that the edge still holds: everything below it is settled."""
    sent_at_ms: Milliseconds
    sent_mono_ms: Milliseconds | None
    """None when the batch was heard in an earlier boot, whose monotonic clock is gone."""
    clock_trusted: bool
    """False while the edge's wall clock has not been seen to be sane."""
    events: Annotated[list[Event], Field(min_length=1, max_length=200)]


class HealthReport(WireModel):
    """How an edge is, since its start. Counts only; a stranger is one more in `forgotten` and nothing else."""

    uptime_ms: Milliseconds
    heard: Count
    kept_tokens: Count
    kept_beacons: Count
    forgotten: Count
    queue_dropped: Count
    outbox_events: Count
    outbox_bytes: Count
    outbox_dropped: Count
    quiet_ms: Milliseconds
    """Since the last advertisement of any kind: long quiet means a deaf radio."""
    software: Annotated[str, StringConstraints(max_length=64)]
    deaf_ms: Milliseconds | None = _later_addition()
    """In which its radios did not hear, by its real clock; two radios that are deaf at once count twice."""
    radio_restarts: Annotated[dict[RadioCause, Count], Field(max_length=32)] | None = _later_addition()
    """How often a radio was lost, by the first reason of each time."""


class EdgeHealth(Message):
    """The heartbeat, and with `state` offline and no report the last will."""

    channel: ClassVar[Channel] = Channel.HEALTH
    type: Literal["health"] = "health"
    boot_id: BootIdText
    state: Literal["online", "offline"]
    sent_at_ms: Milliseconds
    report: HealthReport | None


class Ack(Message):
    """Every event of `boot_id` up to `contiguous_seq` is committed at the hub."""

    channel: ClassVar[Channel] = Channel.ACK
    type: Literal["ack"] = "ack"
    boot_id: BootIdText
    contiguous_seq: Annotated[int, Field(ge=0, le=2**53)]


class EdgeOrders(Message):
    """What the hub wants of an edge: applied live, kept for the next start."""

    channel: ClassVar[Channel] = Channel.ORDERS
    type: Literal["orders"] = "orders"
    marker: Annotated[int, Field(ge=0, le=0xFFFF)]
    """The 16-bit UUID that says "a token follows"."""
    beacon_uuids: Annotated[list[UuidText], Field(max_length=16)]
    """iBeacon proximity UUIDs of the store's own beacons; every other beacon is a stranger."""
    window_ms: Annotated[int, Field(ge=200, le=10_000)] = 1000
    beacon_window_ms: Annotated[int, Field(ge=1000, le=300_000)] = 10_000
    heartbeat_ms: Annotated[int, Field(ge=1000, le=300_000)] = 10_000


MESSAGES: tuple[type[Message], ...] = (SightingBatch, EdgeHealth, Ack, EdgeOrders)
