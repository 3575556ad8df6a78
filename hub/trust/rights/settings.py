"""Settings: how long what is kept of people."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator


class RightsSettings(BaseModel):
    """How long what is kept of people."""

    model_config = ConfigDict(frozen=True)

    keep_dormant_members_days: Annotated[float, Field(ge=30, le=3650)] = Field(
        730.0, description="A member whose app and phone were not seen for this long is erased: they forgot us."
    )
    keep_tombstones_days: Annotated[float, Field(ge=30, le=3650)] = Field(
        400.0,
        description="How long erasures and withdrawals are remembered against backups; older backups are refused.",
    )
    keep_backups_days: Annotated[float, Field(ge=1, le=3650)] = Field(
        30.0, description="How long a backup is kept before the hub deletes it; what an erasure's receipt says."
    )

    @model_validator(mode="after")
    def _outlive_backups(self) -> "RightsSettings":
        if self.keep_backups_days > self.keep_tombstones_days:
            raise ValueError("keep_tombstones_days must not be below keep_backups_days: erased people would come back")
        return self
