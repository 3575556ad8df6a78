"""No part reaches into another part's tables: the SQL of the hub is read, against the tables that each part owns."""

import ast
import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import hub
from hub.ground.manifests import FLOORS, manifests, rooms_of

# Views that a part offers for others to join with, because two questions to the disk would be asked where one is: at
# each sighting and for each row of a screen. The list may only become shorter.
OFFERED = {"subjects"}


def owners() -> dict[str, str]:
    """Tables, and the folder of the part that makes each."""
    found: dict[str, str] = {}
    for place in (f"hub.{floor}{room}" for floor in FLOORS for room in ("", *(f".{each}" for each in rooms_of(floor)))):
        if find_spec(f"{place}.manifest") is None:
            continue
        for schema in import_module(f"{place}.manifest").MANIFEST.tables.schemas.values():
            for step in schema.values():
                for table in re.findall(r"CREATE (?:VIRTUAL )?TABLE (?:IF NOT EXISTS )?(\w+)", str(step)):
                    found[table] = place
    return found


def read_across() -> set[tuple[str, str]]:
    """Modules, and tables of other parts that their SQL names."""
    owner, found = owners(), set[tuple[str, str]]()
    root = Path(hub.__file__).parent
    for file in root.rglob("*.py"):
        module = ".".join(("hub", *file.relative_to(root).with_suffix("").parts))
        if module.endswith(".tables"):  # steps of a migration may read what was before
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for table in re.findall(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)", node.value):
                    if table in owner and not module.startswith(f"{owner[table]}."):
                        found.add((module, table))
    return found


def test_each_part_reads_and_writes_its_own_tables() -> None:
    assert len(owners()) > 30
    assert read_across() == set()


def test_what_a_part_offers_is_declared_and_few() -> None:
    tables = [each.tables for each in manifests()]
    steps = [str(step) for each in tables for schema in each.schemas.values() for step in schema.values()]
    made = {view for step in steps for view in re.findall(r"CREATE VIEW (?:IF NOT EXISTS )?(\w+)", step)}
    assert made == {view for each in tables for view in each.offers} == OFFERED
