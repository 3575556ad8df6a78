"""What the guides show can be typed as it stands there."""

import re
from pathlib import Path

import pytest

from hub.knowledge.catalogue.mapping_file import WORDS, load_catalogue_mapping
from hub.knowledge.catalogue.reading import JoinRule
from hub.knowledge.catalogue.tally import REASONS
from hub.knowledge.purchases.past.importing import REASONS as PAST_REASONS
from hub.knowledge.purchases.past.mapping_file import load_past_mapping

ROOT = Path(__file__).parents[3]
GUIDES, HUB = ROOT / "docs" / "operating", ROOT / "hub"


def examples(guide: str, begins: str) -> str:
    [found] = [
        block
        for block in re.findall(r"```toml\n(.*?)```", (GUIDES / guide).read_text(encoding="utf-8"), re.DOTALL)
        if block.startswith(begins)
    ]
    return found


def test_the_mapping_of_a_catalogue_is_one(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text(examples("catalogue.md", "decimal_sign"), encoding="utf-8")
    mapping = load_catalogue_mapping(path)
    assert (mapping.decimal_sign, mapping.category_drop) == (",", ("Default Category",))
    guide = (GUIDES / "catalogue.md").read_text(encoding="utf-8")
    assert [word for word in WORDS if not re.search(rf"\b{word}\b", guide)] == []


def test_the_mapping_of_past_orders_is_one(tmp_path: Path) -> None:
    path = tmp_path / "orders.toml"
    path.write_text(examples("purchases.md", 'id = "Ordre"'), encoding="utf-8")
    mapping = load_past_mapping(path)
    assert mapping.no_articles == {"FRAGT"}
    assert set(mapping.order) == {"id", "time", "customer", "total", "kind"}


COUNTED = re.compile(
    r'\b(?:count|fault|faults\.append|_Skip|NotAPrice)\(\s*"(\w+)"|(?:Unreadable|NoLine)\([\w.]+, "(\w+)"\)'
    r'|else "(columns|no_id|bad_id|price_undecided|no_quantity)"|"(columns|no_id|price_decimals|negative_quantity)" if'
)


@pytest.mark.parametrize(
    ("reasons", "rooms"),
    [(REASONS, ("knowledge/catalogue", "ground/parsing")), (PAST_REASONS, ("knowledge/purchases/past",))],
)
def test_every_reason_that_is_counted_has_words_and_no_other(reasons: dict[str, str], rooms: tuple[str, ...]) -> None:
    files = [file for room in rooms for file in (HUB / room).rglob("*.py")]
    found = {next(filter(None, each.groups())) for file in files for each in COUNTED.finditer(file.read_text("utf-8"))}
    shared = {f"{rule.name.lower()}_shared" for rule in JoinRule} if reasons is REASONS else set[str]()
    assert found | shared == set(reasons)
