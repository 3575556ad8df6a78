"""Which push tokens are forgotten: those that are dead while others live, and never a row of them. Pure.

A service says of a token that it is gone when the app was removed, and says the same of every token when our settings
are wrong: another project, the wrong environment of Apple, another topic. A token is therefore kept until the same
service has taken another message, or until a while has passed without a row of them.
"""

from dataclasses import dataclass, field

from hub.ground.journal import Member
from hub.service.messages.verdicts import PhoneGone
from hub.trust.members.repository import MemberDevice

# Where every fifth customer has removed the app, a row of five comes by chance once in three thousand messages; wrong
# settings make one at once.
MOST_IN_A_ROW = 5
# A store that sends seldom forgets a dead token after this all the same.
CALM_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Dead:
    """One token to forget, unless it was registered again after `since_ms`."""

    device: MemberDevice
    since_ms: int | None


@dataclass(slots=True)
class DeadTokens:
    """Those of one service that are said to be dead."""

    _said: dict[tuple[Member, int], tuple[Dead, float]] = field(
        default_factory=dict[tuple[Member, int], tuple[Dead, float]]
    )
    _is_row: bool = False

    def said(self, device: MemberDevice, gone: PhoneGone, now: float) -> bool:
        """The service says that a token is dead; returns whether that is one of a row. `now` in monotonic seconds."""
        if not self._is_row:
            self._said[device.member, device.slot] = Dead(device, gone.since_ms), now
            if len(self._said) >= MOST_IN_A_ROW:
                self._is_row = True
                self._said.clear()
        return self._is_row

    def delivered(self) -> list[Dead]:
        """The service took a message: what it said of the others is true. Returns those to forget."""
        self._is_row = False
        return self._take(list(self._said))

    def calm(self, now: float) -> list[Dead]:
        """Those to forget because no row has come of them."""
        return self._take([key for key, (_, at) in self._said.items() if now - at >= CALM_SECONDS])

    def forget(self, member: Member) -> None:
        """Drop what is kept of a member."""
        for key in [key for key in self._said if key[0] == member]:
            del self._said[key]

    def _take(self, keys: list[tuple[Member, int]]) -> list[Dead]:
        return [self._said.pop(key)[0] for key in keys]
