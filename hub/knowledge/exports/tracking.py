"""Segment's Tracking API, and the two that speak it as well: RudderStack and Jitsu. Pure."""

import base64
from datetime import UTC, datetime
from typing import Literal

from hub.ground.words.phrase import phrase
from hub.knowledge.exports.answers import BatchAccepted, Later, Reply, Request, Verdict, when_not_taken
from hub.knowledge.exports.batches import encoded
from hub.knowledge.exports.events import ExportKind
from hub.knowledge.exports.sink import Limits, Outgoing, Payload, Unfit
from hub.trust.consents.purposes import Purpose

Vendor = Literal["segment", "rudderstack", "jitsu"]
NAMES: dict[ExportKind, str] = {
    ExportKind.VISIT_STARTED: "Store Visit Started",
    ExportKind.VISIT_ENDED: "Store Visit Ended",
    ExportKind.ZONE_VISITED: "Store Zone Visited",
    ExportKind.HELP_ENDED: "Store Help Ended",
    ExportKind.CONVERTED: "Store Visit Converted",
    ExportKind.RETURNED: "Store Visit Returned",
    ExportKind.EXPERIMENT_VIEWED: "Experiment Viewed",  # of the vendors' own list of A/B testing events
}
# Segment forgets events with more properties, or a longer messageId, and answers 200 all the same.
LONGEST_MESSAGE_ID = 100
MOST_PROPERTIES = 300


class TrackingApi:
    """One source with its write key. Without a vendor it may be any of them."""

    def __init__(self, vendor: Vendor | None, url: str, write_key: str) -> None:
        self._vendor = vendor
        self._url = f"{url.rstrip('/')}/v1/batch"
        self._write_key = write_key
        if vendor == "jitsu":
            self._headers = {"x-write-key": write_key}
        else:
            self._headers = {"authorization": "Basic " + base64.b64encode(f"{write_key}:".encode()).decode()}

    def request(self, events: list[Payload], now_ms: int) -> Request:
        """POST /v1/batch."""
        body: dict[str, object] = {"batch": events, "sentAt": iso(now_ms)}
        if self._vendor == "segment":
            body["writeKey"] = self._write_key
        return Request(self._url, encoded(body), self._headers)

    def verdict(self, reply: Reply, now_ms: int) -> Verdict:
        """Success has a body of the vendor's own: a page of somebody in between (a hotel's sign-in) is none."""
        answer, is_success = reply.json() or {}, 200 <= reply.status < 300
        if self._vendor == "segment":
            taken = is_success and answer.get("success") is True
        elif self._vendor == "rudderstack":
            taken = reply.status == 200 and reply.body.strip() == b"OK"
        else:
            # {"ok":true} as far as is known of Jitsu: a body that we do not know must not hold all up for ever.
            told_no = answer.get("ok") is False or answer.get("success") is False
            taken = is_success and not reply.is_page and not told_no
        if taken:
            return BatchAccepted()
        if is_success:
            return Later(phrase("health-why-unexpected", status=str(reply.status)))
        return when_not_taken(reply, now_ms / 1000)


class TrackingSink:
    """What happens in the store, for one of them."""

    # RudderStack takes 4 MB; Segment's limits are the strictest, and Jitsu states none.
    limits = Limits(events=100, event_bytes=32 * 1024, batch_bytes=500 * 1024)
    kinds = frozenset(NAMES)
    # "If you say no, your visits in the store and online are kept apart."
    also_needs = frozenset({Purpose.JOIN_ONLINE_INSTORE})

    def __init__(self, vendor: Vendor, url: str, write_key: str) -> None:
        self.name: str = vendor
        self._vendor = vendor
        self._api = TrackingApi(vendor, url, write_key)

    def payload(self, event: Outgoing) -> Payload | Unfit:
        """A `track` call; every purpose each time, as the platform takes an absent one for a yes."""
        if len(event.message_id) > LONGEST_MESSAGE_ID:
            return Unfit(f"messageId is longer than {LONGEST_MESSAGE_ID}")
        properties = {"store": event.store, "visit_ref": event.visit_ref, **event.properties}
        if len(properties) > MOST_PROPERTIES:
            return Unfit(f"more than {MOST_PROPERTIES} properties")
        made: Payload = {
            "type": "track",
            "event": NAMES[event.kind],
            "messageId": event.message_id,
            "userId": event.customer_ref,
            "anonymousId": None,
            "timestamp": iso(event.at_ms),
            "properties": properties,
            "context": {
                "consent": {"categoryPreferences": {each.value: given for each, given in event.consents.items()}},
                "library": {"name": "goddag-hub", "version": "1"},
            },
            "integrations": {"All": True} if self._vendor == "rudderstack" else {},
        }
        return made | {"channel": "server"} if self._vendor == "rudderstack" else made

    def batch_key(self, event: Outgoing) -> str:
        """Everything goes together."""
        del event
        return ""

    def request(self, events: list[Payload], now_ms: int) -> Request:
        """All in one."""
        return self._api.request(events, now_ms)

    def verdict(self, reply: Reply, now_ms: int) -> Verdict:
        """As the API means it."""
        return self._api.verdict(reply, now_ms)


def iso(at_ms: int) -> str:
    """A moment as these platforms write it."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")
