"""The strictest wins, whatever order things are said in."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.trust.channels.strictest import GOVERNED, ChannelReason, Closed, ContactChannel, Open, Said, strictest

YES, NO = Said(granted=True, at_ms=10), Said(granted=False, at_ms=10)
LATER_YES, LATER_NO = Said(granted=True, at_ms=20), Said(granted=False, at_ms=20)


@pytest.mark.parametrize(
    ("channel", "ours", "elsewhere", "reasons"),
    [
        (ContactChannel.PUSH, YES, [], ()),
        (ContactChannel.PUSH, YES, [YES], ()),
        (ContactChannel.PUSH, None, [], (ChannelReason.NOT_AGREED_HERE,)),
        (ContactChannel.PUSH, None, [LATER_YES], (ChannelReason.NOT_AGREED_HERE,)),
        (ContactChannel.PUSH, NO, [LATER_YES], (ChannelReason.NOT_AGREED_HERE,)),
        (ContactChannel.PUSH, YES, [LATER_NO], (ChannelReason.DENIED_ELSEWHERE,)),
        (ContactChannel.PUSH, YES, [NO], (ChannelReason.DENIED_ELSEWHERE,)),
        (ContactChannel.PUSH, YES, [LATER_YES, LATER_NO], (ChannelReason.DENIED_ELSEWHERE,)),
        (ContactChannel.PUSH, LATER_YES, [NO], ()),
        (ContactChannel.IN_STORE, NO, [NO], (ChannelReason.NOT_AGREED_HERE, ChannelReason.DENIED_ELSEWHERE)),
        (ContactChannel.EMAIL, None, [], (ChannelReason.NEVER_AGREED,)),
        (ContactChannel.EMAIL, None, [YES], ()),
        (ContactChannel.EMAIL, None, [YES, NO], (ChannelReason.DENIED_ELSEWHERE,)),
        (ContactChannel.SMS, LATER_YES, [NO], (ChannelReason.DENIED_ELSEWHERE,)),
    ],
)
def test_one_no_closes_and_every_reason_is_named(channel, ours, elsewhere, reasons) -> None:
    assert strictest(channel, ours, elsewhere) == (Closed(reasons) if reasons else Open())


SAIDS = st.builds(Said, granted=st.booleans(), at_ms=st.integers(0, 5))


@given(st.sampled_from(ContactChannel), st.none() | SAIDS, st.lists(SAIDS, max_size=4), SAIDS)
def test_hearing_more_from_elsewhere_never_opens_what_is_asked_here(channel, ours, elsewhere, more) -> None:
    before, after = strictest(channel, ours, elsewhere), strictest(channel, ours, [*elsewhere, more])
    if channel in GOVERNED and isinstance(before, Closed):
        assert isinstance(after, Closed)
        assert set(before.reasons) <= set(after.reasons)
    if not more.granted and (ours is None or not ours.granted or more.at_ms >= ours.at_ms or channel not in GOVERNED):
        assert isinstance(after, Closed)
    for order in itertools.permutations([*elsewhere, more][:3]):
        assert strictest(channel, ours, order) == strictest(channel, ours, [*elsewhere, more][:3])
