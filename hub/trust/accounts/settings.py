"""Settings: who may ask: customers by their identity token, people of the shop by account and device."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, field_validator, model_validator

from hub.ground.web.hosts import LOOPBACK
from hub.ground.web.settings import WebSettings
from wire.settings import FileOrAddress
from wire.urls import HTTP, trouble_with_url


class AccountSettings(WebSettings):
    """Who may ask: customers by their identity token, people of the shop by account and device."""

    model_config = ConfigDict(frozen=True)

    app_issuer: str | None = Field(
        None, min_length=1, description="`iss` of the customers' identity tokens (JWT); without it, nobody can enrol."
    )
    app_audience: str = Field("goddag", min_length=1, description="`aud` that identity tokens must be made for.")
    app_keys: Annotated[str, FileOrAddress] | None = Field(
        None, description="The issuer's public keys (JWKS): an https URL, or the path of a file."
    )
    app_claim: str = Field(
        "sub",
        min_length=1,
        description="Claim of identity tokens that holds the customer id, for a sign-in whose sub is an id of its own.",
    )
    staff_idle_minutes: Annotated[float, Field(ge=1, le=720)] = Field(
        5.0,
        description="A device that nobody has touched for so long locks: it may be lying somewhere.",
    )

    @field_validator("app_keys")
    @classmethod
    def _keys_can_be_read(cls, place: str | None) -> str | None:
        if place and "://" in place and (trouble := trouble_with_url(place, HTTP)):
            raise ValueError(f"it {trouble}")
        return place

    @model_validator(mode="after")
    def _can_check_identities(self) -> "AccountSettings":
        if (self.app_issuer is None) != (self.app_keys is None):
            raise ValueError("app_issuer and app_keys go together: whose tokens count, and the keys to check them")
        if self.app_keys and self.app_keys.startswith("http://") and urlsplit(self.app_keys).hostname not in LOOPBACK:
            raise ValueError("app_keys over plain http could be anybody's: use https")
        return self
