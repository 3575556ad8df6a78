"""Settings: the broker between edges and hub."""

import socket
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from wire.urls import MQTT, trouble_with_url, without_user

EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not bound


class BrokerSettings(BaseModel):
    """The broker between edges and hub."""

    model_config = ConfigDict(frozen=True)

    broker_url: str = Field(
        "embedded", description='"embedded" starts nats-server; or mqtt://user@host:port of your own.'
    )
    broker_password: str | None = Field(None, description="Password for an external broker.")
    broker_ca_file: Path | None = Field(None, description="CA file for an external broker with TLS (mqtts://).")
    broker_host: str = Field("127.0.0.1", description="Address on which the embedded broker listens for edges.")
    broker_port: Annotated[int, Field(ge=1, le=65535)] = Field(1883, description="MQTT port of the embedded broker.")
    broker_tls: bool = Field(
        False, description="The broker takes certificates of the store's authority only, over TLS; edges enrol."
    )
    broker_name: str | None = Field(
        None, description="Name or address by which edges reach the embedded broker; without it, broker_host."
    )

    @field_validator("broker_url")
    @classmethod
    def _broker_can_be_reached(cls, url: str) -> str:
        instead = "the setting broker_password in the environment"
        if url != "embedded" and (trouble := trouble_with_url(url, MQTT, instead)):
            raise ValueError(f"it {trouble}")
        return url

    def broker_address_for_edges(self) -> str:
        """The URL of the broker as edges are told it."""
        if self.broker_url != "embedded":
            return without_user(self.broker_url)  # the hub's own user and password are nobody else's
        return f"{'mqtts' if self.broker_tls else 'mqtt'}://{in_url(self.broker_name_for_edges())}:{self.broker_port}"

    def broker_name_for_edges(self) -> str:
        """The name or address that stands in the embedded broker's certificate."""
        if self.broker_name:
            return self.broker_name
        return socket.gethostname() if self.broker_host in EVERYWHERE else self.broker_host


def in_url(host: str) -> str:
    """An IPv6 address goes in brackets."""
    return f"[{host}]" if ":" in host else host
