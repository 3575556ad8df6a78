from datetime import UTC, datetime, timedelta

import httpx
import pytest

from simulators.cdp import SPACE, TOKEN, create_app
from simulators.faults import HUGE_BYTES

NOW = datetime.now(UTC)
PROFILES = f"/v1/spaces/{SPACE}/collections/users/profiles"
SOREN = f"{PROFILES}/user_id:u-1001"


@pytest.fixture
async def client(serve):
    async with (
        serve(create_app(7, NOW)) as url,
        httpx.AsyncClient(timeout=60.0, base_url=url, auth=(TOKEN, "")) as http,
    ):
        yield http


async def test_verbose_traits_carry_value_source_and_time(client) -> None:
    answer = await client.get(f"{SOREN}/traits", params={"limit": 200, "verbose": "true"})
    traits = answer.json()["traits"]
    assert answer.status_code == 200
    assert answer.headers["request-id"]
    assert traits["first_name"]["value"] == "Søren"
    assert set(traits["lines_24m"]) == {"value", "source_id", "updated_at"}
    assert datetime.fromisoformat(traits["lines_24m"]["updated_at"]) < NOW
    assert answer.json()["cursor"]["has_more"] is False


async def test_a_page_holds_ten_traits_at_most_unless_asked_and_next_leads_on(client) -> None:
    names: list[str] = []
    after = ""
    while True:
        page = (await client.get(f"{SOREN}/traits", params={"limit": 3, "next": after})).json()
        names += page["traits"]
        assert len(page["traits"]) <= 3
        after = page["cursor"]["next"]
        if not page["cursor"]["has_more"]:
            break
    everything = (await client.get(f"{SOREN}/traits", params={"limit": 200})).json()["traits"]
    assert names == list(everything)


async def test_include_keeps_what_was_asked_for(client) -> None:
    answer = await client.get(f"{SOREN}/traits", params={"include": "first_name,orders_24m"})
    assert answer.json()["traits"] == {"first_name": "Søren", "orders_24m": 16}


@pytest.mark.parametrize(
    ("path", "auth", "params", "status", "code"),
    [
        (f"{SOREN}/traits", ("wrong", ""), {}, 401, "authentication_error"),
        (f"{SOREN}/traits", (TOKEN, "password"), {}, 401, "authentication_error"),
        (f"{PROFILES}/user_id:nobody/traits", (TOKEN, ""), {}, 404, "not_found"),
        (f"{PROFILES}/user_id:U-1001/traits", (TOKEN, ""), {}, 404, "not_found"),
        (SOREN.replace(SPACE, "elsewhere") + "/traits", (TOKEN, ""), {}, 404, "not_found"),
        (f"{SOREN}/traits", (TOKEN, ""), {"limit": 201}, 400, "validation_error"),
        (f"{PROFILES}/email:a+b/traits", (TOKEN, ""), {}, 500, "internal_error"),
    ],
)
async def test_errors_have_the_documented_shape(client, path, auth, params, status, code) -> None:
    answer = await client.get(path, auth=auth, params=params)
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == code


async def test_events_reach_back_fourteen_days_and_no_further(client) -> None:
    events = (await client.get(f"{PROFILES}/user_id:u-1003/events", params={"limit": 100})).json()["data"]
    assert events
    assert all(datetime.fromisoformat(event["timestamp"]) > NOW - timedelta(days=14) for event in events)


async def test_external_ids_name_the_customer(client) -> None:
    data = (await client.get(f"{SOREN}/external_ids")).json()["data"]
    assert [(entry["type"], entry["id"]) for entry in data] == [("user_id", "u-1001")]


@pytest.mark.parametrize(
    ("kind", "status"), [("500", 500), ("401", 401), ("404", 404), ("429", 429), ("redirect", 302), ("slow", 200)]
)
async def test_a_fault_lasts_as_many_requests_as_it_was_told(client, kind, status) -> None:
    await client.post("/faults", json={"kind": kind, "delay_ms": 1, "times": 1, "retry_after_s": 3})
    broken = await client.get(f"{SOREN}/traits")
    assert broken.status_code == status
    assert broken.headers.get("retry-after") == ("3" if kind == "429" else None)
    assert (await client.get(f"{SOREN}/traits")).status_code == 200


async def test_garbage_huge_and_dropped_answers_are_what_they_say(client) -> None:
    await client.post("/faults", json={"kind": "garbage"})
    with pytest.raises(ValueError, match="Expecting value"):
        (await client.get(f"{SOREN}/traits")).json()
    await client.post("/faults", json={"kind": "huge"})
    assert len((await client.get(f"{SOREN}/traits")).content) > HUGE_BYTES
    await client.post("/faults", json={"kind": "drop"})
    with pytest.raises(httpx.RemoteProtocolError):
        await client.get(f"{SOREN}/traits")
    await client.post("/faults", json={"kind": "none"})
    assert (await client.get(f"{SOREN}/traits")).status_code == 200


async def test_an_unknown_fault_is_refused(client) -> None:
    assert (await client.post("/faults", json={"kind": "sulk"})).status_code == 422
