"""The settings of a bridge: those of an edge, with a gateway in the place of its radio."""

from typing import Annotated, Self

from pydantic import FilePath, StringConstraints, model_validator

from edge.gateways.dialect import DIALECTS, DialectName
from edge.radio.address import RadioAddresses
from edge.radio.gateway import Gateway
from edge.settings import AgentSettings, check_authority
from wire.ids import unique_client_id
from wire.mqtt import Broker

# What a topic may hold on every broker; a wildcard would make one edge of several gateways.
Level = Annotated[str, StringConstraints(pattern=r"^[^+#/\s\x00]+$", max_length=64)]
Levels = Annotated[str, StringConstraints(pattern=r"^[^+#/\s\x00]+(/[^+#/\s\x00]+)*$", max_length=128)]


class BridgeSettings(AgentSettings):
    """What `goddag-edge bridge` must know besides."""

    dialect: DialectName
    """`theengs`, `openmqttgateway` or `espresense`."""
    gateway: Level | None = None
    """The gateway's own name in its topics: `TheengsGateway`, `OpenMQTTGateway`; for ESPresense, its room."""
    gateway_root: Levels | None = None
    """What its topics begin with: `home`; for ESPresense `espresense`."""
    gateway_url: str = "mqtt://127.0.0.1:1883"
    """The broker that the gateway publishes to: `mqtt://user@host:port` or `mqtts://user@host:port`."""
    gateway_password: str | None = None
    """The password of that user."""
    gateway_ca_file: FilePath | None = None
    """The certificate authority of that broker, when it is the shop's own."""

    @model_validator(mode="after")
    def _is_one_gateway(self) -> Self:
        if self.gateway is None and DIALECTS[self.dialect].gateway is None:
            raise ValueError(f"{self.dialect} needs the setting gateway: the name of the room that this node is in")
        return self

    @property
    def radio(self) -> RadioAddresses:
        """The gateway. Raises `SettingsError` when its broker is not one."""
        dialect = DIALECTS[self.dialect]
        levels = {"root": self.gateway_root or dialect.root, "gateway": self.gateway or dialect.gateway}
        check_authority("gateway_ca_file", self.gateway_ca_file)
        broker = Broker.from_url(self.gateway_url, self.gateway_password, self.gateway_ca_file, "gateway_url")
        return (
            Gateway(
                broker,
                unique_client_id(f"{self.edge}-bridge"),
                dialect.devices.format(**levels),
                dialect.status.format(**levels),
                dialect.parse,
            ),
        )
