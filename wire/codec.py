"""From a message to bytes and back. What does not fit is refused with a reason that names the topic and the field."""

from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from wire.errors import PayloadTooLarge, Rejected, RejectReason
from wire.ids import Seq
from wire.messages import Ack, EdgeConfig, EdgeHealth, Event, Message, SightingBatch
from wire.topics import MessageKind, Topic

# The embedded broker's max_payload. A larger packet drops the connection and paho resends it for ever,
# so nothing behind it moves: the limit is checked before publishing.
MAX_PAYLOAD_BYTES = 8000

M = TypeVar("M", bound=Message)

_BY_CHANNEL: dict[MessageKind, type[Message]] = {m.channel: m for m in (SightingBatch, EdgeHealth, Ack, EdgeConfig)}
_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


@dataclass(frozen=True, slots=True)
class RejectedEvent:
    """One event of an otherwise good batch whose body is wrong: it is set aside, and acknowledged."""

    seq: Seq
    field: str


@dataclass(frozen=True, slots=True)
class OpenedBatch:
    """A batch with its good events, and beside it those that were refused one by one."""

    batch: SightingBatch | None
    """None when no event was good; then `boot_id` and `oldest_seq` still say what the refused ones belong to."""
    boot_id: str
    oldest_seq: int
    rejected: tuple[RejectedEvent, ...]


def encode(message: Message) -> bytes:
    """JSON, UTF-8. Raises `PayloadTooLarge` above `MAX_PAYLOAD_BYTES`."""
    payload = message.model_dump_json().encode()
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise PayloadTooLarge(f"{type(message).__name__} has {len(payload)} bytes, {MAX_PAYLOAD_BYTES} are allowed")
    return payload


def decode(topic: Topic, payload: bytes, expected: type[M]) -> M:
    """The message on `topic`. Raises `Rejected`, also when the envelope names another store or edge than the topic."""
    raw = _envelope(topic, payload)
    try:
        return expected.model_validate(raw)
    except ValidationError as error:
        raise Rejected(RejectReason.INVALID_FIELD, str(topic), _where(error)) from None


def decode_batch(topic: Topic, payload: bytes) -> OpenedBatch:
    """A sighting batch, event by event: one bad event must not hold up the good ones beside it.

    Raises `Rejected` when the envelope, or the seq of any event, cannot be read: then nothing can be acknowledged.
    """
    raw = _envelope(topic, payload)
    listed: Any = raw.get("events")
    if not isinstance(listed, list) or not listed:
        raise Rejected(RejectReason.INVALID_FIELD, str(topic), "events")
    good: list[Any] = []
    rejected: list[RejectedEvent] = []
    for index, event in enumerate(listed):  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        try:
            good.append(_EVENT.validate_python(event))
        except ValidationError as error:
            seq = _seq_of(event)
            if type(seq) is not int or not 1 <= seq <= 2**53:
                raise Rejected(RejectReason.INVALID_FIELD, str(topic), f"events.{index}.seq") from None
            rejected.append(RejectedEvent(Seq(seq), f"events.{index}.{_where(error)}"))
    try:
        # With every event refused, a placeholder lets the rest of the envelope still be checked.
        checked = SightingBatch.model_validate(raw | {"events": good or [_PLACEHOLDER]})
    except ValidationError as error:
        raise Rejected(RejectReason.INVALID_FIELD, str(topic), _where(error)) from None
    return OpenedBatch(checked if good else None, checked.boot_id, checked.oldest_seq, tuple(rejected))


_PLACEHOLDER = {"kind": "gap", "seq": 1, "through_seq": 1, "reason": "rejected"}


def _envelope(topic: Topic, payload: bytes) -> dict[str, Any]:
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise Rejected(RejectReason.TOO_LARGE, str(topic))
    try:
        raw: Any = from_json(payload)
    except ValueError:
        raise Rejected(RejectReason.NOT_JSON, str(topic)) from None
    if not isinstance(raw, dict):
        raise Rejected(RejectReason.NOT_JSON, str(topic), "not an object")
    expected = _BY_CHANNEL[topic.channel].model_fields["type"].default
    envelope: dict[str, Any] = raw  # pyright: ignore[reportUnknownVariableType]
    if envelope.get("type") != expected:
        raise Rejected(RejectReason.UNKNOWN_TYPE, str(topic), "type")
    if envelope.get("version") != 1 or envelope.get("version") is True:
        raise Rejected(RejectReason.UNKNOWN_VERSION, str(topic), "version")
    if envelope.get("store") != topic.store:
        raise Rejected(RejectReason.WRONG_STORE, str(topic), "store")
    if envelope.get("edge") != topic.edge:
        raise Rejected(RejectReason.WRONG_EDGE, str(topic), "edge")
    return envelope


def _seq_of(event: Any) -> Any:
    return event.get("seq") if isinstance(event, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


def _where(error: ValidationError) -> str:
    """The first field that was wrong, as a path; never its value, which could be anything."""
    return ".".join(str(part) for part in error.errors(include_input=False, include_url=False)[0]["loc"])
