"""Run a program under a systemd unit's system-call filter, as systemd would: python sandbox.py UNIT ACTION PROGRAM...

ACTION is `refuse` (as shipped: EPERM) or `kill`, which ends the program at the first call that the unit does not allow.
"""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

# libseccomp, include/seccomp.h.in.
ALLOW, ERRNO, KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
EPERM = 1
EQUAL = 4
ADDRESS_FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10, "AF_NETLINK": 16}
# What systemd takes away for a setting (systemd.exec(5); src/shared/seccomp-util.c).
DENIED_BY = {
    "ProtectClock": {"@clock"},
    "ProtectKernelModules": {"@module"},
    "ProtectKernelLogs": {"syslog"},
    "RestrictNamespaces": {"unshare", "setns"},
    "LockPersonality": {"personality"},
}


class Argument(ctypes.Structure):
    _fields_ = (("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64))


def settings_of(unit: Path) -> list[tuple[str, str]]:
    lines = [line.partition("=") for line in unit.read_text().splitlines() if "=" in line and not line.startswith("#")]
    return [(name.strip(), value.strip()) for name, _, value in lines]


def calls_of(name: str) -> set[str]:
    """The system calls of a group, or that one."""
    if not name.startswith("@"):
        return {name}
    listed = subprocess.run(
        ["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    found: set[str] = set()
    for line in listed.splitlines()[1:]:
        if (word := line.strip()) and not word.startswith("#"):
            found |= calls_of(word)
    return found


def allowed_by(settings: list[tuple[str, str]]) -> set[str]:
    """As systemd reads them: the first line says what the list is, each later one adds, or takes away with ~."""
    allowed: set[str] = set()
    for name, value in settings:
        if name == "SystemCallFilter":
            takes_away = value.startswith("~")
            calls = {call for word in value.removeprefix("~").split() for call in calls_of(word)}
            allowed = allowed - calls if takes_away else allowed | calls
    for name, value in settings:
        if value == "yes":
            allowed -= {call for word in DENIED_BY.get(name, ()) for call in calls_of(word)}
    return allowed


def confine(unit: Path, action: int) -> None:
    """Put this process, and all that it starts, under the filter of that unit."""
    settings = settings_of(unit)
    library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_rule_add_array.argtypes = (
        *(ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.POINTER(Argument)),
    )
    library.seccomp_load.argtypes = (ctypes.c_void_p,)
    context = library.seccomp_init(ctypes.c_uint32(action))
    restricted = [value for name, value in settings if name == "RestrictAddressFamilies"]
    families = [ADDRESS_FAMILIES[each] for value in restricted for each in value.split()]
    # SQLite gives its journal to the owner of the database, as root alone (src/os_unix.c); the unit's user is not root.
    of_root = {"fchown"} if os.geteuid() == 0 else set()
    for name in sorted(allowed_by(settings) | of_root):
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number < 0:
            continue  # of another architecture
        if name == "socket" and families:
            for family in families:
                equals = Argument(0, EQUAL, family, 0)
                check(library.seccomp_rule_add_array(context, ALLOW, number, 1, ctypes.byref(equals)), name)
            continue
        check(library.seccomp_rule_add_array(context, ALLOW, number, 0, None), name)
    check(library.seccomp_load(context), "loading the filter")


def check(result: int, what: str) -> None:
    if result != 0:
        raise OSError(-result, f"{what}: {os.strerror(-result)}")


if __name__ == "__main__":
    confine(Path(sys.argv[1]), KILL_PROCESS if sys.argv[2] == "kill" else ERRNO | EPERM)
    os.execv(sys.argv[3], sys.argv[3:])  # noqa: S606 - a test's own command
