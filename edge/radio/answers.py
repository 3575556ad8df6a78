"""What BlueZ's errors mean, by their D-Bus names. Pure.

Source: bluez doc/org.bluez.Adapter.rst and src/error.c; D-Bus specification, "Standard error names".
"""

from edge.errors import RadioFault

_BLUEZ = "org.bluez.Error."
_DBUS = "org.freedesktop.DBus.Error."

FAULTS: dict[str, RadioFault] = {
    f"{_BLUEZ}NotReady": RadioFault.OFF,
    f"{_BLUEZ}Blocked": RadioFault.OFF,
    f"{_BLUEZ}Failed": RadioFault.FAILED,
    f"{_BLUEZ}InProgress": RadioFault.REFUSED,
    # Our own monitor or client of before, which goes with its connection.
    f"{_BLUEZ}AlreadyExists": RadioFault.REFUSED,
    f"{_BLUEZ}Busy": RadioFault.BUSY,
    f"{_BLUEZ}NotAuthorized": RadioFault.NOT_AUTHORIZED,
    f"{_BLUEZ}NotPermitted": RadioFault.NOT_AUTHORIZED,
    f"{_BLUEZ}NotSupported": RadioFault.UNSUPPORTED,
    f"{_BLUEZ}InvalidArguments": RadioFault.UNSUPPORTED,
    f"{_BLUEZ}DoesNotExist": RadioFault.ABSENT,
    f"{_BLUEZ}NoSuchAdapter": RadioFault.ABSENT,
    f"{_DBUS}UnknownObject": RadioFault.ABSENT,
    f"{_DBUS}UnknownMethod": RadioFault.UNSUPPORTED,
    f"{_DBUS}UnknownInterface": RadioFault.UNSUPPORTED,
    f"{_DBUS}AccessDenied": RadioFault.DENIED,
    f"{_DBUS}AuthFailed": RadioFault.DENIED,
    f"{_DBUS}NoReply": RadioFault.WEDGED,
    f"{_DBUS}Timeout": RadioFault.WEDGED,
    f"{_DBUS}TimedOut": RadioFault.WEDGED,
    f"{_DBUS}ServiceUnknown": RadioFault.NO_SERVICE,
    f"{_DBUS}NameHasNoOwner": RadioFault.NO_SERVICE,
    f"{_DBUS}Disconnected": RadioFault.BUS_LOST,
    f"{_DBUS}LimitsExceeded": RadioFault.REFUSED,
    f"{_DBUS}NoMemory": RadioFault.REFUSED,
}
# dbus-daemon tells of a daemon that it could not start with one of a family of names.
_NOT_STARTED = (f"{_DBUS}Spawn.", "org.freedesktop.systemd1.")


def fault_of(error_name: str) -> RadioFault:
    """The fault that an error's name stands for; one that nobody knows is a failure like any other."""
    if error_name.startswith(_NOT_STARTED):
        return RadioFault.NO_SERVICE
    return FAULTS.get(error_name, RadioFault.FAILED)


def fault_of_property(error_name: str) -> RadioFault:
    """The same for a question about an adapter's properties, which every adapter that is there can answer."""
    fault = fault_of(error_name)
    return RadioFault.ABSENT if fault is RadioFault.UNSUPPORTED else fault
