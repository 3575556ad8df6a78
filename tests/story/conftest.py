import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from small_shop import Shop, open_shop


def free_ports(count: int) -> list[int]:
    """Ports that the system says are free now."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, free_ports(4)) as opened:
        yield opened
