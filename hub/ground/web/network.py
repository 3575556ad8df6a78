"""Which addresses are one neighbour: an attacker has one IPv4 address, or a whole /64 of IPv6."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

# A home or office gets a /64, and each device in it invents addresses of its own every day (RFC 8981).
IPV6_PREFIX_BITS = 64
# What a proxy forwards may be anybody's text.
LONGEST_ADDRESS = 45


def neighbour_of(address: str) -> str:
    """One name for all addresses that one neighbour can take."""
    try:
        parsed = ip_address(address.split("%", 1)[0])
    except ValueError:
        return f"unknown {address[:LONGEST_ADDRESS]}"
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(IPv6Network((parsed, IPV6_PREFIX_BITS), strict=False))


def proxies_of(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """The networks that a setting lists. Raises `ValueError` with the form."""
    found: list[IPv4Network | IPv6Network] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        try:
            network = ip_network(part)
        except ValueError:
            raise ValueError(f'"{part}" is not an address or a network such as 10.0.0.7 or 10.0.0.0/28') from None
        if network.prefixlen == 0:
            raise ValueError(f'"{part}" is everybody: name the proxy, or whoever sends a header is believed')
        found.append(network)
    return tuple(found)


def is_within(address: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    """Whether an address belongs to one of them."""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return any((mapped or parsed) in network for network in networks)


def is_this_machine(address: str, reached_at: str) -> bool:
    """Whether whoever asks from there is on the machine that was reached at `reached_at`: nothing crosses a network."""
    try:
        asks, reached = (ip_address(each.split("%", 1)[0]) for each in (address, reached_at))
    except ValueError:
        return False
    mapped = asks.ipv4_mapped if isinstance(asks, IPv6Address) else None
    return (mapped or asks).is_loopback or asks == reached
