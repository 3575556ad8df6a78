"""/api/staff/offers: a colleague redeems a code by hand, where the till cannot."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, status
from pydantic import AfterValidator, Field, StringConstraints

from hub.ground.ground import Ground
from hub.ground.web.may import FLOOR, Calling, may
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.ground.words.phrase import Phrase
from hub.ground.words.reader import ReaderLanguage
from hub.service.offers.model import IssuedOffer, NotRedeemed
from hub.service.offers.repository import Offers
from hub.service.offers.wrong_codes import WrongCodes
from hub.trust.accounts.model import StaffModel, showable
from wire.clock import to_ms

_Code = Annotated[str, StringConstraints(min_length=1, max_length=64, strip_whitespace=True), AfterValidator(showable)]
_Staff = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True), AfterValidator(showable)]


class RedeemAsked(StaffModel):
    """A code, and who typed it."""

    code: _Code
    staff: _Staff | None = None
    """Who, while nobody has an account; whoever is signed in is who they are."""
    request_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")] = Field(
        description="The same one for the same try: sent again, it changes nothing."
    )


class RedeemedOffer(StaffModel):
    """What to take off, or to give."""

    code: str
    kind: str
    value: str | None
    article: str | None
    text: str
    """What to take off, or to give, in the reader's language."""
    valid_until_ms: int


def offer_routes(offers: Offers, ground: Ground, said: Callable[[IssuedOffer], Phrase]) -> APIRouter:
    """The routes; behind the gate."""
    routes = APIRouter(prefix="/api/staff/offers", tags=["staff"], dependencies=[may(*FLOOR)])
    wrong, clock = WrongCodes(), ground.clock

    @routes.post(
        "/redeem",
        responses={
            409: {"model": Problem, "description": "It counts for nothing, and why."},
            429: {"model": Problem, "description": "Too many wrong codes; Retry-After says for how long."},
        },
    )
    async def redeem(asked: RedeemAsked, caller: Calling, language: ReaderLanguage) -> RedeemedOffer:
        """Redeem it once."""
        now = clock.mono()
        if (seconds := wrong.wait(caller.device, now)) > 0:
            wait = {"Retry-After": str(max(1, round(seconds)))}
            raise Refused(status.HTTP_429_TOO_MANY_REQUESTS, "offer-paused", wait)
        who, by = caller.called(asked.staff), f"staff:{asked.request_id}"
        match offers.redeem(asked.code, by, to_ms(clock.wall()), staff=who):
            case NotRedeemed() as why:
                if why in {NotRedeemed.NO_CODE, NotRedeemed.UNKNOWN}:
                    wrong.add(caller.device, now)
                raise Refused(status.HTTP_409_CONFLICT, f"offer-{why.value.replace('_', '-')}")
            case settled:
                return _view(settled.offer, ground.words.of(language).say(said(settled.offer)))

    return routes


def _view(offer: IssuedOffer, text: str) -> RedeemedOffer:
    return RedeemedOffer(
        code=offer.code,
        kind=offer.kind,
        value=offer.value,
        article=offer.article,
        text=text,
        valid_until_ms=offer.valid_until_ms,
    )
