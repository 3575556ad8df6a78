"""/v1/till: where tills and shops tell what was sold. The signature first, then everything else."""

import hashlib
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, status
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from hub.ground.errors import DatabaseFailed
from hub.ground.web.schemas import inlined
from hub.knowledge.purchases import generic, shopify, square
from hub.knowledge.purchases.bodies import MOST_BYTES, Bodies
from hub.knowledge.purchases.generic import Event
from hub.knowledge.purchases.model import Delivery, DeliveryResult, TillSystem
from hub.knowledge.purchases.notices import Notice, TakesNotices, of_shopify, of_square
from hub.knowledge.purchases.refusal_log import RefusalLog, RefusedRecord
from hub.knowledge.purchases.refusals import RecordRefusal, topic_and_number
from hub.knowledge.purchases.service import OrderRecorder
from hub.knowledge.purchases.tills import Tills
from hub.knowledge.purchases.webhook_auth import SHOPIFY_SIGNATURE, SQUARE_SIGNATURE, STANDARD, authenticate
from wire.clock import Clock, to_ms

TILL_PATH = "/v1/till"

_TOPIC, _DELIVERY = "x-shopify-topic", "x-shopify-webhook-id"
_LONGEST_ID = 100
_CONNECT = "this till is not connected: set till_square_keys, till_shopify_secrets or till_generic_secrets at the hub"
_COMPARE = (
    "the signature does not fit: compare the secret here and there; for Square also till_square_url, which is the"
    " notification URL as it is registered, letter by letter"
)
_CLOCK = "webhook-timestamp is more than 5 minutes off: set the sender's clock, and sign each attempt anew"
_UNREADABLE = "the body is not the JSON that this till sends; see docs/operating/purchases.md"
_REFUSED: dict[DeliveryResult, tuple[int, str]] = {
    DeliveryResult.NOT_CONNECTED: (status.HTTP_404_NOT_FOUND, _CONNECT),
    DeliveryResult.TOO_LARGE: (status.HTTP_413_CONTENT_TOO_LARGE, f"a webhook has at most {MOST_BYTES} bytes"),
    DeliveryResult.BUSY: (status.HTTP_503_SERVICE_UNAVAILABLE, "too many large webhooks at once: send it again"),
    DeliveryResult.BAD_SIGNATURE: (status.HTTP_401_UNAUTHORIZED, _COMPARE),
    DeliveryResult.TOO_OLD: (status.HTTP_401_UNAUTHORIZED, _CLOCK),
    DeliveryResult.UNREADABLE: (status.HTTP_422_UNPROCESSABLE_CONTENT, _UNREADABLE),
}


def _again() -> HTTPException:
    return HTTPException(
        status.HTTP_503_SERVICE_UNAVAILABLE, "the hub cannot write now: send it again", {"Retry-After": "60"}
    )


class DeliveryAccepted(BaseModel):
    """What became of a webhook that was signed rightly."""

    model_config = ConfigDict(frozen=True)

    result: DeliveryResult


class NotTaken(BaseModel):
    """Why nothing of it was kept."""

    model_config = ConfigDict(frozen=True)

    result: DeliveryResult
    detail: str


@dataclass(frozen=True, slots=True)
class _TillDoor:
    """What every till's route does with what came in."""

    purchases: OrderRecorder
    notices: TakesNotices
    tills: Tills
    refusals: RefusalLog
    clock: Clock
    bodies: Bodies

    def _keep(self, source: TillSystem, refusal: RecordRefusal, body: bytes = b"", topic: str = "") -> None:
        self.purchases.count_refusal(source, refusal.reason)
        said, number = topic_and_number(source, body, self.tills.mapping)
        self.refusals.keep(source, refusal, topic or said, number, to_ms(self.clock.wall()))

    def refuse(self, source: TillSystem, refusal: RecordRefusal, body: bytes = b"") -> JSONResponse:
        self._keep(source, refusal, body)
        code, detail = _REFUSED[refusal.reason]
        said = ": ".join(filter(None, (refusal.field, refusal.why)))
        answer = NotTaken(result=refusal.reason, detail=f"{said}; {detail}" if said else detail)
        again = {"Retry-After": "60"} if code == status.HTTP_503_SERVICE_UNAVAILABLE else None
        return JSONResponse(answer.model_dump(mode="json"), code, again)

    async def read(self, source: TillSystem, request: Request) -> bytes | JSONResponse:
        body = await self.bodies.read(request)
        checked = authenticate(source, self.tills, body, request.headers, self.clock.wall())
        return self.refuse(source, RecordRefusal(checked)) if isinstance(checked, DeliveryResult) else checked

    def take(
        self, source: TillSystem, told: Delivery | DeliveryResult | RecordRefusal, body: bytes, topic: str = ""
    ) -> DeliveryAccepted:
        """What can never be taken in is answered with 200 as well: sent again, it would be no better."""
        if not isinstance(told, Delivery):
            refusal = told if isinstance(told, RecordRefusal) else RecordRefusal(told)
            self._keep(source, refusal, body, topic)
            return DeliveryAccepted(result=refusal.reason)
        try:
            return DeliveryAccepted(result=self.purchases.take(source, told, to_ms(self.clock.wall())))
        except DatabaseFailed:
            raise _again() from None

    async def take_notice(
        self, source: TillSystem, notice: Notice | DeliveryResult | RecordRefusal, body: bytes, topic: str = ""
    ) -> DeliveryAccepted:
        if isinstance(notice, DeliveryResult | RecordRefusal):
            return self.take(source, notice, body, topic)
        try:
            reason = await self.notices.take(source, body, notice, to_ms(self.clock.wall()))
        except DatabaseFailed:
            raise _again() from None
        self.purchases.count_refusal(source, reason)
        return DeliveryAccepted(result=reason)


def till_routes(
    purchases: OrderRecorder, notices: TakesNotices, tills: Tills, refusals: RefusalLog, clock: Clock
) -> APIRouter:
    """The routes of tills. They read the body themselves: what is signed are its bytes."""
    routes = APIRouter(prefix=TILL_PATH, tags=["till"], responses=_answers())
    door = _TillDoor(purchases, notices, tills, refusals, clock, Bodies())

    @routes.post("/square", response_model=DeliveryAccepted, openapi_extra=_takes(_OBJECT, SQUARE_SIGNATURE))
    async def from_square(request: Request) -> DeliveryAccepted | JSONResponse:
        """A webhook of Square: payment.updated, refund.updated and customer.deleted."""
        body = await door.read(TillSystem.SQUARE, request)
        if isinstance(body, JSONResponse):
            return body
        if (notice := of_square(body, tills.square_customer)) is not None:
            return await door.take_notice(TillSystem.SQUARE, notice, body)
        return door.take(TillSystem.SQUARE, square.read(body, tills.square_customer), body)

    @routes.post(
        "/shopify", response_model=DeliveryAccepted, openapi_extra=_takes(_OBJECT, SHOPIFY_SIGNATURE, _TOPIC, _DELIVERY)
    )
    async def from_shopify(request: Request) -> DeliveryAccepted | JSONResponse:
        """A webhook of Shopify: orders/create, orders/paid, orders/updated, orders/cancelled and refunds/create.

        Of customers: customers/merge, customers/redact, customers/data_request and shop/redact.
        """
        body = await door.read(TillSystem.SHOPIFY, request)
        if isinstance(body, JSONResponse):
            return body
        topic, delivery = request.headers.get(_TOPIC, ""), _id(request.headers.get(_DELIVERY, ""), body)
        if (notice := of_shopify(topic, body, tills.shopify_customer)) is not None:
            return await door.take_notice(TillSystem.SHOPIFY, notice, body, topic)
        # The id stands outside of what is signed. Who plays a body back under another one gains nothing: its order is
        # known in that version.
        return door.take(TillSystem.SHOPIFY, shopify.read(topic, delivery, body, tills.shopify_customer), body, topic)

    @routes.post(
        "/generic",
        response_model=DeliveryAccepted,
        openapi_extra=_takes(inlined(Event.model_json_schema()), *STANDARD),
        responses=_NO_ORDER,
    )
    async def from_any_till(request: Request) -> DeliveryAccepted | JSONResponse:
        """An order in our own shape, signed as Standard Webhooks are (github.com/standard-webhooks).

        With the setting `till_mapping` it has the till's shape instead.
        """
        body = await door.read(TillSystem.GENERIC, request)
        if isinstance(body, JSONResponse):
            return body
        told = generic.read(_id(request.headers["webhook-id"], body), body, tills.mapping)
        if isinstance(told, RecordRefusal) and told.reason is DeliveryResult.UNREADABLE:
            # Whoever builds this side reads our answers, and there is nobody to fetch it from: a till that sends it
            # again gets it in as soon as its mapping is mended.
            return door.refuse(TillSystem.GENERIC, told, body)
        return door.take(TillSystem.GENERIC, told, body)

    return routes


def count_routes(purchases: OrderRecorder, refusals: RefusalLog) -> APIRouter:
    """For whoever looks after the store; behind the gate."""
    routes = APIRouter(prefix="/api/tills", tags=["till"])

    @routes.get("")
    async def counted() -> dict[str, int]:
        """What became of the webhooks of tills so far, by till and reason."""
        return purchases.counts()

    @routes.get("/refused")
    async def refused(limit: Annotated[int, Query(ge=1, le=1000)] = 100) -> list[RefusedRecord]:
        """What tills told and was not kept, newest first: topic, order number, field and reason, and nothing else."""
        return refusals.newest(limit)

    return routes


def _id(given: str, body: bytes) -> str:
    """A delivery's id; of a sender that gives none, the same bytes are the same delivery."""
    return given if 0 < len(given) <= _LONGEST_ID else hashlib.sha256(given.encode() or body).hexdigest()


def _takes(body: dict[str, Any], *headers: str) -> dict[str, Any]:
    """What the routes read themselves, for the API's description."""
    return {
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "parameters": [
            {"in": "header", "name": name, "required": True, "schema": {"type": "string"}} for name in headers
        ],
    }


def _answers(*reasons: DeliveryResult) -> dict[int | str, dict[str, Any]]:
    chosen = reasons or tuple(reason for reason in _REFUSED if reason is not DeliveryResult.UNREADABLE)
    return {code: {"model": NotTaken} for code in sorted({_REFUSED[reason][0] for reason in chosen})}


_OBJECT: dict[str, Any] = {"type": "object"}
_NO_ORDER = _answers(DeliveryResult.UNREADABLE)
