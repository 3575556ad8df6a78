"""A hub that decides and sends for one customer after another, in a process of its own that may be killed."""

import asyncio
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

import httpx

from hub.ground import manifests
from hub.ground.database import open_database
from hub.ground.journal import VisitId
from hub.service.campaigns.document import CampaignDocument
from hub.trust.suppression.suppression_list import open_tombstones
from tests.hub.messages.conftest import ARRIVED, TLS, WELCOME, SetClock, shop_of

LIST = "autumn"


def _with(code_of: str, pool: str | None) -> dict[str, object]:
    text = {"en": {"title": "For you", "body": "{code}"}}
    return {"id": code_of, "text": text, "offer": {"kind": "percent", "value": "10", "valid_hours": 36, "pool": pool}}


OFFERED = CampaignDocument.model_validate(
    {**WELCOME.model_dump(mode="json"), "variants": [_with("hub", None), _with("list", LIST)]}
)


def serve_customers(folder: Path, url: str, refs: list[str], document: CampaignDocument, told: Connection) -> None:
    """What each start of the hub does; it tells when it is up, and whenever it asks the gateway.

    First what the last one left, then everybody who has not come in yet.
    """
    asyncio.run(_serve(folder, url, refs, document, told))


async def _serve(folder: Path, url: str, refs: list[str], document: CampaignDocument, told: Connection) -> None:
    with closing(open_database(folder / "hub.db", manifests.schemas())) as db, closing(open_tombstones(folder)) as gone:

        async def asks(_request: httpx.Request) -> None:
            told.send("asks")

        async with httpx.AsyncClient(timeout=60.0, verify=TLS, event_hooks={"request": [asks]}) as client:
            shop = shop_of(db, folder, gone, client, url, SetClock(), campaigns=[document])
            shop.messages.give_up_unsettled()
            told.send("up")
            await shop.campaigns.triggers.stay(0)
            for number, ref in enumerate(refs):
                record, visit = shop.members.by_customer(ref), VisitId(f"v{number}")
                if record is None:
                    raise AssertionError(f"{ref} is no member")
                if shop.visits.of(record.member) is None:
                    shop.comes(record, visit)
                # Of whoever came in just before the last hub was killed, nothing may be decided yet.
                await shop.campaigns.service.happened(record.member, visit, ARRIVED)
