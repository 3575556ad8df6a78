"""The settings of an edge, checked before anything starts."""

import ssl
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FilePath, model_validator

from edge.enrolment import Identity, read_enrolment
from edge.radio.address import RadioAddresses, read_radio_addresses
from edge.radio.port import PATIENCE_SECONDS, QUIET_SECONDS
from edge.rate_limit import NEW_TOKENS_PER_MINUTE
from wire.clock import Clock
from wire.errors import SettingsError
from wire.ids import IdText
from wire.messages import UuidText
from wire.mqtt import Broker

PREFIX = "GODDAG_EDGE_"

# 0xFFF1 is a placeholder: each chain uses the 16-bit UUID that the Bluetooth SIG has assigned to it.
DEFAULT_MARKER = 0xFFF1
# Store and edge of a machine that a doctor looks at before it is anybody.
NOT_ENROLLED = "not-enrolled"


def _number(value: object) -> object:
    """Hexadecimal, too: UUIDs are written that way."""
    if isinstance(value, str):
        try:
            return int(value, 0)
        except ValueError:
            return value
    return value


def _listed(value: object) -> object:
    if isinstance(value, str):
        return [part.strip().lower() for part in value.split(",") if part.strip()]
    return value


def _radio(value: object) -> object:
    return read_radio_addresses(value) if isinstance(value, str) else value


def check_authority(setting: str, ca_file: Path | None) -> None:
    """Raises `SettingsError` when the file holds no authority."""
    if ca_file is None:
        return
    try:
        ssl.create_default_context(cafile=ca_file)
    except ssl.SSLError:
        raise SettingsError(f'setting "{setting}" is not valid: {ca_file} holds no PEM certificate.') from None


class AgentSettings(BaseModel):
    """What an edge must know to start, whatever it hears with; the rest comes from the hub as orders."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, use_attribute_docstrings=True)

    store: IdText
    """The store this edge hangs in; an enrolled edge knows it."""
    edge: IdText
    """Its own name, as registered at the hub; an enrolled edge knows it."""
    broker_url: str = "mqtt://127.0.0.1:1883"
    """`mqtt://host:port` or `mqtts://host:port`; without a user in it, the edge's name is the user."""
    broker_password: str | None = None
    """The password that `goddag-hub edges add` printed."""
    broker_ca_file: FilePath | None = None
    """The certificate authority to trust, when it is the store's own."""
    radio_quiet_seconds: Annotated[float, Field(ge=1, le=3600)] = QUIET_SECONDS
    """A scan that hears nothing at all for so long is begun anew."""
    radio_patience_seconds: Annotated[float, Field(ge=1, le=86_400)] = PATIENCE_SECONDS
    """After so long without hearing, whatever the reason, and when nothing else has helped, the process ends with code
    75 for a new one."""
    data_dir: Path
    """Where the outbox and the last orders are kept."""
    marker: Annotated[int, BeforeValidator(_number), Field(ge=0, le=0xFFFF)] = DEFAULT_MARKER
    """The 16-bit UUID that says "a token follows", until orders arrive."""
    beacon_uuids: Annotated[tuple[UuidText, ...], BeforeValidator(_listed)] = ()
    """The store's own iBeacon UUIDs, until orders arrive."""
    new_tokens_per_minute: Annotated[int, Field(ge=2, le=1_000_000)] = NEW_TOKENS_PER_MINUTE
    """How many tokens never heard before are believed per minute, half of them at once; forged ones stop there."""
    outbox_max_mb: Annotated[float, Field(gt=0, le=100_000)] = 256
    """The disk budget for what the hub has not acknowledged."""
    metrics_port: Annotated[int, Field(ge=1, le=65_535)] | None = None
    """Serve Prometheus metrics on this port of 127.0.0.1; none without it."""
    clock_speed: Annotated[float, Field(gt=0, le=1000)] = 1.0
    """How many times faster than real the simulated time runs."""
    clock_anchor: Annotated[float, Field(ge=0)] = 0.0
    """The Unix second at which simulated and real time were equal."""

    must_be_enrolled: ClassVar[bool] = True
    """Whether there has to be somebody to be: only a doctor may look at a machine before that."""

    @model_validator(mode="before")
    @classmethod
    def _from_enrolment(cls, values: Any) -> Any:
        """An enrolled edge's data folder knows who it is and where its broker is."""
        given: dict[str, Any] = dict(values)
        data_dir = given.get("data_dir")
        enrolment = read_enrolment(Path(data_dir)) if isinstance(data_dir, str | Path) else None
        if enrolment is None:
            if data_dir is not None and not given.keys() & {"store", "edge"}:
                if not cls.must_be_enrolled:
                    return given | {"store": NOT_ENROLLED, "edge": NOT_ENROLLED}
                raise ValueError(
                    f"{data_dir} has not enrolled. Run goddag-edge enrol with a code from goddag-hub edges invite, or"
                    " see that data_dir is right; an edge with a password needs the settings store and edge"
                )
            return given
        for name, enrolled in (("store", enrolment.store), ("edge", enrolment.edge)):
            if given.get(name, enrolled) != enrolled:
                raise ValueError(f'{data_dir} is enrolled with {name} "{enrolled}", not "{given[name]}"')
        known = {"store": enrolment.store, "edge": enrolment.edge, "broker_url": enrolment.broker_url}
        return known | given

    @property
    def is_enrolled(self) -> bool:
        """Whether this machine is somebody, by a certificate or a password."""
        return self.edge != NOT_ENROLLED

    def identity(self) -> Identity | None:
        """The edge's own key and certificate; None for one that has a password."""
        return Identity(self.data_dir) if self.broker_password is None and read_enrolment(self.data_dir) else None

    def clock(self) -> Clock:
        return Clock(self.clock_speed, self.clock_anchor)

    def broker(self) -> Broker:
        """Raises `SettingsError` when the URL is not one, or the authority's file holds none, or `IdentityUnusable`."""
        check_authority("broker_ca_file", self.broker_ca_file)
        broker = Broker.from_url(self.broker_url, self.broker_password, self.broker_ca_file)
        identity = self.identity()
        if identity is not None:
            if not broker.tls:
                raise SettingsError(
                    f'setting "broker_url" is not valid: {self.data_dir} is enrolled, and certificates need mqtts://.'
                    " If the hub's broker takes no certificates, set broker_tls there and enrol again."
                )
            # 8 MB, for edges that have a certificate.
            from edge.identity import read_identity  # noqa: PLC0415

            read_identity(identity)
            return replace(
                broker, ca_file=self.broker_ca_file or identity.ca_file, certificate_file=identity.certificate_file
            )
        user = broker.username or self.edge
        return Broker(broker.host, broker.port, user, broker.password, broker.tls, broker.ca_file)


class EdgeSettings(AgentSettings):
    """An edge with a radio of its own."""

    radio: Annotated[RadioAddresses, BeforeValidator(_radio)] = Field(
        default_factory=lambda: read_radio_addresses("bluez:hci0")
    )
    """`bluez:hci0`, several as `bluez:hci0,hci1`, `bluez:hci0?passive`; an adapter's address in the place of `hci0`
    names it whatever the kernel calls it: `bluez:00:1A:7D:DA:71:13`. Or `hci:unix:/path`, `hci:tcp:host:port`."""
