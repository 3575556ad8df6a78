"""A training each night, in a process of its own; at most one at a time, with a deadline and a light."""

import asyncio
import json
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from hub.ground.errors import InsightError
from hub.ground.health.light import Light
from hub.ground.words.phrase import phrase
from hub.knowledge.insight.model_store import ModelStore, State, Training
from hub.knowledge.insight.worker_job import WORKER, TrainingJob

LOOK_SECONDS = 60.0
# Five minutes for a year of a large shop; a board is eight times slower.
DEADLINE_SECONDS = 3 * 3600.0
# A line of the result holds every figure of one training.
MOST_LINE_BYTES = 4 * 1024 * 1024

log = structlog.get_logger()


class NightlyTraining:
    """Looks every minute whether it is time."""

    def __init__(
        self, job: Callable[[], TrainingJob], store: ModelStore, light: Light, at: str, zone: ZoneInfo
    ) -> None:
        self._job = job
        self._store = store
        self._light = light
        self._hour, self._minute = (int(part) for part in at.split(":"))
        self._zone = zone
        self._tried_on: str = ""
        self._failed_after: int | None = None

    async def look(self, now_ms: int) -> None:
        """Train when tonight's time has come and nothing was trained since."""
        now = datetime.fromtimestamp(now_ms / 1000, self._zone)
        due = now.replace(hour=self._hour, minute=self._minute, second=0, microsecond=0)
        if now < due or now - due > timedelta(hours=6) or self._tried_on == now.date().isoformat():
            return
        self._tried_on = now.date().isoformat()
        if any(each.at_ms >= due.timestamp() * 1000 for each in self._trainings()):
            return
        await self.train()

    async def train(self) -> None:
        """Train once, and say what came of it."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", WORKER),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=MOST_LINE_BYTES,
        )
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                told, _ = await process.communicate(self._job().text().encode())
            last = json.loads(told.splitlines()[-1])
        except (TimeoutError, ValueError, IndexError) as error:
            self._failed(type(error).__name__)
            return
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if "failed" in last:
            self._failed(str(last["failed"]))
        elif last["refused"]:
            # Without metrics too little is known: that is no fault, and passes by itself.
            say = log.warning if last["metrics"] else log.info
            say("a new model was refused; the last good one stays", why="; ".join(last["refused"]))
        else:
            log.info("a new model is in use", articles=last["articles"], baskets=last["baskets"])
        self.follow()

    def follow(self) -> None:
        """Show in the light what is on disk: whoever trains by hand, or loses a file, does so beside this hub."""
        try:
            state, wrong = self._store.state(), self._store.wrong_on_disk()
        except InsightError as error:
            state, wrong = State(), str(error)
        newest = state.trainings[-1] if state.trainings else None
        if wrong:
            self._light.stops(phrase("health-why-no-model"), phrase("health-next-training"), wrong)
        elif self._failed_after is not None and self._failed_after == _at(newest):
            return  # the failure of a training stands until the next one
        elif newest and newest.refused and newest.metrics:
            self._light.waits(phrase("health-why-model-refused"), phrase("health-next-model-refused"))
        elif state.in_use:
            self._light.works()
        else:
            self._light.rests()

    def _failed(self, why: str) -> None:
        log.error("a training failed; the last good model stays", why=why)
        newest = self._trainings()
        self._failed_after = _at(newest[-1] if newest else None)
        self._light.waits(phrase("health-why-training-failed"), phrase("health-next-training"), why)

    def _trainings(self) -> tuple[Training, ...]:
        try:
            return self._store.state().trainings
        except InsightError:
            return ()


def _at(training: Training | None) -> int:
    return training.at_ms if training else 0
