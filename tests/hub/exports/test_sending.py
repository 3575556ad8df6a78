"""From the outbox to platforms that are well, slow, gone, full, locked or lying."""

import asyncio
import json
from email.utils import formatdate

import pytest

from hub.ground.journal import OutcomeRecorded
from hub.ground.words.words import in_english
from hub.knowledge.exports.answers import LONGEST_WAIT_SECONDS, Reply
from hub.knowledge.exports.drain import MISCONFIGURED_PAUSE_SECONDS, Drain, SinkState
from hub.knowledge.exports.ga4 import Ga4Sink
from hub.knowledge.exports.odp import OdpSink
from hub.knowledge.exports.outbox import Count
from hub.knowledge.exports.post import Post
from hub.knowledge.exports.tracking import TrackingSink
from hub.trust.consents.purposes import Purpose
from simulators import ga4, odp, tracking

PLACES = {
    "segment": (
        lambda: tracking.create_app("segment"),
        lambda url: TrackingSink("segment", url, tracking.WRITE_KEY),
    ),
    "rudderstack": (
        lambda: tracking.create_app("rudderstack"),
        lambda url: TrackingSink("rudderstack", url, tracking.WRITE_KEY),
    ),
    "jitsu": (lambda: tracking.create_app("jitsu"), lambda url: TrackingSink("jitsu", url, tracking.WRITE_KEY)),
    "odp": (lambda: odp.create_app(7), lambda url: OdpSink(url, odp.PUBLIC_KEY, "fs_user_id")),
    "ga4": (ga4.create_app, lambda url: Ga4Sink(url, ga4.MEASUREMENT_ID, ga4.API_SECRET)),
}


@pytest.fixture(params=list(PLACES))
async def place(request, serve):
    """A platform that runs, and the sink that writes to it."""
    make_app, make_sink = PLACES[request.param]
    async with serve(make_app()) as url:
        yield url, make_sink(url)


def fill(shop, sink, visits: int = 1, ref: str = "u-1") -> None:
    feed = shop.feed(sink)
    member = shop.enrol(ref).member
    for number in range(visits):
        shop.visited(member, f"{ref}-v{number}")
    while feed.take():
        pass


async def received(http, url: str) -> list[dict]:
    return (await http.get(f"{url}/received")).json()["events"]


async def command(http, url: str, path: str, **what) -> None:
    assert (await http.post(f"{url}{path}", json=what)).status_code == 200


async def requests_at(http, url: str) -> int:
    return (await http.get(f"{url}/asked")).json()["requests"]


async def through_pauses(drain: Drain, clock, tries: int = 5) -> list[float]:
    """Send until all is sent, as `run` does; the pauses in between."""
    pauses: list[float] = []
    while pause := await drain.empty():
        pauses.append(pause.seconds)
        clock.now_ms += round(pause.seconds * 1000)
        assert len(pauses) < tries, drain.why
    return pauses


async def test_what_waits_arrives_once_and_the_outbox_is_empty(shop, place, door, http) -> None:
    url, sink = place
    fill(shop, sink)
    waiting = shop.outbox.waiting(sink.name)[0]
    drain = shop.drain(sink, door)
    assert await drain.empty() is None
    assert len(await received(http, url)) == waiting >= 2
    assert shop.outbox.waiting(sink.name) == (0, None)
    assert shop.outbox.counts(sink.name) == {Count.SENT: waiting}
    assert drain.state is SinkState.IDLE


# Each: what the platform does once, how often it is asked for all to arrive, and what is waited in between.
FAULTS = {
    "500": ({"kind": "500"}, [1.0]),
    "429 that names a time": ({"kind": "429", "retry_after_s": 30}, [30.0]),
    "429 that names none": ({"kind": "429"}, [1.0]),
    "401": ({"kind": "401"}, [MISCONFIGURED_PAUSE_SECONDS]),
    "404": ({"kind": "404"}, [MISCONFIGURED_PAUSE_SECONDS]),
    "redirect": ({"kind": "redirect"}, [MISCONFIGURED_PAUSE_SECONDS]),
    "too slow": ({"kind": "slow", "delay_ms": 900}, [1.0]),
    "garbage": ({"kind": "garbage"}, [1.0]),
    "huge": ({"kind": "huge"}, [1.0]),
    "took it and hung up": ({"kind": "drop"}, [1.0]),
}


async def test_nothing_is_lost_and_nothing_counts_twice_whatever_the_platform_does(shop, place, door, http) -> None:
    url, sink = place
    drain = shop.drain(sink, door)
    waiting = 0
    for number, (fault, (what, pauses)) in enumerate(FAULTS.items()):
        fill(shop, sink, ref=f"u-{number}")
        waiting += shop.outbox.waiting(sink.name)[0]
        await command(http, url, "/faults", **what, times=1)
        assert await through_pauses(drain, shop.clock) == pauses, fault
        told = await received(http, url)
        # GA4 knows no idempotence: what it took before it hung up is there twice, under one event_ref.
        names = {event["params"]["event_ref"] for event in told} if sink.name == "ga4" else told
        assert len(names) == waiting, fault
    assert shop.outbox.counts(sink.name) == {Count.SENT: waiting}
    assert shop.outbox.dead_letters(sink.name) == []


async def test_after_an_outage_the_oldest_goes_first(shop, segment, door, http) -> None:
    platform, sink, url = segment
    await command(http, url, "/faults", kind="500")
    drain = shop.drain(sink, door)
    fill(shop, sink, 60)
    assert await drain.empty() is not None
    assert drain.state is SinkState.WAITING
    assert in_english(drain.why) == "HTTP 500"
    fill(shop, sink, 20, "u-2")
    await command(http, url, "/faults", kind="none")
    assert await through_pauses(drain, shop.clock) == []
    times = [event["timestamp"] for each in platform.arrived for event in each.body["batch"]]
    assert len(times) == 80 * 4
    assert times == sorted(times)
    assert all(len(each.body["batch"]) <= sink.limits.events for each in platform.arrived)


async def test_pauses_grow_to_a_minute_and_an_answer_starts_them_anew(shop, segment, line) -> None:
    _, sink, _ = segment
    fill(shop, sink)
    posts = line([None] * 8)
    drain = shop.drain(sink, posts)
    assert await through_pauses(drain, shop.clock, tries=20) == [1, 2, 4, 8, 16, 32, 60, 60]
    fill(shop, sink, ref="u-2")
    posts.answers = [None]
    assert await through_pauses(drain, shop.clock) == [1]


async def test_a_retry_after_may_be_a_date_and_has_limits(shop, segment, line) -> None:
    _, sink, _ = segment
    fill(shop, sink)
    now = shop.clock.now_ms / 1000
    for header, seconds in [
        (_http_date(now + 40), 40.0),
        (_http_date(now - 40), 1.0),
        ("999999999", LONGEST_WAIT_SECONDS),
        ("soon", 1.0),
        ("-5", 1.0),
        ("", 1.0),
    ]:
        drain = shop.drain(sink, line([Reply(429, {"retry-after": header}, b"")]))
        pause = await drain.empty()
        assert pause is not None
        assert pause.seconds == pytest.approx(seconds, abs=1.0), header


async def test_an_answer_or_an_address_that_cannot_be_read_is_no_answer(shop, segment, line, outgoing) -> None:
    _, sink, _ = segment
    fill(shop, sink)
    for body in (b"[" * 15_000, b'{"success":' + b"9" * 9_000 + b"}", b"\xff\xfe", b'"OK"', b'{"success":false}'):
        drain = shop.drain(sink, line([Reply(200, {}, body)]))
        pause = await drain.empty()
        assert pause is not None, body[:20]
        assert drain.state is SinkState.WAITING
    nowhere = shop.drain(TrackingSink("segment", "http://[::1", tracking.WRITE_KEY), Post(outgoing))
    assert await nowhere.empty() is not None
    assert shop.outbox.waiting("segment")[0] == 4


async def test_a_fault_of_ours_stops_nothing_but_the_sending_and_is_seen(shop, segment, door) -> None:
    platform, sink, _ = segment
    fill(shop, sink)
    shop.db.run("UPDATE export_outbox SET kind = 'of_a_newer_hub' WHERE id = (SELECT min(id) FROM export_outbox)")
    drain = shop.drain(sink, door)
    running = asyncio.create_task(drain.run(asyncio.Event()))
    async with asyncio.timeout(60):
        while len(shop.clock.slept) < 2:  # noqa: ASYNC110 - the other task goes on meanwhile
            await asyncio.sleep(0)
    assert in_english(drain.why) == "a fault of this hub"
    shop.db.run("UPDATE export_outbox SET kind = 'visit_started' WHERE kind = 'of_a_newer_hub'")
    async with asyncio.timeout(60):
        while drain.state is not SinkState.IDLE:  # noqa: ASYNC110 - the other task goes on meanwhile
            await asyncio.sleep(0.01)
    assert len(platform.arrived[0].body["batch"]) == 4
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_wrong_key_pauses_says_so_and_tries_one_event_until_it_is_mended(shop, segment, door, http) -> None:
    platform, _, url = segment
    sink = TrackingSink("segment", url, "wrong")
    fill(shop, sink, 5)
    drain = shop.drain(sink, door)
    pause = await drain.empty()
    assert pause is not None
    assert pause.seconds == MISCONFIGURED_PAUSE_SECONDS
    assert (drain.state, in_english(drain.why)) == (SinkState.PAUSED, "HTTP 401")
    assert shop.outbox.waiting("segment")[0] == 20
    assert shop.outbox.dead_letters("segment") == []
    # Mended at the platform: one event asks, and then all go.
    sink._api = TrackingSink("segment", url, tracking.WRITE_KEY)._api
    assert await drain.empty() is None
    assert [len(each.body["batch"]) for each in platform.arrived] == [1, 19]


@pytest.mark.parametrize("name", ["segment", "rudderstack", "jitsu", "odp"])
async def test_a_bad_event_goes_to_the_dead_letters_and_holds_up_no_other(shop, serve, door, http, name) -> None:
    make_app, make_sink = PLACES[name]
    async with serve(make_app()) as url:
        sink = make_sink(url)
        feed = shop.feed(sink)
        member = shop.enrol().member
        for number in range(15):
            visit = shop.visited(member, f"v{number}")
            if number in {3, 11}:
                shop.happened(OutcomeRecorded(visit, "helped"))
        feed.take()
        feed.take()
        await command(http, url, "/refuse", event="help_ended" if name == "odp" else "Store Help Ended")
        drain = shop.drain(sink, door)
        assert await drain.empty() is None
        assert len(await received(http, url)) == 15 * 4
        assert [(each.kind, each.why) for each in shop.outbox.dead_letters(name)] == [("help_ended", "HTTP 400")] * 2
        assert shop.outbox.counts(name) == {Count.SENT: 60, Count.REFUSED: 2}
        # Two of 62 are found by halving, not one by one.
        assert await requests_at(http, url) < 25
        # The platform was mended: what was refused goes again, under its old name.
        await command(http, url, "/refuse", event=None)
        assert shop.outbox.try_again(name) == 2
        assert await drain.empty() is None
        assert len(await received(http, url)) == 62
        assert shop.outbox.dead_letters(name) == []


async def test_who_withdraws_while_a_batch_is_taken_apart_is_in_no_further_batch(shop, segment) -> None:
    _, sink, _ = segment
    feed = shop.feed(sink)
    leaver, other = shop.enrol(), shop.enrol("u-2")
    shop.visited(leaver.member)
    shop.visited(other.member, "v2")
    feed.take()
    posts = _Withdraws([Reply(400, {}, b"{}")], lambda: shop.withdraw(leaver, Purpose.JOIN_ONLINE_INSTORE))
    assert await shop.drain(sink, posts).empty() is None
    assert b'"u-1"' in posts.posted[0].body
    assert len(posts.posted) > 1
    assert not any(b'"u-1"' in each.body for each in posts.posted[1:])


async def test_every_category_stands_on_every_event(shop, place, door, http) -> None:
    url, sink = place
    fill(shop, sink)
    await shop.drain(sink, door).empty()
    for event in await received(http, url):
        if sink.name == "odp":
            assert {f"consent_{each.value}" for each in Purpose} <= event["data"].keys()
        elif sink.name != "ga4":
            assert event["context"]["consent"]["categoryPreferences"] == {each.value: True for each in Purpose}


async def test_what_ga4_would_throw_away_in_silence_never_leaves(shop, serve, door, http) -> None:
    service = ga4.create_app()
    async with serve(service) as url:
        sink = Ga4Sink(url, ga4.MEASUREMENT_ID, ga4.API_SECRET)
        feed = shop.feed(sink)
        record = shop.enrol()
        visit = shop.visited(record.member)
        shop.happened(OutcomeRecorded(visit, "x" * 101))
        feed.take()
        shop.clock.now_ms += 10_000
        assert await shop.drain(sink, door).empty() is None
        collect = service.state.collect
        assert collect.thrown_away == []
        assert [(each.kind, each.why) for each in shop.outbox.dead_letters("ga4")] == [
            ("help_ended", "events.0.params.outcome.constrained-str: String should have at most 100 characters")
        ]
        [body] = collect.arrived
        assert body["consent"] == {"ad_user_data": "DENIED", "ad_personalization": "DENIED"}
        assert body["client_id"] == shop.outbox.names(record.member).client_id
        text = str(body)
        assert record.customer_ref not in text
        assert str(record.member) not in text
        assert visit not in text


async def test_ga4_gets_one_request_a_client_of_25_events_at_most_and_nothing_older_than_72_hours(shop, line) -> None:
    sink = Ga4Sink("http://127.0.0.1:9", ga4.MEASUREMENT_ID, ga4.API_SECRET)
    fill(shop, sink, 1, "u-old")
    shop.clock.now_ms += 72 * 3600 * 1000
    fill(shop, sink, 20, "u-1")
    fill(shop, sink, 1, "u-2")
    posts = line([Reply(204, {}, b"")] * 10)
    assert await shop.drain(sink, posts).empty() is None
    bodies = [json.loads(each.body) for each in posts.posted]
    first, again, other = [body["client_id"] for body in bodies]
    assert first == again != other
    sizes = [len(body["events"]) for body in bodies]
    assert max(sizes) <= 25
    assert sum(sizes) == 42
    assert shop.outbox.counts("ga4") == {Count.DROPPED_OLD: 2, Count.SENT: 42}


async def test_a_heavy_event_is_refused_here_and_a_heavy_batch_is_cut(shop, segment, door, http) -> None:
    platform, sink, _ = segment
    feed = shop.feed(sink)
    member = shop.enrol().member
    visit = shop.visited(member)
    for _ in range(40):
        shop.happened(OutcomeRecorded(visit, "å" * 15_000))  # 30 kB each: 1.2 MB
    shop.happened(OutcomeRecorded(visit, "x" * 33_000))
    while feed.take():
        pass
    assert await shop.drain(sink, door).empty() is None
    assert len(platform.arrived) >= 3
    assert sum(len(each.body["batch"]) for each in platform.arrived) == 44
    assert [each.why.split()[1] for each in shop.outbox.dead_letters("segment")] == ["bytes,"]


def _http_date(at: float) -> str:
    return formatdate(at, usegmt=True)


class _Withdraws:
    """A door behind which somebody withdraws during the first post."""

    def __init__(self, answers, withdraw) -> None:
        self.answers, self.posted, self._withdraw = answers, [], withdraw

    async def post(self, request):
        if not self.posted:
            self._withdraw()
        self.posted.append(request)
        return self.answers.pop(0) if self.answers else Reply(200, {}, b'{"success":true}')
