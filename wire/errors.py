"""What can go wrong between the parts.

WireError
    Rejected           a payload or topic that is not ours, or not whole (see reason); carries the topic and the field
    PayloadTooLarge    the encoded message would exceed what the broker carries; caught before publishing
    BrokerUnavailable  no broker, refused credentials, or the connection was lost (see reason)
    SettingsError      a setting with a wrong name or value; the text names it and the next step
"""

from enum import StrEnum


class WireError(Exception):
    """The root of every error that crosses from wire/ to its users."""


class RejectReason(StrEnum):
    """Why a message was refused. The values are stable: dead letters and counters keep them."""

    FOREIGN_TOPIC = "foreign_topic"
    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    UNKNOWN_TYPE = "unknown_type"
    UNKNOWN_VERSION = "unknown_version"
    WRONG_STORE = "wrong_store"
    WRONG_EDGE = "wrong_edge"
    INVALID_FIELD = "invalid_field"
    TOO_MANY_EDGES = "too_many_edges"


class Rejected(WireError):
    """A message that is refused; `field` names what was wrong, never what it held."""

    def __init__(self, reason: RejectReason, topic: str, field: str = "") -> None:
        self.reason = reason
        self.topic = topic
        self.field = field
        super().__init__(f"{reason.value} on {topic or 'no topic'}" + (f": {field}" if field else ""))


class PayloadTooLarge(WireError):
    """The encoded message has more bytes than the broker's limit."""


class BrokerFault(StrEnum):
    """Why there is no session with the broker."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    PROTOCOL = "protocol"
    """Whoever answers there does not speak MQTT 3.1.1."""
    LOST = "lost"
    EVICTED = "evicted"
    """Lost right after it began, and again: somebody else goes by our name."""
    STALLED = "stalled"
    """The broker is there, and takes nothing."""


class BrokerUnavailable(WireError):
    """No session with the broker."""

    def __init__(self, reason: BrokerFault, detail: str) -> None:
        self.reason = reason
        super().__init__(detail)


class SettingsError(WireError):
    """A setting that a person has to mend."""
