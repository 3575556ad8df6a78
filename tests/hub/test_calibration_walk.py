"""Walking with the app: the hub keeps what edges hear of the walker, hands it over as a file, and forgets it."""

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from hub import app
from hub.equipment.edges.ingest import Received
from hub.ground import manifests
from hub.ground.database import open_database
from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.http.outgoing import open_outgoing
from hub.ground.journal import Member
from hub.ground.settings import Settings
from hub.place.calibration.recorder import LONGEST_SECONDS, MOST_WALKS, WalkRecorder
from hub.place.calibration.walk_file import Tap, read_walk
from simulators.issuer import Issuer
from simulators.people import MEMBERS
from simulators.phone import Phone
from wire.clock import Clock
from wire.codec import encode
from wire.ids import EdgeId, StoreId
from wire.messages import SightingBatch, TokenSighting
from wire.mqtt import Incoming

SHOP = Path("simulators/stores/bicycle_shop.toml")
PLAN = load_floor_plan(SHOP)
ANNA, BENT = Member(1), Member(2)
HERE = Tap(at=0, x_m=3.0, y_m=3.0)
EDGE = EdgeId("edge-1")


@dataclass
class Shop:
    hub: app.Hub
    issuer: Issuer

    async def customer(self, number: int) -> Phone:
        client = httpx.AsyncClient(transport=httpx.ASGITransport(self.hub.running.web), base_url="http://127.0.0.1")
        persona = replace(MEMBERS[0], ref=f"u-{7000 + number}")
        phone = Phone(persona, client, Clock(), seed=1, push_token=f"push-{number}", issuer=self.issuer)
        await phone.enrol()
        return phone


@pytest.fixture
async def shop(tmp_path: Path):
    issuer = Issuer()
    chosen = Settings.model_validate(
        {
            "floor_plan": SHOP,
            "data_dir": tmp_path,
            "app_issuer": issuer.issuer,
            "app_keys": str(issuer.publish(tmp_path / "jwks.json")),
            "calibration_walkers": "u-7000, u-7002",
        }
    )
    async with open_outgoing() as outside:
        with closing(open_database(tmp_path / "hub.db", manifests.schemas())) as db:
            opened = Shop(app.build(chosen, PLAN, db, outside), issuer)
            yield opened
            opened.hub.rights.tombstones.close()


async def post(shop: Shop, phone: Phone, path: str, body: dict[str, object] | None = None):
    headers = {"Authorization": f"Bearer {phone.issuer.mint(phone.persona.ref)}"}
    return await phone.hub.post(f"/v1/app/walk{path}", json=body, headers=headers)


def sighting(shop: Shop, phone: Phone, seq: int) -> None:
    """An edge hears the phone's token of now."""
    now = shop.hub.ground.clock.wall()
    token = next(each for each in phone.tokens if each.starts_at <= now < each.ends_at)
    event = TokenSighting(
        seq=seq, rssi_dbm=-61.5, packets=4, heard_at_ms=0, heard_mono_ms=1000, span_ms=900, token=token.token.hex(),
        epoch=token.epoch,
    )  # fmt: skip
    batch = SightingBatch(
        store="demo", edge="edge-1", boot_id="0" * 16, oldest_seq=1, sent_at_ms=0, sent_mono_ms=1000,
        clock_trusted=True, events=[event],
    )  # fmt: skip
    shop.hub.edges.ingest.apply(
        [Received(Incoming("goddag/demo/edge/edge-1/sightings", encode(batch), retained=False), now)]
    )


async def test_a_walk_with_the_app_comes_out_as_a_file_that_calibrate_reads(shop: Shop, tmp_path: Path) -> None:
    phone = await shop.customer(0)
    sighting(shop, phone, 1)  # before the walk: kept for none
    assert (await post(shop, phone, "")).status_code == 204
    assert (await post(shop, phone, "/taps", {"x_m": 3, "y_m": 3})).status_code == 204
    sighting(shop, phone, 2)
    assert (await post(shop, phone, "/taps", {"zone": "till"})).status_code == 204
    outside = await post(shop, phone, "/taps", {"x_m": 300, "y_m": 3})
    assert outside.status_code == 422
    assert "outline" in outside.text
    finished = await post(shop, phone, "/finish")
    assert finished.status_code == 200
    assert phone.persona.ref not in finished.text
    file = tmp_path / "walk.jsonl"
    file.write_text(finished.text)
    walk = read_walk(file, PLAN)
    assert [(tap.x_m, tap.zone) for tap in walk.taps] == [(3.0, None), (None, "till")]
    assert [(each.edge, each.rssi_dbm, each.packets) for each in walk.heard] == [("edge-1", -61.5, 4)]
    assert (await post(shop, phone, "/finish")).status_code == 409  # the hub holds nothing any more


async def test_nobody_else_may_walk_and_a_withdrawal_ends_it(shop: Shop) -> None:
    other = await shop.customer(1)
    assert (await post(shop, other, "")).status_code == 404
    phone = await shop.customer(0)
    assert (await post(shop, phone, "")).status_code == 204
    await phone.choose("invisible")
    # Within a second, and also for who agrees again before the walk is asked for.
    await shop.hub.calibration.live.look(shop.hub.ground.clock.wall())
    await phone.choose("help_if_i_ask")
    finished = await post(shop, phone, "/finish")
    assert finished.status_code == 409
    assert finished.json()["code"] == "no_walk"


def test_only_who_walks_is_kept_and_only_so_many_and_so_long() -> None:
    walks = WalkRecorder(StoreId("demo"), lambda _who, _at: True)
    assert walks.start(ANNA, 100.0)
    walks.heard(BENT, EDGE, -60, 2, 101.0)
    walks.heard(ANNA, EDGE, -60, 2, 99.0)
    walks.heard(ANNA, EDGE, 127, 2, 101.0)
    assert walks.tap(ANNA, HERE, 101.0)
    assert not walks.tap(BENT, HERE, 101.0)
    text = walks.finish(ANNA)
    assert text is not None
    assert len(text.splitlines()) == 2
    assert all(walks.start(Member(10 + number), 200.0) for number in range(MOST_WALKS))
    assert not walks.start(ANNA, 200.0)
    assert walks.start(ANNA, 201.0 + LONGEST_SECONDS)
    assert walks.finish(Member(10)) is None
