"""Every way out of a whole hub has a light in /api/fleet, which shows each kind of trouble, and that it is over."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send
from structlog.testing import capture_logs
from test_ways_out import WAYS_OUT
from whole_hub import Shop, open_shop

from hub.ground.health.heard import CHECK_KEY, http, no_answer
from hub.ground.health.light import LINES_SECONDS, MOST_LINES, Light, LightState
from hub.ground.http.outgoing import Why
from hub.ground.journal import Member, VisitId, VisitStarted
from hub.ground.words.languages import LANGUAGES
from hub.ground.words.phrase import phrase
from hub.ground.words.words import NOTHING, Words
from hub.knowledge.customers.next_steps import next_step_of, why_of
from hub.knowledge.customers.port import SourceStatus
from hub.place.visits.repository import Visit, Visits
from hub.service.campaigns.document import Happening
from hub.service.campaigns.in_force import Happened
from hub.trust.accounts.identity import KeysUnavailable
from hub.trust.consents.purposes import Purpose
from hub.trust.consents.texts import current_texts
from hub.trust.members.model import ConsentScreen, Device, MemberEnrolment
from simulators import cdp, ga4, odp, product_feed, push, regulations, square, tracking, unomi
from simulators.catalogue import CATALOGUE
from simulators.colleague import colleague_at
from simulators.identity_provider import IdentityProvider
from simulators.issuer import Issuer, issuer_app
from simulators.serving import free_ports, served
from simulators.till import SQUARE_KEY, SQUARE_URL, RungUp
from simulators.waiting import until

# What waits for minutes between two tries is not waited for.
SPEED = 60.0
PATIENCE_SECONDS = 60.0
REF = "u-7001"
PURPOSES = sorted(set(Purpose) - {Purpose.MEASURE}, key=str)  # of those who are measured, some get no message
GOOD = {LightState.WORKING.value}
BAD = {LightState.WAITING.value, LightState.STOPPED.value, LightState.NEVER_WORKED.value}

# Each light, by the module that asks outside. A module that is new in WAYS_OUT (found in the code) fails here without
# a light; a light that no stimulus below reaches never turns, and fails as well.
LIGHTS: dict[str, set[str]] = {
    "hub.knowledge.catalogue.feed": {"catalogue articles", "catalogue stock"},
    # Fetched when a screen asks; it turns in tests/hub/catalogue/test_images.py.
    "hub.knowledge.catalogue.images": set(),
    "hub.knowledge.customers.json_client": {"customers profiles", "customers unomi"},
    "hub.knowledge.customers.notice_post": {"consents odp", "consents unomi unomi"},
    "hub.knowledge.customers.segment_regulations": {"erasures segment"},
    "hub.knowledge.exports.post": {
        "events segment",
        "events odp",
        "events ga4",
        "consents tracking",
        "corrections tracking",
    },
    "hub.trust.channels.odp_poller": {"consents asked of odp"},
    "hub.service.messages.post": {"push"},
    "hub.trust.accounts.identity": {"sign-in keys"},
    "hub.trust.accounts.provider": {"identity provider"},
    "hub.knowledge.purchases.tills.square.orders": {"orders square"},
}
# The first turns with what Apple says to Firebase alone: tests/hub/messages/test_push.py. The others ask nobody:
# one turns with a training, tests/hub/insight/test_whole_training.py, one with what a live campaign speaks of,
# tests/hub/campaigns/test_live.py.
ELSEWHERE = {"article images", "push apple", "insight", "campaigns", "offers"}
ALL = set().union(*LIGHTS.values())
# A feed may take fifteen minutes and two gigabytes before the hub gives up; tests/hub/catalogue/test_feed.py tries
# both with less. The hub here has no feeds then.
TOO_LONG_FOR_FEEDS = {"hang", "huge"}
NOT_SAID = {Words().of(language).say(phrase("health-neutral")) for language in LANGUAGES} | {NOTHING}
FEEDS = LIGHTS["hub.knowledge.catalogue.feed"]


class Troubled:
    """Stands before every platform at once, and does to each request what the test says."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.trouble: str | None = None
        self.over = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self.trouble is None:
            await self._app(scope, receive, send)
            return
        answer = JSONResponse({}, int(self.trouble)) if self.trouble.isdecimal() else Response()
        if self.trouble == "hang":
            await self.over.wait()
        elif self.trouble == "huge":
            answer = StreamingResponse(self._endless(), media_type="application/json")
        await answer(scope, receive, send)

    async def _endless(self) -> AsyncIterator[bytes]:
        yield b'{"x":"'
        while not self.over.is_set():
            yield b"x" * 65_536
            await asyncio.sleep(0)  # a client that has hung up is noticed


class Ways:
    """A hub with every way out set up, and how to make it use them all."""

    def __init__(self, shop: Shop, issuer: Issuer, sold: square.SquareOrders) -> None:
        self.shop, self.hub, self.issuer, self._sold = shop, shop.hub, issuer, sold
        self._number = 0

    def enrol(self, ref: str) -> Member:
        device = Device(install_id=f"installation-{ref}", platform="android", push_token=f"phone-of-{ref}")
        shown = ConsentScreen(text_version=current_texts().version, language="en")
        body = MemberEnrolment(request_id=f"request-of-{ref}", device=device, shown=shown, purposes=PURPOSES)
        record = self.hub.members.service.enrol(ref, body, self.now_ms)
        return record.member

    @property
    def now_ms(self) -> int:
        return round(self.hub.ground.clock.wall() * 1000)

    async def use_all(self) -> None:
        """Somebody new comes in and does what makes each way out needed; the hub's own loops run beside."""
        self._number += 1
        number = self._number
        member, leaver = self.enrol(f"{REF}-{number}"), self.enrol(f"leaver-{number}")
        measured = self.enrol_measured(f"measured-{number}")
        now_ms = self.now_ms
        visits, hub = Visits(self.shop.db), self.hub
        with hub.ground.journal.transaction():
            for each in (member, measured):
                visit = VisitId(f"v-{each}")
                visits.start(Visit(visit, each, "road", now_ms, now_ms, now_ms))
                hub.ground.journal.append(VisitStarted(each, visit, "road"), now_ms)
        hub.visits.service._visits.reload()
        record = hub.members.people.get(member)
        permission = hub.ledger.permission(
            member, Purpose.RECOGNISE_IN_STORE, Purpose.SHOW_HISTORY_TO_STAFF, at_ms=now_ms
        )
        hub.customers.notices.add(member, number, now_ms)
        self._sold.keep(RungUp(f"p-{number}", (CATALOGUE[0],), None))
        self.shop.db.run("INSERT INTO till_look_ups VALUES (?, ?, 0, ?)", f"p-{number}", f"o-p-{number}", now_ms)
        await asyncio.gather(
            hub.deciding.service.happened(member, VisitId(f"v-{member}"), Happened(Happening.ARRIVED)),
            hub.customers.known.source.get_context(record.customer_ref, permission, 5.0),
            self.prove(),
            self.sign_in(),
            self.correct(record.customer_ref),
            hub.channels.poller.ask(record.customer_ref),
            hub.rights.erasure.erase(hub.members.people.get(leaver), now_ms),
            hub.purchases.pending.tick(now_ms + 24 * 3600 * 1000),
            self.fetch_feeds(),
        )

    async def fetch_feeds(self) -> None:
        fetcher = self.hub.catalogue.feeds
        for each in fetcher.feeds:
            await fetcher.fetch(each)

    async def prove(self) -> None:
        with contextlib.suppress(KeysUnavailable):
            await self.hub.running.web.state.identities.customer_ref(
                self.issuer.mint(REF), self.hub.ground.clock.wall()
            )

    async def sign_in(self) -> None:
        browser = self.shop.browser()
        await browser.post("/api/staff/session/provider", json={"public_key": colleague_at(browser).public_key})

    def enrol_measured(self, ref: str) -> Member:
        device = Device(install_id=f"installation-{ref}", platform="android")
        shown = ConsentScreen(text_version=current_texts().version, language="en")
        body = MemberEnrolment(request_id=f"request-of-{ref}", device=device, shown=shown, purposes=list(Purpose))
        return self.hub.members.service.enrol(ref, body, self.now_ms).member

    async def correct(self, ref: str) -> None:
        [sink] = [each for each in self.hub.customers.forwarder._sinks if each.name == "tracking"]
        await sink.correct(ref, {"first_name": "Anna"}, self.now_ms)

    def lights(self) -> dict[str, Any]:
        return {
            each.name: each
            for each in self.hub.ground.lights.overview(self.hub.ground.words.of("en"))
            if each.name not in ELSEWHERE
        }

    def states(self) -> set[str]:
        return {each.state.value for each in self.lights().values()}


def platforms(issuer: Issuer, provider: IdentityProvider, sold: square.SquareOrders) -> Starlette:
    return Starlette(
        routes=[
            Mount("/cdp", cdp.create_app(seed=7)),
            Mount("/odp", odp.create_app(7)),
            Mount("/unomi", unomi.create_app(7)),
            Mount("/ga4", ga4.create_app()),
            Mount("/push", push.create_app()),
            Mount("/square", sold.app),
            Mount("/issuer", issuer_app(issuer)),
            Mount("/people", provider.app()),
            Mount("/feeds", product_feed.FeedShop().web()),
        ]
    )


def every_setting(url: str, folder: Path, issuer: Issuer) -> dict[str, Any]:
    file = folder / "customers.toml"
    file.write_text(
        f'[[source]]\nkind = "segment"\nname = "profiles"\nurl = "{url}/cdp"\n'
        f'space = "{cdp.SPACE}"\nkey = "{cdp.TOKEN}"\n'
        '[source.traits]\nfirst_name = "first_name"\n'
        f'[[source]]\nkind = "unomi"\nname = "unomi"\nurl = "{url}/unomi"\nscope = "{unomi.SCOPE}"\n'
        f'key = "{unomi.PRIVATE_KEY}"\ntenant = "{unomi.TENANT}"\n'
        '[source.traits]\nlast_order_item = "lastOrderItem"\n'
    )
    return {
        "customers": file,
        "app_issuer": issuer.issuer,
        "app_keys": f"{url}/issuer/.well-known/jwks.json",
        "oidc_issuer": f"{url}/people",
        "oidc_client_id": "goddag",
        "cdp_events_url": f"{url}/cdp",
        "cdp_events_key": tracking.WRITE_KEY,
        "cdp_events_vendor": "segment",
        "cdp_erasure_url": f"{url}/cdp",
        "cdp_erasure_token": regulations.TOKEN,
        "odp_events_url": f"{url}/odp",
        "odp_events_key": odp.PUBLIC_KEY,
        "odp_private_key": odp.PRIVATE_KEY,
        "odp_consent_identifier": "app_push",
        "ga4_url": f"{url}/ga4",
        "ga4_measurement_id": ga4.MEASUREMENT_ID,
        "ga4_api_secret": ga4.API_SECRET,
        "push_url": f"{url}/push",
        "push_project": push.PROJECT,
        "push_token": push.TOKEN,
        "catalogue_feed": f"{url}/feeds/feed.xml?key={product_feed.KEY}",
        "catalogue_stock_feed": f"{url}/feeds/stock.txt?key={product_feed.KEY}",
        "catalogue_currency": "DKK",
        "till_square_keys": SQUARE_KEY,
        "till_square_url": SQUARE_URL,
        "till_square_api": f"{url}/square",
        "till_square_token": square.TOKEN,
        "clock_speed": SPEED,
        # GA4 takes nothing from the future.
        "clock_anchor": time.time() - 2 * 3600,
    }


@contextlib.asynccontextmanager
async def every_way_out(
    folder: Path, *, closed: bool = False, with_feeds: bool = True
) -> AsyncIterator[tuple[Ways, Troubled]]:
    issuer, provider, sold = Issuer(), IdentityProvider(), square.SquareOrders()
    before = Troubled(platforms(issuer, provider, sold))
    async with served(before) as served_at:
        url = f"http://127.0.0.1:{free_ports(1)[0]}" if closed else served_at
        settings = every_setting(url, folder, issuer)
        provider.issuer = settings["oidc_issuer"]
        if not with_feeds:
            settings = {name: each for name, each in settings.items() if not name.startswith("catalogue_")}
        async with open_shop(folder, **settings) as shop, asyncio.TaskGroup() as tasks:
            loops = [shop.hub.customers.forwarder.run(), shop.hub.exports.service.run()]
            running = [tasks.create_task(each) for each in loops]
            try:
                yield Ways(shop, issuer, sold), before
            finally:
                before.over.set()
                for each in running:
                    each.cancel()


def test_every_module_that_asks_outside_has_a_light() -> None:
    """Derived from the code: tests/hub/test_ways_out.py finds the modules."""
    assert WAYS_OUT.keys() == LIGHTS.keys()


async def test_a_hub_with_every_setting_shows_every_light_and_no_other_and_none_was_tried(tmp_path: Path) -> None:
    async with every_way_out(tmp_path) as (ways, _):
        operator = await ways.shop.handheld()
        shown = (await operator.get("/api/fleet")).json()["ways_out"]
    assert {each["name"] for each in shown} == ALL | ELSEWHERE
    assert {each["state"] for each in shown} == {"untried"}
    assert all(each["what"] for each in shown)


@pytest.mark.parametrize("trouble", ["401", "403", "500", "hang", "closed", "huge"])
async def test_each_way_out_shows_what_never_worked_says_it_once_and_shows_that_it_is_mended(
    tmp_path: Path, trouble: str
) -> None:
    with_feeds = trouble not in TOO_LONG_FOR_FEEDS
    names = sorted(ALL if with_feeds else ALL - FEEDS)
    async with every_way_out(tmp_path, closed=trouble == "closed", with_feeds=with_feeds) as (ways, platform):
        platform.trouble = trouble
        with capture_logs() as logs:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await ways.use_all()
            await until(
                "every light to turn", lambda: ways.states() == {LightState.NEVER_WORKED.value}, PATIENCE_SECONDS
            )
        for light in ways.lights().values():
            assert light.since_ms, light
            assert light.reason, light
            assert light.next_step, light
            assert light.last_success_ms is None, light
        for language in LANGUAGES:
            for light in ways.hub.ground.lights.overview(Words().of(language)):
                assert not {light.reason, light.next_step} & NOT_SAID, (language, light)
        said = [each["way"] for each in logs if each["event"] == "a way out does not work"]
        assert sorted(said) == names
        assert REF not in json.dumps(logs, default=str)
        if trouble == "closed":
            return
        platform.trouble = None
        platform.over.set()

        async def mended() -> bool:
            await ways.use_all()
            return ways.states() == GOOD

        with capture_logs() as logs:
            await until("every light to turn back", mended, PATIENCE_SECONDS)
        assert sorted({each["way"] for each in logs if each["event"] == "a way out works"}) == names


def test_a_light_that_flickers_is_not_a_list_in_the_log() -> None:
    light = Light("push")
    with capture_logs() as logs:
        for _ in range(500):
            light.works()
            light.waits(http(503))
    assert len(logs) == MOST_LINES < LINES_SECONDS
    assert light.state is LightState.WAITING


async def test_since_when_something_does_not_work_and_that_it_once_did_outlive_a_restart(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        light = shop.hub.ground.lights.add("push", "messages")
        light.works()
        light.stops(http(401), CHECK_KEY, "as it was said")
        since = light.since_ms
    async with open_shop(tmp_path) as shop:
        again = shop.hub.ground.lights.add("push", "messages")
        assert (again.state, again.since_ms, again.reason) == (LightState.STOPPED, since, http(401))
        assert (again.next_step, again.detail) == (CHECK_KEY, "as it was said")
        assert again.last_success_ms is not None


async def test_a_reason_of_an_older_version_is_said_as_it_was_written(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        shop.db.run(
            "INSERT INTO ways_out (way, state, since_ms, reason, next_step) VALUES ('push', 'stopped', 1, ?, ?)",
            "HTTP 401",
            "renew the key",
        )
        shop.hub.ground.lights.add("push", "alarms-what-messages")
        [shown] = [each for each in shop.hub.ground.lights.overview(Words().of("sv")) if each.name == "push"]
        assert (shown.reason, shown.next_step) == ("HTTP 401", "renew the key")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_status_of_a_source_has_a_reason_and_a_next_step(language: str) -> None:
    for status in set(SourceStatus) - {SourceStatus.OK, SourceStatus.NOT_FOUND}:
        why = phrase("health-why-source-somebody-else", count=2) if status == "somebody_else" else why_of(status)
        said = {Words().of(language).say(each) for each in (why, next_step_of(status))}
        assert not said & NOT_SAID, status


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_to_get_no_answer_has_a_reason(language: str) -> None:
    assert not {Words().of(language).say(no_answer(why)) for why in Why} & NOT_SAID
