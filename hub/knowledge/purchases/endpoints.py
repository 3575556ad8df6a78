"""/v1/till: where tills and shops tell what was sold. The signature first, then everything else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, status
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from hub.ground.errors import CatalogueError, DatabaseFailed
from hub.ground.web.may import Role, may, proven_otherwise
from hub.ground.web.refused import Refused
from hub.knowledge.catalogue.products import ProductResult, TakesProducts
from hub.knowledge.catalogue.shopify_products import Told
from hub.knowledge.purchases.bodies import MOST_BYTES, Bodies
from hub.knowledge.purchases.model import Delivery, DeliveryResult
from hub.knowledge.purchases.notices import Notice, TakesNotices
from hub.knowledge.purchases.plausible import plausible
from hub.knowledge.purchases.refusal_log import RefusalLog, RefusedRecord
from hub.knowledge.purchases.refusals import RecordRefusal, type_and_number
from hub.knowledge.purchases.service import OrderRecorder
from hub.knowledge.purchases.till_connector import Headers, TillConnector, Tills
from wire.clock import Clock, to_ms

TILL_PATH = "/v1/till"

_CONNECT = "this till is not connected"
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


_OF_PRODUCTS = {
    ProductResult.TAKEN: DeliveryResult.RECORDED,
    ProductResult.OLDER: DeliveryResult.OLDER_VERSION,
    ProductResult.INCOMPLETE: DeliveryResult.INCOMPLETE_PRODUCT,
    ProductResult.UNKNOWN_ARTICLE: DeliveryResult.UNKNOWN_ARTICLE,
    ProductResult.OTHER_STORE: DeliveryResult.OTHER_STORE,
}


def _again() -> Refused:
    return Refused(status.HTTP_503_SERVICE_UNAVAILABLE, "not-written", {"Retry-After": "60"})


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
    products: TakesProducts
    refusals: RefusalLog
    clock: Clock
    bodies: Bodies
    currency: str | None

    def _keep(self, till: TillConnector, refusal: RecordRefusal, body: bytes = b"", topic: str = "") -> None:
        self.purchases.count_refusal(till.source, refusal.reason)
        said, number = type_and_number(body, till.type_at, till.number_at)
        self.refusals.keep(till.source, refusal, topic or said, number, to_ms(self.clock.wall()))

    def _refuse(self, till: TillConnector, refusal: RecordRefusal, body: bytes = b"") -> JSONResponse:
        self._keep(till, refusal, body)
        code, detail = _REFUSED[refusal.reason]
        if refusal.reason is DeliveryResult.NOT_CONNECTED:
            detail = f"{detail}: set {till.connect_by} at the hub"
        said = ": ".join(filter(None, (refusal.field, refusal.why)))
        answer = NotTaken(result=refusal.reason, detail=f"{said}; {detail}" if said else detail)
        again = {"Retry-After": "60"} if code == status.HTTP_503_SERVICE_UNAVAILABLE else None
        return JSONResponse(answer.model_dump(mode="json"), code, again)

    async def take(self, till: TillConnector, request: Request) -> DeliveryAccepted | JSONResponse:
        """Cheapest first, and the signature before anything is read of the body."""
        body = await self.bodies.read(request)
        refusal = _not_let_in(till, body, request.headers, self.clock.wall())
        if refusal is not None or isinstance(body, DeliveryResult):
            return self._refuse(till, RecordRefusal(refusal or DeliveryResult.UNREADABLE))
        topic = till.topic(request.headers)
        if (notice := till.notice(body, request.headers)) is not None:
            return await self._take_notice(till, notice, body, topic)
        if (product := till.product(body, request.headers)) is not None:
            return self._take_product(till, product, body, topic)
        told = till.read(body, request.headers)
        if till.tells_unreadable and isinstance(told, RecordRefusal) and told.reason is DeliveryResult.UNREADABLE:
            return self._refuse(till, told, body)
        return self._take_order(till, told, body, topic)

    def _take_order(
        self, till: TillConnector, told: Delivery | DeliveryResult | RecordRefusal, body: bytes, topic: str
    ) -> DeliveryAccepted:
        """What can never be taken in is answered with 200 as well: sent again, it would be no better."""
        if isinstance(told, Delivery):
            told = plausible(told, self.currency, to_ms(self.clock.wall()))
        if not isinstance(told, Delivery):
            refusal = told if isinstance(told, RecordRefusal) else RecordRefusal(told)
            self._keep(till, refusal, body, topic)
            return DeliveryAccepted(result=refusal.reason)
        try:
            return DeliveryAccepted(result=self.purchases.take(till.source, told, to_ms(self.clock.wall())))
        except DatabaseFailed:
            raise _again() from None

    def _take_product(
        self, till: TillConnector, told: Told | RecordRefusal, body: bytes, topic: str
    ) -> DeliveryAccepted:
        if isinstance(told, RecordRefusal):
            return self._take_order(till, told, body, topic)
        try:
            result = _OF_PRODUCTS[self.products.take(told, to_ms(self.clock.wall()))]
        except (DatabaseFailed, CatalogueError):  # also while a whole catalogue is imported
            raise _again() from None
        self.purchases.count_refusal(till.source, result)
        return DeliveryAccepted(result=result)

    async def _take_notice(
        self, till: TillConnector, notice: Notice | DeliveryResult | RecordRefusal, body: bytes, topic: str
    ) -> DeliveryAccepted:
        if isinstance(notice, DeliveryResult | RecordRefusal):
            return self._take_order(till, notice, body, topic)
        try:
            reason = await self.notices.take(till.source, body, notice, to_ms(self.clock.wall()))
        except DatabaseFailed:
            raise _again() from None
        self.purchases.count_refusal(till.source, reason)
        return DeliveryAccepted(result=reason)


def _not_let_in(
    till: TillConnector, body: bytes | DeliveryResult, headers: Headers, now: float
) -> DeliveryResult | None:
    """Why a webhook is not let in; `body` may say why it was not read."""
    if not till.is_connected:
        return DeliveryResult.NOT_CONNECTED
    return body if isinstance(body, DeliveryResult) else till.why_not_signed(body, headers, now)


def till_routes(
    purchases: OrderRecorder,
    notices: TakesNotices,
    products: TakesProducts,
    tills: Tills,
    refusals: RefusalLog,
    clock: Clock,
) -> APIRouter:
    """A route for each till. They read the body themselves: what is signed are its bytes."""
    routes = APIRouter(
        prefix=TILL_PATH,
        tags=["till"],
        responses=_answers(),
        dependencies=[proven_otherwise("the signature of the till or shop system")],
    )
    door = _TillDoor(purchases, notices, products, refusals, clock, Bodies(), tills.currency)
    for till in tills.connectors:
        _add_route(routes, door, till)
    return routes


def _add_route(routes: APIRouter, door: _TillDoor, till: TillConnector) -> None:
    async def take(request: Request) -> DeliveryAccepted | JSONResponse:
        return await door.take(till, request)

    routes.add_api_route(
        f"/{till.source}",
        take,
        methods=["POST"],
        name=f"from_{till.source}",
        description=till.about,
        response_model=DeliveryAccepted,
        openapi_extra=_takes(till.shape, *till.headers),
        responses=_answers(DeliveryResult.UNREADABLE) if till.tells_unreadable else None,
    )


def count_routes(purchases: OrderRecorder, refusals: RefusalLog) -> APIRouter:
    """For whoever looks after the store; behind the gate."""
    routes = APIRouter(prefix="/api/tills", tags=["till"], dependencies=[may(Role.MANAGER, Role.IT)])

    @routes.get("")
    async def counted() -> dict[str, int]:
        """What became of the webhooks of tills so far, by till and reason."""
        return purchases.counts()

    @routes.get("/refused")
    async def refused(limit: Annotated[int, Query(ge=1, le=1000)] = 100) -> list[RefusedRecord]:
        """What tills told and was not kept, newest first: topic, order number, field and reason, and nothing else."""
        return refusals.newest(limit)

    return routes


def _takes(body: Mapping[str, Any], *headers: str) -> dict[str, Any]:
    """What the routes read themselves, for the API's description."""
    return {
        "requestBody": {"required": True, "content": {"application/json": {"schema": dict(body)}}},
        "parameters": [
            {"in": "header", "name": name, "required": True, "schema": {"type": "string"}} for name in headers
        ],
    }


def _answers(*reasons: DeliveryResult) -> dict[int | str, dict[str, Any]]:
    chosen = reasons or tuple(reason for reason in _REFUSED if reason is not DeliveryResult.UNREADABLE)
    return {code: {"model": NotTaken} for code in sorted({_REFUSED[reason][0] for reason in chosen})}
