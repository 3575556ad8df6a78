"""Settings: who opened what."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator


class AuditSettings(BaseModel):
    """Who opened what."""

    model_config = ConfigDict(frozen=True)

    keep_audit_days: Annotated[float, Field(ge=1, le=3650)] = Field(
        90.0,
        description="How long the audit log of opened cards is kept, names of associates included: as long as customers"
        " may ask who looked; it serves customers and security, never a judgement on colleagues.",
    )
    audit_names: bool = Field(
        True,
        description="Whether the audit log and the customer's mirror name the associate; without, the device only.",
    )
    most_opened_per_hour: Annotated[int, Field(ge=1, le=10_000)] = Field(
        30,
        description="More different customers than this opened by one device or person within an hour raise an alert:"
        " helping one takes minutes.",
    )
    most_opened_before_refusing: Annotated[int, Field(ge=1, le=10_000)] | None = Field(
        None, description="More than this within an hour are refused; without it, none are: an alert comes anyway."
    )

    @model_validator(mode="after")
    def _alert_before_refusing(self) -> "AuditSettings":
        if (
            self.most_opened_before_refusing is not None
            and self.most_opened_before_refusing < self.most_opened_per_hour
        ):
            raise ValueError("most_opened_before_refusing is below most_opened_per_hour: raise it, or leave it out")
        return self
