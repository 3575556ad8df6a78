"""The strictest wins, whatever order things are said in."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.trust.channels.strictest import GOVERNED, Channel, Closed, Open, Reason, Said, strictest

YES, NO = Said(granted=True, at_ms=10), Said(granted=False, at_ms=10)
LATER_YES, LATER_NO = Said(granted=True, at_ms=20), Said(granted=False, at_ms=20)


@pytest.mark.parametrize(
    ("channel", "ours", "elsewhere", "reasons"),
    [
        (Channel.PUSH, YES, [], ()),
        (Channel.PUSH, YES, [YES], ()),
        (Channel.PUSH, None, [], (Reason.NOT_AGREED_HERE,)),
        (Channel.PUSH, None, [LATER_YES], (Reason.NOT_AGREED_HERE,)),
        (Channel.PUSH, NO, [LATER_YES], (Reason.NOT_AGREED_HERE,)),
        (Channel.PUSH, YES, [LATER_NO], (Reason.DENIED_ELSEWHERE,)),
        (Channel.PUSH, YES, [NO], (Reason.DENIED_ELSEWHERE,)),
        (Channel.PUSH, YES, [LATER_YES, LATER_NO], (Reason.DENIED_ELSEWHERE,)),
        (Channel.PUSH, LATER_YES, [NO], ()),
        (Channel.IN_STORE, NO, [NO], (Reason.NOT_AGREED_HERE, Reason.DENIED_ELSEWHERE)),
        (Channel.EMAIL, None, [], (Reason.NEVER_AGREED,)),
        (Channel.EMAIL, None, [YES], ()),
        (Channel.EMAIL, None, [YES, NO], (Reason.DENIED_ELSEWHERE,)),
        (Channel.SMS, LATER_YES, [NO], (Reason.DENIED_ELSEWHERE,)),
    ],
)
def test_one_no_closes_and_every_reason_is_named(channel, ours, elsewhere, reasons) -> None:
    assert strictest(channel, ours, elsewhere) == (Closed(reasons) if reasons else Open())


SAIDS = st.builds(Said, granted=st.booleans(), at_ms=st.integers(0, 5))


@given(st.sampled_from(Channel), st.none() | SAIDS, st.lists(SAIDS, max_size=4), SAIDS)
def test_hearing_more_from_elsewhere_never_opens_what_is_asked_here(channel, ours, elsewhere, more) -> None:
    before, after = strictest(channel, ours, elsewhere), strictest(channel, ours, [*elsewhere, more])
    if channel in GOVERNED and isinstance(before, Closed):
        assert isinstance(after, Closed)
        assert set(before.reasons) <= set(after.reasons)
    if not more.granted and (ours is None or not ours.granted or more.at_ms >= ours.at_ms or channel not in GOVERNED):
        assert isinstance(after, Closed)
    for order in itertools.permutations([*elsewhere, more][:3]):
        assert strictest(channel, ours, order) == strictest(channel, ours, [*elsewhere, more][:3])
