"""Runs the parts of a hub until somebody stops it."""

from collections.abc import Callable
from contextlib import closing
from functools import partial

from hub.app import build
from hub.equipment.broker.part import open_broker
from hub.ground.data_folder import alone_in, open_hub_database, refuse_damaged
from hub.ground.database import Database
from hub.ground.floor_plan.file import plan_of_the_store
from hub.ground.http.outgoing import open_outgoing
from hub.ground.manifests import schemas
from hub.ground.ports import refuse_taken_port
from hub.ground.running import run_parts
from hub.ground.store_settings import StoreSettings
from hub.ground.web.settings import WebSettings


def _opened(settings: StoreSettings, *, begin_anew: bool) -> closing[Database]:
    return closing(open_hub_database(settings.data_dir, schemas(), begin_anew=begin_anew))


async def run(
    settings: StoreSettings, *, begin_anew: bool = False, say: Callable[[str], None] = lambda _: None
) -> None:
    """Run a hub until it is stopped; `say` is told where it serves. Raises `HubError` when it cannot start.

    `begin_anew`: without members, though the data folder's files belong to a hub whose database is gone.
    """
    web_settings = settings.of(WebSettings)
    plan = plan_of_the_store(settings.floor_plan)
    refuse_taken_port(web_settings.host, web_settings.port)
    with alone_in(settings.data_dir), _opened(settings, begin_anew=begin_anew) as db:
        refuse_damaged(db)
        async with open_outgoing() as outgoing, open_broker(settings, plan.store_id, db) as broker:
            hub = build(settings, plan, db, outgoing)
            jobs = partial(hub.edges.jobs, broker)
            await run_parts(hub.ground, hub.running, hub.front, jobs, say)
