"""Customer data from a Segment Profile API, or anything of that shape. Nobody else here speaks HTTP to a CDP."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote

import httpx
from pydantic import AfterValidator, BaseModel, StringConstraints, TypeAdapter, ValidationError

from hub.customers.port import NEEDS, Context, Freshness, SourceStatus, Trait, Value, allowed_traits
from hub.customers.sensitive import SensitiveProducts
from hub.members.permission import Permission
from wire.clock import Clock, to_ms

# A card that waits longer than this comes too late; what is not there by then is shown as missing.
DEADLINE_SECONDS = 0.8
# A profile is a few kilobytes; ten megabytes of anything is a fault, and parsing it would stall every card.
MOST_BYTES = 256_000
# Within a visit nobody buys online; after a day an old profile misleads more than it helps.
FRESH_SECONDS = 300.0
STALE_SECONDS = 24 * 3600.0
KEPT_PROFILES = 2000


def _one_line(text: str) -> str:
    """Text that a handheld can show: no control or bidirectional override characters."""
    return "".join(c for c in text if c.isprintable()).strip()


_Text = Annotated[str, StringConstraints(max_length=200), AfterValidator(_one_line)]
_Key = Annotated[str, StringConstraints(max_length=40), AfterValidator(_one_line)]
_VALUE: TypeAdapter[Value] = TypeAdapter(_Text | int | dict[_Key, int])


class _VerboseTrait(BaseModel):
    value: Any
    source_id: str | None = None
    updated_at: datetime | None = None


class _Reply(BaseModel):
    traits: dict[str, _VerboseTrait]


@dataclass(frozen=True, slots=True)
class _Kept:
    traits: dict[str, Trait]
    asked: frozenset[str]
    at: float


class SegmentProfiles:
    """Traits of one space, with what was last seen of each customer for when the source is slow or gone."""

    def __init__(
        self, client: httpx.AsyncClient, url: str, space: str, token: str, clock: Clock, sensitive: SensitiveProducts
    ) -> None:
        self._client = client
        self._base = f"{url.rstrip('/')}/v1/spaces/{quote(space, safe='')}/collections/users/profiles"
        self._auth = httpx.BasicAuth(token, "")
        self._clock = clock
        self._sensitive = sensitive
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._drops = 0

    async def get_context(self, customer_ref: str, permission: Permission) -> Context:
        """What is known within the deadline; never raises, never late."""
        wanted = allowed_traits(permission)
        refused = {name: "no_consent" for name in NEEDS if name not in wanted}
        kept = self._recall(customer_ref)
        if kept and self._clock.mono() - kept.at <= FRESH_SECONDS and wanted <= kept.asked:
            return _context(kept.traits, wanted, refused)
        drops = self._drops
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                fetched = await self._fetch(customer_ref, wanted)
        except TimeoutError:
            fetched = SourceStatus.TIMEOUT
        if isinstance(fetched, SourceStatus):
            stale = (
                {name: replace(t, freshness=Freshness.STALE) for name, t in kept.traits.items() if name in wanted}
                if kept
                else {}
            )
            return Context(stale, fetched, refused | {name: fetched.value for name in wanted if name not in stale})
        # Whoever withdrew or was erased while we waited is not put back; that others are not kept once costs a call.
        if drops == self._drops:
            self._keep(customer_ref, _Kept(fetched, wanted, self._clock.mono()))
        return _context(fetched, wanted, refused)

    def drop(self, customer_ref: str) -> None:
        """Forget what was kept of a customer."""
        self._drops += 1
        self._kept.pop(customer_ref, None)

    def kept(self, customer_ref: str) -> Mapping[str, Trait]:
        """What is kept of a customer now."""
        kept = self._recall(customer_ref)
        return kept.traits if kept else {}

    async def _fetch(self, customer_ref: str, wanted: frozenset[str]) -> dict[str, Trait] | SourceStatus:
        # Ids match in lower case only, and an unescaped sign can give a 500.
        url = f"{self._base}/{quote('user_id:' + customer_ref.lower(), safe=':')}/traits"
        # Only what is allowed is asked for: what never arrives cannot leak.
        query = {"limit": "200", "verbose": "true", "include": ",".join(sorted(wanted))}
        try:
            async with self._client.stream("GET", url, params=query, auth=self._auth) as reply:
                if reply.status_code != 200:
                    return _status(reply.status_code)
                body = bytearray()
                async for part in reply.aiter_bytes():
                    body += part
                    if len(body) > MOST_BYTES:
                        return SourceStatus.BAD_REPLY
        except httpx.TimeoutException:
            return SourceStatus.TIMEOUT
        except httpx.HTTPError:
            return SourceStatus.UNREACHABLE
        try:
            found = _Reply.model_validate_json(bytes(body)).traits
        except ValidationError:
            return SourceStatus.BAD_REPLY
        fetched_at_ms = to_ms(self._clock.wall())
        traits = {
            name: made for name in wanted if name in found and (made := _trait(found[name], fetched_at_ms)) is not None
        }
        return self._sensitive.without(traits)

    def _recall(self, customer_ref: str) -> _Kept | None:
        kept = self._kept.get(customer_ref)
        if kept and self._clock.mono() - kept.at > STALE_SECONDS:
            self._kept.pop(customer_ref)
            return None
        return kept

    def _keep(self, customer_ref: str, profile: _Kept) -> None:
        self._kept[customer_ref] = profile
        self._kept.move_to_end(customer_ref)
        # The oldest stand first: nobody's profile outlives its time because they did not come back.
        while self._kept and (
            len(self._kept) > KEPT_PROFILES or profile.at - next(iter(self._kept.values())).at > STALE_SECONDS
        ):
            self._kept.popitem(last=False)


def _context(traits: dict[str, Trait], wanted: frozenset[str], refused: dict[str, str]) -> Context:
    found = {name: trait for name, trait in traits.items() if name in wanted}
    absent = {name: "unknown" for name in wanted if name not in found}
    return Context(found, SourceStatus.OK, refused | absent)


def _trait(raw: _VerboseTrait, fetched_at_ms: int) -> Trait | None:
    """A trait in our terms; None for a value of a kind or size that no card can show."""
    try:
        value = _VALUE.validate_python(raw.value, strict=True)
    except ValidationError:
        return None
    observed = to_ms(raw.updated_at.timestamp()) if raw.updated_at else None
    return Trait(value, raw.source_id or "cdp", observed, fetched_at_ms)


def _status(code: int) -> SourceStatus:
    match code:
        case 401 | 403:
            return SourceStatus.AUTH
        case 404:
            return SourceStatus.NOT_FOUND
        case 429:
            return SourceStatus.PACED
        case _:
            return SourceStatus.BAD_REPLY
