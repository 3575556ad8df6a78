"""Settings: who may walk the store to calibrate it."""

from pydantic import BaseModel, ConfigDict, Field


class CalibrationSettings(BaseModel):
    """Who may walk the store to calibrate it."""

    model_config = ConfigDict(frozen=True)

    calibration_walkers: str = Field(
        "", description="Customer ids, comma separated, whose app may walk the store to calibrate it (/v1/app/walk)."
    )

    @property
    def walkers(self) -> frozenset[str]:
        """`calibration_walkers` one by one."""
        return frozenset(ref for each in self.calibration_walkers.split(",") if (ref := each.strip()))
