"""How far the keys of tokens reach, for whoever looks after the hub."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from pydantic import BaseModel

from hub.ground.health.alarm import Alarm, Urgency
from hub.ground.part import Health
from hub.ground.words.phrase import phrase
from hub.trust.members.keys import DayKeys


class TokenKeysView(BaseModel):
    """How far the keys reach with which tokens are made and opened."""

    last_day: date | None
    """The last day, UTC; null for a hub with a root of its own."""
    cut_off: bool
    """No key for today: nobody is recognised."""
    runs_out: bool
    """No key for tomorrow."""


class MembersHealth(BaseModel):
    """Whether members can be recognised."""

    token_keys: TokenKeysView


def keys_section(keys: DayKeys, today: Callable[[], int]) -> Health[MembersHealth]:
    """Of the overview."""
    return Health(
        view=MembersHealth, look=lambda _words: MembersHealth(token_keys=_reach(keys, today())), alarms=_alarms
    )


def _reach(keys: DayKeys, today: int) -> TokenKeysView:
    last = keys.last_day()
    return TokenKeysView(
        last_day=None if last is None else date(1970, 1, 1) + timedelta(days=last),
        cut_off=keys.day(today) is None,
        runs_out=keys.day(today + 1) is None,
    )


def _alarms(seen: MembersHealth) -> Iterator[Alarm]:
    if seen.token_keys.cut_off:
        yield Alarm(Urgency.HUB, phrase("alarms-keys-cut-off"))
    elif seen.token_keys.runs_out:
        yield Alarm(Urgency.HUB, phrase("alarms-keys-run-out"))
