"""Settings: Any till that sends Standard Webhooks."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from hub.ground.standard_webhooks import key_of
from hub.ground.store_settings import StoreSettings
from hub.knowledge.purchases.tills.secrets import secrets_in, two_secrets


class GenericTillSettings(BaseModel):
    """Any other till."""

    model_config = ConfigDict(frozen=True)

    till_generic_secrets: str = Field(
        "", description="Secrets (whsec_...) of any till that sends Standard Webhooks; two while one is replaced."
    )
    till_mapping: Path | None = Field(
        None,
        description="File that says where in another till's JSON the parts of an order stand (till.toml, see"
        " docs/operating/purchases.md); without it, generic webhooks have our own shape.",
    )

    @field_validator("till_generic_secrets")
    @classmethod
    def _are_two_generic_secrets(cls, text: str) -> str:
        for part in secrets_in(two_secrets(text)):
            key_of(part)
        return text


def connects(settings: StoreSettings) -> bool:
    """Whether its webhooks are expected."""
    return bool(settings.of(GenericTillSettings).till_generic_secrets)


SETTINGS = GenericTillSettings
