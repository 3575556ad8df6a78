"""Customer data from any REST service that answers one customer's record in JSON; the mapping is configuration."""

from collections.abc import Mapping
from urllib.parse import quote

from hub.customers.connector import Connector, Failed, Found
from hub.customers.door import Door
from hub.customers.mapping import TraitPaths, look_up, parse_path
from hub.customers.port import SourceStatus

# Nobody knows what it can take; requests_per_second says more.
REQUESTS_PER_SECOND = 20.0
PLACE = "{customer}"


class RestRecord(Connector):
    """`url` with `{customer}` where the id goes; `record` is where in the answer the customer's record begins."""

    def __init__(
        self, name: str, door: Door, url: str, headers: Mapping[str, str], record: str | None, paths: TraitPaths
    ) -> None:
        self.name = name
        self.traits = paths.traits
        self._door = door
        self._url = url
        self._headers = headers
        self._record = parse_path(record) if record else ()
        self._paths = paths

    async def fetch(self, customer_ref: str, wanted: frozenset[str]) -> Found | Failed:
        """GET the record, and take from it what is wanted: the rest of it is dropped here."""
        answer = await self._door.ask("GET", self._url.replace(PLACE, quote(customer_ref, safe="")), self._headers)
        if isinstance(answer, Failed):
            return answer
        record = look_up(answer, self._record)
        if record is None:  # a search that found nobody
            return Failed(SourceStatus.NOT_FOUND)
        return (
            Found(self._paths.taken_from(record, wanted))
            if isinstance(record, dict)
            else Failed(SourceStatus.BAD_REPLY)
        )
