"""What a customer can ask of the shop about themselves, through the real chain."""

import asyncio
import json
import sqlite3
import time
import uuid
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from enrolled_shop import command
from small_shop import Shop

from simulators.people import EVERYTHING, MEMBERS, Persona
from simulators.phone import Phone
from simulators.streams import listen
from simulators.traces import found_in, spellings_of_handle, spellings_of_text

pytestmark = pytest.mark.story

# What the hub promises: nothing is left a minute later, at the latest.
ERASED_WITHIN_SECONDS = 60.0


def rows(shop: Shop, sql: str, *values: object) -> list[tuple]:
    with closing(sqlite3.connect(f"file:{shop.chain.database}?mode=ro", uri=True)) as db:
        return db.execute(sql, values).fetchall()


def handle_of(shop: Shop, ref: str) -> int:
    return rows(shop, "SELECT member FROM members WHERE customer_ref = ?", ref)[0][0]


def subject_of(shop: Shop, ref: str) -> str:
    return rows(shop, "SELECT subject FROM members WHERE customer_ref = ?", ref)[0][0]


def files_of(shop: Shop) -> list[Path]:
    """Every file of hub, broker and edges, and their logs: not those of the simulated outside world."""
    return [
        path
        for path in shop.chain.folder.rglob("*")
        if path.is_file() and path.name not in {"cdp.log", "push.log"} and "issuer" not in path.parts
    ]


async def enrol_somebody_to_write_to(shop: Shop) -> tuple[Persona, Phone]:
    """Somebody who gets messages."""
    persona = next(each for each in MEMBERS if each.purposes == EVERYTHING)
    return persona, await shop.enrol(persona)


async def known_to_staff(shop: Shop) -> tuple[Persona, Phone]:
    """A customer in the store with a card and a message."""
    persona, phone = await enrol_somebody_to_write_to(shop)
    shop.carry(phone)
    await shop.row_with_card()

    async def written_to() -> bool:
        return bool(await shop.inbox(phone))

    await shop.until("a message", written_to)
    return persona, phone


async def erased_at_the_platform(shop: Shop) -> list[str]:
    async with httpx.AsyncClient(timeout=60.0) as client:
        return (await client.get(f"{shop.chain.cdp_url}/erased")).json()["users"]


async def nothing_left(shop: Shop, needles: set[bytes], within: float = ERASED_WITHIN_SECONDS) -> float:
    """Wait until no file holds any of the needles; returns how many seconds it took."""
    began = time.monotonic()
    await shop.until("no trace", lambda: not found_in(files_of(shop), needles), within)
    return time.monotonic() - began


async def test_who_leaves_is_gone_from_every_file_and_every_screen_and_can_come_back(shop: Shop) -> None:
    persona, phone = await known_to_staff(shop)
    handle, subject = handle_of(shop, persona.ref), subject_of(shop, persona.ref)
    row = await shop.row_with_card()
    await shop.client.post(
        f"/api/staff/visits/{row['visit_id']}/claim", json={"staff": "Bo", "request_id": "request-0001"}
    )
    needles = spellings_of_handle(handle) | spellings_of_text(persona.ref) | spellings_of_text(phone.push_token)
    needles |= spellings_of_text(phone.install_id) | spellings_of_text(persona.first_name)
    # The positive control: before, the same search finds the handle, the customer id and the push token.
    before = found_in(files_of(shop), needles)
    assert {str(handle).encode(), persona.ref.encode(), phone.push_token.encode()} <= before.keys()
    async with httpx.AsyncClient(timeout=60.0) as client, asyncio.timeout(60):
        stream = listen(client, f"{shop.chain.hub_url}/api/staff/stream")
        receipt = await phone.leave()
        async for event in stream:
            if event.name == "gone":
                assert json.loads(event.data)["visit_id"] == row["visit_id"]
                break
    assert await shop.rows() == []
    assert await nothing_left(shop, needles) < ERASED_WITHIN_SECONDS
    # The platform was asked; the proof of consent stays, in a chain that holds, under a name that leads nowhere.
    assert await erased_at_the_platform(shop) == [persona.ref]
    sinks = {sink["place"]: sink for sink in receipt["sinks"]}
    assert sinks["database"]["state"] == "done"
    assert sinks["ledger"]["state"] == "refused"
    assert sinks["customer data platform"]["state"] == "pending"
    assert all(sink["until_ms"] for sink in sinks.values() if sink["state"] == "pending")
    later = (await shop.client.get(f"/v1/app/receipts/{receipt['receipt']}")).json()
    assert {sink["place"]: sink["state"] for sink in later["sinks"]}["database's log"] == "done"
    assert rows(shop, "SELECT count(*) FROM ledger WHERE subject = ?", subject)[0][0] == 2 * len(EVERYTHING)
    with pytest.raises(httpx.HTTPStatusError, match="404"):
        await phone.visit()
    # Coming back is a new beginning: another handle, and the phone works.
    again = await shop.enrol(persona)
    assert handle_of(shop, persona.ref) != handle
    shop.carry(again)
    assert (await shop.row_with_card())["visit_id"] != row["visit_id"]


async def test_tokens_sent_after_the_erasure_name_nobody_and_leave_nothing(shop: Shop) -> None:
    phone = await shop.enrol(MEMBERS[0])
    shop.carry(phone)
    await shop.row_with_card()
    handle = handle_of(shop, MEMBERS[0].ref)
    tokens = phone.tokens
    await phone.leave()
    phone.tokens, phone.advertises = tokens, True
    before = (await shop.refused()).get("token_of_nobody_here", 0)

    async def refused() -> bool:
        return (await shop.refused()).get("token_of_nobody_here", 0) > before + 5

    await shop.until("sightings to be refused", refused)
    await nothing_left(shop, spellings_of_handle(handle))
    assert await shop.rows() == []


async def test_an_enrolment_played_back_after_the_erasure_enrols_nobody(shop: Shop) -> None:
    persona = MEMBERS[0]
    texts = (await shop.client.get("/v1/app/texts")).json()
    body = {
        "request_id": str(uuid.uuid4()),
        "device": {"install_id": "installation-000001", "platform": "ios", "push_token": "push-1"},
        "shown": {"text_version": texts["version"], "language": "en"},
        "purposes": sorted(persona.purposes),
    }
    headers = {"Authorization": f"Bearer {shop.chain.issuer.mint(persona.ref)}"}
    assert (await shop.client.post("/v1/app/members", json=body, headers=headers)).status_code == 201
    assert (await shop.client.delete("/v1/app/membership", headers=headers)).status_code == 200
    again = await shop.client.post("/v1/app/members", json=body, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "choice_done_before")
    assert rows(shop, "SELECT count(*) FROM members") == [(0,)]


async def test_a_message_on_its_way_writes_nothing_of_somebody_who_was_erased_meanwhile(shop: Shop) -> None:
    await shop.fault(shop.chain.push_url, "slow", delay_ms=4_000)
    persona, phone = await enrol_somebody_to_write_to(shop)
    shop.carry(phone)
    handle = handle_of(shop, persona.ref)
    await shop.until("a message under way", lambda: rows(shop, "SELECT result FROM exposures") == [(None,)])
    await phone.leave()
    await nothing_left(shop, spellings_of_handle(handle))
    # Longer than the gateway takes, and then some.
    deadline = time.monotonic() + 6
    while time.monotonic() < deadline:
        assert not found_in(files_of(shop), spellings_of_handle(handle))
        await asyncio.sleep(0.5)


async def test_an_erasure_that_is_killed_half_way_is_finished_at_the_next_start(shop: Shop) -> None:
    persona, phone = await known_to_staff(shop)
    needles = spellings_of_handle(handle_of(shop, persona.ref)) | spellings_of_text(persona.ref)
    # Somebody else holds the database, so that the hub gets as far as the tombstone and no further.
    with closing(sqlite3.connect(shop.chain.database, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        leaving = asyncio.create_task(phone.leave())
        tombstones = shop.chain.hub_data / "tombstones.db"

        def begun() -> bool:
            with closing(sqlite3.connect(f"file:{tombstones}?mode=ro", uri=True)) as db:
                return db.execute("SELECT finished FROM erased").fetchall() == [(0,)]

        await shop.until("the tombstone", begun)
        shop.processes.kill("hub")
        holder.execute("ROLLBACK")
    with pytest.raises(httpx.HTTPError):
        await leaving
    assert found_in(files_of(shop), {persona.ref.encode()})
    shop.processes.again("hub")
    await shop.ready()
    await nothing_left(shop, needles)

    async def told() -> bool:
        return await erased_at_the_platform(shop) == [persona.ref]

    # Nobody had asked the platform yet: that is not forgotten either.
    await shop.until("the platform to be asked", told, 90)


async def test_a_backup_brings_back_neither_a_person_nor_a_consent(shop: Shop, tmp_path: Path) -> None:
    leaver, withdrawer = MEMBERS[0], MEMBERS[2]
    leaving, staying = await shop.enrol(leaver), await shop.enrol(withdrawer)
    needles = spellings_of_handle(handle_of(shop, leaver.ref)) | spellings_of_text(leaver.ref)
    folder = tmp_path / "backups"
    folder.mkdir()
    data = ("--data-dir", shop.chain.hub_data)
    said = await command("goddag-hub", "backup", "create", folder, *data)
    [backup] = folder.iterdir()
    assert str(backup) in said
    assert backup.stat().st_mode & 0o777 == 0o600
    assert found_in([backup], needles)
    receipt = await leaving.leave()
    await staying.consent("recognise_in_store", granted=False)
    await staying.object()
    # The receipt says until when; a copy that is older than the tombstones is no backup any more.
    [kept] = [sink for sink in receipt["sinks"] if sink["place"] == "backups"]
    assert kept["state"] == "pending"
    assert "another goddag-hub runs" in await command("goddag-hub", "backup", "restore", backup, *data, expect=2)
    shop.processes.kill("hub")
    restored = await command("goddag-hub", "backup", "restore", backup, *data)
    assert "1 person" in restored
    backup.unlink()
    assert not found_in(files_of(shop), needles)
    shop.processes.again("hub")
    await shop.ready()
    assert not found_in(files_of(shop), needles)
    assert rows(shop, "SELECT customer_ref FROM members") == [(withdrawer.ref,)]
    with pytest.raises(httpx.HTTPStatusError, match="404"):
        await leaving.visit()
    held = await staying.held()
    assert held["purposes"] == dict.fromkeys(held["purposes"], False) | {
        "greet_by_name": True,
        "show_history_to_staff": True,
        "service_push": True,
    }
    assert held["objected_at_ms"] is not None
    # The platform was asked once, not again for each copy.
    assert await erased_at_the_platform(shop) == [leaver.ref]


async def test_the_platform_is_asked_until_it_listens_and_the_receipt_says_so(shop: Shop) -> None:
    phone = await shop.enrol(MEMBERS[0])
    await shop.fault(shop.chain.cdp_url, "500")
    receipt = await phone.leave()
    [platform] = [sink for sink in receipt["sinks"] if sink["place"] == "customer data platform"]
    assert platform["state"] == "pending"
    assert "kunne ikke nås" in platform["detail"]
    # The one place that still has the customer id is the hub's list of whom to ask about.
    assert rows(shop, "SELECT customer_ref FROM erasures") == [(MEMBERS[0].ref,)]
    await shop.fault(shop.chain.cdp_url, "none")

    async def told() -> bool:
        return await erased_at_the_platform(shop) == [MEMBERS[0].ref]

    await shop.until("the platform to be asked", told, 90)
    await nothing_left(shop, spellings_of_text(MEMBERS[0].ref))


async def test_the_shop_erases_a_customer_who_wrote_a_letter(shop: Shop) -> None:
    persona = MEMBERS[0]
    phone = await shop.enrol(persona)
    needles = spellings_of_handle(handle_of(shop, persona.ref)) | spellings_of_text(persona.ref)
    erase = ("goddag-hub", "members", "erase", "--data-dir", shop.chain.hub_data, "--customer")
    assert "not enrolled" in await command(*erase, "u-nobody", expect=2)
    said = json.loads(await command(*erase, persona.ref, "--json"))
    assert {sink["place"] for sink in said["sinks"]} >= {"database", "ledger", "backups", "handhelds"}
    await nothing_left(shop, needles)
    with pytest.raises(httpx.HTTPStatusError, match="404"):
        await phone.visit()
    # The same with a hub that is stopped: what is to be told outside is told at its next start.
    other = MEMBERS[2]
    await shop.enrol(other)
    needles = spellings_of_handle(handle_of(shop, other.ref))
    shop.processes.kill("hub")
    said = json.loads(await command(*erase, other.ref, "--json"))
    assert {sink["place"]: sink["state"] for sink in said["sinks"]}["database"] == "done"
    assert not found_in(files_of(shop), needles)
    shop.processes.again("hub")
    await shop.ready()

    async def told() -> bool:
        return await erased_at_the_platform(shop) == [persona.ref, other.ref]

    await shop.until("the platform to be asked", told, 90)


async def test_a_customer_gets_everything_that_is_held_and_the_card_that_staff_see(shop: Shop) -> None:
    persona, phone = await known_to_staff(shop)
    row = await shop.row_with_card()
    await shop.client.post(
        f"/api/staff/visits/{row['visit_id']}/claim", json={"staff": "Bodil-Associate", "request_id": "request-0001"}
    )
    held = await phone.held()
    assert held["customer_ref"] == persona.ref
    assert held["cards"] == [
        {
            "visit_id": row["visit_id"],
            "at_ms": held["cards"][0]["at_ms"],
            "name": row["name"],
            "card": (await shop.open_card(row["visit_id"], language=phone.language)).json(),
            "opened_by": [],
        }
    ]
    assert {line["purpose"] for line in held["consents"]} == EVERYTHING
    assert [visit["visit_id"] for visit in held["visits"]] == [row["visit_id"]]
    assert [(message["sent"], message["result"]) for message in held["messages"]] == [(True, "sent")]
    assert held["phones"][0]["takes_messages"] is True
    assert {trait["name"] for trait in held["profile"]} >= {"first_name", "orders_24m"}
    tables = {table["table"]: table["rows"] for table in held["everything"]}
    assert {"journal", "members", "devices", "visits", "exposures", "ledger", "claims"} <= tables.keys()
    assert all(tables[name] for name in ("journal", "members", "devices", "visits", "exposures", "ledger", "claims"))
    # Who helped is somebody else's name.
    assert "Bodil-Associate" not in json.dumps(held)
    for language, heading in (("da", "Det har vi om dig"), ("nb", "Dette har vi om deg"), ("sv", "Det här har vi")):
        headers = {"Authorization": f"Bearer {shop.chain.issuer.mint(persona.ref)}"}
        page = await shop.client.get(f"/v1/app/data.html?language={language}", headers=headers)
        assert heading in page.text
        assert f'lang="{language}"' in page.text
        assert "<script" not in page.text
        assert persona.ref in page.text
    other = await shop.enrol(next(each for each in MEMBERS if each != persona))
    assert persona.ref not in json.dumps(await other.held())


async def test_an_objection_stops_profiling_and_nothing_that_comes_later_starts_it_again(shop: Shop) -> None:
    phone = await shop.enrol(MEMBERS[0])
    assert (await phone.object())["objected_at_ms"]
    with pytest.raises(httpx.HTTPStatusError, match="409"):
        await phone.consent("predict", granted=True)
    # Enrolling anew, as on a new phone, states all purposes again; these four stay refused.
    again = await shop.enrol(MEMBERS[0])
    assert {name for name, given in again.consents.items() if not given} == {
        "predict",
        "measure",
        "join_online_instore",
        "marketing_push",
    }
    shop.carry(again)
    card = (await shop.open_card((await shop.row_with_card())["visit_id"])).json()
    assert not {"due_item", "viewed_item_30d"} & {field["name"] for field in card["fields"]}
    assert await shop.inbox(again) == []
    await again.take_objection_back()
    assert not (await again.held())["purposes"]["predict"]
    await again.consent("predict", granted=True)
    assert again.consents["predict"] is True


async def test_a_guess_that_was_dismissed_vanishes_from_the_card_and_stays_away(shop: Shop) -> None:
    for persona in MEMBERS:
        phone = await shop.enrol(persona)
        carried = shop.carry(phone)
        card = (await shop.open_card((await shop.row_with_card())["visit_id"])).json()
        if any(field["name"] == "due_item" and field["value"] for field in card["fields"]):
            break
        carried.cancel()
        await phone.leave()
    else:
        pytest.fail("the simulated platform guesses nothing about anybody")

    def guesses(card: dict[str, Any]) -> bool:
        """What is known of the same article, as that it was looked at, is no guess."""
        lines = (card["need"], card["next_best"], card["avoid"])
        return any(each["name"] == "due_item" and each["value"] for each in card["fields"]) or any(
            line is not None and "due" in line["id"] for line in lines
        )

    assert guesses(card)
    await phone.dismiss("wear_part_due")

    async def unguessed() -> bool:
        now = await phone.visit()
        return now is not None and now["card"] is not None and not guesses(now["card"])

    await shop.until("a card without the guess", unguessed)
    shop.processes.kill("hub")
    shop.processes.again("hub")
    await shop.ready()
    again = await shop.open_card((await shop.row_with_card())["visit_id"], request="request-2")
    assert not guesses(again.json())
    assert list((await phone.held())["dismissed_guesses"]) == ["wear_part_due"]


async def test_a_correction_is_passed_on_to_the_platform_or_said_not_to_be(shop: Shop) -> None:
    phone = await shop.enrol(MEMBERS[0])
    assert (await phone.correct(first_name="Søren Aage"))["result"] == "passed_on"
    async with httpx.AsyncClient(timeout=60.0) as client:
        events = (await client.get(f"{shop.chain.cdp_url}/received")).json()["events"]
    [identify] = [event for event in events if event["type"] == "identify"]
    assert (identify["userId"], identify["traits"]) == (MEMBERS[0].ref, {"first_name": "Søren Aage"})
    await shop.fault(shop.chain.cdp_url, "500")
    with pytest.raises(httpx.HTTPStatusError, match="503"):
        await phone.correct(first_name="Søren")
    await shop.fault(shop.chain.cdp_url, "none")
    with pytest.raises(httpx.HTTPStatusError, match="422"):
        await phone.correct(first_name="<b>Søren</b>")


async def test_a_customer_renamed_in_the_platform_keeps_their_membership(shop: Shop) -> None:
    old = replace(MEMBERS[0], ref="u-old")
    phone = await shop.enrol(old)
    handle = handle_of(shop, "u-old")
    rename = ("goddag-hub", "members", "rename", "--data-dir", shop.chain.hub_data)
    assert "renamed" in await command(*rename, "u-old", MEMBERS[0].ref)
    assert handle_of(shop, MEMBERS[0].ref) == handle
    phone.persona = MEMBERS[0]
    shop.carry(phone)
    assert (await shop.row_with_card())["name"] == MEMBERS[0].first_name
    # Said twice, or of somebody unknown: refused with the reason, and nothing changes.
    assert "not enrolled" in await command(*rename, "u-old", MEMBERS[0].ref, expect=2)
    assert "cannot be" in await command(*rename, MEMBERS[0].ref, "../up", expect=2)


async def test_of_two_customers_who_are_one_the_stricter_choices_win(shop: Shop) -> None:
    careful = replace(MEMBERS[0], ref="u-careful", purposes=frozenset({"recognise_in_store", "measure"}))
    await shop.enrol(careful)
    generous = await shop.enrol(replace(MEMBERS[0], purposes=EVERYTHING - {"measure"}))
    gone = spellings_of_handle(handle_of(shop, "u-careful")) | spellings_of_text("u-careful")
    said = await command(
        "goddag-hub", "members", "rename", "--data-dir", shop.chain.hub_data, "u-careful", MEMBERS[0].ref
    )
    assert "merged" in said
    held = await generous.held()
    assert {name for name, given in held["purposes"].items() if given} == {"recognise_in_store"}
    await nothing_left(shop, gone)
    # The platform merged them itself; the customer goes on there.
    assert await erased_at_the_platform(shop) == []
