"""Customer data from a Segment Profile API, or anything of that shape."""

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ValidationError

from hub.customers.connector import Connector, Failed, Found, Raw
from hub.customers.door import Door
from hub.customers.port import SourceStatus
from hub.customers.values import moment_ms

# 100 requests a second and space, as documented.
REQUESTS_PER_SECOND = 100.0


class _VerboseTrait(BaseModel):
    value: Any
    source_id: str | None = None
    updated_at: str | int | float | None = None


class _Reply(BaseModel):
    traits: dict[str, _VerboseTrait]


class SegmentProfiles(Connector):
    """One space. `names`: what it calls each trait of ours."""

    def __init__(
        self, name: str, door: Door, url: str, space: str, token: str, id_type: str, names: Mapping[str, str]
    ) -> None:
        self.name = name
        self.traits = frozenset(names)
        self._door = door
        self._base = f"{url.rstrip('/')}/v1/spaces/{quote(space, safe='')}/collections/users/profiles"
        self._headers = {"Authorization": "Basic " + base64.b64encode(f"{token}:".encode()).decode()}
        self._id_type = id_type
        self._names = names

    async def fetch(self, customer_ref: str, wanted: frozenset[str]) -> Found | Failed:
        """GET .../traits, verbose, with what is wanted in `include`."""
        # Ids match in lower case only, and an unescaped sign can give a 500.
        url = f"{self._base}/{quote(f'{self._id_type}:{customer_ref.lower()}', safe=':')}/traits"
        include = ",".join(sorted(self._names[name] for name in wanted))
        query = {"limit": "200", "verbose": "true", "include": include}
        answer = await self._door.ask("GET", url, self._headers, query=query)
        if isinstance(answer, Failed):
            return answer
        try:
            told = _Reply.model_validate(answer).traits
        except ValidationError:
            return Failed(SourceStatus.BAD_REPLY)
        return Found({name: _raw(told[theirs]) for name in wanted if (theirs := self._names[name]) in told})


def _raw(trait: _VerboseTrait) -> Raw:
    return Raw(trait.value, moment_ms(trait.updated_at), trait.source_id)
