"""Whether a port can be had."""

import socket

from hub.ground.errors import HubError


def port_is_free(host: str, port: int) -> bool:
    """Whether a listener could be opened there now."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def refuse_taken_port(host: str, port: int) -> None:
    """Raises `HubError` with the next step when another program listens there."""
    if not port_is_free(host, port):
        raise HubError(
            f"port {port} on {host} is taken by another program. Stop that program, or choose another port with --port."
        )
