"""What a till's platform told and the hub missed is asked for again, for a period, from the platform's own API."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from square import Square
from typer.testing import CliRunner
from whole_hub import PLAN, Shop, open_shop

from hub.cli import app
from hub.ground.errors import TillFetchError
from hub.ground.http.retry_after import retry_after
from hub.ground.settings import Settings
from hub.knowledge.purchases.fetch.asking import MOST_TRIES
from hub.knowledge.purchases.fetch.command import run
from hub.knowledge.purchases.fetch.telling import Fetched
from hub.knowledge.purchases.model import TillSystem
from simulators.catalogue import article
from simulators.faults import Fault
from simulators.serving import served
from simulators.shopify_admin import CLIENT_ID, ShopifyAdmin
from simulators.shopify_admin import TOKEN as SHOPIFY_TOKEN
from simulators.square import TOKEN as SQUARE_TOKEN
from simulators.square_payments import SquarePayments
from simulators.till import SHOPIFY_SECRET, SQUARE_KEY, SQUARE_URL, RungUp, Till, Webhook

TYRE, CHAIN = article("ROAD-TYRE-28-MM"), article("12-SPEED-ROAD-CHAIN")
SECRETS = {"till_square_keys": SQUARE_KEY, "till_square_url": SQUARE_URL, "till_shopify_secrets": SHOPIFY_SECRET}
SINCE = (datetime.now(UTC) - timedelta(days=2)).isoformat()


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, **SECRETS) as opened:
        yield opened


class Waits(list[float]):
    """Waits for nothing, and remembers how long it should have been."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


class Fetching:
    """The command beside a hub and a platform that answer over real HTTP."""

    def __init__(self, hub: str, **settings: Any) -> None:
        self._settings = Settings.model_validate({"floor_plan": PLAN, **SECRETS, **settings})
        self._hub = hub
        self.waits, self.said = Waits(), list[str]()

    async def __call__(self, since: str = SINCE, until: str | None = None, only: TillSystem | None = None) -> Fetched:
        period = (since, until)
        found = await asyncio.to_thread(run, self._settings, period, only, self._hub, self.said.append, self.waits)
        [(_, fetched)] = found.items()
        return fetched


def orders(shop: Shop) -> list[tuple[Any, ...]]:
    return shop.db.rows("SELECT order_id, kind, net_minor FROM orders ORDER BY number")


def sold(till: Till, hours_ago: float, *products: Any) -> RungUp:
    sale = till.ring_up(*products)
    return RungUp(sale.number, sale.products, datetime.now(UTC) - timedelta(hours=hours_ago))


@pytest.fixture
async def shopify(shop: Shop) -> AsyncIterator[tuple[Till, ShopifyAdmin, Fetching]]:
    admin = ShopifyAdmin()
    async with served(admin.app) as platform, served(shop.hub.running.web) as hub:
        fetching = Fetching(hub, till_shopify_shop=platform, till_shopify_token=SHOPIFY_TOKEN)
        yield Till(shop.client(), "shopify"), admin, fetching


@pytest.fixture
async def square(shop: Shop) -> AsyncIterator[tuple[Till, SquarePayments, Fetching]]:
    account = SquarePayments()
    async with served(account.app) as platform, served(shop.hub.running.web) as hub:
        yield (
            Till(shop.client(), "square"),
            account,
            Fetching(hub, till_square_api=platform, till_square_token=SQUARE_TOKEN),
        )


Either = tuple[Till, ShopifyAdmin | SquarePayments, Fetching]


@pytest.fixture(params=["shopify", "square"])
def either(request: pytest.FixtureRequest, shopify: Either, square: Either) -> Either:
    return shopify if request.param == "shopify" else square


async def missed(till: Till, platform: ShopifyAdmin | SquarePayments, count: int) -> list[Webhook]:
    """Sales of which the platform knows and the hub does not, the oldest first."""
    told = [till.sale_webhook(sold(till, 20 - each / 20, TYRE), None, None) for each in range(count)]
    for webhook in told:
        platform.keep(webhook)
    return told


async def test_what_the_hub_missed_is_fetched_page_by_page_and_once(either: Either, shop: Shop) -> None:
    till, platform, fetching = either
    webhooks = await missed(till, platform, 230)
    await till.send(webhooks[3])
    assert len(orders(shop)) == 1
    fetched = await fetching()
    assert (fetched.told, fetched.results["recorded"], fetched.missed) == (230, 229, 0)
    assert len(orders(shop)) == 230
    assert len(fetching.said) >= 3, "a page at a time, and each is said"
    again = await fetching()
    assert (again.told, again.results["recorded"], len(orders(shop))) == (230, 0, 230)
    assert "230 known before" in again.line()


async def test_a_return_that_was_missed_is_fetched_with_its_sale(either: Either, shop: Shop) -> None:
    till, platform, fetching = either
    sale = sold(till, 5, TYRE, CHAIN)
    platform.keep(till.sale_webhook(sale, None, None))
    platform.keep(till.return_webhook(sale, CHAIN))
    assert (await fetching()).missed == 0
    assert sorted(kind for _, kind, _ in orders(shop)) == ["return", "sale"]
    assert sum(minor for *_, minor in orders(shop)) == TYRE.price_dkk * 100


async def test_only_the_period_is_asked_for_and_a_moment_without_a_zone_is_the_stores(either: Either) -> None:
    till, platform, fetching = either
    for hours in (40, 10, 1):
        platform.keep(till.sale_webhook(sold(till, hours, TYRE), None, None))
    now = datetime.now(UTC)
    since, until = (f"{now - timedelta(hours=hours):%d.%m.%Y %H:%M:%S}" for hours in (20, 5))
    assert (await fetching(since, until)).told == 1
    with pytest.raises(TillFetchError, match="--since has to be before"):
        await fetching(until, since)
    with pytest.raises(TillFetchError, match="--since: is the day first"):
        await fetching("03-04-2026")


@pytest.mark.parametrize("kind", ["429", "503", "500", "drop", "garbage"])
async def test_a_limit_or_an_outage_of_the_platform_is_waited_for(either: Either, kind: Any) -> None:
    till, platform, fetching = either
    await missed(till, platform, 3)
    if kind == "garbage":
        platform.faults.set(Fault(kind=kind, times=1))
        with pytest.raises(TillFetchError, match="something else than JSON"):
            await fetching()
        return
    platform.faults.set(Fault(kind=kind, times=2, retry_after_s=7 if kind == "429" else None))
    assert (await fetching()).results["recorded"] == 3
    shopify = isinstance(platform, ShopifyAdmin)
    assert fetching.waits[:2] == ([7.0, 7.0] if kind == "429" and shopify else [1.0, 2.0])


async def test_an_outage_that_does_not_end_ends_the_command_with_what_to_do(either: Either) -> None:
    till, platform, fetching = either
    await missed(till, platform, 3)
    platform.faults.set(Fault(kind="503"))
    with pytest.raises(TillFetchError, match=rf"has not answered {MOST_TRIES} times: it answered 503\..*command again"):
        await fetching()
    platform.faults.set(Fault(kind="401"))
    with pytest.raises(TillFetchError, match=r"refused the token \(401\)\. Set till_"):
        await fetching()
    platform.faults.set(Fault(kind="redirect"))
    with pytest.raises(TillFetchError, match=r"answered 302\. Check the address"):
        await fetching()


async def test_what_breaks_off_in_the_middle_says_how_far_it_came_and_goes_on_the_next_time(
    shopify: tuple[Till, ShopifyAdmin, Fetching], shop: Shop
) -> None:
    till, admin, fetching = shopify
    await missed(till, admin, 120)
    admin.next_host = "https://elsewhere.example"
    with pytest.raises(TillFetchError, match=r"at another address\..*Until 20.*50 told, 50 recorded"):
        await fetching()
    admin.next_host = None
    assert (await fetching()).results["recorded"] == 70
    assert len(orders(shop)) == 120


async def test_a_hub_that_cannot_write_is_waited_for_and_one_that_is_not_there_is_said(
    either: Either, shop: Shop
) -> None:
    till, platform, fetching = either
    await missed(till, platform, 2)
    shop.db.run("CREATE TEMP TRIGGER full BEFORE INSERT ON orders BEGIN SELECT raise(ABORT, 'disk full'); END")
    with pytest.raises(TillFetchError, match="no hub takes orders"):
        await fetching()
    assert len(fetching.waits) == MOST_TRIES
    shop.db.run("DROP TRIGGER full")
    assert (await fetching()).results["recorded"] == 2
    fetching._hub = "http://127.0.0.1:9"
    with pytest.raises(TillFetchError, match=r"no hub takes orders at http://127\.0\.0\.1:9\. Start it"):
        await fetching()


async def test_other_secrets_than_the_hubs_are_said(either: Either) -> None:
    till, platform, fetching = either
    await missed(till, platform, 1)
    secrets = {"till_shopify_secrets": "other", "till_square_keys": "other"}
    fetching._settings = fetching._settings.model_copy(update=secrets)
    with pytest.raises(TillFetchError, match="other secrets of this till"):
        await fetching()


async def test_what_cannot_be_read_is_counted_and_listed(
    shopify: tuple[Till, ShopifyAdmin, Fetching], shop: Shop
) -> None:
    till, admin, fetching = shopify
    sale = sold(till, 3, TYRE)
    admin.keep(till.sale_webhook(sale, None, None, total_price="much"))
    fetched = await fetching()
    assert fetched.missed == 1
    [line] = shop.db.rows("SELECT topic, order_number, field FROM till_refusals")
    assert (line[0], line[1]) == ("orders/updated", sale.number)


async def test_an_app_of_the_dev_dashboard_gets_a_token_for_a_day(
    shopify: tuple[Till, ShopifyAdmin, Fetching],
) -> None:
    till, admin, fetching = shopify
    await missed(till, admin, 1)
    changed = {"till_shopify_token": "", "till_shopify_client_id": CLIENT_ID}
    fetching._settings = fetching._settings.model_copy(update=changed)
    assert (await fetching()).results["recorded"] == 1
    assert admin.tokens_given == 1
    fetching._settings = fetching._settings.model_copy(update={"till_shopify_client_id": "another"})
    with pytest.raises(TillFetchError, match=r"no access token \(400\)"):
        await fetching()


async def test_the_command_says_what_became_of_it(
    shopify: tuple[Till, ShopifyAdmin, Fetching], shop: Shop, tmp_path: Path
) -> None:
    till, admin, fetching = shopify
    await missed(till, admin, 2)
    given = fetching._settings
    env = {
        "GODDAG_HUB_TILL_SHOPIFY_SECRETS": SHOPIFY_SECRET, "GODDAG_HUB_TILL_SHOPIFY_TOKEN": SHOPIFY_TOKEN,
        "GODDAG_HUB_TILL_SHOPIFY_SHOP": str(given.till_shopify_shop),
    }  # fmt: skip
    command = ["tills", "fetch", "--since", SINCE, "--hub", fetching._hub, "--data-dir", str(tmp_path)]
    done = await asyncio.to_thread(CliRunner().invoke, app, command, env={**os.environ, **env})
    assert done.exit_code == 0, done.output
    assert "Shopify: 2 told, 2 recorded, 0 known before" in done.output
    done = await asyncio.to_thread(CliRunner().invoke, app, command)
    assert (done.exit_code, "no till can be asked" in done.output) == (2, True)


async def test_squares_own_client_reads_the_simulated_lists(square: tuple[Till, SquarePayments, Fetching]) -> None:
    till, account, fetching = square
    webhooks = await missed(till, account, 120)
    sale = sold(till, 1, CHAIN)
    account.keep(till.sale_webhook(sale, None, None))
    account.keep(till.return_webhook(sale, CHAIN))

    def read() -> tuple[int, int, int, int]:
        address = str(fetching._settings.till_square_api)
        with httpx.Client(timeout=60.0) as http:
            return listed(Square(token=SQUARE_TOKEN, base_url=address, httpx_client=http))

    def listed(client: Square) -> tuple[int, int, int, int]:
        locations = client.locations.list().locations or []
        everywhere = [
            list(client.payments.list(location_id=each.id, sort_field="UPDATED_AT", updated_at_begin_time=SINCE))
            for each in locations
        ]
        main = list(client.payments.list())
        return len(locations), len(main), sum(map(len, everywhere)), len(list(client.refunds.list()))

    assert await asyncio.to_thread(read) == (2, 0, len(webhooks) + 1, 1)


@pytest.mark.parametrize(
    ("text", "seconds"), [("2.0", 2.0), ("2", 2.0), ("0.5", 0.5), ("2.0.0", None), ("-1", None), ("inf", None)]
)
def test_a_time_to_wait_may_have_decimals(text: str, seconds: float | None) -> None:
    assert retry_after(text, 0.0) == seconds


async def test_no_question_leaves_for_a_period_that_is_none(shopify: tuple[Till, ShopifyAdmin, Fetching]) -> None:
    _, admin, fetching = shopify
    with pytest.raises(TillFetchError):
        await fetching("never")
    assert admin.asked == []
