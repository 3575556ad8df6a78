"""/v1/cdp/consent: the customer data platform, or whoever sends for it, says what customers answered there."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, HTTPException, Request, Response, status
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from hub.channels.repository import Answer
from hub.channels.service import HERE, Channels
from hub.channels.strictest import Channel, Said
from hub.customer_ref import CustomerRef
from hub.members.model import Problem
from hub.members.repository import Members
from hub.members.who_asks import ANYBODY
from hub.standard_webhooks import check
from wire.clock import Clock, to_ms

_Source = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,30}$")]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class ToldAnswer(_Shape):
    """One answer. Without `at` it counts as of the webhook's own time."""

    channel: Channel
    granted: Annotated[bool, Field(strict=True)]
    at: AwareDatetime | None = None


class ToldConsents(_Shape):
    """What one customer answered."""

    customer_ref: CustomerRef
    source: _Source = "cdp"
    consents: Annotated[list[ToldAnswer], Field(min_length=1, max_length=20)]


class ConsentWebhook(_Shape):
    """The envelope of Standard Webhooks."""

    type: Literal["consent.updated"]
    data: ToldConsents


def _inlined(part: Any, named: dict[str, Any]) -> Any:
    """A schema in one piece: what it names by reference stands where it is named."""
    if isinstance(part, list):
        return [_inlined(each, named) for each in cast("list[Any]", part)]
    if not isinstance(part, dict):
        return part
    fields = cast("dict[str, Any]", part)
    if "$ref" in fields:
        return _inlined(named[str(fields["$ref"]).rsplit("/", 1)[1]], named)
    return {name: _inlined(value, named) for name, value in fields.items() if name != "$defs"}


_SCHEMA = ConsentWebhook.model_json_schema()
_HEADERS = [
    {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
]
# Read by hand: the signature is over the bytes as they came.
_DESCRIBED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": _inlined(_SCHEMA, _SCHEMA["$defs"])}},
    },
    "parameters": _HEADERS,
}
_ANSWERS: dict[int | str, dict[str, Any]] = ANYBODY | {
    401: {"model": Problem, "description": "Not signed with a secret that is set here, or not of now."},
    422: {"model": Problem, "description": "Signed, and not of this shape."},
}


def cdp_routes(channels: Channels, members: Members, keys: Sequence[bytes], clock: Clock) -> APIRouter:
    """The routes that a customer data platform calls; `keys` of the secrets that count."""
    routes = APIRouter(prefix="/v1/cdp", tags=["cdp"], responses=_ANSWERS)

    @routes.post("/consent", status_code=status.HTTP_204_NO_CONTENT, openapi_extra=_DESCRIBED)
    async def consent(request: Request) -> Response:
        """A no closes the channel here at once; a yes opens nothing that is asked in the store's own app.

        204 also for a customer who is no member of this store: nothing is kept of them, and nothing told.
        """
        body, headers = await request.body(), request.headers
        timestamp = headers.get("webhook-timestamp", "")
        now = clock.wall()
        trouble = check(body, headers.get("webhook-id", ""), timestamp, headers.get("webhook-signature", ""), keys, now)
        if trouble:
            raise HTTPException(status.HTTP_401_UNAUTHORIZED, trouble.value)
        try:
            told = ConsentWebhook.model_validate_json(body).data
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            place = ".".join(map(str, first["loc"]))[:80].encode("utf-8", "replace").decode()
            raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, f"{place}: {first['msg']}"[:200]) from None
        if record := members.by_customer(told.customer_ref):
            sent_ms = int(timestamp) * 1000
            channels.learn(record, [_answer(each, told.source, sent_ms) for each in told.consents], to_ms(now))
        return Response(status_code=status.HTTP_204_NO_CONTENT)

    return routes


def _answer(told: ToldAnswer, source: str, sent_ms: int) -> Answer:
    at_ms = to_ms(told.at.timestamp()) if told.at else sent_ms
    # Nobody speaks for our own ledger.
    return Answer(told.channel, source if source != HERE else "cdp", Said(told.granted, max(0, at_ms)))
