"""Past orders come in while the shop is open: nobody behind the counter is refused for it."""

import asyncio
from pathlib import Path

import pytest
from test_openings import look
from whole_hub import PLAN, open_shop

from hub.ground.database import Database, open_database
from hub.ground.errors import DatabaseBusy
from hub.ground.settings import Settings
from hub.knowledge.purchases.past.command import run
from simulators.till import GENERIC_SECRET

SHOP = """[shop]
name = "Gifts"
languages = ["en"]
currency = "GBP"
time_zone = "Europe/London"
[insight]
learn_from_everybody = true
"""
HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"


async def test_cards_open_while_four_thousand_orders_come_in(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text(SHOP, encoding="utf-8")
    rows = (f"{n},A{n % 90},LANTERN,1,2025-12-01 08:26,2.55,c{n},UK\n" for n in range(4_000))
    (tmp_path / "orders.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    async with open_shop(tmp_path, shop=tmp_path / "shop.toml") as shop:
        await shop.customer(level="greet_me_by_name")
        handheld = await shop.handheld()
        [row] = (await handheld.get("/api/staff/nearby")).json()["visits"]
        here = Settings.model_validate(
            {"floor_plan": PLAN, "shop": tmp_path / "shop.toml", "data_dir": shop.db.path.parent}
        )
        importing = asyncio.create_task(asyncio.to_thread(run, here, tmp_path / "orders.csv", None, dry_run=False))
        answers: list[int] = []
        while not importing.done():
            opened = await handheld.post(f"/api/staff/visits/{row['visit_id']}/open", json=look())
            answers.append(opened.status_code)
            await asyncio.sleep(0)
        assert (await importing).baskets == 4_000
    assert set(answers) == {200}
    assert len(answers) > 20


async def test_the_card_of_who_is_here_knows_the_past_once_it_came_in(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text(SHOP, encoding="utf-8")
    rows = "1,A1,LANTERN,1,2026-11-01 08:26,2.55,u-7000,UK\n"
    (tmp_path / "orders.csv").write_text(HEADER + rows, encoding="utf-8")
    async with open_shop(tmp_path, shop=tmp_path / "shop.toml", till_generic_secrets=GENERIC_SECRET) as shop:
        await shop.customer()
        [cards] = [each for each in shop.hub.running.rounds if each.name == "renewal"]
        await cards.once(0)
        assert "LANTERN" not in str(shop.card())
        here = Settings.model_validate(
            {"floor_plan": PLAN, "shop": tmp_path / "shop.toml", "data_dir": shop.db.path.parent}
        )
        assert run(here, tmp_path / "orders.csv", None, dry_run=False).of_members == 1
        await cards.once(1)
        card = shop.card()
        assert card
        assert card.need.text.startswith("LANTERN: bought")
        made = shop.hub.staff.composer.composed
        await cards.once(2)
        assert shop.hub.staff.composer.composed == made, "what is no older than its past is left alone"


def test_a_transaction_that_reads_first_waits_for_another_process_too(tmp_path: Path) -> None:
    first = open_database(tmp_path / "hub.db", {"one": {"1": "CREATE TABLE one (a)"}})
    second = Database(tmp_path / "hub.db")
    second.run("PRAGMA busy_timeout=0")
    with first.atomic():
        first.rows("SELECT a FROM one")
        # Its first write can no longer come too late: nobody else writes in between, and who tries is told why.
        with pytest.raises(DatabaseBusy, match="another process writes"):
            second.run("INSERT INTO one VALUES (1)")
        first.run("INSERT INTO one VALUES (2)")
    second.run("INSERT INTO one VALUES (1)")
    assert first.rows("SELECT a FROM one ORDER BY a") == [(1,), (2,)]
    first.close()
    second.close()
