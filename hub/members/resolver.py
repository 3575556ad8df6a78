"""From a token to the member behind it: constant work, no table of members, refusals remembered."""

from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum

from hub.journal import Member
from hub.members.keys import KeyRing
from hub.members.tokens import Opened, day_of, is_current, open_token, window_at
from wire.ids import Token

# One window of a full shop is about 300 tokens; the rest is room for forged ones, which must not push out the real.
CACHED_TOKENS = 20_000


class Refusal(StrEnum):
    """Why a token names nobody."""

    FOREIGN = "foreign"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Resolved:
    """A token opened, and good at the moment it was heard."""

    member: Member
    slot: int


class TokenResolver:
    """Opens tokens. Whether the member may be recognised is asked of the ledger, not here."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self._cache: OrderedDict[Token, Opened | None] = OrderedDict()

    def resolve(self, token: Token, epoch: int | None, heard_at: float) -> Resolved | Refusal:
        """Who a token belongs to, judged at `heard_at` (Unix seconds of the hearing, not of the arrival)."""
        opened = self._open(token, epoch, heard_at)
        if opened is None:
            return Refusal.FOREIGN
        if not is_current(opened.window, heard_at):
            return Refusal.EXPIRED
        return Resolved(opened.member, opened.slot)

    def forget(self, member: Member) -> None:
        """Drop what was opened of a member; a token of theirs that is heard later names nobody the ledger knows."""
        for token in [token for token, opened in self._cache.items() if opened and opened.member == member]:
            del self._cache[token]

    def _open(self, token: Token, epoch: int | None, heard_at: float) -> Opened | None:
        if token in self._cache:
            self._cache.move_to_end(token)
            return self._cache[token]
        today = day_of(window_at(heard_at))
        # Android says the key epoch; iOS has no room for it, and a token may be heard across midnight.
        days = [day for day in (today, today - 1, today + 1) if epoch is None or day % 256 == epoch]
        opened = next((found for day in days if (found := open_token(self._keys.day(day), token))), None)
        self._cache[token] = opened
        while len(self._cache) > CACHED_TOKENS:
            self._cache.popitem(last=False)
        return opened
