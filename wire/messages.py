"""Every message that crosses MQTT, version 1. Nothing here names a person: opaque tokens, RSSI, counts, times.

Times: `*_at_ms` is Unix time in milliseconds by the edge's wall clock; `*_mono_ms` is milliseconds of the edge's
monotonic clock, meaningful only within one `boot_id`.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from wire.ids import IdText
from wire.topics import MessageKind

TokenHex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
BootIdText = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
UuidText = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
NamespaceHex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{20}$")]
SeqNumber = Annotated[int, Field(ge=1, le=2**53)]
Milliseconds = Annotated[int, Field(ge=0, le=2**53)]
# -127 means "missing" to BlueZ and 20 dBm is the strongest a controller may report (Core spec, LE advertising report).
Rssi = Annotated[float, Field(ge=-126, le=20)]
LONGEST_GAP = 100_000
Count = Annotated[int, Field(ge=0, le=2**53)]
MinuteOfDay = Annotated[int, Field(ge=0, le=1439)]


def _unset(value: object) -> bool:
    return value is None or value == []


def added(default: Any = None, **limits: Any) -> Any:
    """A field that came after the first release: left out when it is not set, so that older readers understand."""
    return Field(default=default, exclude_if=_unset, **limits)


RadioName = Annotated[str, StringConstraints(max_length=64)]
RadioCause = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,32}$")]


class WireModel(BaseModel):
    """Strict and closed: a field that is missing, misspelt or of another type is refused by name."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class SightingBase(WireModel):
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


class TokenSighting(SightingBase):
    """A member's phone was heard."""

    kind: Literal["token"] = "token"
    token: TokenHex
    epoch: Annotated[int, Field(ge=0, le=255)] | None
    """The key epoch (day mod 256) that Android sends beside the token; iOS has no room for it."""


class BeaconSighting(SightingBase):
    """One of the store's own fixed beacons was heard: proof that this radio is not deaf.

    An AltBeacon's 20 bytes are read as UUID, major, minor; an Eddystone-UID is its 16 bytes as UUID, and 0, 0.
    """

    kind: Literal["beacon"] = "beacon"
    uuid: UuidText
    major: Annotated[int, Field(ge=0, le=0xFFFF)]
    minor: Annotated[int, Field(ge=0, le=0xFFFF)]


class Gap(WireModel):
    """Events `seq` to `through_seq` will never come; without this record the contiguous number would stall.

    At most `LONGEST_GAP` events: hubs of the first releases keep what came ahead of their mark one by one.
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

    channel: ClassVar[MessageKind]
    version: Literal[1] = 1
    store: IdText
    edge: IdText


class SightingBatch(Message):
    """What an edge heard. The edge keeps each event until an `Ack` covers its seq; resending is always safe."""

    channel: ClassVar[MessageKind] = MessageKind.SIGHTINGS
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


class Forgotten(WireModel):
    """Why advertisements were forgotten, since the start; the sum is the report's `forgotten`."""

    stranger: Count
    no_strength: Count
    """The controller gave no valid RSSI: it says nothing of where."""
    weak: Count
    """A token below the ordered strength."""
    quiet_hours: Count
    """Anything during the ordered quiet hours."""
    malformed: Count | None = added()
    """AD structures that overrun or end early, or a property of BlueZ that is missing or of another type."""
    unknown_format: Count | None = added()
    """Our marker without a token beside it, or an Eddystone frame of an unknown type, version or length."""
    flood: Count | None = added()
    """A token never heard before, when the allowance for new ones was spent: a crowd, or forged tokens."""


class RadioHealth(WireModel):
    """One of several radios of an edge, since its start."""

    hears: bool
    """False while it is known to be deaf."""
    deaf_ms: Milliseconds
    restarts: Count
    """How often it was lost."""


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
    deaf_ms: Milliseconds | None = added()
    """In which its radios did not hear, by its real clock; two radios that are deaf at once count twice."""
    radio_restarts: Annotated[dict[RadioCause, Count], Field(max_length=32)] | None = added()
    """How often a radio was lost, by the first reason of each time."""
    radios: Annotated[dict[RadioName, RadioHealth], Field(max_length=8)] | None = added()
    """Each radio by its name, where there are several."""
    forgotten_by: Forgotten | None = added()
    queue: Count | None = added()
    """Advertisements that wait to be decoded."""
    senders_evicted: Count | None = added()
    """Senders that had to make room because there were too many at once: a crowd, or forged tokens."""
    messages_refused: Count | None = added()
    """Messages from the hub's side that could not be understood."""
    orders_refused: Annotated[str, StringConstraints(max_length=120)] | None = added()
    """Why the newest orders were not taken, as reason and field; None when the newest were."""
    outbox_dropped_tokens: Count | None = added()
    outbox_dropped_beacons: Count | None = added()
    outbox_writable: bool | None = added()
    """False while the disk takes nothing: what is heard goes out from memory."""
    disk_free_bytes: Count | None = added()
    """Of the disk that holds the outbox."""
    temperature_c: Annotated[float, Field(ge=-60, le=200)] | None = added()
    """Of the processor."""
    clock: Literal["trusted", "unset", "jumped"] | None = added()
    """Unset: behind a time that has certainly passed. Jumped: it has been changed, and nobody vouches for it yet."""
    gateway_refused: Annotated[dict[RadioCause, Count], Field(max_length=32)] | None = added()
    """A bridge's alone: messages of its gateway that are no advertisement, by reason."""


class EdgeHealth(Message):
    """The heartbeat, and with `state` offline and no report the last will."""

    channel: ClassVar[MessageKind] = MessageKind.HEALTH
    type: Literal["health"] = "health"
    boot_id: BootIdText
    state: Literal["online", "offline"]
    sent_at_ms: Milliseconds
    report: HealthReport | None


class Ack(Message):
    """Every event of `boot_id` up to `contiguous_seq` is committed at the hub."""

    channel: ClassVar[MessageKind] = MessageKind.ACK
    type: Literal["ack"] = "ack"
    boot_id: BootIdText
    contiguous_seq: Annotated[int, Field(ge=0, le=2**53)]


class QuietHours(WireModel):
    """Minutes of the store's day, from midnight by the store's own wall: `start` belongs to them, `end` does not.

    They pass midnight when `end_minute` is the smaller.
    """

    start_minute: MinuteOfDay
    end_minute: MinuteOfDay

    @model_validator(mode="after")
    def _is_a_part_of_the_day(self) -> "QuietHours":
        if self.start_minute == self.end_minute:
            raise ValueError("start_minute and end_minute must differ")
        return self


class EdgeConfig(Message):
    """What the hub wants of an edge: applied live, kept for the next start."""

    channel: ClassVar[MessageKind] = MessageKind.ORDERS
    type: Literal["orders"] = "orders"
    marker: Annotated[int, Field(ge=0, le=0xFFFF)]
    """The 16-bit UUID that says "a token follows"."""
    beacon_uuids: Annotated[list[UuidText], Field(max_length=16)]
    """UUIDs of the store's own iBeacons and AltBeacons; every other beacon is a stranger."""
    window_ms: Annotated[int, Field(ge=200, le=10_000)] = 1000
    beacon_window_ms: Annotated[int, Field(ge=1000, le=300_000)] = 10_000
    heartbeat_ms: Annotated[int, Field(ge=1000, le=300_000)] = 10_000
    beacon_namespaces: Annotated[list[NamespaceHex], Field(max_length=16)] = added([])
    """Eddystone-UID namespaces of the store's own beacons, 10 bytes each."""
    min_rssi_dbm: Rssi | None = added()
    """Weaker packets of tokens are forgotten: whoever walks past outside. Beacons are heard at any strength."""
    quiet_hours: Annotated[list[QuietHours], Field(max_length=8)] = added([])
    """When the edge forgets everything it hears. Not kept while its clock is not trusted."""
    utc_offset_minutes: Annotated[int, Field(ge=-840, le=840)] | None = added()
    """From UTC to the store's wall, now; the hub orders anew when it changes. None is UTC."""
    new_tokens_per_minute: Annotated[int, Field(ge=2, le=1_000_000)] | None = added()
    """How many tokens never heard before are believed per minute; None is the edge's own setting."""


MESSAGES: tuple[type[Message], ...] = (SightingBatch, EdgeHealth, Ack, EdgeConfig)
