import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import KeysUnreadable
from hub.journal import Member
from hub.members.keys import KeyRing, load_or_create_root
from hub.members.resolver import Refusal, Resolved, TokenResolver
from hub.members.tokens import day_of, derive_day_key, issue, open_token, window_at, window_start
from wire.ids import Token

ROOT = bytes(range(32))
MEMBER = Member(7)
NOON = 1_795_348_800.0
MEMBERS = st.integers(0, 2**40 - 1).map(Member)


def token_at(at: float, member: Member = MEMBER) -> Token:
    window = window_at(at)
    return issue(KeyRing(ROOT, "r").day(day_of(window)), member, window, slot=1)


def resolve(token: Token, at: float, epoch: int | None = None) -> Resolved | Refusal:
    return TokenResolver(KeyRing(ROOT, "r")).resolve(token, epoch, at)


@given(MEMBERS, st.integers(0, 2**24 - 1), st.integers(0, 255))
def test_what_was_issued_opens_to_the_same_member_window_and_slot(member: Member, window: int, slot: int) -> None:
    key = derive_day_key(ROOT, "r", day_of(window))
    opened = open_token(key, issue(key, member, window, slot))
    assert opened is not None
    assert (opened.member, opened.window, opened.slot) == (member, window, slot)


@given(st.binary(min_size=16, max_size=16))
def test_random_bytes_open_to_nobody(noise: bytes) -> None:
    assert open_token(derive_day_key(ROOT, "r", 20_000), Token(noise)) is None


@given(st.integers(0, 127))
def test_one_changed_bit_opens_to_nobody(bit: int) -> None:
    token = bytearray(token_at(NOON))
    token[bit // 8] ^= 1 << bit % 8
    assert resolve(Token(bytes(token)), NOON) is Refusal.FOREIGN


def test_a_token_of_another_chain_opens_to_nobody() -> None:
    window = window_at(NOON)
    foreign = issue(derive_day_key(bytes(32), "r", day_of(window)), Member(7), window, 1)
    assert resolve(foreign, NOON) is Refusal.FOREIGN
    other_region = issue(derive_day_key(ROOT, "other", day_of(window)), Member(7), window, 1)
    assert resolve(other_region, NOON) is Refusal.FOREIGN


@pytest.mark.parametrize(
    ("offset", "good"), [(-61, False), (-59, True), (0, True), (899, True), (959, True), (961, False), (3600, False)]
)
def test_a_token_is_good_in_its_window_and_a_minute_around_it(offset: float, good: bool) -> None:
    start = float(window_start(window_at(NOON)))
    expected = Resolved(Member(7), 1) if good else Refusal.EXPIRED
    assert resolve(token_at(start), start + offset) == expected


def test_of_all_tokens_that_an_address_ever_showed_only_the_newest_names_the_member() -> None:
    """BlueZ lists every UUID that an address has shown, so an edge sends the old tokens of a phone with the new one."""
    resolver = TokenResolver(KeyRing(ROOT, "r"))
    now = float(window_start(window_at(NOON))) + 300
    shown = [token_at(now - 900 * windows) for windows in (3, 2, 1, 0)]
    assert [resolver.resolve(token, None, now) for token in shown] == [Refusal.EXPIRED] * 3 + [Resolved(MEMBER, 1)]


def test_a_token_heard_just_after_midnight_still_opens() -> None:
    midnight = NOON - NOON % 86_400
    assert resolve(token_at(midnight - 1), midnight + 30) == Resolved(Member(7), 1)


def test_the_key_epoch_that_android_sends_must_fit() -> None:
    day = day_of(window_at(NOON))
    assert resolve(token_at(NOON), NOON, epoch=day % 256) == Resolved(Member(7), 1)
    assert resolve(token_at(NOON), NOON, epoch=(day + 3) % 256) is Refusal.FOREIGN


def test_the_root_is_made_once_kept_private_and_refused_when_damaged(tmp_path) -> None:
    path = tmp_path / "keys" / "root.key"
    root = load_or_create_root(path)
    assert load_or_create_root(path) == root
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(b"short")
    with pytest.raises(KeysUnreadable, match="5 bytes instead of 32"):
        load_or_create_root(path)
