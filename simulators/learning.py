"""The open store learns from its past: years of orders come in by the hub's own command, and a model is trained.

It happens beside the running store, in processes that let everything else go first. What fails is told; the store goes
on without it.
"""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

from hub.ground.errors import HubError
from simulators.chain import Chain, hub_settings
from simulators.errors import BadShop
from simulators.narrator import Narrator
from simulators.processes import program, run_beside
from simulators.shops.filling import enrol_at_home
from simulators.shops.model import DemoShop
from simulators.shops.past import PAST_MAPPING, Past, write_past
from simulators.shops.recorded import Recorded


async def learn_from_the_past(
    chain: Chain, shop: DemoShop, source: tuple[Recorded, Path] | None, narrator: Narrator
) -> None:
    """Fill in the past and train, unless a run before has done so in this folder.

    `source`: the data set that the shop is made from, if it is.
    """
    done = chain.folder / f"learned-{shop.shop_file.parent.name}"
    if done.exists():
        narrator.say("what an earlier run learned from the past is in use: cards say why")
        return
    narrator.say("learning from the past: orders of earlier years come in, then a model is trained")
    try:
        past = await asyncio.to_thread(_prepare, chain, shop, source)
    except (BadShop, HubError, OSError) as error:
        narrator.say(f"there is no past to learn from: {error}")
        return
    hub, settings = program("goddag-hub", "hub.cli"), hub_settings(chain)
    steps = (
        ("past orders", ["purchases", "import", str(past.file), "--mapping", str(PAST_MAPPING)]),
        ("what would help next", ["insight", "train"]),
    )
    for name, command in steps:
        answer = await run_beside([*hub, *command], settings)
        narrator.say(f"{name}: {' '.join(_told(answer.lines))}")
        if not answer.succeeded:
            narrator.say(f"goddag-hub {' '.join(command[:2])} has refused: the store goes on, its cards say less")
            return
    done.touch()
    narrator.say("learned from the past: who opens a card reads why")


def _prepare(chain: Chain, shop: DemoShop, source: tuple[Recorded, Path] | None) -> Past:
    past = write_past(shop, chain.folder / "past", chain.seed, datetime.now(UTC), source)
    enrol_at_home(past.club, chain.hub_data, round(time.time() * 1000))
    return past


def _told(lines: tuple[str, ...]) -> tuple[str, ...]:
    """What a command came to, without its progress."""
    ended = [line for line in lines if not line.startswith(" ")]
    return tuple(ended)[:3]
