"""Customer data from any REST service that answers one customer's record in JSON; the mapping is configuration."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from hub.ground.customer_ref import as_customer_ref
from hub.knowledge.customers.connector import Connector, Failed, Found
from hub.knowledge.customers.events import HappeningPaths
from hub.knowledge.customers.json_client import JsonClient
from hub.knowledge.customers.mapping import Path, TraitPaths, look_up, parse_path
from hub.knowledge.customers.port import SourceStatus

# Nobody knows what it can take; requests_per_second says more.
REQUESTS_PER_SECOND = 20.0
PLACE = "{customer}"
_NAME_THE_ID = (
    "It is not checked whom its answers are about, as nobody said where they name the customer. Say it:"
    ' id = "customer.id", a path in the record that holds what stands in the url.'
)
# Nothing, or no id, where the customer's has to stand: that is nobody who was asked for.
NO_ID = ""


class RestRecord(Connector):
    """`url` has `{customer}` for the id; `record`: where in the answer the record is; `id_path`: in it the id."""

    def __init__(
        self,
        name: str,
        door: JsonClient,
        url: str,
        headers: Mapping[str, str],
        record: str | None,
        id_path: str | None,
        paths: TraitPaths,
        lists: HappeningPaths,
    ) -> None:
        self.name = name
        self.traits = paths.traits | lists.names
        self._door = door
        self._url = url
        self._headers = headers
        self._record = parse_path(record) if record else ()
        self._id = parse_path(id_path) if id_path else None
        self.cannot_check = None if id_path else _NAME_THE_ID
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
        return Found(
            self._about(record),
            self._paths.taken_from(record, wanted),
            happened=self._lists.taken_from(record, wanted),
        )

    def _about(self, record: Any) -> str | None:
        if self._id is None:
            return None
        try:
            return as_customer_ref(look_up(record, self._id))
        except ValueError:
            return NO_ID


def _has_place_for(answer: Any, record: Path) -> bool:
    """Whether the answer has the shape of a search that found nobody: `{"customer": null}`, `{"found": []}`."""
    *above, last = record or ("",)
    place = look_up(answer, tuple(above))
    return last in place if isinstance(place, dict) else isinstance(place, list) and isinstance(last, int)
