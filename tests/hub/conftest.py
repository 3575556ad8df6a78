from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.trust.suppression.tombstones import Tombstones, open_tombstones


@pytest.fixture
def tombstones(tmp_path: Path) -> Iterator[Tombstones]:
    opened = open_tombstones(tmp_path)
    yield opened
    opened.close()
