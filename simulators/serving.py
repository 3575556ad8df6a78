"""How a simulated service is served: on loopback, on a port that is known to be free, quietly."""

import asyncio
import contextlib
import random
import socket
from collections.abc import AsyncGenerator, Generator, Iterable

import uvicorn
from starlette.types import ASGIApp

from simulators.errors import PortTaken

HOST = "127.0.0.1"
# Open streams are cut after this long when a service stops; nobody waits for them.
GRACE_SECONDS = 1


def bind(port: int, option: str) -> socket.socket:
    """A listening socket on loopback; port 0 takes any free one. Raises `PortTaken` naming the `option` to change."""
    # Named as TCP, or asyncio leaves Nagle on, and each answer waits 40 ms for the delayed acknowledgement of its head.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise PortTaken(port, option) from None
    return listening


def free_ports(count: int) -> list[int]:
    """Ports that nobody uses now; all different.

    Below the range that the system gives to outgoing connections (ip_local_port_range, 32768 on Linux): a port from
    there can be taken by anybody's connection before our server has come up.
    """
    free: list[int] = []
    for port in random.sample(range(20_000, 32_000), 12_000):
        try:
            bind(port, "").close()
        except PortTaken:
            continue
        free.append(port)
        if len(free) == count:
            break
    return free


def check_free(ports: Iterable[tuple[int, str]]) -> None:
    """Raise `PortTaken` for the first (port, option) that is in use."""
    for port, option in ports:
        bind(port, option).close()


class QuietServer(uvicorn.Server):
    """A uvicorn that leaves the signals to the program it is part of."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def server_for(app: ASGIApp, *, quiet: bool = True) -> uvicorn.Server:
    """A server for `app`; give the listening socket to its `serve(sockets=[...])`."""
    config = uvicorn.Config(
        app,
        log_level="critical",
        access_log=False,
        lifespan="off",
        loop="asyncio",
        ws="none",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return QuietServer(config) if quiet else uvicorn.Server(config)


@contextlib.asynccontextmanager
async def served(app: ASGIApp, port: int = 0, option: str = "") -> AsyncGenerator[str]:
    """Serve within this process; gives the address. Raises `PortTaken` naming the `option` to change."""
    listening = bind(port, option)
    server = server_for(app)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://{HOST}:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listening.close()


def serve(app: ASGIApp, port: int) -> None:
    """Serve until SIGINT or SIGTERM. Raises `PortTaken`."""
    listening = bind(port, "--port")
    with contextlib.suppress(KeyboardInterrupt):
        server_for(app, quiet=False).run(sockets=[listening])
