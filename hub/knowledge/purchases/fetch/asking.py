"""Asking a platform page by page, patiently: a limit is waited for, and an outage for a while."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, cast

from hub.ground.errors import TillFetchError
from hub.ground.http.outgoing import Answer, Limits, Outgoing, Why

# A page of orders with hundreds of lines each. A command may wait longer than a store.
LIMITS = Limits(deadline_seconds=60.0, most_bytes=64 * 1024 * 1024)
# 1, 2, 4 ... 60 s: four minutes of an outage.
MOST_TRIES = 9
LONGEST_WAIT_SECONDS = 60.0
# Whoever asks to be left alone for longer is asked again by hand.
MOST_RETRY_AFTER_SECONDS = 900.0

Wait = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Webhook:
    """What the platform would have told: signed when it is handed over."""

    topic: str
    id: str
    """The same for the same order at the same version."""
    told: Mapping[str, Any]


class Platform(Protocol):
    """The API of one till's platform."""

    name: str

    def pages(self, since: datetime, until: datetime) -> AsyncIterator[tuple[str, Sequence[Webhook]]]:
        """What changed in that time, oldest first: how far it has come, and the webhooks. Raises `TillFetchError`."""
        ...


class Asking:
    """Asks one platform. `wait` is `asyncio.sleep`, or a test's."""

    def __init__(
        self, outgoing: Outgoing, name: str, headers: Mapping[str, str], forbidden: str, wait: Wait = asyncio.sleep
    ) -> None:
        """`forbidden`: what to do about a 401 or 403, in words."""
        self._outgoing = outgoing
        self._name = name
        self._headers = headers
        self._forbidden = forbidden
        self._wait = wait

    async def page(self, url: str, query: Mapping[str, str] | None = None) -> tuple[dict[str, Any], Answer]:
        """One page: the JSON object, and the answer that it came in. Raises `TillFetchError`."""
        answer = await self._answer(url, query)
        try:
            told = answer.json()
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise TillFetchError(f"{self._name} answered something else than JSON. Check the address in the settings.")
        return cast("dict[str, Any]", told), answer

    async def _answer(self, url: str, query: Mapping[str, str] | None) -> Answer:
        why = ""
        for tries in range(MOST_TRIES):
            answer = await self._outgoing.ask("GET", url, LIMITS, headers=self._headers, query=query)
            wait_seconds = min(2.0**tries, LONGEST_WAIT_SECONDS)
            if isinstance(answer, Answer):
                if answer.is_success and answer.is_whole:
                    return answer
                why = self._may_ask_again(answer)
                wait_seconds = answer.retry_after_seconds or wait_seconds
            elif answer.why is Why.UNSENDABLE:
                raise TillFetchError(f"{self._name} cannot be asked: the address or the token in the settings is none.")
            else:
                why = f"it cannot be reached ({answer.why.value})"
            if wait_seconds > MOST_RETRY_AFTER_SECONDS:
                raise TillFetchError(f"{self._name} asks to be left alone for {wait_seconds:.0f} s.")
            if tries + 1 < MOST_TRIES:
                await self._wait(wait_seconds)
        raise TillFetchError(f"{self._name} has not answered {MOST_TRIES} times: {why}.")

    def _may_ask_again(self, answer: Answer) -> str:
        """Why, in words; raises `TillFetchError` for what no patience mends."""
        if answer.status in {401, 403}:
            raise TillFetchError(f"{self._name} refused the token ({answer.status}). {self._forbidden}")
        if 300 <= answer.status < 500 and answer.status not in {408, 429}:
            raise TillFetchError(f"{self._name} answered {answer.status}. Check the address in the settings.")
        return f"it answered {answer.status}" if not answer.is_success else "its answer was cut off, or is too long"


def objects(told: Any) -> list[dict[str, Any]]:
    """The objects of a list; whatever else is there is passed over."""
    entries = cast("list[Any]", told) if isinstance(told, list) else []
    return [cast("dict[str, Any]", each) for each in entries if isinstance(each, dict)]
