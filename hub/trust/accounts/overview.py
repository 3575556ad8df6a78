"""Whether somebody guesses the staff PIN, for whoever looks after the store."""

from collections.abc import Callable, Iterator

from pydantic import BaseModel

from hub.ground.health.alarm import Alarm, Urgency
from hub.ground.part import Health
from hub.ground.words.phrase import phrase
from hub.trust.accounts.model import SignInHealth

# A colleague's slip is no attack; who guesses a PIN of six digits needs more than this to be worth a word.
WRONG_PINS_THAT_ARE_NO_SLIP = 10


class AccountsHealth(BaseModel):
    """How signing in is."""

    sign_in: SignInHealth
    """Whether somebody guesses the staff PIN."""


def sign_in_section(health: Callable[[], SignInHealth]) -> Health[AccountsHealth]:
    """Of the overview."""
    return Health(view=AccountsHealth, look=lambda _words: AccountsHealth(sign_in=health()), alarms=_alarms)


def _alarms(seen: AccountsHealth) -> Iterator[Alarm]:
    if seen.sign_in.wrong_pins_last_day >= WRONG_PINS_THAT_ARE_NO_SLIP:
        yield Alarm(Urgency.PEOPLE, phrase("alarms-pins", count=seen.sign_in.wrong_pins_last_day))
