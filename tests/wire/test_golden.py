"""Messages that were once sent must be understood for ever: these files are only ever added to."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from wire.codec import decode, decode_batch, encode
from wire.messages import MESSAGES
from wire.topics import Topic

GOLDEN = sorted((Path(__file__).parent / "golden").rglob("*.json"))
SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "wire"
BY_TYPE = {m.model_fields["type"].default: m for m in MESSAGES}


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_message_of_the_past_is_understood_and_sent_the_same_way(path: Path) -> None:
    raw = json.loads(path.read_text())
    message = BY_TYPE[raw["type"]]
    topic = Topic(raw["store"], raw["edge"], message.channel)
    decoded = decode(topic, path.read_bytes(), message)
    assert json.loads(encode(decoded)) == raw


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_committed_schema_accepts_it(path: Path) -> None:
    raw = json.loads(path.read_text())
    schema = json.loads((SCHEMAS / f"{BY_TYPE[raw['type']].channel.value}.schema.json").read_text())
    Draft202012Validator(schema).validate(raw)


def test_every_kind_of_message_has_a_golden_one() -> None:
    assert {json.loads(path.read_text())["type"] for path in GOLDEN} == set(BY_TYPE)


def test_a_batch_opens_event_by_event() -> None:
    path = next(path for path in GOLDEN if path.stem == "sightings")
    raw = json.loads(path.read_text())
    topic = Topic(raw["store"], raw["edge"], BY_TYPE["sightings"].channel)
    opened = decode_batch(topic, path.read_bytes())
    assert opened.batch is not None
    assert [event.seq for event in opened.batch.events] == [17, 18, 19, 20]
    assert opened.rejected == ()
