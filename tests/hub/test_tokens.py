import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.ground.errors import KeysUnreadable
from hub.ground.journal import Member
from hub.trust.members.keys import KeyRing, load_or_create_root
from hub.trust.members.resolver import TokenRefusal, TokenResolver
from hub.trust.members.tokens import Opened, day_of, window_at, window_start
from wire.ids import Token

ROOT = bytes(range(32))
MEMBER = Member(7)
NOON = 1_795_348_800.0
NOW_OPENED = Opened(MEMBER, window_at(NOON), 1)
KEY = KeyRing(ROOT, "r").day(20_000)
MEMBERS = st.integers(0, 2**40 - 1).map(Member)


def token_at(at: float, member: Member = MEMBER) -> Token:
    window = window_at(at)
    return KeyRing(ROOT, "r").day(day_of(window)).issue(member, window, slot=1)


def resolve(token: Token, at: float, epoch: int | None = None) -> Opened | TokenRefusal:
    return TokenResolver(KeyRing(ROOT, "r")).resolve(token, epoch, at)


@given(MEMBERS, st.integers(0, 2**24 - 1), st.integers(0, 255))
def test_what_was_issued_opens_to_the_same_member_window_and_slot(member: Member, window: int, slot: int) -> None:
    key = KeyRing(ROOT, "r").day(day_of(window))
    opened = key.open(key.issue(member, window, slot))
    assert opened is not None
    assert (opened.member, opened.window, opened.slot) == (member, window, slot)


@given(st.binary(min_size=16, max_size=16))
def test_random_bytes_open_to_nobody(noise: bytes) -> None:
    assert KEY.open(Token(noise)) is None


@given(st.integers(0, 127))
def test_one_changed_bit_opens_to_nobody(bit: int) -> None:
    token = bytearray(token_at(NOON))
    token[bit // 8] ^= 1 << bit % 8
    assert resolve(Token(bytes(token)), NOON) is TokenRefusal.FOREIGN


def test_a_token_of_another_chain_opens_to_nobody() -> None:
    window = window_at(NOON)
    foreign = KeyRing(bytes(32), "r").day(day_of(window)).issue(MEMBER, window, 1)
    assert resolve(foreign, NOON) is TokenRefusal.FOREIGN
    other_region = KeyRing(ROOT, "other").day(day_of(window)).issue(MEMBER, window, 1)
    assert resolve(other_region, NOON) is TokenRefusal.FOREIGN


@pytest.mark.parametrize(
    ("offset", "good"), [(-61, False), (-59, True), (0, True), (899, True), (959, True), (961, False), (3600, False)]
)
def test_a_token_is_good_in_its_window_and_a_minute_around_it(offset: float, good: bool) -> None:
    start = float(window_start(window_at(NOON)))
    expected = NOW_OPENED if good else TokenRefusal.EXPIRED
    assert resolve(token_at(start), start + offset) == expected


def test_of_all_tokens_that_an_address_ever_showed_only_the_newest_names_the_member() -> None:
    """BlueZ lists every UUID that an address has shown, so an edge sends the old tokens of a phone with the new one."""
    resolver = TokenResolver(KeyRing(ROOT, "r"))
    now = float(window_start(window_at(NOON))) + 300
    shown = [token_at(now - 900 * windows) for windows in (3, 2, 1, 0)]
    assert [resolver.resolve(token, None, now) for token in shown] == [TokenRefusal.EXPIRED] * 3 + [NOW_OPENED]


def test_a_token_heard_just_after_midnight_still_opens() -> None:
    midnight = NOON - NOON % 86_400
    assert resolve(token_at(midnight - 1), midnight + 30) == Opened(MEMBER, window_at(midnight - 1), 1)


def test_the_key_epoch_that_android_sends_must_fit() -> None:
    day = day_of(window_at(NOON))
    assert resolve(token_at(NOON), NOON, epoch=day % 256) == NOW_OPENED
    assert resolve(token_at(NOON), NOON, epoch=(day + 3) % 256) is TokenRefusal.FOREIGN


@pytest.mark.parametrize(
    ("offset", "why"),
    [(-61, TokenRefusal.FOREIGN), (-59, None), (-1, None), (0, None), (959, None), (961, TokenRefusal.EXPIRED)],
)
@pytest.mark.parametrize("says_epoch", [True, False])
def test_the_first_token_of_a_day_is_good_from_a_minute_before_midnight(
    offset: int, why: TokenRefusal | None, says_epoch: bool
) -> None:
    midnight = NOON - NOON % 86_400
    epoch = day_of(window_at(midnight)) % 256 if says_epoch else None
    found = resolve(token_at(midnight), midnight + offset, epoch)
    assert found == (why or Opened(MEMBER, window_at(midnight), 1))


def test_a_part_of_a_token_opens_to_nobody_and_spoils_no_other() -> None:
    resolver = TokenResolver(KeyRing(ROOT, "r"))
    for length in (0, 1, 15, 17, 32):
        assert resolver.resolve(Token(bytes(length)), None, NOON) is TokenRefusal.FOREIGN
    assert resolver.resolve(token_at(NOON), None, NOON) == NOW_OPENED


def test_the_root_is_made_once_kept_private_and_refused_when_damaged(tmp_path) -> None:
    path = tmp_path / "keys" / "root.key"
    root = load_or_create_root(path)
    assert load_or_create_root(path) == root
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(b"short")
    with pytest.raises(KeysUnreadable, match="5 bytes instead of 32"):
        load_or_create_root(path)
