"""Whether anybody has an account, and whether somebody guesses PINs, for whoever looks after the store."""

from collections.abc import Iterator

from pydantic import BaseModel

from hub.ground.health.alarm import Alarm, Urgency
from hub.ground.part import Health
from hub.ground.words.phrase import phrase
from hub.trust.accounts.model import SignInHealth
from hub.trust.accounts.sign_in import SignIn

# A colleague's slip is no attack; who guesses a PIN of six digits needs more than this to be worth a word.
WRONG_PINS_THAT_ARE_NO_SLIP = 10


class AccountsHealth(BaseModel):
    """How signing in is."""

    sign_in: SignInHealth
    """Whether anybody has an account, and whether somebody guesses PINs."""


def sign_in_section(sign_in: SignIn, public_name: str | None) -> Health[AccountsHealth]:
    """Of the overview."""

    def look(_words: object) -> AccountsHealth:
        return AccountsHealth(
            sign_in=SignInHealth(
                wrong_pins_last_day=sign_in.wrong.last_day(),
                people=len(sign_in.people.all()),
                passkeys_copied=sign_in.passkeys.copied(),
                passkeys_of_another_name=sign_in.passkeys.of_another_name(public_name) if public_name else 0,
            )
        )

    return Health(view=AccountsHealth, look=look, alarms=_alarms)


def _alarms(seen: AccountsHealth) -> Iterator[Alarm]:
    if seen.sign_in.wrong_pins_last_day >= WRONG_PINS_THAT_ARE_NO_SLIP:
        yield Alarm(Urgency.PEOPLE, phrase("alarms-pins", count=seen.sign_in.wrong_pins_last_day))
    if seen.sign_in.passkeys_copied:
        yield Alarm(Urgency.PEOPLE, phrase("alarms-passkeys-copied", count=seen.sign_in.passkeys_copied))
    if seen.sign_in.passkeys_of_another_name:
        yield Alarm(Urgency.PEOPLE, phrase("alarms-passkeys", count=seen.sign_in.passkeys_of_another_name))
