"""What only a tenant's private key may ask Apache Unomi: which profile has an id, and under which others it goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import quote

from hub.ground.customer_ref import as_customer_ref
from hub.knowledge.customers.connector import Failed
from hub.knowledge.customers.json_client import JsonClient
from hub.knowledge.customers.mapping import Path, look_up
from hub.knowledge.customers.port import SourceStatus

# The search folds capitals and accents, so others may come along with whom was asked for; more than a few never do.
_MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant of Unomi, and how to speak to it."""

    url: str
    scope: str
    headers: Mapping[str, str] = field(repr=False)
    is_trusted: bool
    """Whether the key is the tenant's private one, so that whom we name is believed."""
    id_property: Path | None = None
    """Where in a profile's properties the customer's id stands, where it is not the profile's own."""


class UnomiProfiles:
    """The profiles of one tenant."""

    def __init__(self, door: JsonClient, tenant: Tenant) -> None:
        self._door = door
        self._url = f"{tenant.url}/cxs/profiles"
        self._headers = tenant.headers
        self._id_property = tenant.id_property

    async def is_alias(self, alias: str, profile: object) -> bool:
        """Whether an id leads to a profile: one that was merged lives on as an alias of its master."""
        if not isinstance(profile, str):
            return False
        answer = await self._door.ask("GET", f"{self._url}/{quote(profile, safe='')}/aliases", self._headers)
        return any(look_up(each, ("itemId",)) == alias for each in _list(answer))

    async def find(self, customer_ref: str) -> Mapping[str, Any] | Failed:
        """The profile whose property holds an id, letter by letter. Searching makes no profile, as reading one does."""
        name = ".".join(map(str, self._id_property or ()))
        condition = {
            "propertyName": f"properties.{name}",
            "comparisonOperator": "equals",
            "propertyValue": customer_ref,
        }
        query = {
            "offset": 0,
            "limit": _MOST_FOUND,
            "condition": {"type": "profilePropertyCondition", "parameterValues": condition},
        }
        answer = await self._door.ask("POST", f"{self._url}/search", self._headers, body=query)
        if isinstance(answer, Failed):
            return answer if answer.status is not SourceStatus.NOT_FOUND else Failed(SourceStatus.BAD_REPLY)
        theirs = [each for each in _list(answer) if self._holds(each, customer_ref)]
        # Two profiles of one id are not merged yet; neither of them is surely this customer.
        return cast("Mapping[str, Any]", theirs[0]) if len(theirs) == 1 else Failed(SourceStatus.NOT_FOUND)

    def _holds(self, profile: Any, customer_ref: str) -> bool:
        try:
            return as_customer_ref(look_up(profile, ("properties", *(self._id_property or ())))) == customer_ref
        except ValueError:
            return False


def _list(answer: Any) -> list[Any]:
    found = look_up(answer, ("list",))
    return cast("list[Any]", found) if isinstance(found, list) else []
