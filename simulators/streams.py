"""Reading server-sent events as a browser does: named events with ids, and a reconnect that asks for what it missed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx

RECONNECT_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event of a stream."""

    name: str
    data: str
    id: str | None


async def listen(client: httpx.AsyncClient, url: str, since: str = "0") -> AsyncIterator[ServerEvent]:
    """Events of `url` for ever; a broken connection is opened again with `Last-Event-ID`."""
    last = since
    timeout = httpx.Timeout(5.0, read=None)
    while True:
        try:
            async with client.stream("GET", url, headers={"Last-Event-ID": last}, timeout=timeout) as answer:
                answer.raise_for_status()
                async for event in _events(answer.aiter_lines()):
                    last = event.id or last
                    yield event
        except httpx.HTTPError:
            await asyncio.sleep(RECONNECT_SECONDS)


async def _events(lines: AsyncIterator[str]) -> AsyncIterator[ServerEvent]:
    name, data, event_id = "message", list[str](), None
    async for line in lines:
        if not line:
            if data:
                yield ServerEvent(name, "\n".join(data), event_id)
            name, data, event_id = "message", [], None
        elif not line.startswith(":"):
            key, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if key == "event":
                name = value
            elif key == "data":
                data.append(value)
            elif key == "id":
                event_id = value
