"""Notes about a customer: a template and a few words, seen by the customer, gone with their consent."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from hub.ground.web.may import Role
from hub.knowledge.customers.sensitive import load_sensitive_products
from hub.service.notes.wording import ABOUT_PEOPLE
from tests.hub.test_hand_over import visit_of
from tests.hub.whole_hub import Shop, open_shop


async def write(handheld: httpx.AsyncClient, visit: str, number: int = 1, **note: Any) -> httpx.Response:
    body = {"request_id": f"request-{number}", "template": "size_tried"} | note
    return await handheld.post(f"/api/staff/visits/{visit}/notes", json=body)


async def timeline(handheld: httpx.AsyncClient, visit: str, number: int = 1) -> list[dict[str, Any]]:
    body = {"request_id": f"opening-{number}", "reason": "near"}
    card = (await handheld.post(f"/api/staff/visits/{visit}/open", json=body)).json()
    return [each for each in card["timeline"] if each["note"]]


async def settled(shop: Shop, visit: str) -> None:
    """The card is made anew by a task of its own."""
    await shop.settled()
    await shop.hub.staff.composer.compose(shop.hub.visits.visits.named(visit).member, visit)  # type: ignore[union-attr, arg-type]


async def test_a_note_is_written_once_read_in_any_language_and_taken_back(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        maja = await shop.handheld("Maja", Role.ASSOCIATE)
        phone = await shop.customer()
        visit = await visit_of(maja)
        for _ in range(2):  # the answer to the first was lost
            assert (await write(maja, visit, text="42 er for lille")).status_code == 200
        await settled(shop, visit)
        [note] = await timeline(maja, visit)
        assert (note["text"], note["by"], note["kind"]) == ("Tried a size: 42 er for lille", "Maja", "note")
        assert "Prøvede en størrelse: 42 er for lille" in [each["text"] for each in (await phone.held())["timeline"]]
        card = (await phone.mirror("da"))["visit"]["card"]
        assert "Prøvede en størrelse: 42 er for lille" in [each["text"] for each in card["timeline"]]
        assert (await maja.delete(f"/api/staff/visits/{visit}/notes/{note['note']}")).status_code == 200
        await settled(shop, visit)
        assert await timeline(maja, visit, 2) == []


async def test_notes_go_with_the_consent_they_rest_on(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        maja = await shop.handheld("Maja", Role.ASSOCIATE)
        phone = await shop.customer()
        visit = await visit_of(maja)
        await write(maja, visit, text="thinks until Saturday")
        await phone.choose("invisible")
        await shop.settled()
        assert shop.db.rows("SELECT * FROM staff_notes") == []
        assert (await write(maja, visit, 2)).status_code == 404
        await phone.choose("help_if_i_ask")
        assert shop.db.rows("SELECT * FROM staff_notes") == []


async def test_an_erasure_finds_the_notes(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        maja = await shop.handheld("Maja", Role.ASSOCIATE)
        phone = await shop.customer()
        await write(maja, await visit_of(maja))
        await phone.leave()
        await shop.settled()
        await shop.asked_for_is_done()
        assert shop.db.rows("SELECT * FROM staff_notes") == []


async def test_hostile_and_empty_words_are_refused_and_harmless_ones_stay_text(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        maja = await shop.handheld("Maja", Role.ASSOCIATE)
        await shop.customer()
        visit = await visit_of(maja)
        for number, (note, code) in enumerate(
            (
                ({"template": "other"}, "words_empty"),
                ({"template": "gossip"}, "invalid"),
                ({"text": "x" * 141}, "invalid"),
                ({"text": "a\u202eb"}, "invalid"),
                ({"text": "She is pregnant"}, "words_sensitive"),
            )
        ):
            answer = await write(maja, visit, number, **note)
            assert (answer.status_code, answer.json()["code"]) == (422, code), note
        text = "<img src=x onerror=alert(1)>"
        assert (await write(maja, visit, 9, text=text)).status_code == 200
        await settled(shop, visit)
        assert [each["text"] for each in await timeline(maja, visit)] == [f"Tried a size: {text}"]
        for number in range(20, 29):
            assert (await write(maja, visit, number)).status_code == 200
        assert (await write(maja, visit, 30)).json()["code"] == "notes_many"


@pytest.mark.parametrize(
    "text",
    [
        *("Hun er gravid", "ringer efter kemoterapi", "er syg i denne uge", "har lige været hos lægen", "er muslim"),
        *("Hun er syk", "venter på sykehuset", "går i kirken hver søndag", "er innvandrer", "har ADHD"),
        *("Hon är sjuk", "är sjukskriven till maj", "ber i moskén", "väntar på läkare", "är homosexuell"),
        *("he is ill", "comes back after surgery", "is Jewish", "wheelchair outside", "PREGNANT", "is a refugee"),
    ],
)
def test_health_and_belief_are_not_written_in_any_language(text: str) -> None:
    assert load_sensitive_products(ABOUT_PEOPLE).names(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "vil gerne se den i grøn",
            "Kristen ringer fredag",
            "kommer igen efter ferien",
            "prøvede 42 og 43",
            "er lidt i tvivl",
        ),
        *("vil helst i fred", "ser etter en blå stol", "vil tenke til helgen", "ring når den er på lager"),
        *("vill ha den i grönt", "provade två storlekar", "kommer tillbaka på lördag", "väntar på leverans"),
        *(
            "roller blind in white",
            "wants it in oak",
            "I'll call on Friday",
            "comes with a colleague",
            "the lamp was too tall",
        ),
    ],
)
def test_what_the_shop_floor_says_is_written(text: str) -> None:
    assert not load_sensitive_products(ABOUT_PEOPLE).names(text)
