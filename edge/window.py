"""From frames to sightings: the first sight of a sender leaves at once, then one summary per sender and window.

A phone that is suddenly much louder has come near or through a door: that does not wait for the end of a window either.
Windows stand on a common grid, so that all of them close together: one commit and one packet to the hub, not one for
each phone.
"""

import math
from collections import OrderedDict
from dataclasses import dataclass

from edge.decode import BeaconFrame, Frame

# A phone in a pocket that turns away from the radio is lost for up to 8 s; after twice that it had left earshot, and
# its return is news that should not wait for the end of a window.
FORGET_SECONDS = 16.0
# So much louder than the loudest packet last told of is no chance: at one spot the channels fade by up to 20 dB, but
# only downwards; a mean would take every end of a fade for somebody who comes near.
APPROACH_DB = 6.0
# Every customer of a full shop and their rotations over FORGET_SECONDS stay far below; forged tokens stop here.
MOST_SENDERS = 5000
_NEVER = math.inf


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was heard of one sender: at least one packet. Times in monotonic seconds."""

    frame: Frame
    rssi_dbm: float
    """Mean of the packets' dBm."""
    packets: int
    first_mono: float
    last_mono: float


@dataclass(slots=True)
class _Sender:
    last_mono: float
    told_dbm: float
    """The loudest packet last told of."""
    first_mono: float = 0.0
    packets: int = 0
    """Since the window opened; 0 means nothing to report."""
    rssi_sum: float = 0.0
    loudest_dbm: float = -math.inf


class SightingWindow:
    """Decides when a sighting is made. Pure: time comes in as an argument, in monotonic seconds."""

    def __init__(self, token_seconds: float, beacon_seconds: float, most_senders: int = MOST_SENDERS) -> None:
        self._tokens = _Senders(token_seconds, most_senders, APPROACH_DB)
        self._beacons = _Senders(beacon_seconds, most_senders)

    @property
    def evicted(self) -> int:
        """Senders that had to go because there were too many at once."""
        return self._tokens.evicted + self._beacons.evicted

    def resize(self, token_seconds: float, beacon_seconds: float) -> None:
        """Use other window lengths from the next window on."""
        self._tokens.seconds = token_seconds
        self._beacons.seconds = beacon_seconds

    def hear(self, frame: Frame, rssi_dbm: float, now: float) -> list[Sighting]:
        """Take in one packet; return the sightings that it completes."""
        senders = self._beacons if isinstance(frame, BeaconFrame) else self._tokens
        return senders.close_due(now) + senders.hear(frame, rssi_dbm, now)

    def seconds_to_end(self, now: float) -> float:
        """Until the next window ends; infinite before anybody was heard."""
        return min(self._tokens.ends, self._beacons.ends) - now

    def close_due(self, now: float) -> list[Sighting]:
        """The summaries of every window that has ended by `now`."""
        return self._tokens.close_due(now) + self._beacons.close_due(now)

    def close_all(self) -> list[Sighting]:
        """What is left, for a clean stop."""
        return self._tokens.close() + self._beacons.close()


class _Senders:
    """The senders of one kind, the one heard longest ago first."""

    def __init__(self, seconds: float, most: int, approach_db: float = math.inf) -> None:
        self.seconds = seconds
        self.evicted = 0
        self._most = most
        self._approach_db = approach_db
        self._senders: OrderedDict[Frame, _Sender] = OrderedDict()
        self.ends = _NEVER
        """When the window that is open ends; never before the first packet."""

    def hear(self, frame: Frame, rssi_dbm: float, now: float) -> list[Sighting]:
        if self.ends == _NEVER:
            self.ends = now + self.seconds
        sender = self._senders.get(frame)
        if sender is None or now - sender.last_mono > FORGET_SECONDS:
            return self._first_sight(frame, rssi_dbm, now)
        if sender.packets == 0:
            sender.first_mono = now
        sender.packets += 1
        sender.rssi_sum += rssi_dbm
        sender.loudest_dbm = max(sender.loudest_dbm, rssi_dbm)
        sender.last_mono = now
        self._senders.move_to_end(frame)
        if rssi_dbm - sender.told_dbm < self._approach_db:
            return []
        summary = _summary(frame, sender)
        return [summary] if summary else []

    def close_due(self, now: float) -> list[Sighting]:
        if now < self.ends:
            return []
        missed = int((now - self.ends) // self.seconds)
        self.ends += (missed + 1) * self.seconds
        closed = self.close()
        while self._senders and now - next(iter(self._senders.values())).last_mono > FORGET_SECONDS:
            self._senders.popitem(last=False)
        return closed

    def close(self) -> list[Sighting]:
        return [summary for frame, sender in self._senders.items() if (summary := _summary(frame, sender))]

    def _first_sight(self, frame: Frame, rssi_dbm: float, now: float) -> list[Sighting]:
        before = self._senders.pop(frame, None)
        self._senders[frame] = _Sender(now, rssi_dbm)
        sightings = [Sighting(frame, rssi_dbm, 1, now, now)]
        if before and (summary := _summary(frame, before)):
            sightings.insert(0, summary)
        if len(self._senders) > self._most:
            oldest, sender = self._senders.popitem(last=False)
            self.evicted += 1
            if summary := _summary(oldest, sender):
                sightings.append(summary)
        return sightings


def _summary(frame: Frame, sender: _Sender) -> Sighting | None:
    """The sender's packets since the last summary, and a fresh start."""
    if sender.packets == 0:
        return None
    mean = sender.rssi_sum / sender.packets
    summary = Sighting(frame, mean, sender.packets, sender.first_mono, sender.last_mono)
    sender.told_dbm, sender.loudest_dbm = sender.loudest_dbm, -math.inf
    sender.packets = 0
    sender.rssi_sum = 0.0
    return summary
