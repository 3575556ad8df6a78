import pytest

from hub.ground import manifests
from hub.ground.database import Database, open_database
from hub.ground.holdings import DAY_MS, by_table, resolved
from hub.ground.settings import Settings
from hub.trust.rights.retention import BATCH_ROWS, Retention, last_runs

NOW = 1_795_348_800_000
SETTINGS = Settings.model_validate({"floor_plan": "shop.toml", "keep_visits_days": 30, "keep_journal_days": 10})
HOLDINGS = resolved(manifests.holdings(), SETTINGS)


@pytest.fixture
def db(tmp_path):
    opened = open_database(tmp_path / "hub.db", manifests.schemas())
    yield opened
    opened.close()


def fill(db: Database, table: str, time: str | None, at_ms: int | None, mark: int) -> None:
    """One row, with something in every column."""
    columns = db.rows(f"PRAGMA table_info({table})")
    text = {"BLOB": f"x{mark}".encode()}
    values = [
        at_ms if name == time else mark if "INT" in kind else text.get(kind, f"x{mark}")
        for _, name, kind, *_ in columns
    ]
    db.run(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", *values)


async def test_each_table_keeps_what_is_in_time_and_loses_what_is_over(db: Database) -> None:
    expected: dict[str, int] = {}
    for table, holdings in by_table(HOLDINGS).items():
        whole = next(each for each in holdings if each.column is None)
        if whole.keep_ms is None or table == "retention_runs":
            continue
        fill(db, table, whole.time, NOW - whole.keep_ms - 1, 1)
        fill(db, table, whole.time, NOW - whole.keep_ms, 2)
        expected[table] = 1
    assert len(expected) >= 6
    # The ones at the edge are older than a day, which is how long the names on them are kept.
    run = await Retention(db, HOLDINGS).run(NOW)
    of_staff = {
        *("claims.staff", "claims.handed_by", "orders.staff", "offers.redeemed_staff", "staff_notes.staff"),
        *(f"follow_ups.{column}" for column in ("for_person", "for_name", "made_by", "done_by")),
    }
    assert run.removed == expected | dict.fromkeys(of_staff, 2)
    for table in expected:
        assert db.row(f"SELECT count(*) FROM {table}") == (1,), table
    assert last_runs(db) == [run]


async def test_the_name_of_an_associate_goes_after_a_day_and_the_outcome_stays(db: Database) -> None:
    db.run(
        "INSERT INTO claims (visit, staff, outcome, at_ms, measured)"
        " VALUES ('v1', 'Bo', 'sold', ?, 1), ('v2', 'Bo', NULL, ?, 0)",
        NOW - DAY_MS - 1,
        NOW - DAY_MS,
    )
    await Retention(db, HOLDINGS).run(NOW)
    assert db.rows("SELECT visit, staff, outcome FROM claims ORDER BY visit") == [
        ("v1", None, "sold"),
        ("v2", "Bo", None),
    ]


async def test_a_visit_that_is_not_over_stays_however_old(db: Database) -> None:
    db.run(
        "INSERT INTO visits (visit, member, zone, started_ms, zone_since_ms, heard_ms) VALUES ('v1', 1, 'z', 0, 0, 0)"
    )
    assert (await Retention(db, HOLDINGS).run(NOW)).removed == {}
    assert db.row("SELECT count(*) FROM visits") == (1,)


async def test_more_than_a_batch_goes_in_one_run(db: Database) -> None:
    many = BATCH_ROWS + 7
    with db.atomic():
        for seq in range(many):
            db.run("INSERT INTO applied_events VALUES ('e', 'b', ?, 0)", seq)
    assert (await Retention(db, HOLDINGS).run(NOW)).removed == {"applied_events": many}
    assert (await Retention(db, HOLDINGS).run(NOW + 1)).removed == {}
    assert [run.removed for run in last_runs(db)] == [{}, {"applied_events": many}]


async def test_runs_themselves_are_forgotten_after_a_year(db: Database) -> None:
    await Retention(db, HOLDINGS).run(NOW - 366 * DAY_MS)
    await Retention(db, HOLDINGS).run(NOW)
    assert [run.at_ms for run in last_runs(db)] == [NOW]
