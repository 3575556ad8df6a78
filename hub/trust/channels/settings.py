"""Settings: consents that platforms tell of: signed webhooks, and an Optimizely account."""

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from hub.ground.setting_checks import fits_a_header, needs_key
from hub.ground.standard_webhooks import key_of
from wire.urls import WebAddress


class ChannelSettings(BaseModel):
    """Consents that platforms tell of: signed webhooks, and an Optimizely account."""

    model_config = ConfigDict(frozen=True)

    cdp_webhook_secrets: str = Field(
        "",
        description="Secrets (whsec_..., comma separated: two while one is replaced) with which POST /v1/cdp/consent is"
        " signed; without one, nobody may call it.",
    )
    odp_events_url: WebAddress | None = Field(
        None,
        description="Optimizely Data Platform that visits and what came of them go to, e.g."
        " https://api.eu1.odp.optimizely.com",
    )
    odp_events_key: str = Field("", description="Public key of that account: it may write and not read.")
    odp_private_key: str | None = Field(
        None,
        description="Private key of that account: its consents are read with it, once a day; without it, they are not.",
    )
    odp_identifier: str = Field(
        "fs_user_id", pattern=r"^[a-z][a-z0-9_]{0,60}$", description="The identifier there that holds the customer id."
    )
    odp_consent_identifier: str | None = Field(
        None,
        pattern=r"^[a-z][a-z0-9_]{0,60}$",
        description="The identifier there whose consent follows what customers answer here about offers by push; needs"
        " odp_private_key. The same as odp_identifier: only a no is told, which ends e-mail and SMS there as well."
        " Without it, no consent is changed there.",
    )

    _channel_keys_fit_a_header = field_validator("odp_events_key", "odp_private_key")(fits_a_header)

    @property
    def webhook_secrets(self) -> list[str]:
        """`cdp_webhook_secrets` one by one."""
        return [each.strip() for each in self.cdp_webhook_secrets.split(",") if each.strip()]

    @field_validator("cdp_webhook_secrets")
    @classmethod
    def _are_secrets(cls, text: str) -> str:
        for each in filter(None, (piece.strip() for piece in text.split(","))):
            key_of(each)
        return text

    @model_validator(mode="after")
    def _channel_are_whole(self) -> "ChannelSettings":
        needs_key("odp_events_url", self.odp_events_url, "odp_events_key", self.odp_events_key)
        if self.odp_private_key and self.odp_events_url is None:
            raise ValueError("odp_private_key belongs to the account at odp_events_url: set that as well")
        if self.odp_consent_identifier and self.odp_private_key is None:
            raise ValueError("odp_consent_identifier needs odp_private_key: the public key may not change consents")
        return self
