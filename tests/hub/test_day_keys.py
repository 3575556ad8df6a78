"""A hub that lives on the office's day keys: what it can open, what it erases, what it says."""

import json
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from hub.ground.errors import KeysUnreadable
from hub.ground.journal import Member
from hub.trust.members.day_keys import FiledKeys, make_day_keys, write_day_keys
from hub.trust.members.keys import KeyRing, load_root
from hub.trust.members.resolver import TokenRefusal, TokenResolver
from hub.trust.members.tokens import Opened, day_at, window_at
from wire.ids import Token

ROOT, REGION, MEMBER = bytes(range(32)), "goddag-1", Member(7)
NOON = 1_795_348_800.0
TODAY, DAY = day_at(NOON), 86_400


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return send(tmp_path / "keys.json", TODAY - 1)


def send(path: Path, first: int, days: int = 3) -> Path:
    """What the office does."""
    write_day_keys(path, make_day_keys(ROOT, REGION, first, days))
    return path


def token_at(at: float) -> Token:
    """Made from the root, elsewhere."""
    return KeyRing(ROOT, REGION).day(day_at(at)).issue(MEMBER, window_at(at), 1)


def on_disk(path: Path) -> set[int]:
    return {int(day) for day in json.loads(path.read_text())["days"]}


def test_a_hub_with_day_keys_opens_three_days_of_the_roots_tokens_and_no_other(path: Path) -> None:
    resolver = TokenResolver(FiledKeys(path, TODAY))
    for offset in (-1, 0, 1):
        at = NOON + offset * DAY
        assert resolver.resolve(token_at(at), None, at) == Opened(MEMBER, window_at(at), 1)
    for offset in (-2, 2):
        at = NOON + offset * DAY
        assert resolver.resolve(token_at(at), None, at) is TokenRefusal.NO_KEY


def test_the_root_cannot_be_had_from_the_file(path: Path) -> None:
    assert ROOT.hex() not in path.read_text()


def test_days_older_than_yesterday_are_gone_from_memory_and_from_the_disk(path: Path) -> None:
    keys = FiledKeys(path, TODAY)
    old = json.loads(path.read_text())["days"][str(TODAY - 1)]
    keys.keep(TODAY + 1)
    assert on_disk(path) == {TODAY, TODAY + 1}
    assert keys.day(TODAY - 1) is None
    assert path.stat().st_mode & 0o777 == 0o600
    assert all(old.encode() not in file.read_bytes() for file in path.parent.iterdir())


def test_a_newer_file_is_taken_in_while_the_hub_runs(path: Path) -> None:
    keys = FiledKeys(path, TODAY)
    assert keys.last_day() == TODAY + 1
    send(path, TODAY)
    keys.keep(TODAY)
    assert keys.last_day() == TODAY + 2
    assert keys.day(TODAY + 2) is not None


def test_a_file_that_others_may_read_is_closed(path: Path) -> None:
    path.chmod(0o644)
    FiledKeys(path, TODAY)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_hub_that_is_cut_off_says_so_once_a_day_before_and_then_opens_nobody(path: Path) -> None:
    keys = FiledKeys(path, TODAY)
    with capture_logs() as logs:
        for day in (TODAY, TODAY, TODAY + 1, TODAY + 1, TODAY + 2, TODAY + 2):
            keys.keep(day)
    assert ["tomorrow" in line["why"] for line in logs] == [True, False]
    assert "today" in logs[1]["why"]
    assert not any(secret in str(logs) for secret in json.loads(path.read_text())["days"].values())
    later = NOON + 2 * DAY
    assert TokenResolver(keys).resolve(token_at(later), None, later) is TokenRefusal.NO_KEY


def test_a_half_copied_file_does_not_blind_a_hub_that_runs_and_stops_one_that_starts(path: Path) -> None:
    keys = FiledKeys(path, TODAY)
    path.write_text(path.read_text()[:100])
    with capture_logs() as logs:
        keys.keep(TODAY)
        keys.keep(TODAY)
    assert keys.day(TODAY) is not None
    assert ["is not a file of day keys" in line["why"] for line in logs] == [True]
    with pytest.raises(KeysUnreadable, match="is not a file of day keys"):
        FiledKeys(path, TODAY)
    # Days go by without a whole file: what is old is forgotten all the same.
    keys.keep(TODAY + 3)
    assert keys.day(TODAY) is None
    send(path, TODAY + 2)
    keys.keep(TODAY + 3)
    assert keys.day(TODAY + 3) is not None


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"region": "r", "days": {"x": "00"}}', '{"region": "r", "days": {"1": "00"}}', '{"days": {}}'],
)
def test_what_is_no_file_of_day_keys_is_refused_without_repeating_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys.json").write_text(text)
    with pytest.raises(KeysUnreadable, match="Make it anew at the chain's office"):
        FiledKeys(tmp_path / "keys.json", TODAY)
    with pytest.raises(KeysUnreadable, match="No such file"):
        FiledKeys(tmp_path / "none.json", TODAY)


def test_the_office_is_never_told_to_remove_the_root_of_a_chain(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text("[store]")
    with pytest.raises(KeysUnreadable, match="Name the file that") as refused:
        load_root(tmp_path / "shop.toml")
    assert "remove" not in str(refused.value)
