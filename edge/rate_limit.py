"""How many new tokens an edge believes in: it has no key, so a forged one looks like any other.

A token that was admitted is never refused again while it can be valid, so that whoever is known stays on time through
any flood. Tokens never heard before share an allowance. The last part of it is kept for those that were refused and are
heard again: a phone sends on, a forger who takes a new token for each packet does not come back. A forger who repeats
each token takes part in that, too: then a newcomer waits until it is lucky, and the count tells of it. The sender's
address would not help: it is the forger's to choose, and it is not kept.
"""

from collections import OrderedDict

from wire.ids import Token

# All phones of a shop with 300 members change their token at the same quarter of an hour; twice that.
NEW_TOKENS_PER_MINUTE = 600
# A token counts for 15 minutes, and a minute before and after (reference: the window, its last and next 60 s).
REMEMBERED_SECONDS = 17 * 60.0
# Phones send several times a second, and are heard again within seconds; a burst of copies is no return.
RETURN_SECONDS = 1.0
# Of the allowance: what only those that come back may use.
KEPT_SHARE = 0.5
# More cannot be admitted by the usual allowance while they are remembered; a larger one stops here.
MOST_KNOWN = 20_000
# Ten seconds of the most that one radio can receive.
MOST_REFUSED = 5000


class NewTokenRateLimiter:
    """Decides whether a token is believed. Pure: time comes in as an argument, in monotonic seconds."""

    def __init__(self, per_minute: int = NEW_TOKENS_PER_MINUTE) -> None:
        self._per_minute = per_minute
        self._left = float(per_minute)
        self._filled_mono: float | None = None
        self._known: OrderedDict[Token, float] = OrderedDict()
        """When each was last heard, the one heard longest ago first."""
        self._refused: OrderedDict[Token, float] = OrderedDict()
        """When each was first refused, the oldest first."""

    def resize(self, per_minute: int) -> None:
        """Use another allowance from now on; who is known stays known."""
        self._left = min(self._left + max(0, per_minute - self._per_minute), float(per_minute))
        self._per_minute = per_minute

    def admits(self, token: Token, now: float) -> bool:
        """Take in one packet."""
        if token not in self._known:
            self._refill(now)
            if self._left - 1 < self._kept_from(token, now):
                self._refused.setdefault(token, now)
                _shrink(self._refused, MOST_REFUSED)
                return False
            self._left -= 1
            self._refused.pop(token, None)
        self._known[token] = now
        self._known.move_to_end(token)
        _shrink(self._known, MOST_KNOWN)
        while now - next(iter(self._known.values())) > REMEMBERED_SECONDS:
            self._known.popitem(last=False)
        return True

    def _kept_from(self, token: Token, now: float) -> float:
        """How much of the allowance this token may not touch."""
        refused = self._refused.get(token)
        is_back = refused is not None and now - refused >= RETURN_SECONDS
        return 0.0 if is_back else self._per_minute * KEPT_SHARE

    def _refill(self, now: float) -> None:
        if self._filled_mono is not None:
            passed = max(0.0, now - self._filled_mono)
            self._left = min(float(self._per_minute), self._left + passed * self._per_minute / 60)
        self._filled_mono = now


def _shrink(table: OrderedDict[Token, float], most: int) -> None:
    if len(table) > most:
        table.popitem(last=False)
