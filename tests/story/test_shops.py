"""A customer of every shop that the simulators can open, whatever it sells: known, written to, served, and told why."""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from small_shop import never_held_out
from typer.testing import CliRunner

from hub.cli import app
from hub.ground.shop.file import load_shop
from simulators import cdp, push
from simulators.hub_here import HubHere, hub_here
from simulators.phone import Phone
from simulators.report import foreign_words
from simulators.serving import served
from simulators.shops.files import open_demo_shop, shop_names
from simulators.shops.filling import fill_catalogue, start_campaigns
from simulators.shops.model import EVERYTHING, DemoShop, Persona
from simulators.till import GENERIC_SECRET, Till
from simulators.waiting import until

pytestmark = pytest.mark.story
SHOPS = shop_names()
PATIENCE_SECONDS = 120.0
LANGUAGE = "da"


class Story:
    """Everybody speaks HTTP: the staff, the till, the customer data platform, the push gateway."""

    def __init__(self, shop: DemoShop, here: HubHere, hub: httpx.AsyncClient, inboxes: httpx.AsyncClient) -> None:
        self.shop, self.here, self.hub, self.inboxes = shop, here, hub, inboxes

    async def comes(self, persona: Persona) -> Phone:
        """They walk in, and their card is whole."""
        phone = await self.here.enrol(persona)

        async def has_card() -> bool:
            # Their phone goes on sending; in a small store it takes more than one packet to be surely inside.
            self.here.hear(phone, self.here.beside_an_edge())
            shown = (await phone.mirror(LANGUAGE))["visit"]
            return bool(shown and shown["card"] and not shown["card"]["notice"])

        await until("a whole card", has_card, PATIENCE_SECONDS)
        return phone

    async def row_of(self, phone: Phone) -> dict[str, Any]:
        """What a handheld that speaks Danish lists of them."""
        rows = (await self.hub.get("/api/staff/nearby", params={"language": LANGUAGE})).json()["visits"]
        visit = await phone.visit()
        assert visit
        [row] = [each for each in rows if each["visit_id"] == visit["visit_id"]]
        return row

    async def opened(self, row: dict[str, Any], request: str) -> dict[str, Any]:
        look = {"staff": "Maja", "request_id": request, "reason": "near"}
        path = f"/api/staff/visits/{row['visit_id']}/open"
        return (await self.hub.post(path, json=look, params={"language": LANGUAGE})).raise_for_status().json()

    async def message_to(self, phone: Phone) -> str:
        """What their phone was told, once it was told something."""
        came: list[dict[str, Any]] = []

        async def told() -> bool:
            came[:] = (await self.inboxes.get(f"/inbox/{phone.push_token}")).json()["messages"]
            return bool(came)

        await until("a message", told, PATIENCE_SECONDS)
        return json.dumps(came, ensure_ascii=False)


@asynccontextmanager
async def open_story(folder: Path, shop: DemoShop, shop_file: Path | None = None) -> AsyncGenerator[Story]:
    async with (
        served(cdp.create_app(seed=7, people=shop.members, shop=shop)) as cdp_url,
        served(push.create_app()) as push_url,
    ):
        settings = {
            "floor_plan": shop.floor_plan,
            "shop": shop_file or shop.shop_file,
            "cdp_url": cdp_url,
            "cdp_space": cdp.SPACE,
            "cdp_token": cdp.TOKEN,
            "push_url": push_url,
            "push_project": push.PROJECT,
            "push_token": push.TOKEN,
            "till_generic_secrets": GENERIC_SECRET,
        }
        assert fill_catalogue(shop, folder) == len(shop.articles)
        start_campaigns(shop, folder)
        async with (
            hub_here(folder, **settings) as here,
            served(here.hub.running.web) as url,
            httpx.AsyncClient(timeout=60.0, base_url=url) as hub,
            httpx.AsyncClient(timeout=60.0, base_url=push_url) as inboxes,
            asyncio.TaskGroup() as tasks,
        ):
            jobs = [job for part in here.hub.running.parts for job in part.jobs if job.name == "messages"]
            posting = [tasks.create_task(job.run()) for job in jobs]
            yield Story(shop, here, hub, inboxes)
            for each in posting:
                each.cancel()


def named_in(text: str, names: Iterable[str]) -> bool:
    return any(name.casefold() in text.casefold() for name in names)


@pytest.fixture(params=SHOPS)
def shop(request: pytest.FixtureRequest) -> DemoShop:
    return open_demo_shop(request.param)


def test_there_are_shops_with_lines_and_without() -> None:
    assert len(SHOPS) >= 3
    assert {bool(open_demo_shop(name).words) for name in SHOPS} == {True, False}


async def test_a_customer_walks_in_is_written_to_buys_and_sees_the_mirror(tmp_path: Path, shop: DemoShop) -> None:
    persona = never_held_out(replace(shop.members[0], purposes=EVERYTHING))
    said = load_shop(shop.shop_file)
    articles = [each.name for each in shop.articles]
    of_the_shop = articles + [name for called in shop.words.values() for name in called]
    of_the_shop += [offer.text[LANGUAGE] for offer in said.offers]
    async with open_story(tmp_path, shop) as story:
        phone = await story.comes(persona)
        row = await story.row_of(phone)
        lines = [row["card"][each]["text"] for each in ("need", "next_best", "avoid")]
        assert named_in(lines[0], articles), lines
        assert all(named_in(each, of_the_shop) for each in lines), lines
        # The same in English is another text: these three were written in Danish.
        in_english = (await story.hub.get("/api/staff/nearby", params={"language": "en"})).json()["visits"]
        assert [each["card"]["need"]["text"] for each in in_english] != [lines[0]]
        assert (await story.opened(row, "request-1"))["need"]["text"] == lines[0]
        await story.message_to(phone)

        wanted = next(each for each in shop.articles if not persona.taste or each.line == persona.taste[0][0])
        till = Till(story.hub, "generic")
        [answer] = await till.tell(till.ring_up(wanted), persona.ref)
        assert answer.json()["result"] == "recorded"

        timeline: list[dict[str, Any]] = []

        async def shows_it() -> bool:
            timeline[:] = (await story.opened(row, "request-2"))["timeline"]
            return any(each["kind"] == "purchase" for each in timeline)

        await until("the purchase on the card", shows_it, PATIENCE_SECONDS)
        assert wanted.name in [each["text"] for each in timeline if each["kind"] == "purchase"]

        mirrored = (await phone.mirror(LANGUAGE))["visit"]
        [opening, *_] = mirrored["openings"]
        assert (opening["by"], opening["refused"]) == ("Maja", False)
        [word] = mirrored["messages"]
        assert word["sent"]
        assert word["why"]
        assert named_in(mirrored["card"]["need"]["text"], articles)


# One at each door where somebody reads what is no campaign's: card, mirror, both receipts, the page of data, the sign.
OWN_WORDS = {
    "card-need-viewed": "{ $article }: klikket på",
    "mirror-opened-near": "Vi så dig komme",
    "receipt-title": "Det aftalte vi",
    "held-title": "Alt om dig hos os",
    "held-place-database": "Kartoteket",
    "sign-title": "Må vi kende dig?",
}


async def test_a_shops_own_words_are_read_at_every_door(tmp_path: Path) -> None:
    shop = open_demo_shop("furniture")
    words = "".join(f'{name} = "{text}"\n' for name, text in OWN_WORDS.items())
    own = tmp_path / "own-shop.toml"
    own.write_text(f"{shop.shop_file.read_text(encoding='utf-8')}\n[words.da]\n{words}", encoding="utf-8")
    looked = next(each for each in shop.members if each.recognisable)
    async with open_story(tmp_path, shop, own) as story:
        phone = await story.comes(never_held_out(replace(looked, purposes=EVERYTHING)))
        row = await story.row_of(phone)
        assert row["card"]["need"]["text"].endswith(": klikket på"), row["card"]
        await story.opened(row, "request-1")
        [opening] = (await phone.mirror(LANGUAGE))["visit"]["openings"]
        assert opening["why"] == "Vi så dig komme"
        asked = {"Authorization": f"Bearer {phone.issuer.mint(phone.persona.ref)}"}
        for path, title in (("consents/receipt.html", "Det aftalte vi"), ("data.html", "Alt om dig hos os")):
            page = await story.hub.get(f"/v1/app/{path}", params={"language": LANGUAGE}, headers=asked)
            assert f"<h1>{title}</h1>" in page.text
        left = await story.hub.delete("/v1/app/membership", params={"language": LANGUAGE}, headers=asked)
        assert "Kartoteket" in {each["name"] for each in left.json()["sinks"]}
    settings = tmp_path / "hub.toml"
    who = 'controller_name = "X"\nprivacy_email = "p@example.dk"\nprivacy_notice_url = "https://example.dk/p"\n'
    settings.write_text(f'floor_plan = "{shop.floor_plan}"\nshop = "own-shop.toml"\n{who}', encoding="utf-8")
    asked_for = ["privacy", "sign", "--lang", LANGUAGE, "--settings", str(settings), "--out", str(tmp_path)]
    made = CliRunner().invoke(app, asked_for)
    assert made.exit_code == 0, made.output
    assert "Må vi kende dig?" in (tmp_path / "sign-da.svg").read_text(encoding="utf-8")


async def test_who_buys_of_one_line_alone_is_never_shown_or_sent_another(tmp_path: Path, shop: DemoShop) -> None:
    loyal = [each for each in shop.members if each.only_line and each.recognisable]
    assert bool(loyal) == bool(shop.words)
    async with open_story(tmp_path, shop) as story:
        for persona in loyal:
            line = persona.only_line or ""
            phone = await story.comes(never_held_out(replace(persona, purposes=EVERYTHING)))
            row = await story.row_of(phone)
            opened = await story.opened(row, f"request-{persona.ref}")
            shown = json.dumps([row["card"], opened], ensure_ascii=False) + await story.message_to(phone)
            assert foreign_words(shown, line, shop) == [], (persona.note, shown)
            # And the search finds what is theirs.
            assert named_in(shown, (each.name for each in shop.of_line(line)))
