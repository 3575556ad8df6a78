"""Settings: where customer data comes from."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from hub.ground.errors import CustomerSourceError
from hub.ground.setting_checks import fits_a_header, needs_key
from wire.urls import WebAddress


class CustomerSettings(BaseModel):
    """Where customer data comes from."""

    model_config = ConfigDict(frozen=True)

    cdp_url: WebAddress | None = Field(
        None, description="Profile API of the customer data platform; without it, cards say so."
    )
    customers: Path | None = Field(
        None,
        description="File that says where customer data comes from, with the mapping of traits (customers.toml, see"
        " docs/connecting.md); instead of cdp_url.",
    )
    cdp_space: str = Field("default", description="Segment space id.")
    cdp_token: str = Field("", description="Access token of the profile API.")
    sensitive_products: Path | None = Field(
        None,
        description="The shop's own list of what is never kept, shown or used, beside the built-in one: words,"
        " categories of the shop, and what only looks like it (TOML; its shape: docs/privacy/sensitive.md).",
    )
    corrections_elsewhere: str = Field(
        "this store cannot correct it itself: please tell the shop's customer service",
        min_length=1,
        description="What a customer who corrects something is told when cdp_events_url is not set: where to do it.",
    )
    cdp_erasure_url: WebAddress | None = Field(
        None, description="Segment's Public API, which is asked to delete who is erased here."
    )
    cdp_erasure_token: str = Field("", description="Token of the Public API, with the right to make regulations.")

    _customer_keys_fit_a_header = field_validator("cdp_token", "cdp_erasure_token")(fits_a_header)

    @model_validator(mode="after")
    def _one_source(self) -> "CustomerSettings":
        if self.customers is not None and self.cdp_url is not None:
            raise ValueError("customers and cdp_url both say where customer data comes from: set one of them")
        return self

    def profile_urls(self) -> tuple[str, ...]:
        """Where profiles of customers are read: what papers and people are told. Raises `CustomerSourceError`."""
        if self.customers is None:
            return (self.cdp_url,) if self.cdp_url else ()
        return tuple(url for _, url in self._sources(self.customers))

    def unomi_urls(self) -> tuple[str, ...]:
        """Those of them that are told of consents as well. Raises `CustomerSourceError`."""
        return tuple(url for kind, url in self._sources(self.customers) if kind == "unomi") if self.customers else ()

    def _sources(self, file: Path) -> list[tuple[str, str]]:
        """Kind and address of each."""
        try:
            sources = tomllib.loads(file.read_text(encoding="utf-8-sig")).get("source", [])
            return [(str(each.get("kind")), str(each["url"])) for each in sources if "url" in each]
        except OSError as error:
            raise CustomerSourceError(f"cannot read {file}: {error.strerror}.") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, AttributeError):
            raise CustomerSourceError(f"{file} is no file of sources: see docs/connecting.md.") from None

    @model_validator(mode="after")
    def _can_erase(self) -> "CustomerSettings":
        needs_key("cdp_erasure_url", self.cdp_erasure_url, "cdp_erasure_token", self.cdp_erasure_token)
        return self
