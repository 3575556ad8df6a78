"""docs/connecting.md: what it shows is what the hub takes."""

import re
import tomllib
from pathlib import Path

import pytest

from hub.customers.configuration import Configuration
from hub.customers.port import NEEDS
from hub.customers.profiles import STALE_SECONDS
from hub.reactions import FIRST_CARD_SECONDS

GUIDE = (Path(__file__).parents[2] / "docs" / "connecting.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)


def test_every_example_of_the_guide_is_a_file_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in re.findall(r'key_env = "(\w+)"', GUIDE):
        monkeypatch.setenv(name, "a key")
    kinds = [Configuration.model_validate(tomllib.loads(block)).source[0].kind for block in BLOCKS]
    assert kinds == ["segment", "unomi", "odp", "rest", "built_in"]


def test_the_guide_names_every_trait_and_the_figures_are_those_of_the_code() -> None:
    assert [name for name in NEEDS if f"`{name}`" not in GUIDE] == []
    assert f"{FIRST_CARD_SECONDS} s; then it comes" in GUIDE
    assert f"{STALE_SECONDS / 3600:.0f} hours, in memory only" in GUIDE
