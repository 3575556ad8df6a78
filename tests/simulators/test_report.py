import base64
from collections import Counter
from dataclasses import replace

import pytest

from simulators.leaks import leaked_bytes, needles
from simulators.report import Figures, as_json, broken_promises, foreign_words, percentile, table

GOOD = Figures(11, 11, 30, 0, 0, 11, 9, 1000, 1000, 0, 0, (100.0, 200.0, 300.0), 50.0)
ADDRESS = bytes.fromhex("4f13a5c0ffee")
PAYLOAD = bytes.fromhex("0201061bff06000109200a") + bytes(range(0x80, 0x97))


def test_a_run_that_kept_everything_has_nothing_to_name() -> None:
    assert broken_promises(GOOD) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"members_entered": 0, "members_recognised": 0}, "no member entered"),
        ({"members_recognised": 10}, "10 of 11 members"),
        ({"strangers_on_air": 0}, "no stranger"),
        ({"strangers_recognised": 1}, "1 visits belong to no member"),
        ({"stranger_bytes_on_mqtt": 6}, "6 bytes of strangers"),
        ({"cards_shown": 0}, "no card"),
        ({"app_messages_delivered": 0}, "no app message"),
        ({"sightings_published": 0}, "no sighting"),
        ({"sightings_lost": 2}, "2 sightings were lost"),
        ({"sightings_given_up": 4}, "4 sightings were given up"),
        ({"sightings_applied_twice": 3}, "3 sightings were applied twice"),
        ({"card_latencies_ms": (100.0, 1501.0)}, "1501 ms, not 1500 ms"),
        ({"card_latencies_ms": ()}, "not measured"),
        ({"withdrawal_to_card_gone_ms": 1001.0}, "1001 ms, not 1000 ms"),
        ({"withdrawal_to_card_gone_ms": None}, "not measured"),
        ({"flaws": ("the observer slept",)}, "the observer slept"),
    ],
)
def test_each_broken_promise_is_named(change, word) -> None:
    assert any(word in sentence for sentence in broken_promises(replace(GOOD, **change)))


def test_the_report_has_the_promised_keys() -> None:
    report = as_json(GOOD, {"seed": 7})
    assert report["latency_ms"] == {"first_advertisement_to_card": {"p50": 200.0, "p95": 300.0, "p99": 300.0}}
    assert set(report) == {
        "members_entered", "members_recognised", "strangers_on_air", "strangers_recognised", "stranger_bytes_on_mqtt",
        "cards_shown", "app_messages_delivered", "sightings_published", "sightings_applied", "sightings_lost",
        "sightings_given_up", "sightings_applied_twice", "latency_ms", "withdrawal_to_card_gone_ms", "run",
    }  # fmt: skip


def test_the_table_says_what_was_not_measured() -> None:
    assert "not measured" not in table(GOOD)
    assert "not measured" in table(replace(GOOD, card_latencies_ms=()))


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100)])
def test_percentiles_are_by_nearest_rank(share: float, value: int) -> None:
    assert percentile(list(range(1, 101)), share) == value


@pytest.mark.parametrize(
    "written",
    [
        ADDRESS,
        ADDRESS[::-1],
        b"4f13a5c0ffee",
        b"4F:13:A5:C0:FF:EE",
        b"ee-ff-c0-a5-13-4f",
        base64.b64encode(ADDRESS),
        base64.b64encode(b"x" + ADDRESS + b"y"),
        PAYLOAD,
        PAYLOAD[9:].hex().encode(),
        base64.b64encode(PAYLOAD),
        base64.b64encode(b"ab" + PAYLOAD),
    ],
)
def test_a_trace_of_a_stranger_is_found_in_every_spelling(written: bytes) -> None:
    traces = needles([ADDRESS], [PAYLOAD])
    assert leaked_bytes([b"{}", b'{"x":"' + written + b'"}'], traces) > 0


def test_what_is_not_a_strangers_is_not_found() -> None:
    traces = needles([ADDRESS], [PAYLOAD])
    assert leaked_bytes([b'{"token":"' + bytes(range(16)).hex().encode() + b'"}', b"4f13a5c0ffe"], traces) == 0
    assert leaked_bytes([PAYLOAD[:11]], traces) == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Road tyre 28 mm is due", []),
        ("Velocity, electricity and kidskin", []),
        ("Trail helmet on offer", ["trail", "Trail helmet"]),
        ("New in MOUNTAIN cycling", ["mountain"]),
    ],
)
def test_words_of_another_discipline_are_found(text: str, words: list[str]) -> None:
    assert Counter(foreign_words(text, "road")) == Counter(words)
