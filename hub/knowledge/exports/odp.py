"""Optimizely Data Platform: POST /v3/events. Pure."""

from hub.ground.words.phrase import phrase
from hub.knowledge.exports.answers import BatchAccepted, Later, Reply, Request, Verdict, when_not_taken
from hub.knowledge.exports.batches import encoded
from hub.knowledge.exports.events import ExportKind
from hub.knowledge.exports.sink import Limits, Outgoing, Payload, Unfit
from hub.trust.consents.purposes import Purpose

ACTIONS: dict[ExportKind, tuple[str, str]] = {
    ExportKind.VISIT_STARTED: ("store_visit", "started"),
    ExportKind.VISIT_ENDED: ("store_visit", "ended"),
    ExportKind.ZONE_VISITED: ("store_visit", "zone_visited"),
    ExportKind.HELP_ENDED: ("store_visit", "help_ended"),
    ExportKind.CONVERTED: ("store_visit", "converted"),
    ExportKind.RETURNED: ("store_visit", "returned"),
    ExportKind.EXPERIMENT_VIEWED: ("experiment", "viewed"),
}


class OdpSink:
    """One account, with its public key: it may write and not read."""

    name = "odp"
    # Bytes are not limited there; a batch of 500 of ours is 300 kB.
    limits = Limits(events=500, event_bytes=32 * 1024, batch_bytes=500 * 1024)
    kinds = frozenset(ACTIONS)
    also_needs = frozenset({Purpose.JOIN_ONLINE_INSTORE})

    def __init__(self, url: str, key: str, identifier: str) -> None:
        self._url = f"{url.rstrip('/')}/v3/events"
        self._headers = {"x-api-key": key}
        self._identifier = identifier

    def payload(self, event: Outgoing) -> Payload | Unfit:
        """Fields of an event are flat there, so each purpose is a field."""
        kind, action = ACTIONS[event.kind]
        return {
            "type": kind,
            "action": action,
            "identifiers": {self._identifier: event.customer_ref},
            "data": {
                "idempotence_id": event.message_id,
                "data_source_type": "app",
                "data_source": "goddag-hub",
                "data_source_version": "1",
                "ts": event.at_ms // 1000,
                "store": event.store,
                "visit_ref": event.visit_ref,
                **event.properties,
                **{f"consent_{each.value}": given for each, given in event.consents.items()},
            },
        }

    def batch_key(self, event: Outgoing) -> str:
        """Everything goes together."""
        del event
        return ""

    def request(self, events: list[Payload], now_ms: int) -> Request:
        """A bare array."""
        del now_ms
        return Request(self._url, encoded(events), self._headers)

    def verdict(self, reply: Reply, now_ms: int) -> Verdict:
        """202 means received; a bad key is a 403 there."""
        if reply.status == 202 and (reply.json() or {}).get("status") == 202:
            return BatchAccepted()
        if 200 <= reply.status < 300:
            return Later(phrase("health-why-unexpected", status=str(reply.status)))
        return when_not_taken(reply, now_ms / 1000)
