"""What the hub refuses: a code for programs, and a sentence in the language of whoever reads it."""

import ast
from pathlib import Path

import httpx
import pytest
from whole_hub import open_shop

import hub
from hub.ground.web.refused import Refused
from hub.ground.words.files import messages_in
from hub.ground.words.languages import LANGUAGES
from hub.ground.words.words import Words
from hub.knowledge.insight.looks import LookRefusal
from hub.service.staff.openings import OpeningRefusal
from hub.trust.accounts.identity import InvalidToken
from hub.trust.accounts.sessions import Ended
from hub.trust.members.service import NotAccepted

HUB = Path(hub.__file__).parent
# Read by other systems, which sign what they send: tills and edges answer in shapes of their own, in English.
OF_MACHINES = {"knowledge/purchases/endpoints.py", "equipment/enrolment/endpoints.py"}
# Where refusals become an answer.
DOOR = "ground/web/refused.py"
FAMILIES = {
    "token": InvalidToken,
    "session": Ended,
    "choice": NotAccepted,
    "opening": OpeningRefusal,
    "look": LookRefusal,
}


def calls(name: str) -> set[str]:
    """The files that call something of that name."""
    return {
        str(file.relative_to(HUB))
        for file in HUB.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    }


def test_no_refusal_is_a_sentence_in_the_code() -> None:
    assert calls("HTTPException") == set()
    answering = {
        str(file.relative_to(HUB))
        for file in HUB.rglob("*.py")
        if 'JSONResponse({"detail"' in file.read_text(encoding="utf-8")
    }
    assert answering == set()
    assert len(calls("Refused")) >= 15
    assert calls("JSONResponse") >= OF_MACHINES
    assert DOOR in calls("JSONResponse")


@pytest.mark.parametrize(("family", "reasons"), FAMILIES.items())
def test_every_reason_has_its_sentence(family: str, reasons: type[InvalidToken]) -> None:
    for language in LANGUAGES:
        lacking = [each.name for each in reasons if f"refused-{family}-{each.value}" not in messages_in(language)]
        assert not lacking, language


def test_a_program_that_names_no_language_gets_english_and_the_code() -> None:
    refused = Refused(429, "pin-wait", minutes=3)
    assert refused.detail == "too many wrong PINs: wait 3 minutes, or sign in on another device"
    assert (
        Words().of("da").say(refused.said) == "for mange forkerte PIN: vent 3 minutter, eller log ind på en anden enhed"
    )


@pytest.mark.parametrize(
    ("query", "header", "says"),
    [
        ("", None, "this device is not one of the shop's: ask a manager for a code, and scan it here"),
        ("", "da, en;q=0.5", "enheden er ikke en af butikkens: bed en leder om en kode, og scan den her"),
        ("", "no", "enheten er ikke en av butikkens: be en leder om en kode, og skann den her"),
        ("?language=sv", "da", "enheten är inte en av butikens: be en chef om en kod och skanna den här"),
        ("", "fr", "this device is not one of the shop's: ask a manager for a code, and scan it here"),
    ],
)
async def test_a_handheld_reads_in_its_language_why_it_gets_nothing(
    tmp_path: Path, query: str, header: str | None, says: str
) -> None:
    async with open_shop(tmp_path, public_name="goddag.shop.example") as shop:
        transport = httpx.ASGITransport(shop.hub.running.web)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as stranger:
            headers = {} if header is None else {"Accept-Language": header}
            answer = await stranger.get(f"/api/staff/nearby{query}", headers=headers)
            assert (answer.status_code, answer.json()["detail"]) == (401, says)
            assert (answer.json()["code"], answer.json()["args"]) == ("device_unknown", {})
            for path, status, code in (("/nothing", 404, "not_found"), ("/v1/app/mirror", 401, "token_missing")):
                other = await stranger.get(f"{path}{query}", headers=headers)
                assert (other.status_code, other.json()["code"]) == (status, code)
                assert (other.json()["detail"] == messages(code)) is (says == messages("device_unknown"))


def messages(code: str) -> str:
    """As English has it."""
    return Words().of("en").say(Refused(400, code.replace("_", "-")).said)
