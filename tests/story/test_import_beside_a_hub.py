"""Years of past orders come in by a command while a hub serves: two processes, one database."""

import asyncio
import os
from contextlib import closing
from pathlib import Path

import pytest
from lone_hub import lone_hub

from hub.ground.data_folder import read_hub_database
from simulators.catalogue import CATALOGUE
from simulators.processes import program
from simulators.till import GENERIC_SECRET, Till

pytestmark = [pytest.mark.story, pytest.mark.timeout(240)]
SHOP = """[shop]
name = "Gifts"
languages = ["en"]
currency = "DKK"
time_zone = "Europe/London"
[insight]
learn_from_everybody = true
"""
HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
ORDERS = 500


async def test_no_webhook_is_refused_or_lost_while_an_import_writes(tmp_path: Path) -> None:
    shop, past = tmp_path / "shop.toml", tmp_path / "orders.csv"
    shop.write_text(SHOP, encoding="utf-8")
    rows = (f"{n},A{n % 90},LANTERN,1,2025-12-01 08:26,2.55,c{n},UK\n" for n in range(ORDERS))
    past.write_text(HEADER + "".join(rows), encoding="utf-8")
    async with lone_hub(tmp_path, TILL_GENERIC_SECRETS=GENERIC_SECRET, SHOP=str(shop)) as hub:
        await hub.start()
        await hub.ready()
        till = Till(hub.client, "generic")
        importing = await asyncio.create_subprocess_exec(
            *(*program("goddag-hub", "hub.cli"), "purchases", "import", str(past)),
            env=os.environ | {"GODDAG_HUB_DATA_DIR": str(hub.data_dir), "GODDAG_HUB_SHOP": str(shop)},
            stdout=asyncio.subprocess.DEVNULL,
        )
        answers: list[int] = []
        while importing.returncode is None:
            sale = till.ring_up(CATALOGUE[len(answers) % 5])
            [answer] = await till.tell(sale)
            answers.append(answer.status_code)
            await asyncio.sleep(0)
        assert importing.returncode == 0
    assert len(answers) > 50
    assert set(answers) == {200}
    with closing(read_hub_database(hub.data_dir)) as db:
        assert db.row("SELECT count(*) FROM orders") == (len(answers),)
        assert db.row("SELECT sum(times) FROM past_baskets") == (ORDERS,)
