"""Customer data from a Segment Profile API, or anything of that shape."""

import asyncio
import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ValidationError

from hub.customers.connector import Connector, Failed, Found, Raw, RawHappening
from hub.customers.door import Door
from hub.customers.mapping import Path, look_up
from hub.customers.port import SourceStatus
from hub.customers.values import observed_ms

# 100 requests a second and space, as documented.
REQUESTS_PER_SECOND = 100.0
# As many as one page of events holds; they reach back 14 days, newest first.
MOST_EVENTS = "100"


class _VerboseTrait(BaseModel):
    """What is odd about one trait is to cost no other."""

    value: Any
    source_id: Any = None
    updated_at: Any = None


class _Reply(BaseModel):
    traits: dict[str, _VerboseTrait]


class _Event(BaseModel):
    event: str | None = None
    message_id: str | None = None
    timestamp: Any = None
    properties: dict[str, Any] | None = None


class _Events(BaseModel):
    data: list[_Event]


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Which event it is, and where in its properties the words stand."""

    event: str
    text: Path


class SegmentProfiles(Connector):
    """One space. `names`: what it calls each trait of ours; `events`: which event is which thing that happens."""

    def __init__(
        self,
        name: str,
        door: Door,
        url: str,
        space: str,
        token: str,
        id_type: str,
        names: Mapping[str, str],
        events: Mapping[str, EventPlace],
    ) -> None:
        self.name = name
        self.traits = frozenset(names) | frozenset(events)
        self._door = door
        self._base = f"{url.rstrip('/')}/v1/spaces/{quote(space, safe='')}/collections/users/profiles"
        self._headers = {"Authorization": "Basic " + base64.b64encode(f"{token}:".encode()).decode()}
        self._id_type = id_type
        self._names = names
        self._events = events

    async def fetch(self, customer_ref: str, wanted: frozenset[str]) -> Found | Failed:
        """GET .../traits, verbose, with what is wanted in `include`; and .../events, where some are wanted."""
        traits, happened = wanted & self._names.keys(), wanted & self._events.keys()
        if not happened:
            return await self._traits(customer_ref, traits)
        if not traits:
            told = await self._happened(customer_ref, happened)
            return told if isinstance(told, Failed) else Found({}, happened=told)
        found, told = await asyncio.gather(self._traits(customer_ref, traits), self._happened(customer_ref, happened))
        if isinstance(found, Failed):
            return found
        # Without its events a profile is still worth a card.
        return Found(found.traits, happened) if isinstance(told, Failed) else Found(found.traits, happened=told)

    async def _traits(self, customer_ref: str, wanted: Iterable[str]) -> Found | Failed:
        include = ",".join(sorted(self._names[name] for name in wanted))
        query = {"limit": "200", "verbose": "true", "include": include}
        answer = await self._door.ask("GET", self._url(customer_ref, "traits"), self._headers, query=query)
        if isinstance(answer, Failed):
            return answer
        try:
            told = _Reply.model_validate(answer).traits
        except ValidationError:
            return Failed(SourceStatus.BAD_REPLY)
        return Found({name: _raw(told[theirs]) for name in wanted if (theirs := self._names[name]) in told})

    async def _happened(self, customer_ref: str, wanted: Iterable[str]) -> dict[str, list[RawHappening]] | Failed:
        include = ",".join(sorted({self._events[name].event for name in wanted}))
        query = {"limit": MOST_EVENTS, "include": include}
        answer = await self._door.ask("GET", self._url(customer_ref, "events"), self._headers, query=query)
        if isinstance(answer, Failed):
            return answer
        try:
            told = _Events.model_validate(answer).data
        except ValidationError:
            return Failed(SourceStatus.BAD_REPLY)
        return {
            name: [
                RawHappening(each.timestamp, look_up(each.properties, self._events[name].text), each.message_id)
                for each in told
                if each.event == self._events[name].event
            ]
            for name in wanted
        }

    def _url(self, customer_ref: str, route: str) -> str:
        # Ids match in lower case only, and an unescaped sign can give a 500.
        return f"{self._base}/{quote(f'{self._id_type}:{customer_ref.lower()}', safe=':')}/{route}"


def _raw(trait: _VerboseTrait) -> Raw:
    teller = trait.source_id
    at_ms, unread = observed_ms(trait.updated_at)
    return Raw(trait.value, at_ms, teller if isinstance(teller, str) else None, unread)
