"""The kinds of gateways that are understood: where each publishes, and who reads it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from edge.advertisement import Advertisement
from edge.gateways.espresense import parse_espresense
from edge.gateways.message import Refusal
from edge.gateways.theengs import parse_theengs

Parse = Callable[[bytes, float], Advertisement | Refusal]


class DialectName(StrEnum):
    """As a person writes it."""

    THEENGS = "theengs"
    OPENMQTTGATEWAY = "openmqttgateway"
    ESPRESENSE = "espresense"


@dataclass(frozen=True, slots=True)
class Dialect:
    """One kind of gateway. Its topics are patterns of {root} and {gateway}."""

    root: str
    """What its topics begin with, if nobody has changed that."""
    gateway: str | None
    """The name that it gives itself; None when everybody chooses one."""
    devices: str
    """One level below comes one message for each advertisement."""
    status: str
    """`online` or `offline`, retained; the latter is also its last will."""
    parse: Parse


DIALECTS: dict[DialectName, Dialect] = {
    DialectName.THEENGS: Dialect(
        "home", "TheengsGateway", "{root}/{gateway}/BTtoMQTT/+", "{root}/{gateway}/LWT", parse_theengs
    ),
    DialectName.OPENMQTTGATEWAY: Dialect(
        "home", "OpenMQTTGateway", "{root}/{gateway}/BTtoMQTT/+", "{root}/{gateway}/LWT", parse_theengs
    ),
    DialectName.ESPRESENSE: Dialect(
        "espresense", None, "{root}/devices/+/{gateway}", "{root}/rooms/{gateway}/status", parse_espresense
    ),
}
