"""/v1/app/walk: somebody walks with the app and taps where they are; out comes a file for goddag-hub calibrate."""

from collections.abc import Container
from typing import Annotated, Any

from fastapi import APIRouter, Response, status
from pydantic import BaseModel, ConfigDict, Field

from hub.ground.floor_plan.model import FloorPlan
from hub.ground.journal import Member
from hub.ground.web.may import proven_otherwise
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.place.calibration.recorder import WalkRecorder
from hub.place.calibration.walk_file import Tap, wrong_place
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose
from hub.trust.members.customer_auth import CUSTOMERS, CurrentMember
from hub.trust.members.model import Invalid
from hub.trust.members.repository import MemberRecord
from wire.clock import Clock, to_ms

Metres = Annotated[float, Field(ge=-1e5, le=1e5, allow_inf_nan=False)]
WALKERS = CUSTOMERS | {409: {"model": Problem, "description": "Not agreed to be recognised, or no walk is under way."}}
_WRONG_PLACE: dict[int | str, dict[str, Any]] = {
    422: {"model": Problem | Invalid, "description": "Not of this shape, or no place of this store."}
}
NEEDS = (Purpose.RECOGNISE_IN_STORE,)


class TapHere(BaseModel):
    """Where the walker stands now, by the floor plan: a place, or a zone, which only judges."""

    model_config = ConfigDict(extra="forbid")

    x_m: Metres | None = None
    y_m: Metres | None = None
    zone: Annotated[str, Field(max_length=48)] | None = None


def walk_routes(
    walks: WalkRecorder, plan: FloorPlan, ledger: ConsentLedger, walkers: Container[str], clock: Clock
) -> APIRouter:
    """The routes of a walker; `walkers` are the customer ids that may walk."""
    routes = APIRouter(
        prefix="/v1/app/walk",
        tags=["app"],
        responses=WALKERS,
        dependencies=[proven_otherwise("the identity token of somebody who may calibrate")],
    )

    def walker(record: MemberRecord) -> Member:
        now = clock.wall()
        return _permitted(record, walkers, walks, ledger.permission(record.member, *NEEDS, at_ms=to_ms(now)))

    @routes.post("", status_code=status.HTTP_204_NO_CONTENT)
    async def start(member: CurrentMember) -> None:
        """Begin a walk: from now on the hub keeps what edges hear of this member, in memory, for an hour at most."""
        if not walks.start(walker(member), clock.wall()):
            raise Refused(status.HTTP_409_CONFLICT, "others-walk")

    @routes.post("/taps", status_code=status.HTTP_204_NO_CONTENT, responses=_WRONG_PLACE)
    async def tap(body: TapHere, member: CurrentMember) -> None:
        """Here I stand; the walker now stays for ten seconds and turns once around."""
        who = walker(member)
        here = Tap(at=0.0, x_m=body.x_m, y_m=body.y_m, zone=body.zone)
        for why in wrong_place(here, plan):
            raise Refused(status.HTTP_422_UNPROCESSABLE_CONTENT, "wrong-place", why=why)
        if not walks.tap(who, here, clock.wall()):
            raise Refused(status.HTTP_409_CONFLICT, "no-walk")

    @routes.post(
        "/finish",
        response_class=Response,
        responses={200: {"content": {"application/x-ndjson": {}}, "description": "The walk's file, JSON Lines."}},
    )
    async def finish(member: CurrentMember) -> Response:
        """End the walk: the answer is the file for `goddag-hub calibrate --walk`, and the hub forgets all of it."""
        text = walks.finish(walker(member))
        if text is None:
            raise Refused(status.HTTP_409_CONFLICT, "no-walk")
        return Response(text, media_type="application/x-ndjson")

    return routes


def _permitted(
    record: MemberRecord, walkers: Container[str], walks: WalkRecorder, permission: Permission | None
) -> Member:
    if record.customer_ref not in walkers:
        raise Refused(status.HTTP_404_NOT_FOUND, "no-walker")
    if permission is None:
        walks.forget(record.member)
        raise Refused(status.HTTP_409_CONFLICT, "walker-not-recognised")
    return record.member
