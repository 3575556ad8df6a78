"""Which colleagues have a screen open now. In memory alone: it is no record of anybody's work."""

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager

from hub.ground.web.may import Role


class Presence:
    """Of one store."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._paused: set[str] = set()
        self._roles: dict[str, frozenset[Role]] = {}

    @contextmanager
    def watching(self, who: str, roles: frozenset[Role] = frozenset()) -> Generator[None]:
        """Within, somebody has a screen in their hand: a page that is hidden closes its stream."""
        self._open[who] += 1
        self._roles[who] = roles
        try:
            yield
        finally:
            self._open[who] -= 1
            if not self._open[who]:
                del self._open[who], self._roles[who]

    def __contains__(self, associate: str) -> bool:
        """Whether they look at a screen."""
        return associate in self._open

    def take_break(self, who: str, *, paused: bool) -> None:
        """Nobody calls them until they say so; a restart of the hub ends it."""
        if paused:
            self._paused.add(who)
        else:
            self._paused.discard(who)

    def on_break(self, who: str) -> bool:
        """Whether they are."""
        return who in self._paused

    def associates(self) -> list[str]:
        """Everybody who does, and is not on a break."""
        return [who for who in self._open if who not in self._paused]

    def with_role(self, role: Role) -> frozenset[str]:
        """Those of them who have a role."""
        return frozenset(who for who, roles in self._roles.items() if role in roles and who not in self._paused)
