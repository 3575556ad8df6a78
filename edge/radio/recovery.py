"""What to do about a radio that does not hear, from the cheapest to the last resort. Pure."""

from enum import Enum

from edge.errors import RadioFault


class RecoveryStep(Enum):
    """One way to bring a radio back."""

    SCAN = "scan"
    """Begin the scan anew: 30 ms."""
    ADAPTER = "adapter"
    """Switch the adapter off and on before: a second. One that is off is on afterwards."""
    ANOTHER = "another_adapter"
    """Take another adapter of this machine that nobody here uses."""
    CONNECTION = "connection"
    """Drop every D-Bus connection before: BlueZ forgets what it thought we were doing."""
    EXIT = "exit"
    """End the process, for systemd to start a fresh one."""


# An adapter that the kernel resets, or somebody pulls and plugs, is back within a few seconds and wakes us: with the
# pauses between attempts these are two to three seconds.
_WAIT = (RecoveryStep.SCAN, RecoveryStep.SCAN, RecoveryStep.SCAN)
# A scan that BlueZ has lost, or believes to be running: a new one, then a fresh controller, then a fresh client.
_STALLED = (RecoveryStep.SCAN, RecoveryStep.ADAPTER, RecoveryStep.CONNECTION, RecoveryStep.ANOTHER, RecoveryStep.EXIT)
# "In progress" is mostly our own scan of before, which goes with its connection.
_REFUSED = (RecoveryStep.SCAN, RecoveryStep.CONNECTION, RecoveryStep.ADAPTER, RecoveryStep.ANOTHER, RecoveryStep.EXIT)
# The kernel refused: in the field only switching the controller off and on ends that.
_FAILED = (RecoveryStep.ADAPTER, RecoveryStep.CONNECTION, RecoveryStep.ANOTHER, RecoveryStep.EXIT)
# Somebody connects or switches: it passes, or it hangs.
_BUSY = (*_WAIT, RecoveryStep.ADAPTER, RecoveryStep.ANOTHER, RecoveryStep.EXIT)
# A daemon that answers nothing cannot switch an adapter, and goes on owning the scan of the old connection.
_NO_ANSWER = (RecoveryStep.CONNECTION, RecoveryStep.EXIT)
# Bleak and our own line connect anew by themselves.
_DISCONNECTED = (RecoveryStep.SCAN, RecoveryStep.CONNECTION, RecoveryStep.EXIT)
# It is gone. It may come back under another name, which is another adapter to us.
_AWAY = (*_WAIT, RecoveryStep.ANOTHER, RecoveryStep.EXIT)
# Switched off: whoever did that on purpose stops the service, too. A reset by the kernel may leave it off or blocked.
_OFF = (*_WAIT, RecoveryStep.ADAPTER, RecoveryStep.ANOTHER, RecoveryStep.EXIT)
# Another adapter may be able to; asking the same one again is not.
_CANNOT = (RecoveryStep.ANOTHER, RecoveryStep.SCAN, RecoveryStep.EXIT)
# Rights are given to a process when it starts.
_DENIED = (RecoveryStep.SCAN, RecoveryStep.EXIT)
RUNGS: dict[RadioFault, tuple[RecoveryStep, ...]] = {
    RadioFault.QUIET: _STALLED,
    RadioFault.STOPPED: _STALLED,
    RadioFault.REFUSED: _REFUSED,
    RadioFault.FAILED: _FAILED,
    RadioFault.BUSY: _BUSY,
    RadioFault.WEDGED: _NO_ANSWER,
    RadioFault.BUS_LOST: _DISCONNECTED,
    RadioFault.RESTARTED: _DISCONNECTED,
    RadioFault.NO_SERVICE: _DISCONNECTED,
    RadioFault.ORDERED: _DISCONNECTED,
    RadioFault.ABSENT: _AWAY,
    RadioFault.LOST: _AWAY,
    RadioFault.OFF: _OFF,
    RadioFault.UNSUPPORTED: _CANNOT,
    RadioFault.DENIED: _DENIED,
    RadioFault.NOT_AUTHORIZED: _DENIED,
    RadioFault.GARBLED: _DENIED,
}
"""Of each fault from the cheapest to the last resort, which ends the process; those before it go round until then."""

# Silence that may be an empty shop is tried as one that is not, seldom: after so many silent scans (with the default
# quiet timer 3 minutes), then after twice as many, and so on. Some adapters do not survive being switched every minute.
FIRST_SILENT_SCANS = 8


def next_rung(
    fault: RadioFault, failures: int, deaf_seconds: float, patience_seconds: float, *, proven: bool
) -> RecoveryStep:
    """What to do after `fault`, when `failures` attempts before this one have not brought the radio back.

    The process ends only after `patience_seconds` of deafness; without `proven`, silence may be an empty shop, and
    `failures` are its silent scans.
    """
    if fault is RadioFault.QUIET and not proven:
        return _perhaps_empty(failures)
    rungs = RUNGS[fault]
    if deaf_seconds >= patience_seconds and failures >= len(rungs) - 1:
        return RecoveryStep.EXIT
    return rungs[failures % (len(rungs) - 1)]


def _perhaps_empty(silent_scans: int) -> RecoveryStep:
    if silent_scans < FIRST_SILENT_SCANS:
        return RecoveryStep.SCAN
    if silent_scans.bit_count() == 1:
        return RecoveryStep.ADAPTER
    return RecoveryStep.CONNECTION if (silent_scans - 1).bit_count() == 1 else RecoveryStep.SCAN
