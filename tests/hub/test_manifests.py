"""What is known of the hub's parts before anything runs."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

from hub.ground.database import open_database
from hub.ground.manifests import FLOORS, manifests, rooms_of, schemas, sections
from hub.ground.settings import Settings
from hub.ground.store_settings import StoreSettings

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


def test_every_setting_is_of_one_part() -> None:
    own = [
        name for section in (StoreSettings, *sections()) for name in section.__annotations__ if name != "model_config"
    ]
    assert len(own) == len(set(own))
    assert set(own) == set(Settings.model_fields)


def test_no_check_of_one_section_hides_that_of_another() -> None:
    """Pydantic knows validators by their names: of two with one name, the composed settings would keep one."""
    names = [
        name
        for section in (StoreSettings, *sections())
        for name in vars(section)
        if name in section.__pydantic_decorators__.field_validators
        or name in section.__pydantic_decorators__.model_validators
    ]
    assert len(names) == len(set(names))
    kept = Settings.__pydantic_decorators__
    assert set(names) == {*kept.field_validators, *kept.model_validators}
