"""Settings: tills."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from hub.ground.setting_checks import fits_a_header
from hub.ground.standard_webhooks import key_of
from hub.ground.store_settings import StoreSettings
from wire.urls import WebAddress

MOST_SECRETS = 2


class PurchaseSettings(BaseModel):
    """Tills."""

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
    till_shopify_secrets: str = Field(
        "", description="Client secrets of the Shopify app; two, comma separated, while one is replaced."
    )
    till_shopify_shop: WebAddress | None = Field(
        None, description="Address of the Shopify shop, https://NAME.myshopify.com, for goddag-hub tills fetch."
    )
    till_shopify_token: str = Field("", description="Admin API access token (read_orders), for goddag-hub tills fetch.")
    till_shopify_client_id: str = Field(
        "", description="Instead of a token: client id of an app of the Dev Dashboard; its secret is asked with."
    )
    till_shopify_customer: str = Field(
        "{id}", pattern=r"^[^{}]*\{id\}[^{}]*$", description="The customer id made of Shopify's."
    )
    till_generic_secrets: str = Field(
        "", description="Secrets (whsec_...) of any till that sends Standard Webhooks; two while one is replaced."
    )
    till_mapping: Path | None = Field(
        None,
        description="File that says where in another till's JSON the parts of an order stand (till.toml, see"
        " docs/operating/purchases.md); without it, generic webhooks have our own shape.",
    )
    till_locations: str = Field(
        "",
        description="What tills call this shop, comma separated: orders of other shops join no visit here. Without it,"
        " every order in a store is of this one.",
    )
    keep_purchases_days: Annotated[float, Field(ge=1, le=3650)] = Field(
        365.0, description="How long orders that tills told of are kept: last year's season, for the card."
    )

    _purchase_keys_fit_a_header = field_validator("till_square_token", "till_shopify_token")(fits_a_header)

    @property
    def has_till(self) -> bool:
        """Whether purchases can come in."""
        return bool(self.till_square_keys or self.till_shopify_secrets or self.till_generic_secrets)

    @field_validator("till_square_keys", "till_shopify_secrets", "till_generic_secrets")
    @classmethod
    def _are_two_secrets(cls, text: str, about: ValidationInfo) -> str:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if len(parts) > MOST_SECRETS:
            raise ValueError(
                "one secret, or two while one is being replaced: each one counts for as long as it is here"
            )
        if about.field_name == "till_generic_secrets":
            for part in parts:
                key_of(part)
        return text

    @model_validator(mode="after")
    def _can_check_square(self) -> "PurchaseSettings":
        if bool(self.till_square_keys) != (self.till_square_url is not None):
            raise ValueError("till_square_keys and till_square_url go together: Square signs the address as well")
        return self


def tells_of_visits_days(settings: StoreSettings) -> float:
    """After how many days nothing here tells of a visit."""
    purchases = settings.of(PurchaseSettings)
    return purchases.keep_purchases_days if purchases.has_till else 0
