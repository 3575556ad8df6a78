from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.trust.suppression.suppression_list import SuppressionList, open_tombstones


@pytest.fixture
def tombstones(tmp_path: Path) -> Iterator[SuppressionList]:
    opened = open_tombstones(tmp_path)
    yield opened
    opened.close()
