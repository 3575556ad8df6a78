"""Square's payments and refunds of a period. Shapes: developer.squareup.com, ListPayments and ListPaymentRefunds.

Payments, and not SearchOrders: a sale of Square is a payment here, as its webhooks tell of it. What was in it the hub
asks for by itself.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from hub.ground.http.outgoing import Outgoing
from hub.knowledge.purchases.fetch.asking import Asking, Wait, Webhook, objects

VERSION = "2026-09-16"
PAGE = 100
_FORBIDDEN = "Set till_square_token to an access token with PAYMENTS_READ and MERCHANT_PROFILE_READ."


class SquarePayments:
    """The payments of one account."""

    name = "Square"

    def __init__(self, outgoing: Outgoing, api: str, token: str, wait: Wait) -> None:
        self._api = f"{api.rstrip('/')}/v2"
        headers = {"Authorization": f"Bearer {token}", "Square-Version": VERSION}
        self._asking = Asking(outgoing, self.name, headers, _FORBIDDEN, wait)

    async def pages(self, since: datetime, until: datetime) -> AsyncIterator[tuple[str, Sequence[Webhook]]]:
        """Payments of every location, and then refunds: a refund may wait for its sale, but need not."""
        asked = {
            "updated_at_begin_time": _rfc_3339(since),
            "updated_at_end_time": _rfc_3339(until),
            "sort_field": "UPDATED_AT",
            "sort_order": "ASC",
            "limit": str(PAGE),
        }
        # Its default is a year before now, by the day of payment: an older sale that was changed would be left out.
        asked["begin_time"] = "2010-01-01T00:00:00Z"
        told, _ = await self._asking.page(f"{self._api}/locations")
        for location in objects(told.get("locations")):
            # Without one, payments of the main location alone are told.
            query = {**asked, "location_id": str(location.get("id"))}
            async for page in self._pages("payments", "payment", query):
                yield page
        async for page in self._pages("refunds", "refund", asked):
            yield page

    async def _pages(
        self, route: str, kind: str, query: Mapping[str, str]
    ) -> AsyncIterator[tuple[str, Sequence[Webhook]]]:
        cursor: Any = None
        while True:
            asked = {**query, "cursor": cursor} if cursor else query
            told, _ = await self._asking.page(f"{self._api}/{route}", asked)
            found = objects(told.get(route))
            yield str(found[-1].get("updated_at", "")) if found else "", [_told(kind, each) for each in found]
            cursor = told.get("cursor")
            if not isinstance(cursor, str) or not cursor:
                return


def _told(kind: str, told: dict[str, Any]) -> Webhook:
    topic = f"{kind}.updated"
    event = f"fetched-{kind}-{told.get('id')}-{told.get('updated_at')}"
    data = {"type": kind, "id": told.get("id"), "object": {kind: told}}
    return Webhook(topic, event, {"type": topic, "event_id": event, "data": data})


def _rfc_3339(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
