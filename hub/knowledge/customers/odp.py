"""Customer data from Optimizely Data Platform: `POST /v3/graphql`, with the private key."""

import re
from collections.abc import Iterable
from typing import Any, cast

from hub.knowledge.customers.connector import Connector, Failed, Found
from hub.knowledge.customers.events import HappeningPaths
from hub.knowledge.customers.json_client import JsonClient
from hub.knowledge.customers.mapping import Path, TraitPaths, look_up
from hub.knowledge.customers.port import SourceStatus

# GraphQL: 500 a second, as documented; there is no header that says how many are left.
REQUESTS_PER_SECOND = 500.0
# How an unknown customer is told of: with HTTP 200, as an error.
_UNKNOWN = "INVALID_IDENTIFIER_EXCEPTION"
# Where a query is wrong: graphql-java says "FieldUndefined@[customer/last_order/itm]", others quote the name alone.
_LOCATED = re.compile(r"\bcustomer((?:/\w+)+)")
_QUOTED = re.compile(r"""['"`](\w+)['"`]""")

_CUSTOMER = ("data", "customer")
_UNTOLD = "It is not checked whom its answers are about: this account does not tell a customer's {}."

_Tree = dict[str, "_Tree"]


class OdpGraphql(Connector):
    """One account. `paths` are fields of `customer`: `first_name`, `observations.order_count`."""

    def __init__(
        self, name: str, door: JsonClient, url: str, key: str, identifier: str, paths: TraitPaths, lists: HappeningPaths
    ) -> None:
        self.name = name
        self.traits = paths.traits | lists.names
        self.cannot_check: str | None = None
        self._door = door
        self._url = f"{url.rstrip('/')}/v3/graphql"
        self._headers = {"x-api-key": key}
        self._identifier = identifier
        self._paths = paths
        self._lists = lists

    async def fetch(self, customer_ref: str, wanted: frozenset[str]) -> Found | Failed:
        """Ask for the fields that hold what is wanted; a field that fails alone costs itself alone."""
        places = [*self._paths.to_ask_for(wanted), *self._lists.to_ask_for(wanted)]
        answer = await self._query(customer_ref, places)
        if not self.cannot_check and look_up(answer, _CUSTOMER) is None and (self._identifier,) in _located(answer):
            # The account does not tell its identifier: the same without it, from now on.
            self.cannot_check = _UNTOLD.format(self._identifier)
            answer = await self._query(customer_ref, places)
        if isinstance(answer, Failed):
            # Whom it does not know it tells of with a 200: a 404 is about the address.
            return answer if answer.status is not SourceStatus.NOT_FOUND else Failed(SourceStatus.BAD_REPLY)
        if look_up(answer, ("errors", 0, "extensions", "code")) == _UNKNOWN:
            return Failed(SourceStatus.NOT_FOUND)
        customer = look_up(answer, _CUSTOMER)
        if not isinstance(customer, dict):
            return Failed(SourceStatus.BAD_REPLY, why=self._refused_query(answer, places))
        found, failed = self._paths.taken_from(customer, wanted), _failed_fields(answer)
        asked = {name: self._paths.of(name) for name in wanted & self._paths.traits - found.keys()}
        asked |= {name: self._lists.of(name) for name in wanted & self._lists.names}
        broken = frozenset(name for name, place in asked.items() if _is_below(place, failed))
        return Found(self._about(customer, customer_ref), found, broken, self._lists.taken_from(customer, wanted))

    async def _query(self, customer_ref: str, places: Iterable[Path]) -> Any | Failed:
        asked = [*places] if self.cannot_check else [*places, (self._identifier,)]
        query = f"query($id: String) {{ customer({self._identifier}: $id) {_braces(_tree(asked))} }}"
        body = {"query": query, "variables": {"id": customer_ref}}
        return await self._door.ask("POST", self._url, self._headers, body=body)

    def _about(self, customer: Any, customer_ref: str) -> str | None:
        named = look_up(customer, (self._identifier,))
        if not isinstance(named, str):
            return None
        # E-mail addresses are kept in small letters there.
        return customer_ref if self._identifier == "email" and named == customer_ref.lower() else named

    def _refused_query(self, answer: Any, places: Iterable[Path]) -> str | None:
        """Which of our names it refuses, in words for who wrote them; None when it names none of them."""
        said, located = " ".join(_messages(answer)), _located(answer)
        quoted = {found[1] for found in _QUOTED.finditer(said)}
        wrong = sorted(
            {
                f'"{".".join(names)}"'
                for place in places
                if (names := [step for step in place if isinstance(step, str)])
                and (_is_below(tuple(names), located) if located else not quoted.isdisjoint(names))
            }
        )
        if wrong:
            return (
                f"It has no {', '.join(wrong)}, and refuses the whole query for that, as it would for every card."
                " Compare names with the account's customer fields; of an object name a field: order.item."
            )
        if re.search(rf"\b{self._identifier}\b", said):
            return f'It has no identifier "{self._identifier}". Write the account\'s own: identifier = "fs_user_id".'
        return None


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


def _messages(answer: Any) -> list[str]:
    errors = look_up(answer, ("errors",))
    said = [look_up(error, ("message",)) for error in cast("list[Any]", errors)] if isinstance(errors, list) else []
    return [text[:1000] for text in said[:100] if isinstance(text, str)]


def _located(answer: Any) -> list[tuple[str, ...]]:
    """The fields that a query was refused for."""
    said = " ".join(_messages(answer))
    return [tuple(found[1].strip("/").split("/")) for found in _LOCATED.finditer(said)]


def _failed_fields(answer: Any) -> list[tuple[object, ...]]:
    """The fields that a GraphQL answer has errors for, without the `customer` that each path begins with."""
    errors = look_up(answer, ("errors",))
    paths = [look_up(error, ("path",)) for error in cast("list[Any]", errors)] if isinstance(errors, list) else []
    return [tuple(cast("list[object]", path)[1:]) for path in paths if isinstance(path, list)]


def _is_below(path: Path, failed: Iterable[tuple[object, ...]]) -> bool:
    return any(path[: len(each)] == each for each in failed)
