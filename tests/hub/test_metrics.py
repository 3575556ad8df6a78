"""/metrics: what a hub counts, as an unmodified client reads it; and nothing of anybody in it."""

from collections.abc import Iterable
from pathlib import Path

import httpx
import pytest
from prometheus_client.core import Metric as Family
from prometheus_client.parser import text_string_to_metric_families
from pydantic import BaseModel
from whole_hub import Shop, open_shop

from hub.ground.errors import DatabaseFailed
from hub.ground.health.alarm import Alarm, Urgency
from hub.ground.health.metric import Timings, counter, gauge
from hub.ground.health.metrics import metrics_part
from hub.ground.manifests import FLOORS, rooms_of
from hub.ground.part import Health, Part
from hub.ground.web.application import application
from hub.ground.words.phrase import phrase
from hub.ground.words.words import Words
from hub.overview.part import overview

NAMES_SOMEBODY = {"member", "customer_ref", "subject", "visit", "push_token", "install_hash", "staff", "device"}
TOKEN = "a-token-that-nobody-guesses"


async def scraped(client: httpx.AsyncClient, **headers: str) -> dict[str, Family]:
    answer = await client.get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    return {family.name: family for family in text_string_to_metric_families(answer.text)}


def value(families: dict[str, Family], name: str, **labels: str) -> float:
    samples = [sample for family in families.values() for sample in family.samples]
    [found] = [each for each in samples if each.name == f"goddag_hub_{name}" and each.labels == labels]
    return found.value


async def test_a_visit_is_counted_from_the_sighting_to_the_card(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        before = await scraped(shop.client())
        assert value(before, "members") == 0
        assert value(before, "visits_open") == 0
        await shop.customer()
        seen = await scraped(shop.client())
        newest = shop.hub.ground.journal.last_seq()
    assert value(seen, "members") == 1
    assert value(seen, "visits_open") == 1
    assert value(seen, "cards") == 1
    assert value(seen, "cards_composed_total") == 1
    assert value(seen, "card_seconds_count", what="card") >= 1
    assert value(seen, "card_seconds_bucket", what="card", le="+Inf") == value(seen, "card_seconds_count", what="card")
    assert value(seen, "campaign_decisions_total", action="message", decision="no_gateway") == 1
    assert value(seen, "journal_entries_total") == newest > 0
    assert value(seen, "consent_lines_total") > 0
    assert value(seen, "edge_online", edge=shop.plan.edges[0].id) == 0
    assert value(seen, "works", part="database") == 1
    assert value(seen, "database_bytes") > 10_000
    assert value(seen, "unread_metrics") == 0
    assert "process_resident_memory_bytes" in seen


async def test_what_an_edge_sends_twice_is_counted_apart_from_what_is_new(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        phone = await shop.enrolled(0)
        said = shop.hear(phone, shop.beside_an_edge())
        shop.hub.edges.ingest.apply(said)
        seen = await scraped(shop.client())
    assert value(seen, "ingest_events_total", result="applied") == value(seen, "ingest_events_total", result="repeated")
    assert value(seen, "ingest_events_total", result="applied") >= 1
    assert value(seen, "ingest_commits_total") == 2


def everything_of_people(shop: Shop) -> Iterable[str]:
    """Each value of each column by which any table names a person."""
    tables = [name for (name,) in shop.db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        for _, column, *_ in shop.db.rows(f"PRAGMA table_info({table})"):
            if column in NAMES_SOMEBODY:
                yield from (str(each) for (each,) in shop.db.rows(f"SELECT {column} FROM {table}") if each is not None)


async def test_no_figure_names_anybody(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        handheld = await shop.handheld()
        phone = await shop.customer()
        [row] = (await handheld.get("/api/staff/nearby")).json()["visits"]
        opened = {"staff": "Karin", "request_id": "request-1", "reason": "near"}
        answer = await handheld.post(f"/api/staff/visits/{row['visit_id']}/open", json=opened)
        assert answer.is_success, answer.text
        text = (await shop.client().get("/metrics")).text
        named = {each for each in everything_of_people(shop) if len(each) > 4}
    assert len(named) >= 5
    assert phone.persona.ref in named
    assert not [each for each in named if each in text]
    assert "Karin" not in text


async def test_figures_are_read_here_or_with_the_token(tmp_path: Path) -> None:
    async with open_shop(tmp_path, metrics_token=TOKEN) as shop:
        elsewhere = httpx.ASGITransport(shop.hub.running.web, client=("192.0.2.7", 4711))
        async with httpx.AsyncClient(transport=elsewhere, base_url="http://127.0.0.1") as client:
            assert "Bearer" in (await client.get("/metrics")).json()["detail"]
            assert (await client.get("/metrics")).status_code == 403
            wrong = await client.get("/metrics", headers={"Authorization": "Bearer another-token-than-that"})
            assert wrong.status_code == 403
            assert await scraped(client, Authorization=f"Bearer {TOKEN}")
        # A proxy on this machine passes on what anybody asks.
        for header in ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via", "X-Real-IP", "CF-Connecting-IP",
                       "True-Client-IP", "X-Client-IP"):  # fmt: skip
            passed_on = await shop.client().get("/metrics", headers={header: "192.0.2.7"})
            assert passed_on.status_code == 403, header
        other_name = await shop.client().get("/metrics", headers={"Host": "evil.example"})
        assert other_name.status_code == 421


async def test_a_hub_without_a_token_answers_its_own_machine_alone(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        elsewhere = httpx.ASGITransport(shop.hub.running.web, client=("192.0.2.7", 4711))
        async with httpx.AsyncClient(transport=elsewhere, base_url="http://127.0.0.1") as client:
            assert (await client.get("/metrics", headers={"Authorization": "Bearer "})).status_code == 403
        assert await scraped(shop.client())


async def test_every_part_is_run_and_no_two_figures_have_one_name(tmp_path: Path) -> None:
    built_elsewhere = {"broker", "suppression", "privacy_documents", "presence", "campaigns", "floor_plan", "words"}
    async with open_shop(tmp_path) as shop:
        running = {part.name for part in shop.hub.running.parts}
    folders = {room for floor in FLOORS for room in rooms_of(floor) if is_a_part(floor, room)}
    assert len(folders) > 15
    assert folders - running - built_elsewhere == set()


def is_a_part(floor: str, room: str) -> bool:
    return (Path(__file__).parents[2] / "hub" / floor / room / "part.py").exists()


class OfBakery(BaseModel):
    ovens: int


def a_new_part() -> Part:
    def broken() -> float:
        raise DatabaseFailed("the disk is full")

    health = Health(
        view=OfBakery,
        look=lambda _words: OfBakery(ovens=2),
        alarms=lambda seen: [Alarm(Urgency.HUB, phrase("alarms-broker", why=f"{seen.ovens} cold ovens"))],
    )
    figures = (gauge("ovens", "Ovens", lambda: 2), counter("loaves", "Loaves", lambda: {"rye": 7}, "kind"))
    return Part(name="bakery", health=health, metrics=(*figures, gauge("doors", "Doors", broken)))


async def test_what_a_new_part_says_of_itself_is_shown_without_anybody_knowing_it(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        front, words = shop.hub.front, Words()
        part = a_new_part()
        web = application((overview([part], words), metrics_part([part], "")), front)
        auth = (await shop.handheld()).auth
        client = httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://127.0.0.1", auth=auth)
        fleet = (await client.get("/api/fleet", params={"language": "en"})).json()
        seen = await scraped(client)
    assert fleet["ovens"] == 2
    assert [each["id"] for each in fleet["alarms"]] == ["alarms-broker"]
    assert value(seen, "ovens") == 2
    assert value(seen, "loaves_total", kind="rye") == 7
    # One that cannot be read costs itself alone.
    assert value(seen, "unread_metrics") == 1


def test_two_parts_cannot_say_something_under_one_name() -> None:
    part = a_new_part()
    with pytest.raises(ValueError, match="doors, loaves, ovens"):
        metrics_part([part, part], "")
    with pytest.raises(ValueError, match="ovens"):
        overview([part, part], Words())


def test_timings_are_counted_in_steps() -> None:
    took = Timings()
    for seconds in (0.005, 0.0051, 31.0):
        took.add(seconds)
    assert took.within[:2] == [1, 1]
    assert took.within[-1] == 1
    assert took.count == 3
