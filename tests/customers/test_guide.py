"""docs/connecting.md: what it shows is what the hub takes."""

import re
import tomllib
from pathlib import Path

import pytest

from hub.knowledge.customers.configuration import Configuration
from hub.knowledge.customers.port import NEEDS
from hub.knowledge.customers.profiles import STALE_SECONDS
from hub.service.staff.composer import FIRST_CARD_SECONDS

GUIDE = (Path(__file__).parents[2] / "docs" / "connecting.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)


def test_every_example_of_the_guide_is_a_file_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in re.findall(r'key_env = "(\w+)"', GUIDE):
        monkeypatch.setenv(name, "a key")
    files = [tomllib.loads(block) for block in BLOCKS]
    kinds = [Configuration.model_validate(file).source[0].kind for file in files if isinstance(file["source"], list)]
    assert kinds == ["segment", "unomi", "odp", "rest", "built_in"]
    in_lists, in_events = [file["source"] for file in files if not isinstance(file["source"], list)]
    lists = {"kind": "rest", "url": "https://crm.example/{customer}", **in_lists}
    events = {"kind": "segment", "url": "https://cdp.example", "space": "spa", **in_events}
    Configuration.model_validate({"source": [lists, events]})


def test_the_guide_names_every_trait_and_the_figures_are_those_of_the_code() -> None:
    assert [name for name in NEEDS if f"`{name}`" not in GUIDE] == []
    assert f"{FIRST_CARD_SECONDS} s; then it comes" in GUIDE
    assert f"{STALE_SECONDS / 3600:.0f} hours, in memory only" in GUIDE
