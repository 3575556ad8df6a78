"""Settings: certificates of edges."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class EnrolmentSettings(BaseModel):
    """Certificates of edges."""

    model_config = ConfigDict(frozen=True)

    edge_certificate_hours: Annotated[float, Field(gt=0, le=24 * 30)] = Field(
        24.0, description="How long an edge's certificate counts; it is renewed after two thirds of that."
    )
