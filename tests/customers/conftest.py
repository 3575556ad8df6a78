from contextlib import AsyncExitStack

import httpx
import pytest
from platforms import Desk

from hub.ground.http.outgoing import open_outgoing


@pytest.fixture
async def desk():
    async with httpx.AsyncClient(timeout=60.0) as http, open_outgoing() as outgoing, AsyncExitStack() as stack:
        yield Desk(stack, http, outgoing)
