"""Settings: where visits and what came of them are told."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from hub.ground.setting_checks import fits_a_header, needs_key
from wire.urls import WebAddress


class ExportSettings(BaseModel):
    """Where visits and what came of them are told."""

    model_config = ConfigDict(frozen=True)

    cdp_events_url: WebAddress | None = Field(
        None,
        description="Tracking API that is told of consent changes and corrections (Segment, RudderStack, Jitsu).",
    )
    cdp_events_key: str = Field("", description="Write key of that API's source.")
    cdp_events_vendor: Literal["segment", "rudderstack", "jitsu"] | None = Field(
        None,
        description="Whose API cdp_events_url is: visits and what came of them go there as well, as far as each member"
        " agreed; without it, only consent changes and corrections do.",
    )
    ga4_url: WebAddress = Field(
        "https://region1.google-analytics.com", description="Where GA4 events go; region1 is the EU's."
    )
    ga4_measurement_id: str | None = Field(
        None,
        pattern=r"^G-[A-Z0-9]+$",
        description="GA4 web stream that visits of members who agreed to be measured are counted in; without it, none.",
    )
    ga4_api_secret: str = Field("", description="Measurement Protocol secret of that stream.")

    _export_keys_fit_a_header = field_validator("cdp_events_key", "ga4_api_secret")(fits_a_header)

    @model_validator(mode="after")
    def _export_are_whole(self) -> "ExportSettings":
        if self.cdp_events_vendor and self.cdp_events_url is None:
            raise ValueError("cdp_events_vendor says whose API cdp_events_url is: set that as well")
        needs_key("cdp_events_url", self.cdp_events_url, "cdp_events_key", self.cdp_events_key)
        if self.ga4_measurement_id and not self.ga4_api_secret:
            raise ValueError(
                "ga4_measurement_id needs ga4_api_secret: the service answers 2xx without it, and counts nothing"
            )
        return self
