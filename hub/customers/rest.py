"""Customer data from any REST service that answers one customer's record in JSON; the mapping is configuration."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from hub.customers.connector import Connector, Failed, Found
from hub.customers.door import Door
from hub.customers.happenings import HappeningPaths
from hub.customers.mapping import Path, TraitPaths, look_up, parse_path
from hub.customers.port import SourceStatus

# Nobody knows what it can take; requests_per_second says more.
REQUESTS_PER_SECOND = 20.0
PLACE = "{customer}"


class RestRecord(Connector):
    """`url` with `{customer}` where the id goes; `record` is where in the answer the customer's record begins."""

    def __init__(
        self,
        name: str,
        door: Door,
        url: str,
        headers: Mapping[str, str],
        record: str | None,
        paths: TraitPaths,
        lists: HappeningPaths,
    ) -> None:
        self.name = name
        self.traits = paths.traits | lists.names
        self._door = door
        self._url = url
        self._headers = headers
        self._record = parse_path(record) if record else ()
        self._paths = paths
        self._lists = lists

    async def fetch(self, customer_ref: str, wanted: frozenset[str]) -> Found | Failed:
        """GET the record, and take from it what is wanted: the rest of it is dropped here."""
        answer = await self._door.ask("GET", self._url.replace(PLACE, quote(customer_ref, safe="")), self._headers)
        if isinstance(answer, Failed):
            return answer
        record = look_up(answer, self._record)
        if record is None and _has_place_for(answer, self._record):
            return Failed(SourceStatus.NOT_FOUND)
        if not isinstance(record, dict):
            return Failed(SourceStatus.BAD_REPLY)
        return Found(self._paths.taken_from(record, wanted), happened=self._lists.taken_from(record, wanted))


def _has_place_for(answer: Any, record: Path) -> bool:
    """Whether the answer has the shape of a search that found nobody: `{"customer": null}`, `{"found": []}`."""
    *above, last = record or ("",)
    place = look_up(answer, tuple(above))
    return last in place if isinstance(place, dict) else isinstance(place, list) and isinstance(last, int)
