"""The topics of the house, made and read in one place.

goddag/{store}/edge/{edge}/sightings   edge -> hub   what was heard
goddag/{store}/edge/{edge}/health      edge -> hub   heartbeat, retained; also the last will
goddag/{store}/cmd/{edge}/ack          hub -> edge   stored, after COMMIT
goddag/{store}/cmd/{edge}/orders       hub -> edge   settings, retained
goddag/{store}/hub/canary              hub -> hub    whether the broker takes and brings
"""

from dataclasses import dataclass
from enum import StrEnum

from wire.errors import Rejected, RejectReason
from wire.ids import EdgeId, StoreId, is_id

ROOT = "goddag"


class MessageKind(StrEnum):
    """The last level of a topic: what kind of message travels there."""

    SIGHTINGS = "sightings"
    HEALTH = "health"
    ACK = "ack"
    ORDERS = "orders"


_DIRECTION = {
    MessageKind.SIGHTINGS: "edge",
    MessageKind.HEALTH: "edge",
    MessageKind.ACK: "cmd",
    MessageKind.ORDERS: "cmd",
}


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic, taken apart."""

    store: StoreId
    edge: EdgeId
    channel: MessageKind

    def __str__(self) -> str:
        return f"{ROOT}/{self.store}/{_DIRECTION[self.channel]}/{self.edge}/{self.channel.value}"


def parse_topic(text: str) -> Topic:
    """Take a topic apart. Raises `Rejected(FOREIGN_TOPIC)` naming the level that is not ours."""
    levels = text.split("/")
    if len(levels) != 5 or levels[0] != ROOT:
        raise Rejected(RejectReason.FOREIGN_TOPIC, text)
    _, store, direction, edge, last = levels
    if not is_id(store) or not is_id(edge):
        raise Rejected(RejectReason.FOREIGN_TOPIC, text, "store" if not is_id(store) else "edge")
    try:
        channel = MessageKind(last)
    except ValueError:
        raise Rejected(RejectReason.FOREIGN_TOPIC, text, "channel") from None
    if _DIRECTION[channel] != direction:
        raise Rejected(RejectReason.FOREIGN_TOPIC, text, "direction")
    return Topic(StoreId(store), EdgeId(edge), channel)


def said_by(store: StoreId, edge: EdgeId) -> tuple[Topic, ...]:
    """Everything that an edge may say: a broker lets it publish on these topics and on no others."""
    return tuple(Topic(store, edge, channel) for channel, direction in _DIRECTION.items() if direction == "edge")


def canary(store: StoreId) -> str:
    """Where a hub writes to itself through the broker. No edge may read or write there."""
    return f"{ROOT}/{store}/hub/canary"


def from_all_edges(store: StoreId) -> str:
    """The one subscription of a hub: everything that its edges say."""
    return f"{ROOT}/{store}/edge/#"


def to_edge(store: StoreId, edge: EdgeId) -> str:
    """The one subscription of an edge: everything that its hub tells it."""
    return f"{ROOT}/{store}/cmd/{edge}/#"
