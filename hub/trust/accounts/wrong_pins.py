"""How often a PIN may be guessed: few enough that it holds, and never so that a shop is locked out.

Nobody without the key of an enrolled device gets here at all. Wrong PINs count for a person on a device: the person
goes on elsewhere, and the device serves others. What a whole device or person has spent beside that has budgets of its
own; for the store there is only a word to a manager and a second of delay.
"""

from collections import defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from hub.ground.database import Database
from hub.ground.errors import DatabaseFailed
from wire.clock import Clock, to_ms

PAIR_WAITS, PAIR_WAIT_SECONDS, PAIR_LOCKED = 5, 300.0, 10
DEVICE_WRONG, DEVICE_SECONDS = 30, 3600.0
PERSON_WRONG, PERSON_SECONDS = 20, 24 * 3600.0
STORE_WRONG, STORE_SECONDS = 20, 3600.0
STORE_DELAY_SECONDS = 1.0
# Nobody gets further: what is older is not looked at.
MOST_KEPT = 200


class Lock(StrEnum):
    """Why a PIN is not looked at."""

    WAIT = "wait"
    """This person on this device: a few minutes."""
    PAIR = "pair"
    """This person on this device: until a manager unlocks it. They go on elsewhere."""
    DEVICE = "device"
    """Nobody on this device for now: ask for a manager."""
    PERSON = "person"
    """This person on no device for now: a passkey, or a manager."""


@dataclass(frozen=True, slots=True)
class Locked:
    """The answer to a guess that is not looked at."""

    why: Lock
    seconds: float
    """After which it is looked at again by itself; 0 where it never is."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A PIN that is being looked at."""

    person: str
    device: str
    at: float
    """By the monotonic clock."""


@dataclass(slots=True)
class _Tries:
    at: deque[float] = field(default_factory=lambda: deque[float](maxlen=MOST_KEPT))
    """Readings of the monotonic clock."""

    def within(self, seconds: float, now: float) -> int:
        return sum(now - at < seconds for at in self.at)

    def until(self, count: int, seconds: float, now: float) -> float:
        """For how long there are still so many."""
        return max(0.0, self.at[-count] + seconds - now) if len(self.at) >= count else 0.0


class WrongPins:
    """All that were wrong. They are written down, so that a restart forgives nobody."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._pairs: dict[tuple[str, str], _Tries] = defaultdict(_Tries)
        self._devices: dict[str, _Tries] = defaultdict(_Tries)
        self._people: dict[str, _Tries] = defaultdict(_Tries)
        self._store = _Tries()
        now_ms, now = to_ms(clock.wall()), clock.mono()
        for person, device, at_ms in db.rows("SELECT person, device, at_ms FROM wrong_pins ORDER BY at_ms"):
            # By a clock that went back it has just been: a lock then lasts its own length, and no longer.
            self._add(person, device, now - max(0.0, (now_ms - at_ms) / 1000))

    def lock(self, person: str, device: str) -> Locked | None:
        """Why this guess is not looked at; None when it is."""
        now = self._clock.mono()
        pair = self._pairs.get((person, device), _Tries())
        if len(pair.at) >= PAIR_LOCKED:
            return Locked(Lock.PAIR, 0.0)
        if len(pair.at) >= PAIR_WAITS and (seconds := pair.at[-1] + PAIR_WAIT_SECONDS - now) > 0:
            return Locked(Lock.WAIT, seconds)
        if seconds := self._devices[device].until(DEVICE_WRONG, DEVICE_SECONDS, now):
            return Locked(Lock.DEVICE, seconds)
        if seconds := self._people[person].until(PERSON_WRONG, PERSON_SECONDS, now):
            return Locked(Lock.PERSON, seconds)
        return None

    def begin(self, person: str, device: str) -> Guess:
        """Before a PIN is looked at it counts as wrong: fifty that are sent at once are no fifty guesses."""
        guess = Guess(person, device, self._clock.mono())
        self._add(person, device, guess.at)
        return guess

    def was_wrong(self, guess: Guess) -> None:
        """It goes on counting, also where it cannot be written down."""
        with suppress(DatabaseFailed):
            now_ms = to_ms(self._clock.wall())
            self._db.run("INSERT INTO wrong_pins VALUES (?, ?, ?)", guess.person, guess.device, now_ms)

    def was_right(self, guess: Guess) -> None:
        """Clears what this person got wrong on this device, and nothing else."""
        for tries in (self._devices[guess.device], self._people[guess.person], self._store):
            with suppress(ValueError):  # unlocked meanwhile, or pushed out by two hundred others
                tries.at.remove(guess.at)
        person, device = guess.person, guess.device
        before = self._pairs.pop((person, device), _Tries())
        if any(at != guess.at for at in before.at):
            # What stays on a full disk counts again after a restart: a few wrong ones too many, and no lock too few.
            with suppress(DatabaseFailed):
                self._db.run("DELETE FROM wrong_pins WHERE person = ? AND device = ?", person, device)

    def unlock(self, *, person: str | None = None, device: str | None = None) -> None:
        """A manager has seen who it is: everything of that person, or on that device, is forgotten."""
        for pair in [each for each in self._pairs if person in (None, each[0]) and device in (None, each[1])]:
            del self._pairs[pair]
            self._db.run("DELETE FROM wrong_pins WHERE person = ? AND device = ?", *pair)
        if person is not None:
            self._people.pop(person, None)
        if device is not None:
            self._devices.pop(device, None)

    def locked(self, person: str) -> list[str]:
        """The devices on which somebody waits for a manager."""
        return sorted(
            pair[1] for pair, tries in self._pairs.items() if pair[0] == person and len(tries.at) >= PAIR_LOCKED
        )

    def last_day(self) -> int:
        """How many there were in the store."""
        return self._store.within(PERSON_SECONDS, self._clock.mono())

    def delay_seconds(self) -> float:
        """While somebody guesses in the store, each answer takes a second longer; nobody is refused for it."""
        guessed = self._store.within(STORE_SECONDS, self._clock.mono()) >= STORE_WRONG
        return STORE_DELAY_SECONDS if guessed else 0.0

    def _add(self, person: str, device: str, at: float) -> None:
        for tries in (self._pairs[person, device], self._devices[device], self._people[person], self._store):
            tries.at.append(at)
