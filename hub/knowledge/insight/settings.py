"""Settings: insight."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class InsightSettings(BaseModel):
    """Insight."""

    model_config = ConfigDict(frozen=True)

    insight_nightly: bool = Field(
        True, description="Train anew each night; needs goddag[insight]. By hand: goddag-hub insight train."
    )
    insight_at: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] = Field(
        "03:30", description="When, in the store's local time, e.g. 03:30."
    )
