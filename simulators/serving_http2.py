"""A simulated service over HTTP/2: encrypted as in life, or in the clear on loopback for whoever speaks it at once."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from hypercorn.asyncio import serve  # pyright: ignore[reportUnknownVariableType]
from hypercorn.config import Config
from starlette.types import ASGIApp

from simulators.serving import HOST, bind


@dataclass(frozen=True, slots=True)
class Certificate:
    """The files of a server's certificate."""

    certificate: Path
    key: Path


@contextlib.asynccontextmanager
async def served_http2(
    app: ASGIApp, certificate: Certificate | None = None, port: int = 0, option: str = ""
) -> AsyncGenerator[str]:
    """Serve within this process; gives the address. Raises `PortTaken` naming the `option` to change."""
    listening = bind(port, option)
    listening.setblocking(False)
    config = Config()
    at = listening.getsockname()[1]
    config.bind = [f"fd://{listening.detach()}"]  # it closes the socket itself
    config.accesslog = config.errorlog = None
    config.graceful_timeout = 1.0
    if certificate is not None:
        config.certfile, config.keyfile = str(certificate.certificate), str(certificate.key)
        config.alpn_protocols = ["h2"]
    stop = asyncio.Event()
    task = asyncio.create_task(serve(cast("Any", app), config, shutdown_trigger=cast("Any", stop.wait)))
    scheme = "http" if certificate is None else "https"
    try:
        yield f"{scheme}://{HOST}:{at}"
    finally:
        stop.set()
        await task
