"""Settings: who may ask: customers by their identity token, people of the shop by account and device."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, field_validator, model_validator

from hub.ground.web.hosts import LOOPBACK
from hub.ground.web.settings import WebSettings
from hub.trust.accounts.provider_address import may_be_asked
from hub.trust.accounts.provider_roles import roles_in
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
    oidc_issuer: str | None = Field(
        None,
        description="People of the shop may sign in with the shop's own identity provider (OpenID Connect): its issuer,"
        " letter by letter as its discovery document says it (docs/operating/people.md).",
    )
    oidc_client_id: str = Field("", description="What this hub is called at the identity provider.")
    oidc_client_secret: str | None = Field(
        None,
        min_length=1,
        description="Its secret there; without one it is a public client, which proves itself by PKCE.",
    )
    oidc_scopes: str = Field("openid profile", description="Scopes asked for, with a blank between them.")
    oidc_role_claim: str | None = Field(
        None,
        min_length=1,
        description="Claim of the provider's ID tokens by which roles are given, such as groups or roles; without it,"
        " roles are given in the hub.",
    )
    oidc_roles: str = Field(
        "",
        description='Which value of that claim is which role: "VALUE = ROLE; VALUE = ROLE", each value whole. Who has'
        " none of them has no role.",
    )
    staff_idle_minutes: Annotated[float, Field(ge=1, le=720)] = Field(
        5.0,
        description="A device that nobody has touched for so long locks: it may be lying somewhere.",
    )

    @field_validator("oidc_issuer")
    @classmethod
    def _provider_can_be_asked(cls, issuer: str | None) -> str | None:
        if issuer is not None and not may_be_asked(issuer):
            raise ValueError("the identity provider is asked over https alone; over http on this machine")
        return issuer

    @field_validator("oidc_scopes")
    @classmethod
    def _asks_who_it_is(cls, scopes: str) -> str:
        if "openid" not in scopes.split():
            raise ValueError("without the scope openid nobody says who it is")
        return scopes

    @field_validator("oidc_roles")
    @classmethod
    def _roles_are_listed(cls, text: str) -> str:
        roles_in(text)
        return text

    @model_validator(mode="after")
    def _provider_is_whole(self) -> "AccountSettings":
        if (self.oidc_issuer is None) != (not self.oidc_client_id):
            raise ValueError("oidc_issuer and oidc_client_id go together: who is asked, and who asks")
        if (self.oidc_role_claim is None) != (not roles_in(self.oidc_roles)):
            raise ValueError("oidc_role_claim and oidc_roles go together: without a list nobody would have a role")
        return self

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
