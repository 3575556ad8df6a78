"""What is known of the hub's parts before anything runs."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

from hub.ground.database import open_database
from hub.ground.manifests import FLOORS, manifests, rooms_of, schemas

ROOT = Path(__file__).parents[2]
# What takes long to load, or is not there where only the help is asked for.
HEAVY = {"fastapi", "starlette", "uvicorn", "numpy", "httpx", "cryptography", "sqlite_utils", "shapely"}


def test_no_two_parts_share_a_name_a_table_or_a_schema(tmp_path: Path) -> None:
    names = [each.name for each in manifests()]
    assert len(names) == len(set(names))
    made = [name for each in manifests() for name in each.tables.schemas]
    assert len(made) == len(set(made))
    owners: dict[str, list[str]] = {}
    for each in manifests():
        with closing(open_database(tmp_path / f"{each.name}.db", each.tables.schemas)) as db:
            for (table,) in db.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"):
                owners.setdefault(table, []).append(each.name)
    assert {table: parts for table, parts in owners.items() if len(parts) > 1 and not table.startswith("_")} == {}


def test_every_part_that_is_built_or_has_tables_has_a_manifest() -> None:
    """A table of a part without one would be made nowhere, and forgotten by erasure and retention."""
    known = {each.name for each in manifests()}
    without = {
        room
        for floor in FLOORS
        for room in rooms_of(floor)
        if (ROOT / "hub" / floor / room / "tables.py").exists() and room not in known
    }
    assert without == set()
    assert schemas()


def test_the_help_and_the_manifests_wait_for_nothing_heavy() -> None:
    asked = "import sys, hub.cli, hub.ground.manifests as m; m.manifests(); "
    asked += "print(*{n.split('.')[0] for n in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    assert HEAVY & set(loaded) == set()
