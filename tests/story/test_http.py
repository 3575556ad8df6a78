"""What is promised about bad requests, on a real hub."""

import asyncio
import os
import socket
from pathlib import Path

import httpx
import pytest
from small_shop import Shop

from simulators.people import MEMBERS

pytestmark = pytest.mark.story
JSON = {"content-type": "application/json"}


def resident_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


async def test_no_request_makes_the_hub_fail_swell_or_tell_what_it_was_sent(shop: Shop) -> None:
    client, pid = shop.client, shop.processes.running["hub"].pid
    before = resident_kb(pid)
    secret = "SECRET-CUSTOMER-42"
    bodies = [
        b'{"customer_ref":"%s","push_token":NaN,"purposes":[]}' % secret.encode(),
        b'{"customer_ref":"%s","platform":"\\ud800","purposes":[]}' % secret.encode(),
        b'{"\\ud800":1}',
        b'{"customer_ref":"%s"' % secret.encode(),
        b"[1]",
        b"",
        b"\xff\xfe",
    ]
    for path in (
        "/v1/app/members",
        "/api/staff/visits/x/claim",
        "/api/staff/visits/x/outcome",
        "/api/staff/visits/x/open",
        "/api/staff/session",
    ):
        for body in bodies:
            answer = await client.post(path, content=body, headers=JSON)
            assert 400 <= answer.status_code < 500, (path, body, answer.status_code)
            assert secret not in answer.text
        large = await client.post(path, content=b'{"staff":"' + b"A" * 20_000_000 + b'"}', headers=JSON)
        assert large.status_code == 413

        async def in_pieces():
            for _ in range(400):
                yield b"A" * 50_000

        chunked = await client.post(path, content=in_pieces(), headers=JSON)
        assert chunked.status_code == 413
    for query in ("since=-1", "since=x", f"since={'9' * 5000}"):
        assert (await client.get(f"/api/staff/stream?{query}")).status_code == 422
    evil = await client.get("/api/staff/nearby", headers={"host": "evil.example"})
    assert evil.status_code == 421
    assert resident_kb(pid) - before < 40_000
    log = (shop.chain.folder / "logs" / "hub.log").read_text()
    assert "Traceback" not in log
    assert secret not in log
    assert (await client.get("/healthz")).json() == {"status": "ok"}


async def test_an_enrolment_that_is_too_large_is_counted_as_one_however_large_it_is(shop: Shop) -> None:
    client = shop.client
    for path in ("/v1/edges/enrol", "/v1/edges/renew"):
        for size in (9_000, 200_000, 20_000_000):
            answer = await client.post(path, content=b"A" * size, headers=JSON)
            assert (answer.status_code, answer.json()["reason"]) == (413, "too_large")
    counted = (await client.get("/api/fleet")).json()["refused"]
    assert counted["enrolment_too_large"] == 6
    # Another path of the same beginning has the common bound.
    assert (await client.post("/v1/edgesx", content=b"A" * 200_000, headers=JSON)).status_code == 413


async def test_a_stream_that_is_asked_for_the_future_starts_anew(shop: Shop) -> None:
    url = f"{shop.chain.hub_url}/api/staff/stream?since=99999999"
    async with httpx.AsyncClient(timeout=60) as client, client.stream("GET", url) as answer:
        assert await anext(answer.aiter_lines()) == "event: reset"


async def test_the_first_who_claims_has_the_visit_and_a_request_sent_again_changes_nothing(shop: Shop) -> None:
    shop.carry(await shop.enrol())
    visit = (await shop.row_with_card())["visit_id"]
    url = f"/api/staff/visits/{visit}"

    async def claim(staff: str, request: str) -> httpx.Response:
        return await shop.client.post(f"{url}/claim", json={"staff": staff, "request_id": request})

    answers = await asyncio.gather(*(claim(f"Staff {n}", f"request-{n}") for n in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    winner = next(answer.json()["claimed_by"] for answer in answers if answer.status_code == 200)
    assert all(a.json()["claimed_by"] == winner for a in answers)
    number = winner.rsplit(" ", 1)[1]
    released = await shop.client.post(f"{url}/release", json={"staff": winner, "request_id": "request-r"})
    assert released.json()["claimed_by"] is None
    # The network sends the old claim once more: it was done, and undone, already.
    assert (await claim(winner, f"request-{number}")).json()["claimed_by"] is None
    for staff in ("", "x" * 41, "\u202eanna", "a\u0000b"):
        assert (await claim(staff, "request-x")).status_code == 422
    # Nobody's name is in the journal, which is kept.
    content = b"".join(path.read_bytes() for path in shop.chain.hub_data.glob("hub.db*"))
    assert b'"staff"' not in content


async def test_a_customer_is_one_member_however_often_they_enrol(shop: Shop) -> None:
    old = await shop.enrol()
    shop.carry(old)
    await shop.row_with_card()
    new = await shop.enrol(MEMBERS[0])
    # Two phones, one member: the same visit, told apart only by the slot in their tokens.
    assert await new.visit() == await old.visit() is not None
    assert {each.token for each in old.tokens}.isdisjoint(each.token for each in new.tokens)
    await new.consent("recognise_in_store", granted=False)

    async def gone() -> bool:
        return await shop.rows() == []

    await shop.until("the old phone to be recognised no more", gone)
    await new.fetch_tokens()
    assert new.tokens == []


@pytest.mark.parametrize(
    ("settings", "says"),
    [({}, "another goddag-hub runs in"), ({"GODDAG_HUB_STAFF_PIN": "471147"}, "goddag-hub people add")],
)
async def test_a_second_hub_in_the_same_folder_or_one_with_the_pin_of_before_is_refused(
    shop: Shop, settings: dict[str, str], says: str
) -> None:
    command, theirs = shop.processes.commands["hub"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GODDAG_")} | theirs | settings
    environment |= {"GODDAG_HUB_HOST": "0.0.0.0", "GODDAG_HUB_PLAIN_HTTP": "true"}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        environment["GODDAG_HUB_PORT"] = str(free.getsockname()[1])
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
    )
    _, said = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 2
    assert says in said.decode()
    assert "Traceback" not in said.decode()


async def test_the_brokers_own_names_are_no_edge_names(shop: Shop) -> None:
    command = shop.processes.commands["hub"][0][:-1]
    for name, code in (("hub", 2), ("observer", 2), ("Edge 9", 2), ("edge-9", 0)):
        process = await asyncio.create_subprocess_exec(
            *command, "edges", "add", name, "--data-dir", str(shop.chain.hub_data),
            stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        _, said = await process.communicate()
        assert process.returncode == code, said.decode()
