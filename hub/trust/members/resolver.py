"""From a token to the member behind it: constant work, no table of members, nothing remembered of anybody."""

from enum import StrEnum

from hub.trust.members.keys import DayKeys
from hub.trust.members.tokens import Opened, days_heard, is_current
from wire.ids import Token


class TokenRefusal(StrEnum):
    """Why a token names nobody."""

    FOREIGN = "foreign"
    """Not made by this chain, or not for the day on which it was heard."""
    EXPIRED = "expired"
    """Of that day, but not of that quarter of an hour."""
    NO_KEY = "no_key"
    """This hub has no key for that day: nothing can be told."""


class TokenResolver:
    """Opens tokens. Whether the member may be recognised is asked of the ledger, not here."""

    def __init__(self, keys: DayKeys) -> None:
        self._keys = keys

    def resolve(self, token: Token, epoch: int | None, heard_at: float) -> Opened | TokenRefusal:
        """Who a token belongs to, judged at `heard_at` (Unix seconds of the hearing, not of the arrival)."""
        refusal = TokenRefusal.FOREIGN
        for day in days_heard(heard_at):
            # Android says the key epoch; iOS has no room for it.
            if epoch is not None and day % 256 != epoch:
                continue
            key = self._keys.day(day)
            if key is None:
                refusal = TokenRefusal.NO_KEY
            elif (opened := key.open(token)) is not None:
                return opened if is_current(opened.window, heard_at) else TokenRefusal.EXPIRED
        return refusal
