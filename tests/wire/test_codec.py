import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.codec import MAX_PAYLOAD_BYTES, decode, decode_batch, encode
from wire.errors import PayloadTooLarge, Rejected, RejectReason
from wire.messages import EdgeConfig, EdgeHealth
from wire.topics import MessageKind, Topic, parse_topic

SIGHTINGS = Topic("demo", "edge-3", MessageKind.SIGHTINGS)


def batch(**changes: Any) -> dict[str, Any]:
    text = (Path(__file__).parent / "golden" / "v1" / "sightings.json").read_text()
    return json.loads(text) | changes


def refusal(raw: Any, topic: Topic = SIGHTINGS) -> Rejected:
    payload = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
    with pytest.raises(Rejected) as caught:
        decode_batch(topic, payload)
    return caught.value


def test_bytes_that_are_not_json_are_refused() -> None:
    assert refusal(b"\xff\x00").reason is RejectReason.NOT_JSON
    assert refusal(b"[1]").reason is RejectReason.NOT_JSON


def test_an_unknown_version_is_refused_by_name() -> None:
    assert refusal(batch(version=2)).reason is RejectReason.UNKNOWN_VERSION
    assert refusal(batch(version=True)).reason is RejectReason.UNKNOWN_VERSION


def test_a_message_that_names_another_store_or_edge_than_its_topic_is_refused() -> None:
    assert refusal(batch(store="other")).reason is RejectReason.WRONG_STORE
    assert refusal(batch(edge="edge-4")).reason is RejectReason.WRONG_EDGE


def test_a_missing_or_unknown_field_is_named() -> None:
    broken = batch()
    del broken["boot_id"]
    assert refusal(broken).field == "boot_id"
    assert refusal(batch(extra=1)).field == "extra"


def test_one_bad_event_does_not_hold_up_the_good_ones() -> None:
    raw = batch()
    raw["events"][1]["rssi_dbm"] = 127
    opened = decode_batch(SIGHTINGS, json.dumps(raw).encode())
    assert [event.seq for event in opened.batch.events] == [17, 19, 20]
    assert [(rejected.seq, rejected.field) for rejected in opened.rejected] == [(18, "events.1.token.rssi_dbm")]


def test_a_batch_of_bad_events_alone_can_still_be_acknowledged() -> None:
    raw = batch(events=[{"kind": "token", "seq": 17}])
    opened = decode_batch(SIGHTINGS, json.dumps(raw).encode())
    assert opened.batch is None
    assert [rejected.seq for rejected in opened.rejected] == [17]
    assert opened.boot_id == raw["boot_id"]


def test_an_event_without_a_readable_seq_refuses_the_batch() -> None:
    assert refusal(batch(events=[{"kind": "token", "seq": "17"}])).field == "events.0.seq"
    assert refusal(batch(events=[])).field == "events"


@pytest.mark.parametrize("seq_to", [(5, 4), (1, 2**53)])
def test_a_gap_is_a_range_of_bounded_length(seq_to: tuple[int, int]) -> None:
    gap = {"kind": "gap", "seq": seq_to[0], "through_seq": seq_to[1], "reason": "rejected"}
    opened = decode_batch(SIGHTINGS, json.dumps(batch(events=[gap])).encode())
    assert [rejected.seq for rejected in opened.rejected] == [seq_to[0]]


def test_a_boolean_is_not_a_number() -> None:
    raw = batch()
    raw["events"][0]["packets"] = True
    opened = decode_batch(SIGHTINGS, json.dumps(raw).encode())
    assert [rejected.seq for rejected in opened.rejected] == [17]


def test_a_payload_over_the_brokers_limit_is_caught_before_it_is_sent() -> None:
    orders = EdgeConfig(store="demo", edge="edge-3", marker=1, beacon_uuids=[])
    assert len(encode(orders)) < MAX_PAYLOAD_BYTES
    uuid = "3d7a1c52-64f0-4b8e-9c1d-5f0a7be2d914"
    with pytest.raises(PayloadTooLarge):
        encode(orders.model_copy(update={"beacon_uuids": [uuid] * 300}))
    assert refusal(b" " * (MAX_PAYLOAD_BYTES + 1)).reason is RejectReason.TOO_LARGE


@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused(payload: bytes) -> None:
    with pytest.raises(Rejected):
        decode_batch(SIGHTINGS, payload)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON_VALUES)
def test_anything_else_in_the_place_of_an_event_is_refused_by_its_place(event: Any) -> None:
    assert refusal(batch(events=[event])).field == "events.0.seq"


def test_health_is_refused_field_by_field() -> None:
    text = (Path(__file__).parent / "golden" / "v1" / "health.json").read_text()
    raw = json.loads(text)
    raw["report"]["heard"] = -1
    topic = Topic("demo", "edge-3", MessageKind.HEALTH)
    with pytest.raises(Rejected) as caught:
        decode(topic, json.dumps(raw).encode(), EdgeHealth)
    assert caught.value.field == "report.heard"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "goddag",
        "other/demo/edge/edge-1/sightings",
        "goddag/demo/edge/edge-1/ack",
        "goddag/demo/edge/Edge_1/health",
        "goddag/demo/edge/edge-1/sightings/x",
        "goddag/de mo/edge/edge-1/health",
        "goddag/demo/edge/edge-1/unknown",
    ],
)
def test_a_foreign_topic_is_refused(text: str) -> None:
    with pytest.raises(Rejected) as caught:
        parse_topic(text)
    assert caught.value.reason is RejectReason.FOREIGN_TOPIC


@pytest.mark.parametrize("channel", list(MessageKind))
def test_a_topic_reads_back_as_it_was_made(channel: MessageKind) -> None:
    topic = Topic("demo", "edge-3", channel)
    assert parse_topic(str(topic)) == topic
