"""No part reaches into another part's tables: the SQL of the hub is read, against the tables that each part owns."""

import ast
import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import hub
from hub.ground.manifests import FLOORS, rooms_of

# What is read across all the same, and why it is not asked of the owner. The list may only become shorter.
READ_ACROSS = {
    # One query that joins: asked of the owner row by row it would be a thousand queries for a backlog of a thousand.
    ("hub.knowledge.customers.consent_notices", "members"),
    ("hub.knowledge.exports.outbox", "members"),
    ("hub.trust.channels.repository", "members"),
    ("hub.knowledge.customers.built_in", "members"),
    # What a customer may see of everything kept is, by its nature, a reading of every table with something of theirs.
    ("hub.service.customer_view.access", "claims"),
    ("hub.service.customer_view.access", "devices"),
    ("hub.service.customer_view.access", "exposures"),
    ("hub.service.customer_view.access", "journal"),
    ("hub.service.customer_view.access", "visits"),
    ("hub.service.staff.timelines", "exposures"),
    ("hub.service.staff.timelines", "visits"),
    # Who is erased and what they agreed to is one question to the disk, in one transaction.
    ("hub.trust.consents.ledger", "members"),
    ("hub.trust.members.repository", "ledger"),
    ("hub.trust.members.repository", "visits"),
    ("hub.trust.rights.erasure", "visits"),
}


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
    assert read_across() == READ_ACROSS
