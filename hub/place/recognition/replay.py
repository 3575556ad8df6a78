"""One token at two places: what the radio cannot do and nobody can walk is somebody playing it back.

In a small store every edge hears every phone, so far apart means: so loud at both ends that the loudest phone there is
could not have been near enough to both. Nothing is held against a token that is weak at one of them: below about -60
dBm a phone may be anywhere within 16 m. Edges 14 m apart notice a copy that both hear at -50 dBm; at 35 m, -60.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from hub.ground.floor_plan.model import PlacedEdge
from wire.ids import EdgeId, Token

# The loudest that any phone is heard at one metre. Nothing leaves an aerial with 4 dBm louder than -36 dBm there (free
# space, 2.44 GHz: 40 dB); in the Danis recordings none of 16,000 packets is above -38 dBm when carried back to 1 m.
LOUDEST_AT_1M_DBM = -36.0
# Free space. Shelves and bodies only take away; the loudest packets of Danis fall by this from 3 to 19 m.
EXPONENT = 2.0
# A hurrying customer; a running child is let off by the number of times that it must happen.
WALK_M_PER_S = 3.0
# A sighting is the mean of up to a second of packets, and is stamped by when a batch of them arrived.
CLOCK_SECONDS = 1.0
# Sightings further apart in time say little: by then somebody can have walked anywhere near.
PAIR_SECONDS = 5.0
# Once may be a fault of a radio: +29 and +42 dBm stand in the recordings. So often within so many seconds is none.
TIMES = 3
EVIDENCE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class TokenObservation:
    """One sighting at one edge."""

    edge: PlacedEdge
    rssi_dbm: float
    at: float


class Verdict(Enum):
    """What to do with a sighting."""

    BELIEVE = auto()
    NOTICED = auto()
    """From this one on, the token is quarantined."""
    QUARANTINED = auto()


def is_impossible(one: TokenObservation, other: TokenObservation) -> bool:
    """Whether no single phone can have been heard so at both edges."""
    apart_m = (
        (one.edge.x_m - other.edge.x_m) ** 2
        + (one.edge.y_m - other.edge.y_m) ** 2
        + (one.edge.height_m - other.edge.height_m) ** 2
    ) ** 0.5
    walked_m = WALK_M_PER_S * (abs(one.at - other.at) + CLOCK_SECONDS)
    return reach_m(one.rssi_dbm) + reach_m(other.rssi_dbm) + walked_m < apart_m


def reach_m(rssi_dbm: float) -> float:
    """How far away the loudest phone can be that is heard at this level (log-distance model)."""
    return 10 ** ((LOUDEST_AT_1M_DBM - rssi_dbm) / (10 * EXPONENT))


@dataclass(slots=True)
class _Heard:
    good_until: float
    last: dict[EdgeId, TokenObservation] = field(default_factory=dict[EdgeId, TokenObservation])
    impossible_at: deque[float] = field(default_factory=lambda: deque[float](maxlen=TIMES))
    quarantined: bool = False


class ReplayWatch:
    """Remembers where the tokens of this quarter of an hour were heard; in memory, and no longer than they are good.

    By token alone, never by member: whoever is erased meanwhile is named by nothing here.

    Fed with opened tokens alone: what is forged, expired or listed again by a Bluetooth daemon never comes here, and a
    flood of it takes no memory.
    """

    def __init__(self, edges: Iterable[PlacedEdge]) -> None:
        self._edges: Mapping[EdgeId, PlacedEdge] = {edge.id: edge for edge in edges}
        self._tokens: dict[Token, _Heard] = {}

    def heard(self, token: Token, good_until: float, edge: EdgeId, rssi_dbm: float, at: float) -> Verdict:
        """Judge one sighting of a good token."""
        heard = self._tokens.setdefault(token, _Heard(good_until))
        if heard.quarantined:
            return Verdict.QUARANTINED
        placed = self._edges.get(edge)
        if placed is None:
            return Verdict.BELIEVE
        new = TokenObservation(placed, rssi_dbm, at)
        others = [old for old in heard.last.values() if abs(at - old.at) <= PAIR_SECONDS]
        heard.last[edge] = new
        if any(is_impossible(new, old) for old in others):
            heard.impossible_at.append(at)
            often = len(heard.impossible_at) == TIMES
            if often and heard.impossible_at[-1] - heard.impossible_at[0] <= EVIDENCE_SECONDS:
                heard.quarantined = True
                heard.last.clear()
                return Verdict.NOTICED
        return Verdict.BELIEVE

    def quarantined(self) -> int:
        """How many tokens are held back now."""
        return sum(heard.quarantined for heard in self._tokens.values())

    def forget_old(self, now: float) -> None:
        """Forget tokens that are good no more; a quarantine ends with its token."""
        for token in [token for token, heard in self._tokens.items() if heard.good_until < now]:
            del self._tokens[token]

    def forget_all(self) -> None:
        """What was taken in was not stored, and comes again."""
        self._tokens.clear()
