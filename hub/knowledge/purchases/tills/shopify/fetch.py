"""Shopify's orders of a period, by the REST Admin API. Shapes: shopify.dev, REST Admin API, Order.

REST is legacy for apps of its store. It is asked all the same: a shop's own app may use it, and its orders have the
shape of the webhooks, so that one reader reads both. GraphQL has names and shapes of its own.
"""

import re
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from hub.ground.errors import TillFetchError
from hub.ground.http.outgoing import Answer, Limits, Outgoing
from hub.knowledge.purchases.fetch.asking import Asking, Wait, Webhook, objects

VERSION = "2026-10"
# Of 250 that are allowed: orders of a hundred lines each are some megabytes a page.
PAGE = 50
# The bucket of an app holds 40 questions and leaks two a second: no faster than it leaks.
PACE_SECONDS = 0.5
_NEXT = re.compile(r'<([^<>]+)>\s*;[^,]*\brel="?next"?', re.ASCII)
_FORBIDDEN = (
    "Set till_shopify_token to the app's Admin API access token, or till_shopify_client_id for an app of the Dev"
    " Dashboard; the app needs read_orders, and read_all_orders for orders of more than 60 days ago."
)
_TOKEN_LIMITS = Limits(deadline_seconds=30.0, most_bytes=64 * 1024)


async def access_token(outgoing: Outgoing, shop: str, client_id: str, secret: str) -> str:
    """A token for a day, of an app that the shop made in the Dev Dashboard. Raises `TillFetchError`."""
    asked = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    url, form = f"{shop.rstrip('/')}/admin/oauth/access_token", urlencode(asked).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await outgoing.ask("POST", url, _TOKEN_LIMITS, headers=headers, body=form)
    token: Any = None
    if isinstance(answer, Answer) and answer.is_success:
        try:
            token = answer.json()["access_token"]
        except (ValueError, KeyError, TypeError):
            token = None
    if not isinstance(token, str):
        said = str(answer.status) if isinstance(answer, Answer) else answer.why.value
        raise TillFetchError(
            f"Shopify gave no access token ({said}). Check till_shopify_shop, till_shopify_client_id and that the"
            " newest of till_shopify_secrets stands first; the app has to be installed in the shop."
        )
    return token


class ShopifyOrders:
    """The orders of one shop."""

    name = "Shopify"

    def __init__(self, outgoing: Outgoing, shop: str, token: str, wait: Wait) -> None:
        """`shop`: its address, https://my-shop.myshopify.com."""
        self._shop = shop.rstrip("/")
        self._asking = Asking(outgoing, self.name, {"X-Shopify-Access-Token": token}, _FORBIDDEN, wait)
        self._wait = wait

    async def pages(self, since: datetime, until: datetime) -> AsyncIterator[tuple[str, Sequence[Webhook]]]:
        """Orders that changed in that time, with their refunds in them."""
        url = f"{self._shop}/admin/api/{VERSION}/orders.json"
        query: dict[str, str] | None = {
            # Without it, only orders that are still open: none of a till is.
            "status": "any",
            "limit": str(PAGE),
            "order": "updated_at asc",
            "updated_at_min": since.astimezone(UTC).isoformat(timespec="seconds"),
            "updated_at_max": until.astimezone(UTC).isoformat(timespec="seconds"),
        }
        while url:
            told, answer = await self._asking.page(url, query)
            if "orders" not in told:
                raise TillFetchError("Shopify answered without orders. Check till_shopify_shop.")
            orders = objects(told["orders"])
            yield str(orders[-1].get("updated_at", "")) if orders else "", [_told(each) for each in orders]
            # The address of the next page holds the whole question: whoever asks more with it is refused.
            url, query = self._next(answer.headers.get("link", "")), None
            if url:
                await self._wait(PACE_SECONDS)

    def _next(self, link: str) -> str:
        found = _NEXT.search(link)
        if found is None:
            return ""
        if urlsplit(found[1])[:2] != urlsplit(self._shop)[:2]:
            raise TillFetchError(
                "Shopify's next page is at another address. Set till_shopify_shop to the one it names."
            )
        return found[1]


def _told(order: dict[str, Any]) -> Webhook:
    return Webhook("orders/updated", f"fetched-order-{order.get('id')}-{order.get('updated_at')}", order)
