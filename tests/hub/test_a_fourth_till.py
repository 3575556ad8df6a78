"""Another till is a folder: put beside the others it has its settings, its address and its signature."""

import hashlib
import hmac
import json
import subprocess
import sys
from pathlib import Path

SETTINGS = '''
from pydantic import BaseModel, ConfigDict, Field

class FourthSettings(BaseModel):
    """A fourth till."""

    model_config = ConfigDict(frozen=True)
    till_fourth_secret: str = Field("", description="Its secret.")

SETTINGS = FourthSettings

def connects(settings):
    return bool(settings.of(SETTINGS).till_fourth_secret)
'''
CONNECTOR = """
import hashlib, hmac, json

from hub.knowledge.purchases.model import Delivery, Order, OrderKind, TillSystem
from hub.knowledge.purchases.till_connector import TillConnector, unless
from hub.knowledge.purchases.tills.fourth.settings import FourthSettings

FOURTH = TillSystem("fourth")

def connector(settings):
    secret = settings.of(FourthSettings).till_fourth_secret.encode()

    def why_not_signed(body, headers, _now):
        made = hmac.new(secret, body, hashlib.sha256).hexdigest()
        return unless(hmac.compare_digest(made, headers.get("x-fourth", "")))

    def read(body, _headers):
        told = json.loads(body)
        order = Order(FOURTH, told["no"], 1, OrderKind.SALE, told["ms"], "DKK", told["paid"])
        return Delivery(told["no"], (order,))

    return TillConnector(
        source=FOURTH, is_connected=bool(secret), connect_by="till_fourth_secret", about="An order.",
        headers=("x-fourth",), why_not_signed=why_not_signed, read=read, number_at=(("no",),),
    )
"""
# As a program of its own: the folder is there before anything else is imported.
RUN = """
import asyncio, sys
from contextlib import closing
from pathlib import Path

import hub.knowledge.purchases.tills as tills

tills.__path__.append(sys.argv[1])

import httpx

from hub.app import build
from hub.ground.data_folder import open_hub_database
from hub.ground.floor_plan.file import plan_of_the_store
from hub.ground.http.outgoing import open_outgoing
from hub.ground.manifests import schemas
from hub.ground.settings import read_settings


async def main() -> None:
    folder, body, signature = Path(sys.argv[2]), sys.argv[4].encode(), sys.argv[5]
    settings = read_settings(None, data_dir=folder, floor_plan=Path(sys.argv[3]), till_fourth_secret="s3cret")
    plan = plan_of_the_store(settings.floor_plan)
    with closing(open_hub_database(settings.data_dir, schemas())) as db:
        async with open_outgoing() as outgoing:
            hub = build(settings, plan, db, outgoing)
            transport = httpx.ASGITransport(app=hub.running.web)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                for headers in ({"x-fourth": "no"}, {"x-fourth": signature}):
                    answer = await client.post("/v1/till/fourth", content=body, headers=headers)
                    print(answer.status_code, answer.json()["result"])
            print(*db.rows("SELECT source, order_id, net_minor, currency FROM orders"))


asyncio.run(main())
"""


def test_a_folder_beside_the_others_is_a_till(tmp_path: Path) -> None:
    fourth = tmp_path / "tills" / "fourth"
    fourth.mkdir(parents=True)
    (fourth / "__init__.py").write_text('"""A fourth till."""\n')
    (fourth / "settings.py").write_text(SETTINGS)
    (fourth / "connector.py").write_text(CONNECTOR)
    body = json.dumps({"no": "77", "ms": 1_790_000_000_000, "paid": 12_500})
    signature = hmac.new(b"s3cret", body.encode(), hashlib.sha256).hexdigest()
    plan = Path(__file__).parents[2] / "simulators/stores/bicycle_shop.toml"
    words = [sys.executable, "-c", RUN, str(fourth.parent), str(tmp_path / "data"), str(plan), body, signature]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["401 bad_signature", "200 recorded", "('fourth', '77', 12500, 'DKK')"]
