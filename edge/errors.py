"""What can go wrong on an edge.

EdgeError
    RadioUnavailable   no adapter or controller, it is off, it refuses, it fell silent (see reason)
    RadioGivenUp       nothing that this process can do brings the radio back: a fresh process may
    OutboxUnavailable  the disk is full or dying: nothing can be written or read just now
    DataDirInUse       another agent already works in this data folder
    IdentityUnusable   the key, the certificate or the note of the enrolment cannot be read
    HubUnreachable     the hub does not answer HTTP, or what answers is no hub
      HubEncrypted       it answers over HTTPS alone
    HubRefused         the hub gives no certificate (see reason), and says why
    AuthorityForeign   what answered is not the hub whose code was typed
"""

from enum import StrEnum


class EdgeError(Exception):
    """The root of every error that an edge raises."""


class RadioFault(StrEnum):
    """Why a radio cannot be listened to."""

    ABSENT = "absent"
    """No such adapter, controller or broker of a gateway."""
    NO_SERVICE = "no_service"
    """Nobody on this machine speaks for its adapters: bluetoothd or the message bus does not run."""
    OFF = "off"
    DENIED = "denied"
    """The message bus, a socket or a broker does not let this user through."""
    NOT_AUTHORIZED = "not_authorized"
    """BlueZ itself does not let this program scan."""
    UNSUPPORTED = "unsupported"
    """The adapter, or this version of BlueZ, cannot scan as it was asked to."""
    BUSY = "busy"
    """BlueZ is in the middle of something else with the adapter."""
    FAILED = "failed"
    """BlueZ tried, and the adapter or the kernel did not follow."""
    REFUSED = "refused"
    """The controller answered a command with an error, or not at all."""
    LOST = "lost"
    """It was there and went away."""
    GARBLED = "garbled"
    """What it sends is not HCI."""
    QUIET = "quiet"
    """Nothing was heard for so long that the scan may have stopped without a word."""
    STOPPED = "stopped"
    """BlueZ says that it does not scan any more."""
    WEDGED = "wedged"
    """BlueZ takes calls and answers none."""
    RESTARTED = "restarted"
    """The Bluetooth service went away."""
    BUS_LOST = "bus_lost"
    """The connection to the D-Bus daemon broke, or was dropped."""
    ORDERED = "ordered"
    """Nothing is wrong: other frames are wanted, which a passive scan must be told."""


class RadioUnavailable(EdgeError):
    """The radio cannot be listened to just now; the agent tries again."""

    def __init__(self, reason: RadioFault, detail: str) -> None:
        self.reason = reason
        super().__init__(detail)


class RadioGivenUp(EdgeError):
    """The last rung: the process ends, with a code of its own, for systemd to start a fresh one."""

    def __init__(self, reason: RadioFault, detail: str) -> None:
        self.reason = reason
        super().__init__(detail)


class OutboxUnavailable(EdgeError):
    """The outbox's file cannot be written or read; what was heard waits in memory, and the agent tries again."""


class DataDirInUse(EdgeError):
    """Two agents on one outbox would acknowledge each other's events."""


class IdentityUnusable(EdgeError):
    """The edge cannot prove who it is: it has to be enrolled again."""


class HubUnreachable(EdgeError):
    """There is no answer from the hub just now."""


class HubEncrypted(HubUnreachable):
    """The hub serves HTTPS now, at the same address."""


class HubRefused(EdgeError):
    """The hub answered no; `reason` is one of its stable words."""

    def __init__(self, reason: str, detail: str) -> None:
        self.reason = reason
        super().__init__(detail)


class AuthorityForeign(EdgeError):
    """Somebody else answered in the hub's place, or the code was made by another hub."""
