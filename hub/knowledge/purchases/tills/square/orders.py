"""Asks Square what was in a sale: its webhooks carry the amount alone. Nobody else here asks a till."""

from urllib.parse import quote

from hub.ground.health.heard import note, useless
from hub.ground.health.light import Light
from hub.ground.http.json_body import NotJson, parse_json
from hub.ground.http.outgoing import Limits, NoAnswer, Outgoing
from hub.knowledge.purchases.model import Articles, DeliveryResult, NotReached
from hub.knowledge.purchases.refusals import RecordRefusal, unreadable
from hub.knowledge.purchases.tills.square.articles import articles_of

# The amount is on disk already; articles may take their time, but no connection hangs for ever.
# An order of 500 lines with notes, taxes and modifiers has some megabytes.
LIMITS = Limits(deadline_seconds=10.0, most_bytes=8 * 1024 * 1024)
_VERSION = "2026-09-16"


class SquareOrders:
    """The orders of one account."""

    def __init__(self, outgoing: Outgoing, url: str, token: str, light: Light | None = None) -> None:
        self._outgoing = outgoing
        self._light = light or Light("orders square")
        self._url = f"{url.rstrip('/')}/v2/orders"
        self._headers = {"Authorization": f"Bearer {token}", "Square-Version": _VERSION}

    async def fetch(self, order_id: str) -> Articles | NotReached | RecordRefusal:
        """What was in the order; never raises. A `Refusal` is the same now or later."""
        answer = await self._outgoing.ask(
            "GET", f"{self._url}/{quote(order_id, safe='')}", LIMITS, headers=self._headers
        )
        usable = note(self._light, answer, also_good={404})
        if isinstance(answer, NoAnswer):
            return NotReached()
        # A wrong token is mended in the settings, a limit passes: both are asked again.
        if 400 <= answer.status < 500 and answer.status not in {401, 403, 408, 429}:
            return RecordRefusal(DeliveryResult.UNREADABLE, "order", f"Square answers {answer.status}")
        if not usable:
            return NotReached()
        try:
            told = parse_json(answer.body)
        except NotJson:
            useless(self._light, "no order")
            return NotReached()
        try:
            return articles_of(told)
        except ValueError as error:  # whole and JSON, and no order that can be used: it will not be another one later
            return unreadable(error)
