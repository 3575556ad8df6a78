"""All ways out of this hub, each with its light; what they showed last outlives a restart."""

import contextlib
from collections.abc import Callable

from pydantic import BaseModel

from hub.ground.database import Database
from hub.ground.errors import DatabaseFailed
from hub.ground.health.light import Light, LightState, nothing_waits
from hub.ground.words.kept import kept, read_back
from hub.ground.words.phrase import Phrase
from hub.ground.words.view import PhraseView, view_of
from hub.ground.words.words import WordsIn
from wire.clock import Clock, to_ms


class WayOutView(BaseModel):
    """One way out: where this hub sends something, or asks for something."""

    name: str
    what: str
    """What goes that way."""
    state: LightState
    """`stopped` and `never_worked` are alarms: somebody has to mend it."""
    since_ms: int | None
    """When that state began; null when nothing had to go that way yet."""
    reason: str
    """Why, in the reader's language; empty while it works."""
    next_step: str
    """What to do about it, in the reader's language."""
    reason_said: PhraseView | None = None
    """The same for programs."""
    next_step_said: PhraseView | None = None
    detail: str = ""
    """What exactly was seen, in the words of whoever said it; most often there is nothing more than the reason."""
    waiting: int
    """How many things wait to go."""
    refused: int
    """Things that the other side took in no form since the hub started."""
    last_success_ms: int | None
    """Null when it has never worked."""


class Lights:
    """The lights of one hub."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._lights: dict[str, Light] = {}

    def add(self, name: str, what: str, waiting: Callable[[], int] = nothing_waits) -> Light:
        """The light of a way out, as it was when the hub stopped. `what`: the id of the words for what goes there."""
        light = Light(name, what, waiting, lambda: to_ms(self._clock.wall()), self._save)
        row = self._db.row(
            "SELECT state, since_ms, last_success_ms, reason, next_step, detail FROM ways_out WHERE way = ?", name
        )
        if row is not None:
            light.state, light.since_ms = LightState(row[0]), row[1]
            light.last_success_ms, light.detail = row[2], row[5]
            light.reason, light.next_step = read_back(row[3], "health-said"), read_back(row[4], "health-said")
        self._lights[name] = light
        return light

    def all(self) -> list[Light]:
        """Each of them."""
        return list(self._lights.values())

    def named(self, name: str) -> Light | None:
        """The light of that name, if there is one."""
        return self._lights.get(name)

    def overview(self, words: WordsIn) -> list[WayOutView]:
        """How each of them is."""
        return [
            WayOutView(
                name=each.name,
                what=words.say(Phrase(each.what)),
                state=each.state,
                since_ms=each.since_ms,
                reason=words.say_any(each.reason),
                next_step=words.say_any(each.next_step),
                reason_said=view_of(each.reason, words) if each.reason else None,
                next_step_said=view_of(each.next_step, words) if each.next_step else None,
                detail=each.detail,
                waiting=each.waiting(),
                refused=each.refused,
                last_success_ms=each.last_success_ms,
            )
            for each in self._lights.values()
        ]

    def keep(self) -> None:
        """Write down how they are, when the hub stops."""
        for light in self._lights.values():
            self._save(light)

    def _save(self, light: Light) -> None:
        # A full disk has alarms of its own; a light shines from memory.
        with contextlib.suppress(DatabaseFailed):
            self._db.run(
                "INSERT OR REPLACE INTO ways_out (way, state, since_ms, reason, next_step, last_success_ms, detail)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                light.name,
                light.state.value,
                light.since_ms,
                kept(light.reason),
                kept(light.next_step),
                light.last_success_ms,
                light.detail,
            )
