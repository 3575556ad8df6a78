"""Settings: where screens and APIs are served, and under which names."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from hub.ground.setting_checks import fits_a_header
from hub.ground.web.hosts import LOOPBACK, hosts_in
from hub.ground.web.network import proxies_of

# Whoever asks may ask for ever.
FEWEST_CHARACTERS = 16
HTTPS_PORT = 443


def encrypted_address(name: str, port: int) -> str:
    """As it stands in a browser's address bar."""
    return f"https://{name}" if port == HTTPS_PORT else f"https://{name}:{port}"


class WebSettings(BaseModel):
    """Where screens and APIs are served, and under which names."""

    model_config = ConfigDict(frozen=True)

    host: str = Field(
        "127.0.0.1",
        description="Address to serve on. On another than loopback nobody comes in before somebody has an account, and"
        " it needs HTTPS: tls_certificate, browser_authority or plain_http (docs/operating/https.md).",
    )
    port: Annotated[int, Field(ge=1, le=65535)] = Field(8780, description="Port of screens and APIs.")
    public_name: str | None = Field(
        None,
        description='Name by which browsers and apps reach this hub, e.g. "goddag.shop.example". Choose it once:'
        " passkeys belong to it.",
    )
    tls_certificate: Path | None = Field(
        None,
        description="PEM file of the certificate for public_name, with its chain: the hub serves HTTPS with it, and"
        " loads it again when it changes.",
    )
    tls_key: Path | None = Field(
        None, description="PEM file of the certificate's key; without it, it stands in the same file."
    )
    browser_authority: bool = Field(
        False,
        description="Serve HTTPS with a certificate of an authority of this hub's own, which handhelds are told to"
        " trust: goddag-hub https authority.",
    )
    plain_http: bool = Field(
        False,
        description="Serve other machines without encryption: only for a proxy with TLS on another machine, over a"
        " network that nobody else can read.",
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

    @property
    def serves_https(self) -> bool:
        """Whether the hub itself encrypts what it serves."""
        return self.tls_certificate is not None or self.browser_authority

    @property
    def address(self) -> str:
        """Where other machines find it, as far as the settings say: without a name it is THIS-HUB."""
        host = self.public_name or "THIS-HUB"
        return encrypted_address(host, self.port) if self.serves_https else f"http://{host}:{self.port}"

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

    @model_validator(mode="after")
    def _https_is_whole(self) -> "WebSettings":
        if self.tls_key is not None and self.tls_certificate is None:
            raise ValueError("tls_key is the key of a certificate: set tls_certificate as well")
        if self.tls_certificate is not None and self.browser_authority:
            raise ValueError("set tls_certificate or browser_authority: one certificate is served, not two")
        if self.serves_https and not self.public_name:
            raise ValueError("HTTPS is served under one name: set public_name, the one in the browser's address bar")
        return self

    @model_validator(mode="after")
    def _is_encrypted(self) -> "WebSettings":
        if self.host not in LOOPBACK and not self.serves_https and not self.plain_http:
            raise ValueError(
                f"host {self.host} would send customers' names through the network in the clear, and no passkey works"
                " without HTTPS. Set public_name with tls_certificate and tls_key, or with browser_authority = true; or"
                " plain_http = true if a proxy with TLS on another machine stands in front (docs/operating/https.md)"
            )
        return self
