"""goddag-hub tills fetch: which platforms, which period, which hub."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hub.equipment.broker_settings import EVERYWHERE, in_url
from hub.ground.errors import TillFetchError
from hub.ground.http.outgoing import open_outgoing
from hub.ground.parsing.moments import NotAMoment, read_moment
from hub.ground.store_settings import StoreSettings
from hub.ground.web.settings import WebSettings
from hub.knowledge.purchases.fetch.asking import Wait
from hub.knowledge.purchases.fetch.telling import Fetched, Hub, fetch_again
from hub.knowledge.purchases.tills import connectors_of

_NOBODY = (
    "no till can be asked. Set till_square_token for Square, or till_shopify_shop with till_shopify_token or"
    " till_shopify_client_id for Shopify, beside the secrets of their webhooks. Other tills have no interface to ask:"
    " have them send again."
)


def run(
    settings: StoreSettings,
    period: tuple[str, str | None],
    only: str | None,
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
        async with open_outgoing() as outgoing:
            hub = Hub(outgoing, address, wait)
            found = [(till, till.platform) for till in connectors_of(settings) if only in {None, till.source}]
            asked = [(till, await open_platform(outgoing, wait)) for till, open_platform in found if open_platform]
            if not asked:
                raise TillFetchError(_NOBODY)
            return {each.name: await fetch_again(till, each, hub, since, until, say) for till, each in asked}

    return asyncio.run(fetch())


def _moment(option: str, text: str, zone: ZoneInfo) -> datetime:
    try:
        return read_moment(text, zone)
    except NotAMoment as error:
        raise TillFetchError(f"{option}: {error}.") from None
