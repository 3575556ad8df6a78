"""Settings: where screens and APIs are served, and under which names."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from hub.ground.setting_checks import fits_a_header
from hub.ground.web.hosts import hosts_in
from hub.ground.web.network import proxies_of

# Whoever asks may ask for ever.
FEWEST_CHARACTERS = 16


class WebSettings(BaseModel):
    """Where screens and APIs are served, and under which names."""

    model_config = ConfigDict(frozen=True)

    host: str = Field("127.0.0.1", description="Address to serve on. Another than loopback needs staff_pin.")
    port: Annotated[int, Field(ge=1, le=65535)] = Field(8780, description="HTTP port of screens and APIs.")
    public_name: str | None = Field(
        None, description='Name by which browsers and apps reach this hub, e.g. "goddag.shop.example".'
    )
    allowed_hosts: str = Field(
        "",
        description="Further names and addresses under which the hub is reached, comma separated; others are refused."
        " Its own addresses, its machine's name, public_name, broker_name and the host of till_square_url need no"
        " mention.",
    )
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks of the reverse proxies before this hub, comma separated: they alone are"
        " believed about who asks (X-Forwarded-For, X-Forwarded-Proto). Without one, nobody is.",
    )

    metrics_token: str = Field(
        "",
        description="With it, /metrics is also answered to other machines (Authorization: Bearer ...); without it, on"
        " the hub's own alone.",
    )

    _metrics_token_fits_a_header = field_validator("metrics_token")(fits_a_header)

    @field_validator("metrics_token")
    @classmethod
    def _is_not_guessed(cls, token: str) -> str:
        if token and len(token) < FEWEST_CHARACTERS:
            raise ValueError(f"a token of {len(token)} characters is guessed: take {FEWEST_CHARACTERS} at least")
        return token

    @field_validator("allowed_hosts", "public_name")
    @classmethod
    def _are_hosts(cls, text: str | None) -> str | None:
        hosts_in(text or "")
        return text

    @field_validator("trusted_proxies")
    @classmethod
    def _are_proxies(cls, text: str) -> str:
        proxies_of(text)
        return text
