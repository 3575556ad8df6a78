"""Consent notices to Apache Unomi: one `modifyConsent` event for each answer, through `POST /cxs/context.json`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hub.customers.consent_notices import Answered, ConsentNotice, Told
from hub.customers.mapping import look_up
from hub.customers.notice_post import NoticePost
from hub.customers.unomi import SOURCE_ITEM, is_profile_id
from hub.members.purposes import Purpose

# Read back as what was said about the channel; the other purposes have no channel, and keep their own names.
_TYPES: Mapping[Purpose, str] = {Purpose.MARKETING_PUSH: "push", Purpose.RECOGNISE_IN_STORE: "in_store"}
# schemas/json/item/1-0-0, `itemId`.
_LONGEST_ID = 60


class UnomiConsents:
    """One tenant. The event collector would need a session, and with it Unomi would keep one: context.json does not."""

    def __init__(self, name: str, post: NoticePost, url: str, scope: str, headers: Mapping[str, str]) -> None:
        self.name = name
        self._post = post
        self._url = f"{url.rstrip('/')}/cxs/context.json"
        self._scope = scope
        self._headers = headers

    async def tell(self, notice: ConsentNotice) -> Told:
        """What the customer answered, each with its moment; nothing of what they were never asked."""
        if not is_profile_id(notice.customer_ref):
            return Told.REFUSED
        events = [self._event(notice, purpose, said) for purpose, said in notice.answers.items()]
        if not events:
            return Told.TOLD
        source = SOURCE_ITEM | {"scope": self._scope}
        body = {"source": source, "profileId": notice.customer_ref, "events": events}
        told, answer = await self._post.post(self._url, self._headers, body)
        if told is not Told.TOLD:
            return told
        processed = look_up(answer, ("processedEvents",))
        if not isinstance(processed, int):
            return Told.LATER
        # An event that its schema does not fit is dropped there, and the answer is a 200.
        return Told.TOLD if processed >= len(events) else Told.REFUSED

    def _event(self, notice: ConsentNotice, purpose: Purpose, said: Answered) -> dict[str, Any]:
        at = datetime.fromtimestamp(said.at_ms / 1000, UTC).isoformat(timespec="milliseconds")
        return {
            "eventType": "modifyConsent",
            # With the tenant's private key the same id is the same event; without, the same answer is set again.
            "itemId": f"{purpose.value}-{notice.message_id}"[:_LONGEST_ID],
            "scope": self._scope,
            "properties": {
                "consent": {
                    "scope": self._scope,
                    "typeIdentifier": _TYPES.get(purpose, purpose.value),
                    "status": "GRANTED" if said.granted else "DENIED",
                    "statusDate": at.replace("+00:00", "Z"),
                }
            },
        }
