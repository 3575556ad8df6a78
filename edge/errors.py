"""What can go wrong on an edge.

EdgeError
    RadioUnavailable   no adapter or controller, it is off, it refuses, it fell silent (see reason)
    OutboxUnavailable  the disk is full or dying: nothing can be written or read just now
    DataDirInUse       another agent already works in this data folder
"""

from enum import StrEnum


class EdgeError(Exception):
    """The root of every error that an edge raises."""


class RadioFault(StrEnum):
    """Why a radio cannot be listened to."""

    ABSENT = "absent"
    """No such adapter, controller or Bluetooth service."""
    OFF = "off"
    DENIED = "denied"
    REFUSED = "refused"
    """The controller answered a command with an error, or not at all."""
    LOST = "lost"
    """It was there and went away."""
    GARBLED = "garbled"
    """What it sends is not HCI."""
    QUIET = "quiet"
    """Nothing was heard for so long that the scan may have stopped without a word."""


class RadioUnavailable(EdgeError):
    """The radio cannot be listened to just now; the agent tries again."""

    def __init__(self, reason: RadioFault, detail: str) -> None:
        self.reason = reason
        super().__init__(detail)


class OutboxUnavailable(EdgeError):
    """The outbox's file cannot be written or read; what was heard waits in memory, and the agent tries again."""


class DataDirInUse(EdgeError):
    """Two agents on one outbox would acknowledge each other's events."""
