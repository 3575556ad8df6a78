from contextlib import AsyncExitStack

import httpx
import pytest
from platforms import Desk


@pytest.fixture
async def desk():
    async with httpx.AsyncClient(follow_redirects=False) as http, AsyncExitStack() as stack:
        yield Desk(stack, http)
