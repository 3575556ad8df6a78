"""Customer data from Apache Unomi: `POST /cxs/context.json`.

Reading an unknown profile id makes that profile, so only ids that a customer's own sign-in has proven are sent. No
session id is sent with it: Unomi then keeps no session and no event of our looking.
"""

import base64
import re
from typing import Any, cast

from hub.knowledge.customers.connector import Connector, Failed, Found
from hub.knowledge.customers.events import HappeningPaths
from hub.knowledge.customers.json_client import JsonClient
from hub.knowledge.customers.mapping import TraitPaths, look_up
from hub.knowledge.customers.port import SourceStatus
from hub.knowledge.customers.unomi_profiles import Tenant, UnomiProfiles

# No limit is published; a shop's own server is not to be flooded.
REQUESTS_PER_SECOND = 50.0
SOURCE_ITEM = {"itemId": "goddag", "itemType": "store"}
"""Who asks and tells; with the scope of the tenant."""
# requestIds schema 1-0-0; Unomi answers 400 to anything else.
_ID = re.compile(r"[\w\-_@.]{1,60}", re.ASCII)
NEEDS_PRIVATE_KEY = (
    "Unomi believes whom we ask for and tell of only with the tenant's private key (UNOMI-975); with a public one it"
    " answers about a profile of its own choice. Set tenant, and the private key as key or key_env."
)
_NO_ID = (
    "Unomi takes no such id for a profile's: letters, digits and - _ @ . only, 60 at most. Where a property holds the"
    ' customer\'s id, name it: id_property = "customerId".'
)


class UnomiContext(Connector):
    """One tenant. `paths` are below `profileProperties`."""

    def __init__(
        self,
        name: str,
        door: JsonClient,
        tenant: Tenant,
        paths: TraitPaths,
        lists: HappeningPaths,
    ) -> None:
        self.name = name
        self.cannot_check = None if tenant.is_trusted else NEEDS_PRIVATE_KEY
        self.traits = paths.traits | lists.names
        self._door = door
        self._tenant = tenant
        self._profiles = UnomiProfiles(door, tenant)
        self._paths = paths
        self._lists = lists

    async def fetch(self, customer_ref: str, wanted: frozenset[str]) -> Found | Failed:
        """Ask for the properties that hold what is wanted. Of a merged profile the master's come."""
        if self._tenant.id_property is not None:
            profile = await self._profiles.find(customer_ref)
            if isinstance(profile, Failed):
                return profile
            return self._found(customer_ref, wanted, profile.get("properties"), profile.get("consents"))
        if not is_profile_id(customer_ref):
            return Failed(SourceStatus.NOT_FOUND, why=_NO_ID)
        places = [*self._paths.to_ask_for(wanted), *self._lists.to_ask_for(wanted)]
        body = {
            "source": SOURCE_ITEM | {"scope": self._tenant.scope},
            "profileId": customer_ref,
            "requiredProfileProperties": sorted({str(path[0]) for path in places}),
            "requireSegments": False,
            "requireScores": False,
        }
        answer = await self._door.ask("POST", f"{self._tenant.url}/cxs/context.json", self._tenant.headers, body=body)
        if isinstance(answer, Failed):
            # Whom it does not know it makes: a 404 is about the address.
            return answer if answer.status is not SourceStatus.NOT_FOUND else Failed(SourceStatus.BAD_REPLY)
        properties, profile = look_up(answer, ("profileProperties",)), look_up(answer, ("profileId",))
        if not isinstance(profile, str) or not isinstance(properties, dict | None):
            return Failed(SourceStatus.BAD_REPLY)
        about = await self._about(profile, customer_ref)
        return self._found(about, wanted, properties, look_up(answer, ("consents",)))

    def _found(self, about: str, wanted: frozenset[str], properties: Any, consents: Any) -> Found:
        return Found(
            about,
            self._paths.taken_from(properties, wanted),
            happened=self._lists.taken_from(properties, wanted),
            consents=cast("dict[str, Any]", consents) if isinstance(consents, dict) else {},
        )

    async def _about(self, profile: str, customer_ref: str) -> str:
        """Whom an answer is about: a profile that was merged lives on as an alias of its master's."""
        if profile == customer_ref or self.cannot_check:
            return profile
        return customer_ref if await self._profiles.is_alias(customer_ref, profile) else profile


def is_profile_id(text: str) -> bool:
    """Whether Unomi takes it for one; to any other it answers 400."""
    return _ID.fullmatch(text) is not None


def unomi_headers(key: str, tenant: str | None) -> dict[str, str]:
    """With a tenant the key is its private one, without it is the public one; Unomi takes either."""
    if tenant:
        return {"Authorization": "Basic " + base64.b64encode(f"{tenant}:{key}".encode()).decode()}
    return {"X-Unomi-Api-Key": key}
