"""Settings: how long visits are kept."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from hub.ground.store_settings import StoreSettings


class VisitSettings(BaseModel):
    """How long visits are kept."""

    model_config = ConfigDict(frozen=True)

    keep_visits_days: Annotated[float, Field(ge=1, le=3650)] = Field(
        90.0, description="How long visits, what was sent in them and what came of them are kept: a season to compare."
    )


def tells_of_visits_days(settings: StoreSettings) -> float:
    """After how many days nothing here tells of a visit."""
    return settings.of(VisitSettings).keep_visits_days
