"""A folder whose parts do not belong together, and damaged files: said before anything is served."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
import warm

from hub.ground.data_folder import open_hub_database, refuse_damaged
from hub.ground.database import open_database
from hub.ground.errors import DatabaseDamaged, DatabaseMissing, DatabaseNewer
from hub.ground.manifests import schemas
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.repository import Members
from hub.trust.suppression.suppression_list import open_tombstones
from hub.trust.suppression.tables import SCHEMA as TOMBSTONES
from simulators.serving import free_ports

HUB = Path(sys.executable).parent / "goddag-hub"
PLAN = Path(__file__).parents[2] / "simulators" / "stores" / "bicycle_shop.toml"
PAGE = 4096


def command(*words: object) -> subprocess.CompletedProcess[str]:
    return warm.run(HUB, *words)


def run_words(data_dir: Path, *more: str) -> list[object]:
    port, broker_port = free_ports(2)
    return [
        *("run", "--floor-plan", PLAN, "--data-dir", data_dir),
        *("--port", port, "--broker-port", broker_port, *more),
    ]


@contextmanager
def running(data_dir: Path, *more: str) -> Iterator[Path]:
    """A hub that serves; gives the file of what it says."""
    words = run_words(data_dir, *more)
    log = data_dir.with_suffix(".log")
    with log.open("wb") as said:
        hub = warm.start(HUB, *words, log=said)
        try:
            wait_until_it_serves(f"http://127.0.0.1:{words[words.index('--port') + 1]}/healthz", hub, log)
            yield log
        finally:
            hub.terminate()
            hub.wait(30)


def wait_until_it_serves(url: str, hub: warm.Forked | subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while True:
        assert hub.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        try:
            httpx.get(url).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.05)
        else:
            return


@pytest.fixture
def lived_in(tmp_path: Path) -> Path:
    """The folder of a hub that ran and was stopped."""
    folder = tmp_path / "hub"
    with running(folder):
        pass
    return folder


def fill(folder: Path) -> None:
    """Some pages of data, all in the main file."""
    with closing(open_database(folder / "hub.db", schemas())) as db:
        for number in range(200):
            db.run("INSERT INTO journal (at_ms, kind, body) VALUES (?, 'x', ?)", number, "x" * 2000)
        assert db.flush()


def test_a_zeroed_page_stops_the_start_and_the_sentence_says_how_to_restore(lived_in: Path) -> None:
    fill(lived_in)
    with (lived_in / "hub.db").open("r+b") as file:
        file.seek((lived_in / "hub.db").stat().st_size // 2 // PAGE * PAGE)
        file.write(bytes(PAGE))
    ended = command(*run_words(lived_in))
    assert ended.returncode == 2
    assert "is damaged" in ended.stderr
    assert "goddag-hub backup restore FILE" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_file_that_is_no_database_says_how_to_restore(lived_in: Path) -> None:
    (lived_in / "hub.db").write_bytes(b"rubbish " * 4000)
    for name in ("hub.db-wal", "hub.db-shm"):
        (lived_in / name).unlink(missing_ok=True)
    for ended in (command(*run_words(lived_in)), command("retention", "show", "--data-dir", lived_in)):
        assert ended.returncode == 2
        assert "is damaged" in ended.stderr
        assert "goddag-hub backup restore FILE" in ended.stderr


def test_damage_that_shows_while_the_hub_runs_says_how_to_restore(tmp_path: Path) -> None:
    with closing(open_hub_database(tmp_path, schemas())) as db:
        pass
    fill(tmp_path)
    with (tmp_path / "hub.db").open("r+b") as file:
        # The newest rows alone: what a start reads lies before them.
        size = (tmp_path / "hub.db").stat().st_size
        begin = size * 3 // 4 // PAGE * PAGE
        file.seek(begin)
        file.write(bytes(size - begin))
    with closing(open_database(tmp_path / "hub.db", {})) as db, pytest.raises(DatabaseDamaged, match="backup restore"):
        db.rows("SELECT * FROM journal")


@pytest.mark.parametrize("lost", ["empty", "gone"])
def test_a_folder_that_lost_its_database_asks_instead_of_beginning_without_members(lived_in: Path, lost: str) -> None:
    for name in ("hub.db", "hub.db-wal", "hub.db-shm"):
        (lived_in / name).unlink(missing_ok=True)
    if lost == "empty":
        (lived_in / "hub.db").touch()
    for words in (
        run_words(lived_in),
        ["edges", "add", "edge-9", "--data-dir", lived_in],
        ["edges", "invite", "edge-9", "--data-dir", lived_in],
        ["broker", "mosquitto-config", lived_in / "m", "--store", "s1", "--name", "hub", "--data-dir", lived_in],
    ):
        ended = command(*words)
        assert ended.returncode == 2, words
        assert "its database hub.db is missing or empty" in ended.stderr
        assert "goddag-hub backup restore FILE" in ended.stderr
        assert "--new-database" in ended.stderr
    with running(lived_in, "--new-database"):
        pass
    with running(lived_in):
        pass


def test_a_new_folder_is_no_lost_one(tmp_path: Path) -> None:
    open_hub_database(tmp_path / "new", schemas()).close()


def test_every_later_file_alone_tells_of_a_database(tmp_path: Path) -> None:
    for name in ("tombstones.db", "authority", "token-root.key"):
        folder = tmp_path / name.replace(".", "-")
        folder.mkdir()
        (folder / name).touch()
        with pytest.raises(DatabaseMissing, match=name):
            open_hub_database(folder, schemas())
        assert not (folder / "hub.db").exists()


def test_a_sound_database_passes_the_check(tmp_path: Path) -> None:
    with closing(open_hub_database(tmp_path, schemas())) as db:
        refuse_damaged(db)


@pytest.mark.parametrize("step", [("journal", "step_of_next_year"), ("campaigns_of_next_year", "create")])
def test_an_older_hub_leaves_a_newer_database_alone(tmp_path: Path, step: tuple[str, str]) -> None:
    name, added = step
    newer = {**schemas(), name: {**schemas().get(name, {}), added: "CREATE TABLE of_next_year (id INTEGER)"}}
    open_database(tmp_path / "hub.db", newer).close()
    before = dump(tmp_path / "hub.db")
    with pytest.raises(DatabaseNewer, match=f"written by a newer goddag-hub.*{added}"):
        open_hub_database(tmp_path, schemas())
    for ended in (
        command(*run_words(tmp_path)),
        command("members", "erase", "--customer", "x", "--data-dir", tmp_path),
    ):
        assert ended.returncode == 2
        assert "written by a newer goddag-hub" in ended.stderr
    assert dump(tmp_path / "hub.db") == before


def test_a_newer_list_of_erasures_is_left_alone_as_well(tmp_path: Path) -> None:
    open_tombstones(tmp_path).close()
    newer = {"tombstones": {**TOMBSTONES, "of_next_year": "CREATE TABLE x (id INTEGER)"}}
    open_database(tmp_path / "tombstones.db", newer).close()
    with pytest.raises(DatabaseNewer, match="of_next_year"):
        open_tombstones(tmp_path)


def dump(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as db:
        return list(db.iterdump())


def test_a_lost_list_of_erasures_is_said_at_start(lived_in: Path) -> None:
    with closing(open_database(lived_in / "hub.db", schemas())) as db:
        Members(db).add("u-1", 1_000)
        assert ConsentLedger(db).verify().broken is None
    for name in ("tombstones.db", "tombstones.db-wal", "tombstones.db-shm"):
        (lived_in / name).unlink(missing_ok=True)
    with running(lived_in) as log:
        assert "tombstones.db is gone and was begun anew" in log.read_text()
    with running(lived_in) as log:
        assert "tombstones.db is gone" not in log.read_text()


def test_a_machine_without_time_zones_runs_a_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As on a slim Debian: no /usr/share/zoneinfo. The zones come with the package tzdata.
    monkeypatch.setenv("PYTHONTZPATH", "")
    monkeypatch.setenv("GODDAG_HUB_TIME_ZONE", "Europe/Copenhagen")
    monkeypatch.setenv("GODDAG_HUB_QUIET_HOURS", "22:00-06:00")
    with running(tmp_path / "hub") as log:
        pass
    assert "Traceback" not in log.read_text()
    assert "level='error'" not in log.read_text()
