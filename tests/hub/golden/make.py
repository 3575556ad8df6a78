"""Makes a golden database: a small hub lives through a day, and its files are written down as SQL.

    python tests/hub/golden/make.py NAME      (NAME: the version that is released, such as 0.2.0)

Run it once for each version that is released, and commit what it writes; never make an old one anew.
"""

import asyncio
import sqlite3
import sys
import tempfile
import uuid
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[2])]

from whole_hub import Shop, open_shop  # noqa: E402

from simulators.catalogue import CATALOGUE  # noqa: E402
from simulators.till import GENERIC_SECRET, Till  # noqa: E402

FILES = ("hub.db", "tombstones.db")


async def day(shop: Shop) -> None:
    """Somebody buys, somebody withdraws, somebody leaves for good; staff look, take a visit and say how it went."""
    handheld = await shop.handheld()
    till = Till(shop.client(), "generic")
    buyer, shy, leaver, asks = [await shop.customer(number) for number in range(4)]
    await till.tell(till.ring_up(CATALOGUE[0], CATALOGUE[1]), buyer.persona.ref)
    await shy.consent("recognise_in_store", granted=False)
    await asks.choose("help_if_i_ask")
    await asks.ask_for_help()
    await asks.dismiss("wear_part_due")
    await asks.object()
    await shop.settled()
    for row in (await handheld.get("/api/staff/nearby")).json()["visits"]:
        url = f"/api/staff/visits/{row['visit_id']}"
        about = {"request_id": str(uuid.uuid4()), "staff": "Maja", "reason": "near"}
        await handheld.post(f"{url}/open", json=about)
        await handheld.post(f"{url}/claim", json={"request_id": str(uuid.uuid4()), "staff": "Maja"})
        await handheld.post(
            f"{url}/outcome", json={"request_id": str(uuid.uuid4()), "staff": "Maja", "outcome": "sold"}
        )
    await leaver.leave()
    await shop.settled()


async def make(name: str) -> None:
    """Write NAME.hub.sql and NAME.tombstones.sql, and the key that the second was made with."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_shop(Path(folder), till_generic_secrets=GENERIC_SECRET) as shop:
            await day(shop)
        for file in FILES:
            path = Path(folder) / file
            if path.exists():
                with sqlite3.connect(path) as db:
                    dumped = "\n".join(db.iterdump())
                (HERE / f"{name}.{path.stem}.sql").write_text(dumped + "\n", encoding="utf-8")
        (HERE / f"{name}.tombstones.key").write_bytes((Path(folder) / "tombstones.key").read_bytes())


if __name__ == "__main__":
    asyncio.run(make(sys.argv[1]))
