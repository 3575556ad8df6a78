"""Who looked, and why: in the customer's mirror, and in a log that nobody can tidy up."""

import asyncio
import contextlib
import sqlite3
import subprocess

import httpx
import pytest
from enrolled_shop import SCRIPTS
from small_shop import Shop, never_held_out

from simulators.people import ROAD_CYCLIST, member

pytestmark = pytest.mark.story


async def audit(shop: Shop, *words: str) -> tuple[int, str]:
    """goddag-hub audit, as an operator runs it beside the running hub."""
    process = await asyncio.create_subprocess_exec(
        SCRIPTS / "goddag-hub", "audit", *words, "--data-dir", shop.chain.hub_data,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode or 0, said.decode()


async def test_the_mirror_tells_who_looked_and_why_a_message_came_and_keeps_it_after_the_visit(shop: Shop) -> None:
    phone = await shop.enrol(never_held_out(member(ROAD_CYCLIST)))
    shop.carry(phone)
    visit = (await shop.row_with_card())["visit_id"]
    assert (await shop.open_card(visit)).status_code == 200

    async def told() -> bool:
        seen = await phone.visit()
        return bool(seen and seen["messages"] and seen["messages"][0]["result"] == "sent")

    await shop.until("the message in the mirror", told)
    seen = await phone.visit()
    assert seen is not None
    [word] = seen["messages"]
    assert word["sent"]
    assert word["campaign"] == "welcome-road"
    [opening] = seen["openings"]
    assert (opening["by"], opening["why"]) == ("Maja", "Du var i nærheden, og de ville hjælpe.")
    await phone.consent("recognise_in_store", granted=False)
    assert (await shop.open_card(visit, "Bo", "request-2")).status_code == 404

    async def over() -> bool:
        return (await phone.mirror())["visit"] is None

    await shop.until("the visit to end", over)
    [past] = (await phone.mirror("en"))["past"]
    assert [(each["by"], each["refused"]) for each in past["openings"]] == [("Maja", False), ("Bo", True)]
    assert past["openings"][0]["until_ms"] <= past["ended_at_ms"]
    assert "Welcome to road" in past["messages"][0]["why"]
    assert past["listed_on"] == 1
    channels = {each["state"]["channel"]: each for each in (await phone.mirror("en"))["channels"]}
    assert {name: each["state"]["is_open"] for name, each in channels.items()} == {
        "email": False,
        "sms": False,
        "push": True,
        "in_store": False,
    }
    assert channels["in_store"]["why"] == "You have not agreed to it in the store's app."


async def test_a_silence_has_its_reason_in_the_customers_language(shop: Shop) -> None:
    phone = await shop.enrol()
    await phone.consent("marketing_push", granted=False)
    shop.carry(phone)

    async def told() -> bool:
        seen = await phone.visit()
        return bool(seen and seen["messages"])

    await shop.until("the silence in the mirror", told)
    for language, words in {
        "da": "ikke sagt ja",
        "nb": "ikke sagt ja",
        "sv": "inte sagt ja",
        "en": "not agreed",
    }.items():
        seen = (await phone.mirror(language))["visit"]
        assert words in seen["messages"][0]["why"], language


async def test_a_hub_that_is_killed_while_cards_are_opened_leaves_a_whole_chain_and_a_changed_line_is_found(
    shop: Shop,
) -> None:
    phone = await shop.enrol()
    shop.carry(phone)
    visit = (await shop.row_with_card())["visit_id"]
    answered: list[str] = []

    async def open_again_and_again() -> None:
        number = 0
        while True:
            number += 1
            request = f"request-{number:04}"
            with contextlib.suppress(httpx.TransportError):
                if (await shop.open_card(visit, request=request)).status_code == 200:
                    answered.append(request)

    opening = asyncio.create_task(open_again_and_again())
    await shop.until("some openings", lambda: len(answered) > 20)
    shop.processes.kill("hub")
    opening.cancel()
    written = sqlite3.connect(f"file:{shop.chain.database}?mode=ro", uri=True)
    with contextlib.closing(written):
        found = {request for (request,) in written.execute("SELECT request FROM audit WHERE deed = 'opened'")}
    # Whatever was answered had been written down before.
    assert set(answered) <= found
    status, said = await audit(shop, "verify")
    assert (status, "is whole" in said) == (0, True), said
    shop.processes.again("hub")
    await shop.ready()
    row = await shop.row_with_card()
    assert (await shop.open_card(row["visit_id"], request="after-the-kill")).status_code == 200
    status, said = await audit(shop, "verify")
    assert (status, "is whole" in said) == (0, True), said
    _, said = await audit(shop, "show")
    assert "staff=Maja" in said
    assert "reason=near" in said
    assert phone.persona.first_name not in said
    assert phone.persona.ref not in said
    with contextlib.closing(sqlite3.connect(shop.chain.database, isolation_level=None)) as db:
        db.execute("UPDATE audit SET staff = 'Nobody' WHERE line = 7")
    status, said = await audit(shop, "verify")
    assert (status, "line 7" in said) == (1, True), said
