"""Customer data from a Segment Profile API, or anything of that shape."""

import asyncio
import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from pydantic import BaseModel, ValidationError

from hub.knowledge.customers.connector import Connector, Failed, Found, Raw, RawHappening
from hub.knowledge.customers.json_client import JsonClient
from hub.knowledge.customers.mapping import Path, look_up
from hub.knowledge.customers.port import SourceStatus
from hub.knowledge.customers.values import observed_ms

# 100 requests a second and space, as documented.
REQUESTS_PER_SECOND = 100.0
# As many as one page of events holds; they reach back 14 days, newest first.
MOST_EVENTS = "100"
# A profile that was merged from more devices than this is nobody's.
MOST_IDS = "100"
_PROFILE = re.compile(r"/profiles/(.+)/(?:traits|events|external_ids)(?:\?|$)")


class _VerboseTrait(BaseModel):
    """What is odd about one trait is to cost no other."""

    value: Any
    source_id: Any = None
    updated_at: Any = None


class _Cursor(BaseModel):
    url: Any = None


class _Reply(BaseModel):
    traits: dict[str, _VerboseTrait]
    cursor: _Cursor = _Cursor()


class _Event(BaseModel):
    event: str | None = None
    message_id: str | None = None
    timestamp: Any = None
    properties: dict[str, Any] | None = None


class _Events(BaseModel):
    data: list[_Event]
    cursor: _Cursor = _Cursor()


class _ExternalId(BaseModel):
    type: Any = None
    id: Any = None


class _ExternalIds(BaseModel):
    data: list[_ExternalId]
    cursor: _Cursor = _Cursor()


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Which event it is, and where in its properties the words and the article's number stand."""

    event: str
    text: Path
    article: Path


class SegmentProfiles(Connector):
    """One space. `names`: what it calls each trait of ours; `events`: which event is which thing that happens."""

    def __init__(
        self,
        name: str,
        door: JsonClient,
        url: str,
        space: str,
        token: str,
        id_type: str,
        names: Mapping[str, str],
        events: Mapping[str, EventPlace],
    ) -> None:
        self.name = name
        self.traits = frozenset(names) | frozenset(events)
        self.cannot_check = None
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
            return await self._happened(customer_ref, happened)
        found, told = await asyncio.gather(self._traits(customer_ref, traits), self._happened(customer_ref, happened))
        if isinstance(found, Failed):
            return found
        # Without its events a profile is still worth a card.
        if isinstance(told, Failed):
            return Found(found.about, found.traits, happened)
        about = found.about if found.about != customer_ref else told.about
        return Found(about, found.traits, happened=told.happened)

    async def _traits(self, customer_ref: str, wanted: Iterable[str]) -> Found | Failed:
        include = ",".join(sorted(self._names[name] for name in wanted))
        query = {"limit": "200", "verbose": "true", "include": include}
        answer = await self._door.ask("GET", self._url(customer_ref, "traits"), self._headers, query=query)
        if isinstance(answer, Failed):
            return answer
        try:
            reply = _Reply.model_validate(answer)
        except ValidationError:
            return Failed(SourceStatus.BAD_REPLY)
        told = reply.traits
        about = await self._about(reply.cursor, customer_ref)
        return Found(about, {name: _raw(told[theirs]) for name in wanted if (theirs := self._names[name]) in told})

    async def _happened(self, customer_ref: str, wanted: Iterable[str]) -> Found | Failed:
        include = ",".join(sorted({self._events[name].event for name in wanted}))
        query = {"limit": MOST_EVENTS, "include": include}
        answer = await self._door.ask("GET", self._url(customer_ref, "events"), self._headers, query=query)
        if isinstance(answer, Failed):
            return answer
        try:
            reply = _Events.model_validate(answer)
        except ValidationError:
            return Failed(SourceStatus.BAD_REPLY)
        happened = {
            name: [
                RawHappening(
                    each.timestamp,
                    look_up(each.properties, self._events[name].text),
                    each.message_id,
                    look_up(each.properties, self._events[name].article),
                )
                for each in reply.data
                if each.event == self._events[name].event
            ]
            for name in wanted
        }
        return Found(await self._about(reply.cursor, customer_ref), {}, happened=happened)

    async def _about(self, cursor: _Cursor, customer_ref: str) -> str | None:
        """Whom an answer names: its own address has the id that was asked for, or Segment's id of the profile."""
        named = _profile_in(cursor.url)
        if named is None or ":" in unquote(named):
            return self._as_asked(named, customer_ref)
        # Which ids that profile goes by is asked for as well.
        query = {"limit": MOST_IDS, "include": self._id_type}
        answer = await self._door.ask("GET", self._url(customer_ref, "external_ids"), self._headers, query=query)
        try:
            ids = _ExternalIds.model_validate(answer)
        except ValidationError:
            return None
        if _profile_in(ids.cursor.url) != named:
            return named
        theirs = [f"{each.type}:{each.id}" for each in ids.data if each.type == self._id_type]
        return next((ref for each in theirs if (ref := self._as_asked(each, customer_ref)) == customer_ref), named)

    def _as_asked(self, named: str | None, customer_ref: str) -> str | None:
        """Ids match without regard to capitals there, so either way of writing one names the customer."""
        same = {f"{self._id_type}:{customer_ref}", f"{self._id_type}:{customer_ref.lower()}"}
        # Written as it is, or escaped as in the question.
        return customer_ref if named in same or (named and unquote(named) in same) else named

    def _url(self, customer_ref: str, route: str) -> str:
        # Ids match in lower case only, and an unescaped sign can give a 500.
        return f"{self._base}/{quote(f'{self._id_type}:{customer_ref.lower()}', safe=':')}/{route}"


def _profile_in(url: object) -> str | None:
    """The profile in an address of the API: `user_id:u-1` or `use_RkjG0kW5`; None where there is none."""
    if not isinstance(url, str) or (found := _PROFILE.search(url)) is None:
        return None
    return found[1]


def _raw(trait: _VerboseTrait) -> Raw:
    teller = trait.source_id
    at_ms, unread = observed_ms(trait.updated_at)
    return Raw(trait.value, at_ms, teller if isinstance(teller, str) else None, unread)
