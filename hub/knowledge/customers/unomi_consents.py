"""Consent notices to Apache Unomi: one `modifyConsent` event for each answer, through `POST /cxs/context.json`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hub.knowledge.customers.connector import Failed
from hub.knowledge.customers.consent_notices import Answered, ConsentNotice, NoticeResult
from hub.knowledge.customers.json_client import JsonClient
from hub.knowledge.customers.mapping import look_up
from hub.knowledge.customers.notice_post import NoticePost
from hub.knowledge.customers.port import SourceStatus
from hub.knowledge.customers.unomi import SOURCE_ITEM, is_profile_id
from hub.knowledge.customers.unomi_profiles import Tenant, UnomiProfiles
from hub.trust.consents.purposes import Purpose

# Read back as what was said about the channel; the other purposes have no channel, and keep their own names.
_TYPES: Mapping[Purpose, str] = {Purpose.MARKETING_PUSH: "push", Purpose.RECOGNISE_IN_STORE: "in_store"}
# schemas/json/item/1-0-0, `itemId`.
_LONGEST_ID = 60
_WHEN_NOT_FOUND = {SourceStatus.NOT_FOUND: NoticeResult.REFUSED, SourceStatus.AUTH: NoticeResult.MISCONFIGURED}


class UnomiConsents:
    """One tenant. The event collector would need a session, and with it Unomi would keep one: context.json does not."""

    def __init__(self, name: str, post: NoticePost, door: JsonClient, tenant: Tenant) -> None:
        self.name = name
        self._post = post
        self._tenant = tenant
        self._profiles = UnomiProfiles(door, tenant)

    async def tell(self, notice: ConsentNotice) -> NoticeResult:
        """What the customer answered, each with its moment; nothing of what they were never asked."""
        if not self._tenant.is_trusted:
            # Unomi would choose itself whom it writes this down for.
            return NoticeResult.MISCONFIGURED
        events = [self._event(notice, purpose, said) for purpose, said in notice.answers.items()]
        profile = await self._profile_of(notice.customer_ref) if events else NoticeResult.NOTHING_TO_TELL
        return profile if isinstance(profile, NoticeResult) else await self._send(profile, events)

    async def _profile_of(self, customer_ref: str) -> str | NoticeResult:
        if self._tenant.id_property is None:
            return customer_ref if is_profile_id(customer_ref) else NoticeResult.REFUSED
        found = await self._profiles.find(customer_ref)
        if isinstance(found, Failed):
            return _WHEN_NOT_FOUND.get(found.status, NoticeResult.LATER)
        profile = found.get("itemId")
        return profile if isinstance(profile, str) else NoticeResult.LATER

    async def _send(self, profile: str, events: list[dict[str, Any]]) -> NoticeResult:
        source = SOURCE_ITEM | {"scope": self._tenant.scope}
        body = {"source": source, "profileId": profile, "events": events}
        told, answer = await self._post.post(f"{self._tenant.url}/cxs/context.json", self._tenant.headers, body)
        if told is not NoticeResult.TOLD:
            return told
        named = look_up(answer, ("profileId",))
        if isinstance(named, str) and named != profile and not await self._profiles.is_alias(profile, named):
            # It was written down for somebody else: nobody more is told of until somebody has looked.
            return NoticeResult.MISCONFIGURED
        processed = look_up(answer, ("processedEvents",))
        if not isinstance(processed, int) or not isinstance(named, str):
            return NoticeResult.LATER
        # An event that its schema does not fit is dropped there, and the answer is a 200.
        return NoticeResult.TOLD if processed >= len(events) else NoticeResult.REFUSED

    def _event(self, notice: ConsentNotice, purpose: Purpose, said: Answered) -> dict[str, Any]:
        at = datetime.fromtimestamp(said.at_ms / 1000, UTC).isoformat(timespec="milliseconds")
        return {
            "eventType": "modifyConsent",
            # With the tenant's private key the same id is the same event; without, the same answer is set again.
            "itemId": f"{purpose.value}-{notice.message_id}"[:_LONGEST_ID],
            "scope": self._tenant.scope,
            "properties": {
                "consent": {
                    "scope": self._tenant.scope,
                    "typeIdentifier": _TYPES.get(purpose, purpose.value),
                    "status": "GRANTED" if said.granted else "DENIED",
                    "statusDate": at.replace("+00:00", "Z"),
                }
            },
        }
