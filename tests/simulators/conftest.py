import asyncio
from contextlib import asynccontextmanager

import pytest

from simulators.serving import bind, server_for


@asynccontextmanager
async def served(app):
    listening = bind(0, "")
    server = server_for(app)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listening.close()


@pytest.fixture
def serve():
    return served
