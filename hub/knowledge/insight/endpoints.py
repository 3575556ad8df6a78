"""/api/insight: for analysts. Figures about all together; nothing about a person."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from hub.ground.errors import InsightError
from hub.knowledge.insight.model_store import ModelStore, Training


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


def insight_routes(store: ModelStore) -> APIRouter:
    """Behind the gate of the staff screens."""
    routes = APIRouter(prefix="/api/insight", tags=["insight"])

    @routes.get("")
    async def insight() -> InsightState:
        """The state of the models: metrics, calibration, sizes of segments, and what the filters removed."""
        return state_of(store)

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
