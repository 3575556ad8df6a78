"""Google Analytics 4 by Measurement Protocol: counted, never joined to a customer. Pure.

The service answers 2xx even to what it throws away, so what leaves is held to the documented limits here
(developers.google.com, "Measurement Protocol (GA4)": sending events, limitations, reserved names).
"""

import hashlib
from typing import Annotated, Literal
from urllib.parse import urlencode

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from hub.ground.words.phrase import phrase
from hub.knowledge.exports.answers import BatchAccepted, Later, Reply, Request, Verdict, when_not_taken
from hub.knowledge.exports.batches import encoded
from hub.knowledge.exports.events import ExportKind
from hub.knowledge.exports.sink import Limits, Outgoing, Payload, Unfit
from hub.trust.consents.purposes import Purpose

NAMES: dict[ExportKind, str] = {
    ExportKind.VISIT_STARTED: "store_visit_started",
    ExportKind.VISIT_ENDED: "store_visit_ended",
    ExportKind.HELP_ENDED: "store_help_ended",
    ExportKind.CONVERTED: "store_visit_converted",
    ExportKind.RETURNED: "store_visit_returned",
    ExportKind.EXPERIMENT_VIEWED: "experiment_viewed",
}
# What may stand beside an event. Not the variant: it is called after what somebody rides.
_PARAMS = frozenset({"duration_s", "outcome", "experiment_id", "shown"})
OLDEST_MS = 72 * 3600 * 1000
_MINUTE_MS = 60 * 1000
# What we clip from the 72 hours: a minute is rounded away, and a request waits and travels.
_MARGIN_MS = 2 * _MINUTE_MS

# The service keeps names that begin like this for itself.
_RESERVED = ("ga_", "google_", "firebase_")


def _is_free(name: str) -> str:
    if name.startswith(_RESERVED):
        raise ValueError("a reserved name")
    return name


_Name = Annotated[str, StringConstraints(max_length=40, pattern=r"^[A-Za-z][A-Za-z0-9_]*$"), AfterValidator(_is_free)]
_Text = Annotated[str, StringConstraints(max_length=100)]


class _Event(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    name: _Name
    timestamp_micros: Annotated[int, Field(gt=0)]
    params: Annotated[dict[_Name, _Text | int], Field(max_length=25)]


class _Consent(BaseModel):
    model_config = ConfigDict(extra="forbid")
    ad_user_data: Literal["GRANTED", "DENIED"]
    ad_personalization: Literal["GRANTED", "DENIED"]


class Ga4Payload(BaseModel):
    """A whole request as it may leave."""

    model_config = ConfigDict(extra="forbid")
    client_id: Annotated[str, StringConstraints(min_length=8, max_length=64, pattern=r"^[0-9a-f.]+$")]
    consent: _Consent
    events: Annotated[list[_Event], Field(min_length=1, max_length=25)]


class Ga4Sink:
    """One web stream."""

    name = "ga4"
    limits = Limits(events=25, event_bytes=8 * 1024, batch_bytes=130_000, oldest_ms=OLDEST_MS - _MARGIN_MS)
    kinds = frozenset(NAMES)
    also_needs = frozenset({Purpose.MEASURE})

    def __init__(self, url: str, measurement_id: str, api_secret: str) -> None:
        query = urlencode({"measurement_id": measurement_id, "api_secret": api_secret})
        self._url = f"{url.rstrip('/')}/mp/collect?{query}"

    def payload(self, event: Outgoing) -> Payload | Unfit:
        """An event with the client it belongs to; `request` puts those of one client together."""
        made: Payload = {
            "name": NAMES[event.kind],
            # By the minute: to the millisecond it would be the visit that a data platform knows the customer of.
            "timestamp_micros": event.at_ms // _MINUTE_MS * _MINUTE_MS * 1000,
            "params": {
                "session_id": _session(event.visit_ref),
                # The service counts nobody as active without it; nothing of an app was open, so it is the least.
                "engagement_time_msec": 1,
                "store": event.store,
                # It knows no idempotence: who needs exact counts takes the double out by this.
                "event_ref": event.message_id[:32],
                **{
                    name: int(value) if isinstance(value, bool) else value
                    for name, value in event.properties.items()
                    if name in _PARAMS
                },
            },
        }
        try:
            Ga4Payload.model_validate(_payload(event.client_id, [made]))
        except ValidationError as error:
            first = error.errors(include_input=False)[0]
            return Unfit(f"{'.'.join(map(str, first['loc']))}: {first['msg']}"[:120])
        return {"client_id": event.client_id, "event": made}

    def batch_key(self, event: Outgoing) -> str:
        """A request is one client's."""
        return event.client_id

    def request(self, events: list[Payload], now_ms: int) -> Request:
        """POST /mp/collect; the key is in the URL, as the service wants it."""
        del now_ms
        client_id = events[0]["client_id"] if events else "0" * 32
        return Request(self._url, encoded(_payload(client_id, [each["event"] for each in events])))

    def verdict(self, reply: Reply, now_ms: int) -> Verdict:
        """2xx says that it arrived, and nothing more; it comes with no page."""
        if not 200 <= reply.status < 300:
            return when_not_taken(reply, now_ms / 1000)
        if reply.is_page:
            return Later(phrase("health-why-unexpected", status=str(reply.status)))
        return BatchAccepted()


def _payload(client_id: str, events: list[Payload]) -> Payload:
    # Nobody agreed to advertising by any of our purposes.
    consent = {"ad_user_data": "DENIED", "ad_personalization": "DENIED"}
    return {"client_id": client_id, "consent": consent, "events": events}


def _session(visit_ref: str) -> str:
    """A session is a visit; the service wants digits."""
    return str(int.from_bytes(hashlib.sha256(visit_ref.encode()).digest()[:5]))
