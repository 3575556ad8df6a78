"""Opening a card on a whole hub: handhelds with a PIN, customers with their apps."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from whole_hub import Shop, open_shop

from hub.ground import manifests
from hub.ground.web.may import FLOOR
from hub.ground.words.languages import LANGUAGES
from hub.ground.words.words import Words
from hub.service.staff.stream import Screen, stream
from hub.trust.accounts.people import FROM_THE_BOX
from hub.trust.audit.log import AuditAction
from simulators.catalogue import CATALOGUE
from simulators.colleague import sign_in_by_pin
from simulators.phone import Phone
from simulators.till import GENERIC_SECRET, Till


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, till_generic_secrets=GENERIC_SECRET) as opened:
        yield opened


async def customer_who_bought(shop: Shop) -> Phone:
    """Somebody of whom there is something to show."""
    phone, till = await shop.customer(), Till(shop.client(), "generic")
    await till.tell(till.ring_up(CATALOGUE[0]), phone.persona.ref)
    await shop.settled()
    return phone


def look(staff: str = "Maja", request: str = "request-1", reason: str = "near") -> dict[str, str]:
    return {"staff": staff, "request_id": request, "reason": reason}


async def visit_of(phone: Phone) -> dict[str, Any]:
    visit = await phone.visit()
    assert visit is not None
    return visit


async def test_the_list_carries_no_fields_and_opening_does_and_is_written_down_first(shop: Shop) -> None:
    phone, handheld = await customer_who_bought(shop), await shop.handheld("Maja")
    [row] = (await handheld.get("/api/staff/nearby")).json()["visits"]
    assert "fields" not in row["card"]
    card = (await handheld.post(f"/api/staff/visits/{row['visit_id']}/open", json=look())).json()
    assert card["fields"]
    assert {name: card[name] for name in row["card"]} == row["card"]
    listed, opened = (line.entry for line in shop.audit.since())
    assert (listed.deed, opened.deed) == (AuditAction.LISTED, AuditAction.OPENED)
    assert opened.device == listed.device != "this-machine"
    assert listed.fields == ("name", "need", "next_best", "avoid")
    assert (opened.staff, opened.reason, opened.level) == ("Maja", "near", "greet_me_by_name")
    there = [field["name"] for field in card["fields"] if field["value"] is not None]
    assert list(opened.fields) == [*there, "timeline"]
    assert set(opened.purposes) == phone.persona.purposes
    # It rests on the customer's newest line of the ledger, and names them by the ledger's random id only.
    assert opened.ledger_line == shop.db.row("SELECT max(line) FROM ledger")[0]  # pyright: ignore[reportOptionalSubscript]
    assert opened.subject == shop.db.row("SELECT subject FROM members")[0]  # pyright: ignore[reportOptionalSubscript]
    assert shop.audit.first_broken_line() is None
    values = [field["value"] for field in card["fields"] if field["value"]]
    assert not any(value in str([*shop.audit.since()]) for value in [*values, phone.persona.first_name])


async def test_the_customers_mirror_shows_the_very_card_who_opened_it_when_where_why_and_how_long(shop: Shop) -> None:
    phone, maja, bo = await customer_who_bought(shop), await shop.handheld("Maja"), await shop.handheld("Bo")
    visit = (await visit_of(phone))["visit_id"]
    for handheld in (maja, bo):
        await handheld.get("/api/staff/nearby")
        await handheld.get("/api/staff/nearby")
    danish = {"accept-language": "da-DK,da;q=0.9,en;q=0.8"}
    card = (await maja.post(f"/api/staff/visits/{visit}/open", json=look(), headers=danish)).json()
    assert "købt i dag, spørg" in card["need"]["text"]
    await maja.post(f"/api/staff/visits/{visit}/close", json={"request_id": "request-1"})
    await phone.ask_for_help()
    await bo.post(f"/api/staff/visits/{visit}/open", json=look("Bo", "request-2", "asked"))
    seen = (await phone.mirror("da"))["visit"]
    assert seen["card"] == card
    assert seen["listed_on"] == 2
    first, second = seen["openings"]
    assert (first["by"], first["reason"], first["why"]) == ("Maja", "near", "Du var i nærheden, og de ville hjælpe.")
    assert first["zone"] == seen["zone"]
    assert first["until_ms"] >= first["at_ms"]
    seen_fields = [field for field in card["fields"] if field["value"] is not None]
    assert first["fields"] == [*(field["name"] for field in seen_fields), "timeline"]
    assert first["saw"] == [*(field["label"] for field in seen_fields), "Hvad der skete før"]
    assert len(seen_fields) < len(card["fields"])  # what was missing on the card was seen by nobody
    assert "Senest købt" in first["saw"]
    assert (second["by"], second["why"], second["until_ms"]) == ("Bo", "Du bad om hjælp.", None)
    [word] = seen["messages"]
    assert word["campaign"] == "welcome"


async def test_opening_the_next_card_ends_the_one_before(shop: Shop) -> None:
    first, second, handheld = await shop.customer(1), await shop.customer(2), await shop.handheld("Maja")
    for number, phone in enumerate((first, second)):
        visit = (await visit_of(phone))["visit_id"]
        await handheld.post(f"/api/staff/visits/{visit}/open", json=look(request=f"request-{number}"))
    [opening] = (await visit_of(first))["openings"]
    assert opening["until_ms"] is not None
    assert (await visit_of(second))["openings"][0]["until_ms"] is None


async def test_a_request_sent_again_is_one_opening_and_another_device_cannot_hide_behind_it(shop: Shop) -> None:
    phone, mine, other = await shop.customer(), await shop.handheld("Maja"), await shop.handheld("Bo")
    url = f"/api/staff/visits/{(await visit_of(phone))['visit_id']}/open"
    answers = [await mine.post(url, json=look()) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert answers[0].json() == answers[2].json()
    assert shop.deeds().count("opened") == 1
    await other.post(url, json=look())
    bo = shop.person("Bo")
    (await sign_in_by_pin(mine, bo.id, shop.sign_in.give_pin(bo, FROM_THE_BOX))).raise_for_status()
    await mine.post(url, json=look())
    assert shop.deeds().count("opened") == 3


async def test_withdrawn_and_invisible_cards_stay_shut_and_the_attempt_is_in_the_mirror(shop: Shop) -> None:
    phone, handheld = await shop.customer(), await shop.handheld("Maja")
    visit = (await visit_of(phone))["visit_id"]
    await phone.consent("recognise_in_store", granted=False)
    # Before any reaction has run: the ledger alone decides.
    answer = await handheld.post(f"/api/staff/visits/{visit}/open", json=look())
    assert answer.status_code == 404
    await shop.settled()
    for number in range(3):
        again = await handheld.post(f"/api/staff/visits/{visit}/open", json=look(request=f"request-{number}"))
        assert again.status_code == 404
    assert shop.deeds() == ["refused"]
    mirror = await phone.mirror()
    assert mirror["visit"] is None
    [past] = mirror["past"]
    assert [(each["by"], each["refused"], each["fields"]) for each in past["openings"]] == [("Maja", True, [])]
    # An id that was never a visit is nobody's, and fills no log.
    assert (await handheld.post("/api/staff/visits/nonsense/open", json=look())).status_code == 404
    assert shop.deeds() == ["refused"]


async def test_a_card_that_was_open_can_be_closed_after_its_customer_withdrew(shop: Shop) -> None:
    phone, handheld = await shop.customer(), await shop.handheld("Maja")
    url = f"/api/staff/visits/{(await visit_of(phone))['visit_id']}"
    await handheld.post(f"{url}/open", json=look())
    await phone.consent("recognise_in_store", granted=False)
    await shop.settled()
    for _ in range(2):
        assert (await handheld.post(f"{url}/close", json={"request_id": "request-1"})).status_code == 204
    assert shop.deeds() == ["opened", "closed"]
    [opening] = (await phone.mirror())["past"][0]["openings"]
    # The withdrawal took the card off the screen, whenever the handheld said so.
    assert opening["until_ms"] <= (await phone.mirror())["past"][0]["ended_at_ms"]


async def test_help_if_i_ask_can_neither_be_listed_nor_opened_before_they_asked(shop: Shop) -> None:
    phone, handheld = await shop.customer(level="help_if_i_ask"), await shop.handheld("Maja")
    visit = (await visit_of(phone))["visit_id"]
    assert (await handheld.get("/api/staff/nearby")).json()["visits"] == []
    assert (await handheld.post(f"/api/staff/visits/{visit}/open", json=look())).status_code == 404
    await phone.ask_for_help()
    await shop.settled()
    answer = await handheld.post(f"/api/staff/visits/{visit}/open", json=look(request="request-2", reason="asked"))
    assert answer.json()["fields"] == []


async def test_nobody_says_the_customer_asked_who_did_not(shop: Shop) -> None:
    phone, handheld = await shop.customer(), await shop.handheld("Maja")
    url = f"/api/staff/visits/{(await visit_of(phone))['visit_id']}"
    answer = await handheld.post(f"{url}/open", json=look(reason="asked"))
    assert answer.status_code == 409
    assert "say another reason" in answer.json()["detail"]
    assert (await handheld.post(f"{url}/open", json=look(reason="curious"))).status_code == 422
    assert (await handheld.post(f"{url}/close", json={"request_id": "request-1"})).status_code == 404
    assert (await shop.client().post(f"{url}/open", json=look())).status_code == 401
    assert "opened" not in shop.deeds()


async def test_reading_in_bulk_raises_one_alert_and_beyond_the_limit_is_refused_in_words(tmp_path: Path) -> None:
    async with open_shop(tmp_path, most_opened_per_hour=2, most_opened_before_refusing=4) as shop:
        phones = [await shop.customer(number) for number in range(6)]
        visits = [(await visit_of(phone))["visit_id"] for phone in phones]
        handheld = await shop.handheld("Maja")

        async def open_card(number: int, device: httpx.AsyncClient, staff: str = "Maja") -> httpx.Response:
            request = look(staff, f"request-{number}")
            return await device.post(f"/api/staff/visits/{visits[number]}/open", json=request)

        answers = [await open_card(number, handheld) for number in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2
        assert "most_opened_per_hour" in answers[-1].json()["detail"]
        # Another name does not help, another handheld under the same name neither; looking again is no new customer.
        bo = shop.person("Bo")
        pin = shop.sign_in.give_pin(bo, FROM_THE_BOX)
        (await sign_in_by_pin(handheld, bo.id, pin)).raise_for_status()
        assert (await open_card(5, handheld)).status_code == 429
        assert (await open_card(5, await shop.handheld("Maja"))).status_code == 429
        assert (await open_card(0, handheld)).status_code == 200
        fleet = (await handheld.get("/api/fleet")).json()
        assert fleet["bulk_alerts"] == 2  # one for each device
        assert fleet["newest_bulk_alerts"][-1]["customers"] == 3
        assert shop.audit.first_broken_line() is None
        for line in shop.audit.alerts():
            assert line.entry.subject is None
            assert line.entry.visit is None


async def test_a_store_that_keeps_no_names_says_staff(tmp_path: Path) -> None:
    async with open_shop(tmp_path, audit_names=False) as shop:
        phone, handheld = await shop.customer(), await shop.handheld("Maja")
        visit = (await visit_of(phone))["visit_id"]
        await handheld.post(f"/api/staff/visits/{visit}/open", json=look("Maja"))
        assert (await phone.mirror("sv"))["visit"]["openings"][0]["by"] == "personalen"
        assert "Maja" not in str([*shop.audit.since()])


async def test_fifty_handhelds_that_are_told_at_once_share_a_write_and_each_visit_is_written_once_a_device(
    shop: Shop,
) -> None:
    for number in range(4):
        await shop.customer(number)
    handhelds = [await shop.handheld() for _ in range(50)]
    statements: list[str] = []
    shop.db._db.conn.set_trace_callback(statements.append)
    for _ in range(2):
        answers = await asyncio.gather(*(each.get("/api/staff/nearby") for each in handhelds))
        assert [len(answer.json()["visits"]) for answer in answers] == [4] * 50
    shop.db._db.conn.set_trace_callback(None)
    assert 1 <= sum(statement == "COMMIT" for statement in statements) < 10
    assert shop.deeds() == ["listed"] * 200
    assert len({(line.entry.device, line.entry.visit) for line in shop.audit.since()}) == 200
    assert shop.audit.first_broken_line() is None


async def test_an_erased_member_leaves_an_unbroken_chain_that_names_nobody(shop: Shop) -> None:
    phone, handheld = await shop.customer(), await shop.handheld("Maja")
    visit = (await visit_of(phone))["visit_id"]
    await handheld.post(f"/api/staff/visits/{visit}/open", json=look())
    for table in ("members", "visits", "claims", "journal", "exposures"):
        shop.db.run(f"DELETE FROM {table}")
    assert shop.audit.first_broken_line() is None
    assert phone.persona.ref not in str([*shop.audit.since()])


async def test_a_card_made_with_what_is_withdrawn_is_shown_no_more_from_that_answer_on(shop: Shop) -> None:
    phone, hand = await customer_who_bought(shop), await shop.handheld("Maja")
    await phone.ask_for_help()
    await shop.settled()
    visit = await visit_of(phone)
    path = f"/api/staff/visits/{visit['visit_id']}/open"
    assert (await hand.post(path, json=look())).json()["fields"]
    for purpose in ("predict", "show_history_to_staff"):
        await phone.consent(purpose, granted=False)
        # The hub has not reacted yet: nobody has made another card.
        [row] = (await hand.get("/api/staff/nearby")).json()["visits"]
        assert row["card"] is None
        assert (await visit_of(phone))["card"] is None
        assert (await hand.post(path, json=look(request="request-2"))).status_code == 409
        await shop.settled()
    assert (await hand.post(path, json=look(request="request-3"))).json()["fields"] == []


async def test_how_helping_went_is_told_to_colleagues_and_counted_only_of_whom_agreed(shop: Shop) -> None:
    hand = await shop.handheld("Maja")
    for number, measured in ((0, 1), (1, 0)):
        phone = await shop.customer(number)
        if not measured:
            await phone.consent("measure", granted=False)
        visit = (await visit_of(phone))["visit_id"]
        url, said = f"/api/staff/visits/{visit}", {"staff": "Maja", "request_id": "request-1"}
        row = (await hand.post(f"{url}/outcome", json=said | {"outcome": "sold"})).json()
        assert (row["claimed_by"], row["outcome"]) == ("Maja", "sold")
        # To release it changes neither.
        assert (await hand.post(f"{url}/release", json=said)).json()["outcome"] == "sold"
        kept = shop.db.rows("SELECT outcome, measured FROM claims WHERE visit = ?", visit)
        assert kept == [("sold", measured)]


async def test_a_customer_who_names_no_language_reads_the_one_they_agreed_in_and_may_name_another(shop: Shop) -> None:
    phone = await shop.customer()
    assert phone.language == "da"
    assert (await phone._ask("GET", "/v1/app/mirror"))["language"] == "da"
    assert (await phone.mirror("sv"))["visit"]["card"]["avoid"]["text"] == "Inget känt: låt kunden styra"
    assert (await phone.held())["cards"][0]["card"]["avoid"]["text"] == "Intet kendt: lad kunden styre"


async def test_a_language_that_there_is_not_is_refused_and_named(shop: Shop) -> None:
    handheld = await shop.handheld("Maja")
    answer = await handheld.get("/api/staff/nearby", params={"language": "xx"})
    assert answer.status_code == 422
    assert "there are da, en, nb, sv" in answer.text


async def test_the_live_stream_speaks_the_language_it_was_opened_in(shop: Shop) -> None:
    await shop.customer()
    hub = shop.hub
    said = {}
    for language in ("sv", "nb"):
        told = stream(hub.staff.screens, Screen(f"in-{language}", "", FLOOR, None, language), hub.ground.journal, 0)
        row = await anext(event.data async for event in told if event.event == "visit")
        said[language] = row.card.avoid.text
        await told.aclose()
    assert said == {"sv": "Inget känt: låt kunden styra", "nb": "Ingenting kjent: la kunden styre"}


async def test_a_shop_where_something_always_happens_says_when_everybody_was_last_heard(shop: Shop) -> None:
    hub, screen = shop.hub, Screen("device-1", "device-1", FLOOR, None, "en")
    told = stream(hub.staff.screens, screen, hub.ground.journal, hub.ground.journal.last_seq(), 0.0)
    said: list[str] = [(await anext(told)).event or "" for _ in range(3)]
    for number in range(3):
        await shop.customer(number)
        said += [(await anext(told)).event or "" for _ in range(2)]
    await told.aclose()
    assert said == ["hb", "alerts", "hb", *["visit", "hb"] * 3]


async def test_the_page_of_ones_own_data_is_in_ones_own_words_by_the_shops_clock(shop: Shop) -> None:
    phone, handheld = await customer_who_bought(shop), await shop.handheld("Maja")
    await handheld.post(f"/api/staff/visits/{(await visit_of(phone))['visit_id']}/open", json=look())
    asked = {"Authorization": f"Bearer {phone.issuer.mint(phone.persona.ref)}"}
    page = (await phone.hub.get("/v1/app/data.html?language=sv", headers=asked)).text
    assert "I butiken" in page
    assert "Ingen har frågat här" in page
    assert "Varje samtycke du har gett" in page
    for program in ("ChannelReason", "{&#x27;", "[&#x27;", "True", "False", "UTC", "_ms", "Phrase", "None"):
        assert program not in page, program
    assert "held-" not in page


async def test_what_is_stored_is_said_in_words_and_the_file_has_every_code_of_it(shop: Shop) -> None:
    phone, handheld = await customer_who_bought(shop), await shop.handheld("Maja")
    await handheld.post(f"/api/staff/visits/{(await visit_of(phone))['visit_id']}/open", json=look())
    asked = {"Authorization": f"Bearer {phone.issuer.mint(phone.persona.ref)}"}
    page = (await phone.hub.get("/v1/app/data.html?language=sv", headers=asked)).text
    stored = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", page.partition("Allt som är sparat")[2])
    assert "Du kom in" in stored
    assert f"Varor: {CATALOGUE[0].name}" in " ".join(stored)
    assert "Område: " in " ".join(stored)
    codes = [cell for cell in stored if re.search(r"[{}\[\]]|&quot;|[a-z]_[a-z]|\b(?=[0-9]*[a-f])[0-9a-f]{8,}\b", cell)]
    assert codes == []
    held = (await phone.hub.get("/v1/app/data?language=sv", headers=asked)).json()
    assert [row["hash"] for table in held["everything"] for row in table["rows"] if "hash" in row]
    told = {each["table"]: (each["about"], each["kept"]) for each in held["everything"]}
    assert told["visits"][0].startswith("När du var i butiken")
    assert told["visits"][1] == "Raderas efter 90 dagar."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_with_people_in_it_says_what_it_is_for_in_every_language(language: str) -> None:
    words = Words().of(language)
    tables = {each.table for each in manifests.holdings() if each.column is None and each.keys}
    assert [name for name in sorted(tables) if not words.has(f"held-table-{name.replace('_', '-')}")] == []


async def test_who_leaves_reads_what_became_of_it_in_their_language_and_of_no_platform_that_there_is_not(
    shop: Shop,
) -> None:
    phone = await shop.customer()
    asked = {"Authorization": f"Bearer {phone.issuer.mint(phone.persona.ref)}"}
    left = (await phone.hub.delete("/v1/app/membership?language=sv", headers=asked)).json()
    again = (await phone.hub.get(f"/v1/app/receipts/{left['receipt']}?language=sv")).json()
    english = (await phone.hub.get(f"/v1/app/receipts/{left['receipt']}?language=en")).json()
    assert again["sinks"] == left["sinks"]
    for said, other in zip(left["sinks"], english["sinks"], strict=True):
        assert said["place"] == other["place"]
        for part in ("name", "state_name", "detail"):
            assert said[part] != other[part], said
    platform = left["sinks"][-1]
    assert (platform["place"], platform["state"]) == ("customer data platform", "done")
    assert platform["detail"] == "Butiken har bara sitt eget register här, och där är du raderad."
