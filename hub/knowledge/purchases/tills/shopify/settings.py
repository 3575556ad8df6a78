"""Settings: Shopify."""

from pydantic import BaseModel, ConfigDict, Field, field_validator

from hub.ground.setting_checks import fits_a_header
from hub.ground.store_settings import StoreSettings
from hub.knowledge.purchases.tills.secrets import two_secrets
from wire.urls import WebAddress


class ShopifySettings(BaseModel):
    """Shopify."""

    model_config = ConfigDict(frozen=True)

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

    _shopify_key_fits_a_header = field_validator("till_shopify_token")(fits_a_header)
    _are_two_shopify_secrets = field_validator("till_shopify_secrets")(two_secrets)


def connects(settings: StoreSettings) -> bool:
    """Whether its webhooks are expected."""
    return bool(settings.of(ShopifySettings).till_shopify_secrets)


SETTINGS = ShopifySettings
