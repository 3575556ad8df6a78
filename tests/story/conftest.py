from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from small_shop import Shop, open_shop

from simulators.serving import free_ports


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, free_ports(4)) as opened:
        yield opened
