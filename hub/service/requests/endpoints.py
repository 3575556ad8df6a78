"""/api/rights/requests: what shop systems asked for by law, for whoever looks after the store."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from hub.ground.database import Database
from hub.ground.web.may import Role, may
from hub.service.requests.repository import NEXT, ShopRequestKind, shop_requests


class ShopRequestView(BaseModel):
    """One request, and what is to be done. It names nobody: goddag-hub members requests does."""

    model_config = ConfigDict(frozen=True)

    number: str
    source: str
    kind: ShopRequestKind
    received_at_ms: int
    due_at_ms: int
    done_at_ms: int | None
    answer: str | None
    next: str | None
    """What is to be done; null of one that is done."""


def shop_request_routes(db: Database) -> APIRouter:
    """The routes; behind the gate."""
    routes = APIRouter(prefix="/api/rights", tags=["rights"], dependencies=[may(Role.PRIVACY_OFFICER, Role.MANAGER)])

    @routes.get("/requests")
    async def requests() -> list[ShopRequestView]:
        """Open ones first, each with the day by which it is to be answered."""
        return [
            ShopRequestView(
                number=each.number,
                source=each.source,
                kind=each.kind,
                received_at_ms=each.received_ms,
                due_at_ms=each.due_ms,
                done_at_ms=each.done_ms,
                answer=each.answer,
                next=None if each.done_ms is not None else NEXT[each.kind].replace("NUMBER", each.number),
            )
            for each in shop_requests(db)
        ]

    return routes
