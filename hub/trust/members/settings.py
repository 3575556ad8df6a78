"""Settings: tokens of members' phones."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class MemberSettings(BaseModel):
    """Tokens of members' phones."""

    model_config = ConfigDict(frozen=True)

    marker: Annotated[int, Field(ge=0, le=0xFFFF)] = Field(
        0xFFF1, description="16-bit UUID that says a token follows. A placeholder: a chain uses its own SIG allocation."
    )
    token_region: str = Field("goddag-1", description="Label mixed into the token keys; a new one voids every token.")
    token_day_keys: Path | None = Field(
        None,
        description="File of day keys from the chain's office (goddag-hub tokens day-keys): this hub then holds no root"
        " and erases older days from the file. Without it, the hub makes a root of its own.",
    )
