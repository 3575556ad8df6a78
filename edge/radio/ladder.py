"""What to do about a radio that does not hear, from the cheapest to the last resort. Pure."""

from enum import Enum
from typing import assert_never

from edge.errors import RadioFault


class Rung(Enum):
    """One way to bring a radio back."""

    SCAN = "scan"
    """Begin the scan anew: 30 ms."""
    ADAPTER = "adapter"
    """Switch the adapter off and on before: a second."""
    CONNECTION = "connection"
    """Drop every D-Bus connection before: BlueZ forgets what it thought we were doing."""
    EXIT = "exit"
    """End the process, for systemd to start a fresh one."""


# A scan that BlueZ has lost, or believes to be running: a new one, then a fresh controller, then a fresh client.
_STALLED = (Rung.SCAN, Rung.ADAPTER, Rung.CONNECTION, Rung.EXIT)
# "In progress" is mostly our own scan of before, which goes with its connection.
_REFUSED = (Rung.SCAN, Rung.CONNECTION, Rung.ADAPTER, Rung.EXIT)
# A daemon that answers nothing cannot switch an adapter, and goes on owning the scan of the old connection.
_NO_ANSWER = (Rung.CONNECTION, Rung.EXIT)
# Bleak and our own line connect anew by themselves.
_DISCONNECTED = (Rung.SCAN, Rung.CONNECTION, Rung.EXIT)
# It is gone, or somebody has switched it off: all that helps is its return, which wakes us.
_AWAY = (Rung.SCAN,)


def next_rung(fault: RadioFault, failures: int, deaf_seconds: float, patience_seconds: float, *, proven: bool) -> Rung:
    """What to do after `fault`, when `failures` attempts before this one have not brought the radio back.

    The process ends only after `patience_seconds` of deafness; without `proven`, silence may be an empty shop.
    """
    rungs = _rungs(fault, proven=proven)
    rung = rungs[min(failures, len(rungs) - 1)]
    if rung is Rung.EXIT and deaf_seconds < patience_seconds:
        return rungs[failures % (len(rungs) - 1)]
    return rung


def _rungs(fault: RadioFault, *, proven: bool) -> tuple[Rung, ...]:
    match fault:
        case RadioFault.QUIET:
            return _STALLED if proven else _AWAY
        case RadioFault.STOPPED:
            return _STALLED
        case RadioFault.REFUSED:
            return _REFUSED
        case RadioFault.WEDGED:
            return _NO_ANSWER
        case RadioFault.BUS_LOST:
            return _DISCONNECTED
        case (
            RadioFault.ABSENT
            | RadioFault.OFF
            | RadioFault.DENIED
            | RadioFault.LOST
            | RadioFault.RESTARTED
            | RadioFault.GARBLED
            | RadioFault.ORDERED
        ):
            return _AWAY
    assert_never(fault)
