"""How long a visit lasted in each zone. Pure."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from hub.ground.journal import Entry, VisitEnded, VisitStarted, ZoneEntered

# Who walks through a zone of a few metres is out of it sooner: that says nothing about what they care for.
SHORTEST_SECONDS = 10


def seconds_by_zone(path: Sequence[Entry], zones: AbstractSet[str]) -> dict[str, int]:
    """Whole seconds in each of `zones` over the entries of one visit, oldest first; short stays are left out."""
    total_ms: dict[str, int] = {}
    zone, since_ms = "", 0
    for entry in path:
        match entry.event:
            case VisitStarted(_, _, next_zone) | ZoneEntered(_, _, next_zone):
                pass
            case VisitEnded():
                next_zone = ""
            case _:
                continue
        # A clock that was set back makes no negative stay.
        total_ms[zone] = total_ms.get(zone, 0) + max(0, entry.at_ms - since_ms)
        zone, since_ms = next_zone, entry.at_ms
    return {
        name: ms // 1000 for name, ms in sorted(total_ms.items()) if name in zones and ms >= SHORTEST_SECONDS * 1000
    }
