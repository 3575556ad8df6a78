"""Settings: Square."""

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from hub.ground.setting_checks import fits_a_header
from hub.ground.store_settings import StoreSettings
from hub.knowledge.purchases.tills.secrets import two_secrets
from wire.urls import WebAddress


class SquareSettings(BaseModel):
    """Square."""

    model_config = ConfigDict(frozen=True)

    till_square_keys: str = Field(
        "",
        description="Signature keys of the Square webhook subscription; two, comma separated, while one is replaced.",
    )
    till_square_url: WebAddress | None = Field(
        None, description="Notification URL as it is registered at Square, byte for byte."
    )
    till_square_customer: str = Field(
        "{id}", pattern=r"^[^{}]*\{id\}[^{}]*$", description="The customer id made of Square's."
    )
    till_square_api: WebAddress = Field(
        "https://connect.squareup.com", description="Square's API, which is asked what was in a sale."
    )
    till_square_token: str = Field(
        "", description="Access token with the right to read orders; without it, sales of Square are amounts alone."
    )

    till_square_collected: bool = Field(
        False,
        description="Orders of this Square account are collected in the store: one that is PREPARED is ready, says the"
        " card. Square does not say with it whether an order is collected or shipped.",
    )

    _square_key_fits_a_header = field_validator("till_square_token")(fits_a_header)
    _are_two_square_keys = field_validator("till_square_keys")(two_secrets)

    @model_validator(mode="after")
    def _can_check_square(self) -> "SquareSettings":
        if bool(self.till_square_keys) != (self.till_square_url is not None):
            raise ValueError("till_square_keys and till_square_url go together: Square signs the address as well")
        return self


def connects(settings: StoreSettings) -> bool:
    """Whether its webhooks are expected."""
    return bool(settings.of(SquareSettings).till_square_keys)


SETTINGS = SquareSettings
