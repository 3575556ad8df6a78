"""Hands what was fetched to the running hub, signed as its platform signs."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from hub.ground.errors import TillFetchError
from hub.ground.http.outgoing import Answer, Limits, Outgoing, Why
from hub.knowledge.purchases.fetch.asking import LONGEST_WAIT_SECONDS, MOST_TRIES, Platform, Wait, Webhook
from hub.knowledge.purchases.model import DeliveryResult
from hub.knowledge.purchases.till_connector import TillConnector

_LIMITS = Limits(deadline_seconds=30.0, most_bytes=64 * 1024)
_KNOWN = (DeliveryResult.DELIVERED_BEFORE, DeliveryResult.OLDER_VERSION)
_AS_IT_SHOULD_BE = (DeliveryResult.RECORDED, *_KNOWN, DeliveryResult.TEST, DeliveryResult.NOT_FINAL)


@dataclass(slots=True)
class Fetched:
    """What became of it."""

    told: int = 0
    results: Counter[str] = field(default_factory=Counter[str])
    reached: str = ""
    """How far: the platform's time of the newest order."""

    def line(self) -> str:
        """In words."""
        known = sum(self.results[reason] for reason in _KNOWN)
        new, missed = self.results[DeliveryResult.RECORDED], self.missed
        others = self.told - new - known - missed
        parts = [f"{self.told} told", f"{new} recorded", f"{known} known before"]
        return ", ".join([*parts, f"{others} not final or tests", f"{missed} could not be read"])

    @property
    def missed(self) -> int:
        """How many the hub could not keep."""
        return self.told - sum(self.results[reason] for reason in _AS_IT_SHOULD_BE)


class Hub:
    """The running hub's door for tills."""

    def __init__(self, outgoing: Outgoing, address: str, wait: Wait) -> None:
        self._outgoing = outgoing
        self._address = address.rstrip("/")
        self._wait = wait

    async def tell(self, till: TillConnector, webhook: Webhook) -> str:
        """Hand one over; returns what became of it. Raises `TillFetchError`."""
        body = json.dumps(webhook.told, ensure_ascii=False).encode("utf-8", "replace")
        path = f"/v1/till/{till.source}"
        headers = till.sign(webhook, body) if till.sign else None
        for tries in range(MOST_TRIES):
            answer = await self._outgoing.ask("POST", f"{self._address}{path}", _LIMITS, headers=headers, body=body)
            if isinstance(answer, Answer) and answer.status not in {429, 503}:
                return self._result(answer)
            if not isinstance(answer, Answer) and answer.why is Why.UNREACHABLE:
                break
            # Its disk is full or busy: what was not taken is told again.
            await self._wait(min(2.0**tries, LONGEST_WAIT_SECONDS))
        raise TillFetchError(f"no hub takes orders at {self._address}. Start it, or name its address: --hub.")

    def _result(self, answer: Answer) -> str:
        try:
            result = str(answer.json()["result"])
        except (ValueError, KeyError, TypeError):
            raise TillFetchError(
                f"what answers at {self._address} ({answer.status}) is no hub. Name its address: --hub."
            ) from None
        if result in {DeliveryResult.BAD_SIGNATURE, DeliveryResult.NOT_CONNECTED}:
            raise TillFetchError(f"the hub has other secrets of this till than these settings ({result}).")
        return result


async def fetch_again(
    till: TillConnector, platform: Platform, hub: Hub, since: datetime, until: datetime, say: Callable[[str], None]
) -> Fetched:
    """Ask for a period and hand it to the hub, page by page. Raises `TillFetchError` that says from where to go on."""
    fetched = Fetched()
    try:
        async for reached, webhooks in platform.pages(since, until):
            for webhook in webhooks:
                fetched.results[await hub.tell(till, webhook)] += 1
                fetched.told += 1
            fetched.reached = reached or fetched.reached
            say(f"{platform.name}, until {fetched.reached or 'now'}: {fetched.line()}")
    except TillFetchError as error:
        so_far = f" Until {fetched.reached}: {fetched.line()}." if fetched.told else ""
        raise TillFetchError(f"{error}{so_far} Say the command again: what is known changes nothing.") from None
    return fetched
