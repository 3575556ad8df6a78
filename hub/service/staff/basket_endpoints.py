"""/api/staff/visits/{id}/basket: what staff put together, and the reference by which the till finds it."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, status
from pydantic import AfterValidator, Field, StringConstraints

from hub.ground.journal import VisitId
from hub.ground.qr import qr_rows
from hub.ground.web.may import FLOOR, may
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.knowledge.catalogue.model import Catalogue
from hub.knowledge.customers.sensitive import SensitiveProducts
from hub.knowledge.purchases.baskets import Basket, Baskets, Item
from hub.service.staff.board import Board
from hub.service.staff.endpoints import GONE
from hub.service.staff.model import Gone
from hub.trust.accounts.model import StaffModel, showable
from hub.trust.members.model import Invalid
from wire.clock import Clock, to_ms

_NOTHING: dict[int | str, dict[str, Any]] = {409: {"model": Problem, "description": "There is nothing in it."}}
_PAID: dict[int | str, dict[str, Any]] = {409: {"model": Problem, "description": "The till has closed it."}}
_NOT_TAKEN: dict[int | str, dict[str, Any]] = {
    409: {"model": Problem, "description": "It was handed over to the till: take it back first."},
    422: {"model": Problem | Invalid, "description": "Not of this shape, or it names something that is never kept."},
}


class BasketItem(StaffModel):
    """An article and how many of it."""

    sku: Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True), AfterValidator(showable)]
    qty: Annotated[int, Field(ge=1, le=999)]


class BasketContent(StaffModel):
    """Everything that is in it now."""

    items: Annotated[list[BasketItem], Field(max_length=50)]
    note: Annotated[str, StringConstraints(max_length=200, strip_whitespace=True), AfterValidator(showable)] = ""


class BasketLine(BasketItem):
    """An article as the catalogue knows it."""

    name: str | None = Field(description="What it is called; null where the catalogue does not know the number.")
    is_unknown: bool = Field(description="There is a catalogue, and the number is not in it: it stands as typed.")


class BasketView(StaffModel):
    """The basket of a visit; `reference` and the QR code that says the same once it was handed over."""

    items: list[BasketLine]
    note: str
    state: Literal["empty", "started", "handed_over", "paid"]
    reference: str | None
    qr: list[str] | None = Field(description='Rows from the top, "1" is dark; leave four light modules around.')


def basket_routes(
    board: Board,
    baskets: Baskets,
    catalogue: Catalogue,
    sensitive: SensitiveProducts,
    changed: Callable[[VisitId], None],
    clock: Clock,
    is_code: Callable[[str], bool],
) -> APIRouter:
    """The routes of a basket; behind the gate. `changed` hears of each basket that holds something else.

    `is_code`: whether that is the code of an offer, which is no word whatever its letters look like.
    """
    routes = APIRouter(prefix="/api/staff/visits", tags=["staff"], dependencies=[may(*FLOOR)])

    def shown(visit_id: str) -> VisitId:
        if isinstance(board.shown(VisitId(visit_id)), Gone):
            raise Refused(status.HTTP_404_NOT_FOUND, "visit-gone")
        return VisitId(visit_id)

    @routes.get("/{visit_id}/basket", responses=GONE)
    async def basket(visit_id: str) -> BasketView:
        """What is in the basket of this visit."""
        return _view(baskets.of(shown(visit_id)), catalogue)

    @routes.put("/{visit_id}/basket", responses=GONE | _NOT_TAKEN)
    async def fill(visit_id: str, body: BasketContent) -> BasketView:
        """Say what is in it; the whole of it each time, so that a request sent again changes nothing."""
        visit = shown(visit_id)
        items = tuple(Item(item.sku, item.qty) for item in body.items)
        _refuse_sensitive(_words_of(body.note, is_code), items, sensitive, catalogue)
        before = baskets.of(visit)
        if _is_at_the_till(before, items, body.note):
            return _view(before, catalogue)
        baskets.put(visit, items, body.note, to_ms(clock.wall()))
        if before is None or before.items != items:
            changed(visit)
        return _view(baskets.of(visit), catalogue)

    @routes.post("/{visit_id}/basket/handover", responses=GONE | _NOTHING)
    async def hand_over(visit_id: str) -> BasketView:
        """Give it to the till: the reference to type or scan there. The till's order that names it closes it."""
        visit = shown(visit_id)
        _refuse_empty(baskets.hand_over(visit, to_ms(clock.wall())))
        return _view(baskets.of(visit), catalogue)

    @routes.post("/{visit_id}/basket/takeback", responses=GONE | _PAID)
    async def take_back(visit_id: str) -> BasketView:
        """From the till, to change what is in it: its reference opens nothing any more. Again changes nothing."""
        visit = shown(visit_id)
        baskets.take_back(visit, to_ms(clock.wall()))
        return _view(_unpaid(baskets.of(visit)), catalogue)

    return routes


def _words_of(note: str, is_code: Callable[[str], bool]) -> str:
    return " ".join(each for each in note.split() if not is_code(each))


def _is_at_the_till(basket: Basket | None, items: tuple[Item, ...], note: str) -> bool:
    """Whether it was handed over as it is said to be: as after a lost answer. Raises `Refused` if not."""
    if basket is None or basket.state != "handed_over":
        return False
    if (basket.items, basket.note) != (items, note):
        raise Refused(status.HTTP_409_CONFLICT, "basket-handed-over")
    return True


def _refuse_empty(reference: str | None) -> None:
    if reference is None:
        raise Refused(status.HTTP_409_CONFLICT, "basket-empty")


def _unpaid(basket: Basket | None) -> Basket | None:
    if basket is not None and basket.state == "paid":
        raise Refused(status.HTTP_409_CONFLICT, "basket-paid")
    return basket


def _refuse_sensitive(note: str, items: tuple[Item, ...], sensitive: SensitiveProducts, catalogue: Catalogue) -> None:
    """By what was written, and by what the catalogue knows of a number that says nothing by itself."""
    articles = (catalogue.joined(item.sku) for item in items)
    if any(sensitive.names(text) for text in (note, *(item.sku for item in items))) or any(
        article is not None and article.sensitive for article in articles
    ):
        raise Refused(status.HTTP_422_UNPROCESSABLE_CONTENT, "sensitive")


def _line(item: Item, catalogue: Catalogue) -> BasketLine:
    article = catalogue.joined(item.sku)
    name = article.name if article else None
    return BasketLine(sku=item.sku, qty=item.qty, name=name, is_unknown=article is None and not catalogue.is_empty())


def _view(basket: Basket | None, catalogue: Catalogue) -> BasketView:
    if basket is None:
        return BasketView(items=[], note="", state="empty", reference=None, qr=None)
    return BasketView(
        items=[_line(item, catalogue) for item in basket.items],
        note=basket.note,
        state=basket.state,
        reference=basket.reference,
        qr=qr_rows(basket.reference) if basket.reference and basket.state == "handed_over" else None,
    )
