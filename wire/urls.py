"""Addresses that a person writes, perhaps with a password: no sentence about one ever shows what it held. Pure."""

from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator

MQTT = ("mqtt", "mqtts")
HTTP = ("http", "https")

# Each of these ends the part before the host, or belongs to it (RFC 3986, 3.2), and has to be written as %XX there.
_ENDS_THE_USER = "/?#"
_NOT_IN_A_USER = _ENDS_THE_USER + "[]@"


def trouble_with_url(text: str, schemes: tuple[str, ...], instead: str = "") -> str | None:
    """What is wrong with an address, as the end of a sentence that begins with its name; None when it is well.

    `instead` says where else a password can stand.
    """
    scheme, mark, rest = text.partition("://")
    if not text.isprintable() or " " in text:
        return "holds a blank or a control character"
    if not mark or scheme.lower() not in schemes:
        return _is_not(schemes)
    if odd := _odd_in_user(rest, schemes):
        escaped = " and ".join(f"{each} as %{ord(each):02X}" for each in odd)
        other_way = f", or use {instead}" if instead else ""
        return (
            f"has {' and '.join(odd)} in its user or password, where that means something else: write"
            f" {escaped}{other_way}"
        )
    return _trouble_with_host(text, schemes)


def _trouble_with_host(text: str, schemes: tuple[str, ...]) -> str | None:
    try:
        parts = urlsplit(text)
        (parts.hostname or "").encode("idna")  # as the resolver will, which raises deep inside a session
    except ValueError:
        return "names no host that could exist"
    if not parts.hostname:
        return _is_not(schemes)
    try:
        is_port = parts.port != 0
    except ValueError:
        is_port = False
    return None if is_port else "has a port that is not a number from 1 to 65535"


def _is_not(schemes: tuple[str, ...]) -> str:
    return f"is not {' or '.join(f'{each}://host:port' for each in schemes)}"


def _web_address(text: str) -> str:
    if trouble := trouble_with_url(text, HTTP, "the setting of its key or token"):
        raise ValueError(f"it {trouble}")
    return text


WebAddress = Annotated[str, AfterValidator(_web_address)]
"""An http:// or https:// address in a settings file."""


def shown(url: str) -> str:
    """The address for logs and papers: scheme, host and port, and nothing that a secret can stand in."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "(an address that cannot be read)"
    host = parts.hostname or ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"


def without_user(url: str) -> str:
    """The address as somebody else is told it: without a user and a password of ours."""
    parts = urlsplit(url)
    return SplitResult(parts.scheme, parts.netloc.rpartition("@")[2], *parts[2:]).geturl()


def _odd_in_user(rest: str, schemes: tuple[str, ...]) -> list[str]:
    """The characters before the last @ that cannot stand there as they are."""
    user, mark, _ = rest.rpartition("@")
    if not mark:
        return []
    before = user
    for end in _ENDS_THE_USER:
        before = before.partition(end)[0]
    # An address of the web may have an @ in its path. What stands before it is a host then, and perhaps a port.
    port = before.rpartition(":")[2] if ":" in before else ""
    if schemes == HTTP and before != user and (not port or port.isdecimal() or before.endswith("]")):
        return []
    return [each for each in _NOT_IN_A_USER if each in user]
