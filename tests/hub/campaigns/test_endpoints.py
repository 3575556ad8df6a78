"""A campaign over HTTP: from an idea to what was learned, and every mistake in a plain sentence."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub.service.campaigns.yaml_file import to_yaml
from simulators.hub_here import HubHere, built_hub
from tests.hub.campaigns.making import campaign

JSON = {"content-type": "application/json"}
MAJA = {"name": "Maja", "role": "marketing"}
JONAS = {"name": "Jonas", "role": "it"}
BIRGIT = {"name": "Birgit", "role": "store"}
LONG = {"first": "2026-01-01", "last": "2099-12-31"}


class Office:
    """Somebody at the API."""

    def __init__(self, here: HubHere) -> None:
        self.here = here
        self.client = here.client()

    async def post(self, path: str, **body: Any) -> httpx.Response:
        return await self.client.post(f"/api/campaigns{path}", json=body)

    async def get(self, path: str = "") -> Any:
        answer = await self.client.get(f"/api/campaigns{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def write(self, name: str = "welcome", **change: Any) -> httpx.Response:
        text = {each: {"title": "Hej", "body": "Kom"} for each in self.here.hub.ground.shop.languages}
        whole = {"period": LONG, "variants": [{"id": "one", "text": text}]} | change
        return await self.post("", by=MAJA, document=campaign(name, **whole).model_dump(mode="json", by_alias=True))

    async def approved(self, name: str = "welcome") -> None:
        for step, by in (("submit", MAJA), ("approve", MAJA), ("approve", JONAS)):
            answer = await self.post(f"/{name}/{step}", by=by)
            assert answer.status_code == 200, answer.text


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with built_hub(tmp_path) as here:
        made = Office(here)
        yield made
        await made.client.aclose()


async def test_an_idea_becomes_a_campaign_and_ends_with_what_was_learned(office: Office) -> None:
    idea = await office.post("/ideas", id="welcome", name="Good day", idea="greet them", by=BIRGIT)
    assert idea.json()["state"] == "idea"
    assert (await office.post("/welcome/votes", by=JONAS)).json() == {"votes": 1}
    assert (await office.post("/welcome/comments", by=JONAS, text="yes!")).status_code == 204
    assert (await office.write()).json() == {"version": 2, "state": "draft", "missing": "", "warnings": []}
    assert (await office.post("/welcome/submit", by=MAJA)).json()["missing"] == (
        "the approval of marketing, and of IT or of the store"
    )
    assert (await office.post("/welcome/approve", by=MAJA)).json()["missing"] == "the approval of IT or of the store"
    early = await office.post("/welcome/start", by=MAJA)
    assert (early.status_code, early.json()["detail"]) == (
        409, "It cannot go live: it is in review, and not approved by two people.",
    )  # fmt: skip
    twice = await office.client.post("/api/campaigns/welcome/approve?language=da", json={"by": MAJA | {"role": "it"}})
    assert (twice.status_code, twice.json()["detail"]) == (
        409, "Maja har allerede godkendt den: den anden godkendelse er en andens.",
    )  # fmt: skip
    await office.post("/welcome/approve", by=BIRGIT)
    assert (await office.post("/welcome/start", by=MAJA)).json()["state"] == "live"
    assert office.here.hub.campaigns.live.version("welcome") == 2
    stopped = await office.post("/welcome/stop", by=BIRGIT, note="the text is wrong")
    assert stopped.json()["state"] == "stopped"
    assert office.here.hub.campaigns.live.version("welcome") is None
    await office.post("/welcome/end", by=MAJA)
    await office.post("/welcome/learn", by=MAJA, note="shorter texts")
    whole = await office.get("/welcome")
    assert [(each["state"], each["person"]) for each in whole["history"]][-3:] == [
        ("stopped", "Birgit"), ("ended", "Maja"), ("learned", "Maja"),
    ]  # fmt: skip
    assert (whole["history"][-1]["note"], whole["votes"], whole["comments"][0]["text"]) == ("shorter texts", 1, "yes!")
    assert [each["id"] for each in await office.get()] == ["welcome"]


async def test_a_change_is_another_version_that_can_be_compared_and_is_approved_anew(office: Office) -> None:
    await office.write()
    await office.approved()
    await office.post("/welcome/start", by=JONAS)
    await office.write(holdout=0.3)
    found = (await office.get())[0]
    assert (found["state"], found["version"], found["live_version"]) == ("draft", 2, 1)
    diff = await office.get("/welcome/diff")
    assert ([diff["older"], diff["newer"]], "+holdout: 0.3" in diff["lines"]) == ([1, 2], True)
    assert "holdout: 0.3" in (await office.get("/welcome/versions/2"))["yaml"]
    assert (await office.post("/welcome/start", by=MAJA)).status_code == 409
    assert office.here.hub.campaigns.live.version("welcome") == 1
    await office.approved()
    await office.post("/welcome/start", by=MAJA)
    assert office.here.hub.campaigns.live.version("welcome") == 2
    assert [each["state"] for each in await office.get("/welcome/versions")] == ["replaced", "live"]


async def test_every_mistake_is_told_with_its_place(office: Office) -> None:
    text = to_yaml(campaign(period=LONG)).replace("kpi: purchase", "kpis: purchase").replace("arrived", "arived")
    wrong = await office.post("", by=MAJA, yaml=text)
    assert wrong.status_code == 422
    told = {".".join(map(str, each["loc"])): each for each in wrong.json()["detail"]}
    assert told["kpis"]["msg"].startswith("there is no such key: did you mean kpi")
    assert (told["kpis"]["line"], set(told)) == (4, {"kpi", "kpis", "trigger.on"})
    # A draft may be wrong; nothing that is wrong is handed in.
    zone = {"trigger": {"on": "entered_zone", "zone": "rode"}}
    draft = await office.write(**zone)
    assert [each["msg"] for each in draft.json()["warnings"]] == [
        'There is no zone "rode" on the floor plan. Did you mean "road"?'
    ]
    refused = await office.post("/welcome/submit", by=MAJA)
    assert (refused.status_code, refused.json()["title"]) == (422, "Something in the campaign has to be mended first.")
    checked = (await office.post("/check", yaml=to_yaml(campaign(period=LONG, who={"cel": "vists > 3"})))).json()
    assert checked["mistakes"][0]["msg"] == 'There is no field "vists". Did you mean "visits"? Text needs quotes.'
    assert (checked["mistakes"][0]["line"], checked["mistakes"][0]["column"]) == (13, 8)


@pytest.mark.parametrize(
    "body",
    [
        {"by": MAJA},
        {"by": MAJA, "yaml": "a", "document": {}},
        {"by": MAJA, "yaml": "\ud800"},
        {"by": MAJA, "yaml": 'name: "\\ud800"'},
        {"by": MAJA, "document": {"name": "\ud800"}},
        {"by": MAJA, "yaml": "[" * 5000},
        {"by": {"name": "Maja", "role": "boss"}, "yaml": "a"},
        {"by": {"name": "\u0007", "role": "it"}, "yaml": "a"},
    ],
)  # fmt: skip
async def test_anything_else_is_refused_in_words(office: Office, body: dict[str, Any]) -> None:
    answer = await office.client.post("/api/campaigns", content=json.dumps(body), headers=JSON)
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"][0]["msg"]


async def test_half_an_emoji_is_no_text_of_a_campaign(office: Office) -> None:
    text = to_yaml(campaign(period=LONG)).replace("title: Hej", 'title: "\\ud83d"')
    assert (await office.post("", by=MAJA, yaml=text)).status_code == 422


async def test_who_left_is_flagged_and_what_they_say_counts_no_more(office: Office) -> None:
    await office.write(owner="Maja")
    body = {"name": "maja", "roles": ["marketing", "store", "it"], "lost": True}
    assert (await office.post("/roles", by=BIRGIT, **body)).status_code == 409
    assert (await office.post("/roles", by=JONAS, **body)).status_code == 204
    assert (await office.get())[0]["owner_left"] is True
    assert "does not speak for marketing" in (await office.post("/welcome/submit", by=MAJA)).json()["detail"]
    assert (await office.client.get("/api/campaigns/nothing")).status_code == 404
