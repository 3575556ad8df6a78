"""What the app does with its parts: the same for each of them."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from hub.ground.ground import Ground
from hub.ground.health.figures import figures_of_readiness
from hub.ground.health.metrics import metrics_part
from hub.ground.health.readiness import Readiness, ready_routes
from hub.ground.part import Part, Round
from hub.ground.reactions import Reactions, reactions
from hub.ground.rounds import go_round, upkeep_of
from hub.ground.web.application import Front, application
from hub.ground.web.protocol import Served
from hub.ground.web.server import Server, room_here, server_config
from hub.ground.web.settings import encrypted_address

Jobs = dict[str, Coroutine[Any, Any, None]]
Supervised = Callable[[Callable[[str], None]], Mapping[str, Coroutine[Any, Any, None]]]
"""Jobs that say themselves that they came round."""


@dataclass(frozen=True, slots=True)
class Running:
    """The parts together. Nothing runs yet."""

    parts: tuple[Part, ...]
    web: FastAPI
    reactions: Reactions
    readiness: Readiness
    rounds: tuple[Round, ...]


def together(ground: Ground, parts: Sequence[Part], front: Front) -> Running:
    """Put the parts together, in the order in which they answer what happened."""
    answering = reactions(ground, parts)
    parts = (*parts, answering.part)
    rounds = (*(each for part in parts for each in part.rounds), upkeep_of(parts, ground.clock))
    readiness = Readiness.of(parts, rounds)
    asked = Part(name="readiness", routes=(ready_routes(readiness),), metrics=figures_of_readiness(readiness))
    parts = (*parts, asked)
    parts = (*parts, metrics_part(parts, front.metrics_token))
    web = application(parts, front)
    return Running(parts, web, answering.service, readiness, rounds)


def jobs_of(ground: Ground, running: Running, supervised: Supervised) -> Jobs:
    """Everything that runs for as long as the hub does, by name."""
    came_round = running.readiness.came_round
    jobs: Jobs = {job.name: job.run() for part in running.parts for job in part.jobs}
    jobs |= {each.name: go_round(each, ground.clock, came_round) for each in running.rounds}
    return jobs | dict(supervised(came_round))


async def run_parts(
    ground: Ground, running: Running, front: Front, supervised: Supervised, say: Callable[[str], None]
) -> None:
    """Serve until somebody stops it; what parts remember goes to the disk then. `say`: told once where it serves."""
    for part in running.parts:
        if part.begin:
            part.begin()
    front.crowd.room = room_here()
    shared = Served(front.crowd, front.trusted_proxies, front.https)

    def ready() -> None:
        say(f"goddag-hub: ready at {address_of(front)} (Ctrl-C stops it)")

    server = Server(ground.journal.close, server_config(running.web, front.host, front.port, shared), ready)
    try:
        async with asyncio.TaskGroup() as tasks:
            started = [tasks.create_task(job) for job in jobs_of(ground, running, supervised).values()]
            await server.serve()
            for task in started:
                task.cancel()
    finally:
        await stop(running.parts)


def address_of(front: Front) -> str:
    """Where a browser finds it."""
    host, port = front.host, front.port
    if front.https:
        return f"{encrypted_address(front.https.name, port)}/"
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        return f"http://127.0.0.1:{port}/, and under every other address of this machine"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


async def stop(parts: Sequence[Part]) -> None:
    """Save and close, whatever fails on the way."""
    for part in parts:
        if part.save:
            with contextlib.suppress(Exception):
                part.save()
    for part in parts:
        if part.close:
            await part.close()
