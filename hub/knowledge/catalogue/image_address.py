"""Where images of articles may be fetched: on the internet, and nowhere in the shop's own network. Pure."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

_PORTS = {"http": 80, "https": 443}


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet; also within IPv6 forms that hide one of IPv4."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        hidden = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if hidden is not None:
            return hidden.is_global and not hidden.is_multicast
    return found.is_global and not found.is_multicast


def place_of(url: str) -> tuple[str, int] | None:
    """Host and port of an address of the web; None of anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.password:
        return None
    return parts.hostname, port


def redirected(url: str, location: str) -> str:
    """Where an answer sends us."""
    return urljoin(url, location) if location else ""


def allowed(addresses: Iterable[str], *, is_ours: bool) -> str | None:
    """The address to ask, when each that the name leads to may be asked: a name that leads both ways is a trick."""
    found = list(addresses)
    return found[0] if found and (is_ours or all(map(is_public, found))) else None
