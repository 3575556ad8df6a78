"""Health: whether the hub does its job, asked at /readyz."""

import time

from hub.ground.ground import Ground
from hub.ground.health.figures import figures_of
from hub.ground.health.readiness import DatabaseCanary
from hub.ground.health.ways_out import ways_out_section
from hub.ground.part import Part


def health(ground: Ground) -> Part:
    """Build the part: what tries the database, and keeps what the lights show."""
    canary = DatabaseCanary(ground.db)

    def upkeep(_now: float) -> None:
        canary.look(ground.now_ms(), time.monotonic())

    return Part(
        name="health",
        upkeep=upkeep,
        checks={"database": lambda: canary.why},
        health=ways_out_section(ground.lights),
        metrics=figures_of(ground),
        save=ground.lights.keep,
    )
