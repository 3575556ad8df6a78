"""`make bench-outbox_torture` in a small number: what it promises there holds here, too."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def torture(monkeypatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    yield import_module("outbox_torture")
    sys.modules.pop("outbox_torture", None)


async def test_five_kills_lose_nothing_and_double_nothing(torture) -> None:
    found = await torture.kills(5, seed=2)
    assert found["held at a kill"] > 0
    assert (found["of them lost"], found["applied twice"]) == (0, 0)


def test_a_hundred_torn_logs_give_a_state_that_was_committed(torture) -> None:
    found = torture.torn(100, seed=2)
    assert (found["lost a whole commit"], found["neither one state nor another"]) == (0, 0)


async def test_the_disk_is_written_slowly_enough_for_a_card_to_last(torture) -> None:
    found = await torture.disk(6)
    assert found["32 GB card, years"] > found["goal, years"]
