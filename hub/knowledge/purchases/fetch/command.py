"""goddag-hub tills fetch: which platforms, which period, which hub."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hub.equipment.broker_settings import EVERYWHERE, in_url
from hub.ground.errors import TillFetchError
from hub.ground.http.outgoing import Outgoing, open_outgoing
from hub.ground.parsing.moments import NotAMoment, read_moment
from hub.ground.store_settings import StoreSettings
from hub.ground.web.settings import WebSettings
from hub.knowledge.purchases.fetch.asking import Platform, Wait
from hub.knowledge.purchases.fetch.shopify import ShopifyOrders, access_token
from hub.knowledge.purchases.fetch.square import SquarePayments
from hub.knowledge.purchases.fetch.telling import Fetched, Hub, fetch_again
from hub.knowledge.purchases.model import TillSystem
from hub.knowledge.purchases.settings import PurchaseSettings
from hub.knowledge.purchases.tills import Tills, tills_of

_NOBODY = (
    "no till can be asked. Set till_square_token for Square, or till_shopify_shop with till_shopify_token or"
    " till_shopify_client_id for Shopify, beside the secrets of their webhooks. Other tills have no interface to ask:"
    " have them send again."
)


def run(
    settings: StoreSettings,
    period: tuple[str, str | None],
    only: TillSystem | None,
    hub_address: str | None,
    say: Callable[[str], None],
    wait: Wait = asyncio.sleep,
) -> dict[str, Fetched]:
    """Fetch, by platform. Raises `TillFetchError`."""
    web_settings = settings.of(WebSettings)
    zone = ZoneInfo(settings.time_zone)
    since = _moment("--since", period[0], zone)
    until = _moment("--until", period[1], zone) if period[1] else datetime.now(UTC)
    # Platforms take whole seconds: what happened in the last one is asked for.
    until = until.replace(microsecond=0) + timedelta(seconds=1)
    if since >= until:
        raise TillFetchError("--since has to be before --until.")
    address = (
        hub_address
        or f"http://{in_url('127.0.0.1' if web_settings.host in EVERYWHERE else web_settings.host)}:{web_settings.port}"
    )

    async def fetch() -> dict[str, Fetched]:
        tills = tills_of(settings.of(PurchaseSettings))
        async with open_outgoing() as outgoing:
            hub = Hub(outgoing, address, tills, wait)
            platforms = await _platforms(settings.of(PurchaseSettings), tills, only, outgoing, wait)
            return {each.name: await fetch_again(each, hub, since, until, say) for each in platforms}

    return asyncio.run(fetch())


async def _platforms(
    settings: PurchaseSettings, tills: Tills, only: TillSystem | None, outgoing: Outgoing, wait: Wait
) -> list[Platform]:
    found: list[Platform] = []
    if only in {None, TillSystem.SQUARE} and tills.square_keys and settings.till_square_token:
        found.append(SquarePayments(outgoing, settings.till_square_api, settings.till_square_token, wait))
    shop, client_id = settings.till_shopify_shop, settings.till_shopify_client_id
    if (
        only in {None, TillSystem.SHOPIFY}
        and tills.shopify_secrets
        and shop
        and (settings.till_shopify_token or client_id)
    ):
        secret = tills.shopify_secrets[0]
        token = settings.till_shopify_token or await access_token(outgoing, shop, client_id, secret)
        found.append(ShopifyOrders(outgoing, shop, token, wait))
    if not found:
        raise TillFetchError(_NOBODY)
    return found


def _moment(option: str, text: str, zone: ZoneInfo) -> datetime:
    try:
        return read_moment(text, zone)
    except NotAMoment as error:
        raise TillFetchError(f"{option}: {error}.") from None
