"""Every table says what it holds of people and for how long; whoever adds one that does not is told here."""

import re

import pytest

from hub.ground import manifests
from hub.ground.database import Database, open_database
from hub.ground.holdings import Holding, IdentifierKind, by_table, resolved
from hub.ground.settings import Settings
from hub.trust.suppression import tables as suppression
from hub.trust.suppression.suppression_list import open_tombstones

# sqlite's own, and the list of schema steps that ran.
OWN = {"sqlite_sequence", "_sqlite_migrations"}
# A column of such a name is about a person, unless its table is on the list of those without any.
PERSONAL = re.compile(r"member|visit|subject|customer|push|install|phone|device|name|staff|email")
SETTINGS = Settings.model_validate({"floor_plan": "shop.toml"})


@pytest.fixture
def db(tmp_path):
    opened = open_database(tmp_path / "hub.db", manifests.schemas())
    yield opened
    opened.close()


def columns(db: Database) -> dict[str, list[str]]:
    tables = [name for (name,) in db.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {table: [row[1] for row in db.rows(f"PRAGMA table_info({table})")] for table in tables if table not in OWN}


def undeclared(db: Database, holdings: tuple[Holding, ...], nobody: set[str]) -> set[str]:
    declared = by_table(holdings)
    found = {table for table in columns(db) if table not in declared and table not in nobody}
    for table, names in columns(db).items():
        keys = {key.column for each in declared.get(table, ()) for key in each.keys}
        found |= {
            f"{table}.{name}"
            for name in names
            if (name in {each.value for each in IdentifierKind} or name == "customer_ref") and name not in keys
        }
    return found


def test_every_table_and_every_column_that_names_a_person_is_declared(db: Database) -> None:
    assert undeclared(db, manifests.holdings(), set(manifests.not_personal())) == set()


def test_what_outlives_the_database_is_declared_as_well(tmp_path) -> None:
    remembered = open_tombstones(tmp_path)
    try:
        assert undeclared(remembered.db, suppression.HOLDINGS, set(suppression.NOT_PERSONAL)) == set()
        assert set(columns(remembered.db)) == set(by_table(suppression.HOLDINGS)) | set(suppression.NOT_PERSONAL)
    finally:
        remembered.close()


def test_a_table_or_a_naming_column_that_nobody_declared_is_found(db: Database) -> None:
    db.run("CREATE TABLE wishes (member INTEGER, wish TEXT)")
    db.run("ALTER TABLE applied_events ADD COLUMN visit TEXT")
    db.run("ALTER TABLE edges ADD COLUMN customer_ref TEXT")
    found = undeclared(db, manifests.holdings(), set(manifests.not_personal()))
    assert found == {"wishes", "wishes.member", "applied_events.visit", "edges.customer_ref"}


def test_a_table_said_to_be_about_nobody_has_no_column_about_somebody(db: Database) -> None:
    assert set(manifests.not_personal()) <= set(columns(db))
    assert [name for table in manifests.not_personal() for name in columns(db)[table] if PERSONAL.search(name)] == []
    assert not set(manifests.not_personal()) & set(by_table(manifests.holdings()))


def test_what_is_declared_is_there(db: Database) -> None:
    known = columns(db)
    for holding in manifests.holdings():
        named = {key.column for key in holding.keys} | ({holding.time} if holding.time else set())
        named |= {holding.column} if holding.column else set()
        assert named <= set(known[holding.table]), holding.table


def test_every_row_goes_some_day_or_says_what_ends_it(db: Database) -> None:
    for table, holdings in by_table(resolved(manifests.holdings(), SETTINGS)).items():
        whole = [each for each in holdings if each.column is None]
        assert len(whole) == 1, table
        assert whole[0].until or whole[0].keep_ms
        assert whole[0].keys or whole[0].kept_after_erasure or whole[0].not_personal_because, (
            f"{table}: whose rows are erased?"
        )


def test_a_declaration_without_a_period_is_refused() -> None:
    with pytest.raises(ValueError, match="wishes: say either"):
        Holding(table="wishes", what="wishes", why="asked for")
    with pytest.raises(ValueError, match="time column"):
        Holding(table="wishes", what="wishes", why="asked for", keep_days=1)
