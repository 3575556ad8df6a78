"""What goes into a request, for any sizes and any order."""

from hypothesis import given
from hypothesis import strategies as st

from hub.knowledge.exports.batches import SizedEvent, first_half, next_batch, sized
from hub.knowledge.exports.tracking import TrackingSink

SIZES = st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 400)), max_size=60)


@given(SIZES, st.integers(1, 12), st.integers(1, 1000))
def test_every_event_goes_once_in_order_and_within_the_limits(sizes, most_events, most_bytes) -> None:
    waiting = [SizedEvent(row, batch_key, {}, size) for row, (batch_key, size) in enumerate(sizes)]
    sent: list[SizedEvent] = []
    while waiting:
        batch = next_batch(waiting, most_events, most_bytes)
        assert batch[0] == waiting[0], "the oldest goes first"
        assert len(batch) <= most_events
        assert len({each.batch_key for each in batch}) == 1
        assert len(batch) == 1 or sum(each.bytes + 1 for each in batch) <= most_bytes
        assert [each.row for each in batch] == sorted(each.row for each in batch)
        waiting = [each for each in waiting if each not in batch]
        sent += batch
    assert sorted(each.row for each in sent) == list(range(len(sizes)))
    for batch_key in "abc":
        rows = [each.row for each in sent if each.batch_key == batch_key]
        assert rows == sorted(rows), "within a batch key nobody overtakes"
    assert next_batch([], most_events, most_bytes) == []


@given(st.lists(st.text(max_size=300), min_size=1, max_size=40), st.integers(500, 4000))
def test_the_weight_of_a_batch_is_what_is_on_the_wire(texts, most_bytes) -> None:
    sink = TrackingSink("segment", "http://127.0.0.1:9", "key")
    frame = len(sink.request([], 0).body)
    waiting = [sized(row, "", {"text": text}) for row, text in enumerate(texts)]
    batch = next_batch(waiting, 100, most_bytes - frame)
    body = sink.request([each.payload for each in batch], 0).body
    # One comma less than counted.
    assert len(body) == frame + sum(each.bytes + 1 for each in batch) - 1
    assert len(body) <= most_bytes or len(batch) == 1


@given(st.integers(2, 500), st.data())
def test_one_bad_event_is_alone_after_a_few_halves(events, data) -> None:
    bad = data.draw(st.integers(0, events - 1))
    first, suspects, requests = 0, events, 0
    while suspects > 1:
        size, requests = first_half(suspects), requests + 1
        if bad < first + size:
            suspects = size
        else:
            first, suspects = first + size, suspects - size
    assert first == bad
    assert requests <= (events - 1).bit_length()
