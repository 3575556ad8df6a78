"""Opening the hub's database: whoever comes first makes it, and nobody who comes at the same moment is turned away."""

import asyncio
import fcntl
import json
import os
import sys
from pathlib import Path

import pytest

from hub.equipment.enrolment.tables import TABLES as ENROLMENT
from hub.ground.database import Database, open_database
from hub.ground.errors import DatabaseFailed
from simulators.serving import free_ports

HUB = Path(sys.executable).parent / "goddag-hub"
PLAN = Path(__file__).parents[2] / "simulators" / "stores" / "bicycle_shop.toml"
INVITES = 4


async def invite(data_dir: Path, edge: str) -> tuple[int, str, str]:
    """Exit code, what it printed, what it said on stderr."""
    process = await asyncio.create_subprocess_exec(
        *(HUB, "edges", "invite", edge, "--data-dir", data_dir, "--json"),
        env=os.environ | {"GODDAG_HUB_BROKER_TLS": "true"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, noted = await asyncio.wait_for(process.communicate(), 30)
    return process.returncode or 0, said.decode(), noted.decode()


async def test_a_first_start_and_invitations_at_the_same_moment_make_one_database(tmp_path: Path) -> None:
    data_dir = tmp_path / "hub"
    port, broker_port = free_ports(2)
    log = tmp_path / "hub.log"
    with log.open("wb") as said:
        hub = await asyncio.create_subprocess_exec(
            *(HUB, "run", "--floor-plan", PLAN, "--data-dir", data_dir),
            *("--port", str(port), "--broker-port", str(broker_port)),
            stdout=said,
            stderr=asyncio.subprocess.STDOUT,
        )
    try:
        invited = await asyncio.gather(*(invite(data_dir, f"edge-{n}") for n in range(INVITES)))
        assert [code for code, _, _ in invited] == [0] * INVITES, invited
        assert all(json.loads(text)["code"] for _, text, _ in invited)
        assert hub.returncode is None, log.read_text()
    finally:
        if hub.returncode is None:
            hub.terminate()
        await asyncio.wait_for(hub.wait(), 60)
    assert "the database refused" not in log.read_text()
    db = open_database(data_dir / "hub.db", ENROLMENT.schemas)
    assert db.rows("SELECT count(*) FROM edge_invites") == [(INVITES,)]
    db.close()


def test_a_database_that_another_process_keeps_opening_is_refused_in_words(tmp_path: Path) -> None:
    with (tmp_path / "hub.db.opening").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(DatabaseFailed, match=r"another process has held .*hub\.db\.opening"):
            open_database(tmp_path / "hub.db", ENROLMENT.schemas, wait_seconds=0.1)


def test_a_schema_for_which_there_is_no_room_is_refused_in_words(tmp_path: Path) -> None:
    db = Database(tmp_path / "full.db", wal=False)
    db.run("PRAGMA max_page_count = 2")
    with pytest.raises(DatabaseFailed, match=r"full\. Check the free space"):
        db.migrate("large", {"1": "CREATE TABLE one (a); CREATE TABLE two (a); CREATE TABLE three (a);"})
    db.close()


def test_a_new_database_and_its_log_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        db = open_database(tmp_path / "hub.db", ENROLMENT.schemas)
    finally:
        os.umask(before)
    files = [tmp_path / name for name in ("hub.db", "hub.db-wal", "hub.db-shm")]
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600] * 3
    db.close()


async def test_a_code_from_a_folder_that_held_no_hub_says_so(tmp_path: Path) -> None:
    _, _, first = await invite(tmp_path / "elsewhere", "edge-1")
    _, _, second = await invite(tmp_path / "elsewhere", "edge-1")
    assert "held no hub until now" in first
    assert "held no hub" not in second
