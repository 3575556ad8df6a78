"""What a customer and an auditor get from a running hub about consent."""

import contextlib
import json
import sqlite3

import pytest
from enrolled_shop import command
from pyld import jsonld
from small_shop import Shop

from simulators.people import MEMBERS

pytestmark = pytest.mark.story


async def said_by_verify(shop: Shop, *more: str, expect: int = 0) -> str:
    return await command("goddag-hub", "consents", "verify", "--data-dir", shop.chain.hub_data, *more, expect=expect)


def write(shop: Shop, sql: str) -> None:
    """What somebody with the file can do."""
    with contextlib.closing(sqlite3.connect(shop.chain.database)) as db, db:
        assert db.execute(sql).rowcount == 1


async def test_a_customer_gets_their_own_receipt_and_the_auditor_every_record_while_the_hub_runs(shop: Shop) -> None:
    phone, other = await shop.enrol(MEMBERS[0]), await shop.enrol(MEMBERS[1])
    given = {name for name, yes in phone.consents.items() if yes}
    headers = {"authorization": f"Bearer {shop.chain.issuer.mint(MEMBERS[0].ref)}"}
    answer = await shop.client.get("/v1/app/consents/receipt", headers=headers)
    assert answer.headers["content-type"] == "application/ld+json"
    receipt = answer.json()
    assert set(receipt["goddag:given"]) == given
    asked = {part["dpv:hasProcess"]["dpv:hasPurpose"]["dct:identifier"] for part in receipt["dct:hasPart"]}
    assert asked == given
    assert jsonld.expand(receipt)
    page = await shop.client.get("/v1/app/consents/receipt.html?language=da", headers=headers)
    assert page.headers["content-type"].startswith("text/html")
    assert "<script" not in page.text
    assert "Kvittering" in page.text
    for path in ("/v1/app/consents/receipt", "/v1/app/consents/receipt.html"):
        assert (await shop.client.get(path)).status_code == 401
    # The auditor.
    out = shop.chain.folder / "consents.jsonl"
    plan, data = shop.chain.floor_plan, shop.chain.hub_data
    said = await command(
        "goddag-hub", "consents", "export", "--json-lines", out, "--floor-plan", plan, "--data-dir", data
    )
    records = [json.loads(line) for line in out.read_text().splitlines()]
    assert len(records) == len(given) + sum(other.consents.values())
    assert f"{len(records)} records" in said
    for persona in MEMBERS:
        assert persona.ref not in out.read_text()
    anchor = receipt["goddag:ledgerAnchor"]
    assert f"{len(records)} lines, chain whole" in await said_by_verify(shop, "--anchor", anchor)
    # More is added, the old mark still stands.
    await phone.choose("invisible")
    assert "chain whole" in await said_by_verify(shop, "--anchor", anchor)


async def test_a_ledger_that_somebody_touched_is_named_with_the_line_and_what_to_do(shop: Shop) -> None:
    await shop.enrol(MEMBERS[0])
    anchor = (await said_by_verify(shop)).split("--anchor ")[1].strip()
    shop.processes.kill("hub")
    write(shop, "UPDATE ledger SET granted = 1 - granted WHERE line = 2")
    said = await said_by_verify(shop, expect=1)
    assert "line 2" in said
    assert "Next:" in said
    write(shop, "UPDATE ledger SET granted = 1 - granted WHERE line = 2")
    assert "chain whole" in await said_by_verify(shop)
    write(shop, "DELETE FROM ledger WHERE line = (SELECT max(line) FROM ledger)")
    assert "were there once and are gone" in await said_by_verify(shop, expect=1)
    write(shop, "UPDATE sqlite_sequence SET seq = seq - 1 WHERE name = 'ledger'")
    assert "chain whole" in await said_by_verify(shop)
    assert "lines were cut off or written anew" in await said_by_verify(shop, "--anchor", anchor, expect=1)
    assert "is not an anchor" in await said_by_verify(shop, "--anchor", "yesterday", expect=2)
