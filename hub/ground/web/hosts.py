"""Which names are this hub's: a page that gives its own name our address must not be served (DNS rebinding)."""

import re
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# What routers and phones add to a machine's own name. None of them can be bought by somebody else.
PRIVATE_SUFFIXES = ("", ".local", ".lan", ".home", ".home.arpa", ".internal")
_HOST = re.compile(r"(?:\[(?P<v6>[0-9a-fA-F:.]+)\]|(?P<name>[A-Za-z0-9.-]{1,253}))(?::(?P<port>[0-9]{1,5}))?", re.ASCII)


def host_of(header: str) -> str | None:
    """The host of a `Host` header, in lower case and without port and brackets; None for what is none."""
    found = _HOST.fullmatch(header)
    if found is None:
        return None
    return (found["v6"] or found["name"]).lower().removesuffix(".")


def names_of(machine: str, configured: Iterable[str | None]) -> frozenset[str]:
    """The names that are ours: this machine's, and those that settings name (hosts, or URLs)."""
    own = machine.lower().split(".", 1)[0]
    names = {*LOOPBACK, machine.lower(), *(f"{own}{suffix}" for suffix in PRIVATE_SUFFIXES)}
    for each in configured:
        host = each and (urlsplit(each).hostname if "//" in each else host_of(each))
        if host:
            names.add(host)
    return frozenset(names)


def hosts_in(text: str) -> list[str]:
    """The hosts that a setting lists. Raises `ValueError` with the form."""
    hosts = [part for part in (piece.strip() for piece in text.split(",")) if part]
    for each in hosts:
        if host_of(each) is None:
            raise ValueError(f'"{each}" is not a host such as goddag.shop.example or 192.168.1.10')
    return hosts


def is_ours(header: str, names: frozenset[str], reached_at: str | None) -> bool:
    """Whether a request for that `Host` is for this hub, which it has reached at the address `reached_at`."""
    host = host_of(header)
    return host is not None and (host in names or _same_address(host, reached_at))


def _same_address(host: str, reached_at: str | None) -> bool:
    try:
        return reached_at is not None and ip_address(host) == ip_address(reached_at.split("%", 1)[0])
    except ValueError:
        return False
