"""Settings: what every part of a store's hub needs to know."""

from pathlib import Path
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, field_validator

S = TypeVar("S", bound=BaseModel)


class StoreSettings(BaseModel):
    """What every part of a store's hub needs to know."""

    model_config = ConfigDict(frozen=True)

    data_dir: Path = Field(Path("goddag-data"), description="Folder for the database, the keys and the broker's files.")
    floor_plan: Path = Field(description="The store's floor plan (TOML, metres).")
    shop: Path | None = Field(
        None, description="What the shop says of itself (shop.toml, docs/shop.md); without it, it says nothing."
    )
    always_open: bool = Field(
        False,
        description="Disregard opening hours of shop.toml: for trying a shop out at any hour. Otherwise no visit begins"
        " while the shop is closed (docs/shop.md).",
    )
    time_zone: str = Field("UTC", description='Where the store is, e.g. "Europe/Copenhagen"; for quiet_hours.')
    keep_journal_days: Annotated[float, Field(ge=1, le=3650)] = Field(
        90.0, description="How long the journal is kept: as long as a customer may ask why a message came or did not."
    )
    clock_speed: Annotated[float, Field(gt=0, le=100)] = Field(1.0, description="Simulations only: time runs faster.")
    clock_anchor: FiniteFloat = Field(0.0, description="Simulations only: Unix time at which the faster clock started.")

    @field_validator("time_zone")
    @classmethod
    def _is_a_place(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f'"{name}" is not a time zone such as Europe/Copenhagen') from None
        return name

    def of(self, section: type[S]) -> S:
        """The same settings, as the section of one part."""
        if not isinstance(self, section):
            raise TypeError(f"{section.__name__} is no part of these settings")
        return self


def tells_of_visits_days(settings: StoreSettings) -> float:
    """After how many days nothing here tells of a visit."""
    return settings.keep_journal_days
