"""A feed by address: fetched when it has changed, with a light that says how it is, and its key is in no log."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from hub.ground.database import open_database
from hub.ground.health.light import LightState
from hub.ground.health.lights import Lights
from hub.ground.http.outgoing import open_outgoing
from hub.ground.manifests import schemas
from hub.ground.words.words import in_english
from hub.knowledge.catalogue.feed import DOWNLOAD, TRY_AGAIN_MS, Feed, FeedFetcher, name_of
from hub.knowledge.catalogue.model import Availability
from hub.knowledge.catalogue.repository import StoredCatalogue
from hub.knowledge.catalogue.worker import Job
from simulators.product_feed import KEY, FeedShop, Oddity
from simulators.serving import served
from wire.clock import Clock

HOUR = 3600 * 1000


class Store:
    def __init__(self, folder: Path, shop: FeedShop) -> None:
        self.folder = folder
        self.shop = shop
        self.now = 1_790_000_000_000
        self.catalogue = StoredCatalogue(folder, lambda: self.now)
        self.fetcher: FeedFetcher

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Store"]:
        db = open_database(self.folder / "hub.db", schemas())
        lights = Lights(db, Clock())
        async with open_outgoing() as outgoing, served(self.shop.web()) as address:
            job = Job("", "", str(self.folder), 0, "DKK", "UTC", (), ("store-7",))
            feeds = []
            for what, path in (("articles", "feed.xml"), ("stock", "stock.txt")):
                url = f"{address}/{path}?key={KEY}"
                named = Job(**{name: getattr(job, name) for name in Job.__dataclass_fields__} | {"name": name_of(url)})
                feeds.append(Feed(url, what, named, lights.add(f"catalogue {what}", "")))
            self.fetcher = FeedFetcher(outgoing, self.catalogue, tuple(feeds), 6 * HOUR, lambda: self.now, self.folder)
            yield self
        db.close()

    async def after(self, hours: float) -> LightState:
        self.now += round(hours * HOUR)
        await self.fetcher.tick(0)
        return self.fetcher.feeds[0].light.state


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store(tmp_path, FeedShop()).open() as opened:
        yield opened


async def test_a_feed_is_fetched_when_it_is_due_and_taken_only_when_it_has_changed(store: Store) -> None:
    assert await store.after(0) is LightState.WORKING
    assert store.catalogue.on_sale() == 30
    assert store.catalogue.availability("shop_2") is Availability.OUT_OF_STOCK
    await store.after(1)
    assert len(store.shop.asked) == 2  # both feeds, once
    await store.after(6)
    assert [("if-none-match" in asked) for asked in store.shop.asked] == [False, False, True, True]
    assert len(store.catalogue.imports()) == 2
    store.shop.articles = 40
    await store.after(6)
    assert store.catalogue.on_sale() == 40


async def test_a_broken_feed_is_said_and_asked_again_while_the_last_good_one_stays(store: Store) -> None:
    await store.after(0)
    store.shop.oddities = {Oddity.CUT_OFF}
    assert await store.after(6) is LightState.STOPPED
    light = store.fetcher.feeds[0].light
    assert "the last good one stays" in in_english(light.reason)
    assert "ends before the feed does" in light.detail
    assert store.catalogue.on_sale() == 30
    store.shop.oddities = set()
    assert await store.after(0.3) is LightState.WORKING


async def test_a_shop_that_is_away_is_asked_again_soon(store: Store) -> None:
    store.shop.status = 503
    assert await store.after(0) is LightState.NEVER_WORKED
    store.shop.status = 200
    assert await store.after(0.1) is LightState.NEVER_WORKED
    assert await store.after(0.2) is LightState.WORKING


async def test_a_feed_that_hangs_is_given_up_and_asked_again_soon(store: Store) -> None:
    hanging = asyncio.Event()

    async def hang(_scope: Scope, _receive: Receive, _send: Send) -> None:
        await hanging.wait()

    async with served(hang) as address:
        feed = replace(store.fetcher.feeds[0], url=address)
        fetcher = replace(store.fetcher, feeds=(feed,), limits=replace(DOWNLOAD, deadline_seconds=0.5))
        await fetcher.tick(0)
        hanging.set()
    assert (feed.light.state, in_english(feed.light.reason)) == (LightState.NEVER_WORKED, "no answer in time")
    assert feed.due_ms == store.now + TRY_AGAIN_MS
    assert not store.catalogue.imports()


async def test_a_feed_without_an_end_is_given_up_when_it_is_too_much_and_leaves_nothing(store: Store) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 65_536
            await asyncio.sleep(0)  # a client that has hung up is noticed

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await StreamingResponse(endless())(scope, receive, send)

    await store.after(0)
    before = store.catalogue.imports()
    async with served(answer) as address:
        feed = replace(store.fetcher.feeds[0], url=address)
        fetcher = replace(store.fetcher, feeds=(feed,), limits=replace(DOWNLOAD, most_bytes=5_000_000))
        assert not await fetcher.fetch(feed)
    assert feed.light.state is LightState.STOPPED
    assert "larger than 5 MB" in in_english(feed.light.reason)
    assert store.catalogue.imports() == before
    assert not list(store.folder.glob("feed-*"))


async def test_the_key_of_a_feed_is_nowhere(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    await store.after(0)
    store.shop.oddities = {Oddity.LOGIN_PAGE}
    await store.after(6)
    light = store.fetcher.feeds[0].light
    said = capsys.readouterr()
    assert KEY not in said.out + said.err + repr(light) + repr(store.catalogue.imports())
    assert store.catalogue.imports()
    for path in store.folder.glob("*"):
        if path.is_file():
            assert KEY.encode() not in path.read_bytes(), path
