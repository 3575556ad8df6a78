"""/api/insight: for analysts. Figures about all together; and what is said of one person, which is written down."""

from typing import Any, Literal

from fastapi import APIRouter, status
from pydantic import BaseModel, ConfigDict

from hub.ground.customer_ref import CustomerRef
from hub.ground.errors import InsightError
from hub.ground.web.may import Calling, Role, may
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.ground.words.reader import ReaderLanguage
from hub.knowledge.insight.explained_view import MemberInsightView
from hub.knowledge.insight.looks import LookAsked, LookRefusal, Looks
from hub.knowledge.insight.model_store import ModelStore, Training
from hub.trust.accounts.model import RequestId, StaffModel, StaffName
from wire.clock import Clock, to_ms

_STATUS = {
    LookRefusal.NOBODY: status.HTTP_404_NOT_FOUND,
    LookRefusal.NO_MODEL: status.HTTP_409_CONFLICT,
    LookRefusal.TOO_MANY: status.HTTP_429_TOO_MANY_REQUESTS,
}
_NOT_SHOWN: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "No member, or they have not agreed: which of the two is not told."},
    409: {"model": Problem, "description": "No model is in use."},
    429: {"model": Problem, "description": "Too many customers were looked at here within the hour."},
}


class MemberLook(StaffModel):
    """Somebody wants to see what is said of one customer. The same request_id sent again is the same look."""

    customer_ref: CustomerRef
    """The customer's id, as the app's sign-in and the till have it."""
    staff: StaffName | None = None
    """Who, while nobody has an account; whoever is signed in is who they are."""
    request_id: RequestId


class InsightState(BaseModel):
    """Which model is in use, and what became of each training."""

    model_config = ConfigDict(frozen=True)

    state: Literal["no_model", "in_use", "newer_refused", "damaged"]
    why: str
    """Why the newest training was refused, or what is damaged."""
    in_use: Training | None
    since_ms: int | None
    trainings: tuple[Training, ...]
    """The newest first."""


def insight_routes(store: ModelStore, looks: Looks, clock: Clock) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/api/insight", tags=["insight"])

    @routes.get("", dependencies=[may(Role.MANAGER, Role.MARKETING, Role.IT, Role.PRIVACY_OFFICER)])
    async def insight() -> InsightState:
        """The state of the models: metrics, calibration, sizes of segments, and what the filters removed."""
        return state_of(store)

    @routes.post("/member", responses=_NOT_SHOWN, dependencies=[may(Role.MANAGER, Role.PRIVACY_OFFICER, step_up=True)])
    async def member(body: MemberLook, caller: Calling, language: ReaderLanguage) -> MemberInsightView:
        """What is said of one customer, each with its reason. They see in their mirror who looked."""
        asked = LookAsked(body.customer_ref, caller.called(body.staff), caller.device, body.request_id, language)
        view = await looks.look(asked, to_ms(clock.wall()))
        if isinstance(view, LookRefusal):
            raise Refused(_STATUS[view], f"look-{view.value}")
        return view

    return routes


def state_of(store: ModelStore) -> InsightState:
    """As it is on disk now."""
    try:
        known = store.state()
    except InsightError as error:
        return InsightState(state="damaged", why=str(error), in_use=None, since_ms=None, trainings=())
    in_use = known.in_use
    try:
        model = store.model()
    except InsightError as error:
        return InsightState(
            state="damaged", why=str(error), in_use=None, since_ms=None, trainings=tuple(reversed(known.trainings))
        )
    if wrong := store.wrong_on_disk():
        return InsightState(
            state="damaged",
            why=f"{wrong}; the hub has it in memory until it restarts: goddag-hub insight train",
            in_use=in_use,
            since_ms=in_use.at_ms if in_use else None,
            trainings=tuple(reversed(known.trainings)),
        )
    newest = known.trainings[-1] if known.trainings else None
    refused = "; ".join(newest.refused) if newest else ""
    if in_use and (model is None or model.trained.at_ms != in_use.at_ms):
        return InsightState(
            state="damaged",
            why=f"{in_use.file} cannot be read, and an older model is used: goddag-hub insight train",
            in_use=in_use,
            since_ms=in_use.at_ms,
            trainings=tuple(reversed(known.trainings)),
        )
    state = "newer_refused" if in_use and refused else "in_use" if in_use else "no_model"
    return InsightState(
        state=state,
        why=refused,
        in_use=in_use,
        since_ms=in_use.at_ms if in_use else None,
        trainings=tuple(reversed(known.trainings)),
    )
