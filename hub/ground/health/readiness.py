"""Whether each part of the hub does its job, not only whether it runs: asked at /readyz."""

import time
from collections.abc import Callable, Iterable, Mapping

import structlog
from fastapi import APIRouter, Response, status
from pydantic import BaseModel

from hub.ground.database import Database
from hub.ground.errors import DatabaseBusy, DatabaseFailed
from hub.ground.part import Check, Part, Round
from hub.ground.web.may import anybody
from hub.ground.words.phrase import Phrase, phrase

# A COMMIT waits for the disk; now and then is enough to know that it still takes one.
WRITE_SECONDS = 5.0
# Whoever has been at the same event for so long will not end it: reactions ask platforms with deadlines of seconds.
STUCK_SECONDS = 120.0

log = structlog.get_logger()


class ReadyView(BaseModel):
    """Whether the hub can do what it is there for."""

    ready: bool
    parts: dict[str, bool]
    """Each part, and whether it does its job. Why one does not is in the log, and at /api/fleet."""


class Readiness:
    """The parts and how they are. `mono`: monotonic seconds."""

    def __init__(self, checks: Mapping[str, Check], rounds: Mapping[str, float], mono: Callable[[], float]) -> None:
        """`rounds` are loops that must come round, each within so many seconds."""
        self._checks = checks
        self._rounds = rounds
        self._mono = mono
        self._came_round = dict.fromkeys(rounds, mono())

    @classmethod
    def of(cls, parts: Iterable[Part], rounds: Iterable[Round]) -> "Readiness":
        """Asks every part, and every loop that must come round."""
        checks: dict[str, Check] = {}
        within = {each.name: each.within_seconds for each in rounds}
        for part in parts:
            checks |= part.checks
            within |= part.comes_round
        return cls(checks, within, time.monotonic)

    @property
    def parts(self) -> frozenset[str]:
        """Everything that is asked."""
        return frozenset(self._checks) | frozenset(self._rounds)

    def came_round(self, name: str) -> None:
        """A loop has done what it does."""
        self._came_round[name] = self._mono()

    def wrong(self) -> dict[str, Phrase]:
        """What does not do its job, and why."""
        found = {name: why for name, check in self._checks.items() if (why := check())}
        for name, seconds in self._rounds.items():
            since = self._mono() - self._came_round[name]
            if since > seconds:
                found[name] = phrase("health-why-round", seconds=round(since))
        return found


class DatabaseCanary:
    """Writes a row now and then: a database that only reads is none. Says in the log when that changes; once."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._next_at = 0.0
        self.why: Phrase | None = None

    def look(self, now_ms: int, mono: float) -> None:
        """Write, if it is time."""
        if mono < self._next_at:
            return
        self._next_at = mono + WRITE_SECONDS
        try:
            self._db.run("INSERT OR REPLACE INTO canary VALUES (1, ?)", now_ms)
        except DatabaseFailed as failed:
            if not self.why:
                log.error("the database takes nothing", why=str(failed))  # noqa: TRY400 - the text says it all
            busy = isinstance(failed, DatabaseBusy)
            self.why = phrase("health-why-database-busy" if busy else "health-why-database")
            return
        if self.why:
            log.info("the database takes what it is given again")
        self.why = None


class Progress:
    """Whether somebody who works through numbered things gets on. `oldest`: what is not done yet, None for nothing."""

    def __init__(self, oldest: Callable[[], int | None], mono: Callable[[], float]) -> None:
        self._oldest = oldest
        self._mono = mono
        self._at: int | None = None
        self._since = mono()

    def __call__(self) -> Phrase | None:
        oldest, now = self._oldest(), self._mono()
        if oldest is None or oldest != self._at:
            self._at, self._since = oldest, now
        waiting = now - self._since
        if oldest is None or waiting <= STUCK_SECONDS:
            return None
        return phrase("health-why-stuck", event=str(oldest), seconds=round(waiting))


def ready_routes(readiness: Readiness) -> APIRouter:
    """The route that a supervisor or load balancer asks; /healthz only says that the hub serves."""
    routes = APIRouter(tags=["fleet"])

    @routes.get(
        "/readyz",
        dependencies=[anybody("a supervisor asks; it names parts, and nothing in them")],
        responses={503: {"model": ReadyView, "description": "A part does not do its job."}},
    )
    async def readyz(response: Response) -> ReadyView:
        """Whether every part does its job: the broker brings, the database writes, no loop is stuck."""
        wrong = readiness.wrong()
        if wrong:
            response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
        return ReadyView(ready=not wrong, parts={name: name not in wrong for name in sorted(readiness.parts)})

    return routes
