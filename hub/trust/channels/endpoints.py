"""/v1/cdp/consent: the customer data platform, or whoever sends for it, says what customers answered there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Request, Response, status
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from hub.ground.customer_ref import CustomerRef
from hub.ground.errors import DatabaseFailed
from hub.ground.standard_webhooks import check
from hub.ground.web.may import Role, may, proven_otherwise
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.ground.web.schemas import inlined
from hub.trust.channels.service import Channels
from hub.trust.channels.strictest import ContactChannel
from hub.trust.channels.webhook import Passed, Read, read
from hub.trust.consents.answers import parsed
from hub.trust.members.customer_auth import ANYBODY
from hub.trust.members.repository import Members
from wire.clock import Clock, to_ms

CDP_PATH = "/v1/cdp"
# A platform may tell a customer's whole history with each change; checking a megabyte's signature takes a millisecond.
MOST_BYTES = 1024 * 1024
_MARK = b"\xef\xbb\xbf"
_UNUSABLE = {
    Passed.NO_CUSTOMER: "data.customer_ref says whose answers these are: it is missing, or no customer id",
    Passed.NO_ANSWERS: "data.consents is a list of {channel, granted, at}: it is missing or empty",
    Passed.UNKNOWN_CHANNEL: f"data.consents.channel is one of {', '.join(ContactChannel)}: no answer is"
    " about one of them",
    Passed.UNCLEAR_ANSWER: "data.consents.granted is true or false: no answer is either",
    Passed.UNCLEAR_YES: "data.consents.at is ISO 8601 with a zone, and type is consent.updated: a yes needs both right",
}


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class ToldAnswer(_Shape):
    """One answer. Without `at` it counts as of the webhook's own time."""

    channel: ContactChannel
    granted: bool
    at: datetime | None = None


class ToldConsents(_Shape):
    """What one customer answered."""

    customer_ref: CustomerRef
    source: str = Field("cdp", pattern=r"^[a-z][a-z0-9_-]{0,30}$")
    consents: list[ToldAnswer]


class ConsentWebhook(_Shape):
    """The envelope of Standard Webhooks: what a sender is to write. What else stands in it is passed over."""

    type: Literal["consent.updated"]
    data: ToldConsents


class PassedOver(_Shape):
    """How often a part was passed over, by reason; everything else was taken."""

    passed_over: dict[Passed, int]


_SCHEMA = ConsentWebhook.model_json_schema()
_HEADERS = [
    {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
]
# Read by hand: the signature is over the bytes as they came.
_DESCRIBED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": inlined(_SCHEMA)}},
    },
    "parameters": _HEADERS,
}
_ANSWERS: dict[int | str, dict[str, Any]] = ANYBODY | {
    200: {"model": PassedOver, "description": "Taken, but for what is counted here."},
    401: {"model": Problem, "description": "Not signed with a secret that is set here, or not of now."},
    422: {"model": Problem, "description": "Signed, and nothing in it can be used."},
    503: {"model": Problem, "description": "The hub cannot write now; send it again."},
}


def cdp_routes(channels: Channels, members: Members, keys: Sequence[bytes], clock: Clock) -> APIRouter:
    """The routes that a customer data platform calls; `keys` of the secrets that count."""
    routes = APIRouter(
        prefix=CDP_PATH,
        tags=["cdp"],
        responses=_ANSWERS,
        dependencies=[proven_otherwise("the signature of the platform")],
    )

    @routes.post("/consent", status_code=status.HTTP_204_NO_CONTENT, openapi_extra=_DESCRIBED)
    async def consent(request: Request) -> Response:
        """A no closes the channel here at once, whatever stands beside it; a yes opens nothing that is asked here.

        204 also for a customer who is no member of this store: nothing is kept of them, and nothing told.
        """
        body, now = await _bytes(request), clock.wall()
        sent_ms = 1000 * _signed_at(request, body, keys, now)
        try:
            found = read(parsed(body), sent_ms)
        except ValueError:
            raise Refused(status.HTTP_422_UNPROCESSABLE_CONTENT, "webhook", why="the body is no JSON text") from None
        try:
            _learn(channels, members, found, to_ms(now))
        except DatabaseFailed:
            raise Refused(status.HTTP_503_SERVICE_UNAVAILABLE, "kept-not-written", {"Retry-After": "60"}) from None
        passed_over = {reason: times for reason, times in found.passed_over.items() if times}
        if not any(told.answers for told in found.told):
            why = next(iter(passed_over), Passed.NO_CUSTOMER)
            raise Refused(status.HTTP_422_UNPROCESSABLE_CONTENT, "webhook", why=_UNUSABLE[why])
        if passed_over:
            return JSONResponse(PassedOver(passed_over=passed_over).model_dump(mode="json"))
        return Response(status_code=status.HTTP_204_NO_CONTENT)

    return routes


def _learn(channels: Channels, members: Members, found: Read, now_ms: int) -> None:
    """Whatever fails with one customer costs no other their no. Raises `DatabaseFailed`."""
    failed: DatabaseFailed | None = None
    for told in found.told:
        try:
            if record := members.by_customer(told.customer_ref):
                channels.learn(record, told.answers, now_ms)
        except DatabaseFailed as error:
            failed = error
    if failed:
        raise failed
    channels.pass_over({reason.value: times for reason, times in found.passed_over.items() if times})


def passed_over_routes(channels: Channels) -> APIRouter:
    """For whoever looks after the store; behind the gate."""
    routes = APIRouter(prefix="/api/consents", tags=["cdp"], dependencies=[may(Role.PRIVACY_OFFICER, Role.IT)])

    @routes.get("/passed-over")
    async def passed_over() -> PassedOver:
        """What could not be used of consent webhooks so far, by reason."""
        return PassedOver(passed_over={Passed(reason): times for reason, times in channels.passed_over().items()})

    return routes


def _signed_at(request: Request, body: bytes, keys: Sequence[bytes], now: float) -> int:
    """When the webhook was signed, Unix seconds; 401 when it was not."""
    headers = request.headers
    timestamp = headers.get("webhook-timestamp", "")
    given = headers.get("webhook-id", ""), timestamp, headers.get("webhook-signature", "")
    trouble = check(body, *given, keys, now)
    # Some servers put the mark there after the signature was made.
    if trouble and body.startswith(_MARK) and check(body.removeprefix(_MARK), *given, keys, now) is None:
        trouble = None
    if trouble:
        raise Refused(status.HTTP_401_UNAUTHORIZED, "webhook", why=trouble.value)
    return int(timestamp)


async def _bytes(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Refused(status.HTTP_413_CONTENT_TOO_LARGE, "too-large", bytes=MOST_BYTES)
    return bytes(body)
