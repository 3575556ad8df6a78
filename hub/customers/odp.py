"""Customer data from Optimizely Data Platform: `POST /v3/graphql`, with the private key."""

from collections.abc import Iterable
from typing import Any, cast

from hub.customers.connector import Connector, Failed, Found
from hub.customers.door import Door
from hub.customers.happenings import HappeningPaths
from hub.customers.mapping import Path, TraitPaths, look_up
from hub.customers.port import SourceStatus

# GraphQL: 500 a second, as documented; there is no header that says how many are left.
REQUESTS_PER_SECOND = 500.0
# How an unknown customer is told of: with HTTP 200, as an error.
_UNKNOWN = "INVALID_IDENTIFIER_EXCEPTION"

_Tree = dict[str, "_Tree"]


class OdpGraphql(Connector):
    """One account. `paths` are fields of `customer`: `first_name`, `observations.order_count`."""

    def __init__(
        self, name: str, door: Door, url: str, key: str, identifier: str, paths: TraitPaths, lists: HappeningPaths
    ) -> None:
        self.name = name
        self.traits = paths.traits | lists.names
        self._door = door
        self._url = f"{url.rstrip('/')}/v3/graphql"
        self._headers = {"x-api-key": key}
        self._identifier = identifier
        self._paths = paths
        self._lists = lists

    async def fetch(self, customer_ref: str, wanted: frozenset[str]) -> Found | Failed:
        """Ask for the fields that hold what is wanted; a field that fails alone costs itself alone."""
        fields = _braces(_tree([*self._paths.to_ask_for(wanted), *self._lists.to_ask_for(wanted)]))
        query = f"query($id: String) {{ customer({self._identifier}: $id) {fields} }}"
        answer = await self._door.ask(
            "POST", self._url, self._headers, body={"query": query, "variables": {"id": customer_ref}}
        )
        if isinstance(answer, Failed):
            return answer
        if look_up(answer, ("errors", 0, "extensions", "code")) == _UNKNOWN:
            return Failed(SourceStatus.NOT_FOUND)
        customer = look_up(answer, ("data", "customer"))
        if not isinstance(customer, dict):
            return Failed(SourceStatus.BAD_REPLY)
        found, failed = self._paths.taken_from(customer, wanted), _failed_fields(answer)
        places = {name: self._paths.of(name) for name in wanted & self._paths.traits - found.keys()}
        places |= {name: self._lists.of(name) for name in wanted & self._lists.names}
        broken = frozenset(name for name, place in places.items() if _is_below(place, failed))
        return Found(found, broken, self._lists.taken_from(customer, wanted))


def _tree(paths: Iterable[Path]) -> _Tree:
    tree: _Tree = {}
    for path in paths:
        here = tree
        for step in path:
            if isinstance(step, str):  # a number picks from a list that is asked for whole
                here = here.setdefault(step, {})
    return tree


def _braces(tree: _Tree) -> str:
    return "{ " + " ".join(f"{name} {_braces(below)}" if below else name for name, below in sorted(tree.items())) + " }"


def _failed_fields(answer: Any) -> list[tuple[object, ...]]:
    """The fields that a GraphQL answer has errors for, without the `customer` that each path begins with."""
    errors = look_up(answer, ("errors",))
    paths = [look_up(error, ("path",)) for error in cast("list[Any]", errors)] if isinstance(errors, list) else []
    return [tuple(cast("list[object]", path)[1:]) for path in paths if isinstance(path, list)]


def _is_below(path: Path, failed: Iterable[tuple[object, ...]]) -> bool:
    return any(path[: len(each)] == each for each in failed)
