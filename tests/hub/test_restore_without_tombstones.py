"""A backup on a machine that does not know who was erased since: refused, or done with a warning, never in silence."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import warm

from hub.ground.database import open_database
from hub.ground.manifests import schemas
from hub.trust.members.repository import Members
from hub.trust.suppression.suppression_list import open_tombstones

HUB = Path(sys.executable).parent / "goddag-hub"


def command(*words: object) -> subprocess.CompletedProcess[str]:
    return warm.run(HUB, *words)


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A copy with one member, who was erased afterwards."""
    old = tmp_path / "old"
    with closing(open_database(old / "hub.db", schemas())) as db:
        Members(db).add("u-1", 1_000)
    made = command("backup", "create", tmp_path / "copy.db", "--data-dir", old)
    assert made.returncode == 0, made.stderr
    assert command("members", "erase", "--customer", "u-1", "--data-dir", old).returncode == 0
    return tmp_path / "copy.db"


def people_in(folder: Path) -> list[str]:
    with closing(open_database(folder / "hub.db", schemas())) as db:
        return [record.customer_ref for record in Members(db).all()]


def test_without_the_list_a_restore_is_refused_until_somebody_says_so(backup: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    refused = command("backup", "restore", backup, "--data-dir", new)
    assert refused.returncode == 2
    assert "nobody would know who was erased" in refused.stderr
    assert not (new / "hub.db").exists()
    assert not (new / "tombstones.db").exists()
    done = command("backup", "restore", backup, "--data-dir", new, "--without-tombstones")
    assert done.returncode == 0, done.stderr
    assert "Warning: whoever was erased" in done.stderr
    assert people_in(new) == ["u-1"]


def test_a_list_that_was_begun_after_the_copy_knows_nobody(backup: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    open_tombstones(new).close()
    refused = command("backup", "restore", backup, "--data-dir", new)
    assert refused.returncode == 2
    assert "was begun after" in refused.stderr
    assert not (new / "hub.db").exists()


def test_with_the_list_of_the_old_machine_the_erased_stay_erased(backup: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    for name in ("tombstones.db", "tombstones.key"):
        (new / name).write_bytes((tmp_path / "old" / name).read_bytes())
    done = command("backup", "restore", backup, "--data-dir", new)
    assert done.returncode == 0, done.stderr
    assert "1 person erased since then" in done.stdout
    assert people_in(new) == []


@pytest.mark.parametrize("look", ["list", "prune"])
def test_to_look_for_copies_makes_no_hub_that_lost_its_members(look: str, tmp_path: Path) -> None:
    new = tmp_path / "new"
    looked = command("backup", look, "--data-dir", new)
    assert looked.returncode == 2
    assert "has no tombstones.db" in looked.stderr
    assert not new.exists()


def test_a_wrong_name_of_a_copy_leaves_no_hub_that_lost_its_members(tmp_path: Path) -> None:
    new = tmp_path / "new"
    refused = command("backup", "restore", tmp_path / "none.db", "--data-dir", new, "--without-tombstones")
    assert refused.returncode == 2
    assert "there is no file" in refused.stderr
    assert not (new / "tombstones.db").exists()


def test_a_list_without_copies_says_so(tmp_path: Path) -> None:
    open_tombstones(tmp_path).close()
    listed = command("backup", "list", "--data-dir", tmp_path)
    assert (listed.returncode, listed.stdout) == (0, "There is no copy yet: goddag-hub backup create FOLDER.\n")
