"""Databases live: whatever a version wrote, each later one opens, and nothing of it is lost."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from whole_hub import open_shop

from hub.ground.manifests import schemas
from hub.trust.audit.log import AuditLog
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import Members

GOLDEN = Path(__file__).parent / "golden"
VERSIONS = sorted(file.name.removesuffix(".hub.sql") for file in GOLDEN.glob("*.hub.sql"))
# What is kept for as long as the hub runs is not a row of somebody: progress and canaries change with each start.
MAY_CHANGE = {"reactions", "canary", "ways_out", "edges_last_run", "calibration_changes", "sqlite_sequence"}

# Kept in another shape since.
GONE = {"ahead": "numbers that came ahead are ranges since, in ahead_ranges"}


def unpack(version: str, folder: Path) -> dict[str, int]:
    """The files as that version left them; returns how many rows each table had."""
    for name in ("hub", "tombstones"):
        with closing(sqlite3.connect(folder / f"{name}.db")) as db:
            db.executescript((GOLDEN / f"{version}.{name}.sql").read_text(encoding="utf-8"))
            if name == "hub":
                tables = [each for (each,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
                rows = {each: db.execute(f'SELECT count(*) FROM "{each}"').fetchone()[0] for each in tables}
    (folder / "tombstones.key").write_bytes((GOLDEN / f"{version}.tombstones.key").read_bytes())
    return {table: count for table, count in rows.items() if table not in MAY_CHANGE | GONE.keys() and table[0] != "_"}


def test_there_are_golden_databases() -> None:
    assert len(VERSIONS) >= 2


@pytest.mark.parametrize("version", VERSIONS)
async def test_what_a_version_wrote_is_opened_and_whole(version: str, tmp_path: Path) -> None:
    before = unpack(version, tmp_path)
    assert before["members"] == 3
    async with open_shop(tmp_path) as shop:
        after = {table: shop.db.rows(f"SELECT count(*) FROM {table}")[0][0] for table in before}
        assert after == before
        assert ConsentLedger(shop.db).first_broken_line() is None
        assert AuditLog(shop.db).first_broken_line() is None
        assert len(Members(shop.db).all()) == 3
        [(sold, paid)] = shop.db.rows("SELECT kind, net_minor FROM orders")
        assert (sold, paid > 0) == ("sale", True)


@pytest.mark.parametrize("version", VERSIONS)
async def test_who_withdrew_stays_withdrawn_who_left_stays_gone_and_who_leaves_now_is_erased(
    version: str, tmp_path: Path
) -> None:
    unpack(version, tmp_path)
    async with open_shop(tmp_path) as shop:
        for part in shop.hub.running.parts:
            if part.begin:
                part.begin()
        members = {record.customer_ref: record for record in Members(shop.db).all()}
        assert members.keys() == {"u-7000", "u-7001", "u-7003"}
        now_ms = shop.hub.ground.now_ms()
        assert shop.ledger.permission(members["u-7001"].member, Purpose.RECOGNISE_IN_STORE, at_ms=now_ms) is None
        assert shop.ledger.permission(members["u-7000"].member, Purpose.RECOGNISE_IN_STORE, at_ms=now_ms) is not None
        receipt = await shop.hub.rights.erasure.erase(members["u-7000"], now_ms)
        assert receipt.receipt
        assert "u-7000" not in {record.customer_ref for record in Members(shop.db).all()}


@pytest.mark.parametrize("version", VERSIONS)
def test_no_step_that_a_version_took_was_taken_away_or_renamed(version: str) -> None:
    """A step is remembered by its name: renamed, it would be taken again."""
    text = (GOLDEN / f"{version}.hub.sql").read_text(encoding="utf-8")
    taken = set(re.findall(r"""INSERT INTO "_sqlite_migrations" VALUES\('([^']+)','([^']+)'""", text)) or set(
        re.findall(r"""INSERT INTO "_sqlite_migrations" VALUES\(\d+,'([^']+)','([^']+)'""", text)
    )
    known = {(name, step) for name, schema in schemas().items() for step in schema}
    assert taken
    assert taken <= known
