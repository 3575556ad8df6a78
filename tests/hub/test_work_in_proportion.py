"""Whatever is sent to the hub costs work by its bytes: at every border, with whatever stands where a number belongs."""

import copy
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from whole_hub import Shop, open_shop
from work import counted

from hub.equipment.edges.ingest import Received
from simulators.catalogue import CATALOGUE
from simulators.phone import Phone
from simulators.till import GENERIC_SECRET, SHOPIFY_SECRET, SQUARE_KEY, SQUARE_URL, Till, Webhook
from wire.codec import MAX_PAYLOAD_BYTES
from wire.messages import MESSAGES
from wire.mqtt import Incoming

# As they stand in JSON: numbers that no field has room for, and what a reader may make a loop or a stack of.
HOSTILE = (
    "9" * 5000,
    "-" + "9" * 5000,
    "9007199254740993",
    "9223372036854775807",
    "18446744073709551616",
    "1e308",
    "1e400",
    "-1e400",
    "1e-400",
    "NaN",
    "Infinity",
    "0." + "1" * 5000,
    "[" * 3000 + "]" * 3000,
    '{"a":' * 3000 + "1" + "}" * 3000,
    '"' + "9" * 5000 + '"',
    '"1e999999999"',
    '"' + "a" * 20_000 + '!"',
    '"\\ud800"',
    '"\\u0000"',
    '"9999-12-31T23:59:60Z"',
    "[" + ",".join(["1"] * 5000) + "]",
)
PLACE = "@@a value stands here@@"
# One request writes some rows and reads some; nothing in it may make it hundreds.
MOST_ROWS, MOST_STEPS = 60, 60_000
# What a parser makes of a body is some times its bytes.
BYTES_A_BYTE, BYTES_AT_LEAST = 60, 1_500_000


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value."""
    yield path
    if isinstance(value, dict):
        for name, each in value.items():
            yield from leaves(each, (*path, name))
    elif isinstance(value, list) and value:
        yield from leaves(value[0], (*path, 0))


def with_at(value: Any, path: tuple[Any, ...], raw: str) -> bytes:
    changed = {"": copy.deepcopy(value)}
    place: Any = changed
    path = ("", *path)
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = PLACE
    return json.dumps(changed[""]).replace(json.dumps(PLACE), raw).encode()


def example(schema: dict[str, Any], known: dict[str, Any]) -> Any:  # noqa: C901, PLR0911 - one kind of schema a line
    """A value that a schema describes, with everything in it that may be there."""
    if "$ref" in schema:
        return example(known[schema["$ref"].rsplit("/", 1)[-1]], known)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return example(schema[several][0], known)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object" | None:
            return {name: example(each, known) for name, each in schema.get("properties", {}).items()}
        case "array":
            return [example(schema.get("items", {}), known)]
        case "string":
            return "2026-11-27T10:00:00Z" if schema.get("format") == "date-time" else "a" * schema.get("minLength", 1)
        case "boolean":
            return True
        case "null":
            return None
        case _:
            return schema.get("minimum", 1)


async def check(shop: Shop, client: httpx.AsyncClient, method: str, path: str, body: bytes, headers: Any) -> None:
    with counted(shop.db) as work:
        answer = await client.request(
            method, path, content=body, headers={"content-type": "application/json", **headers}
        )
    what = f"{method} {path} {body[:80]!r} -> {answer.status_code} {work}"
    assert answer.status_code < 500, what
    assert work.rows <= MOST_ROWS, what
    assert work.steps <= MOST_STEPS, what
    assert work.peak_bytes <= BYTES_AT_LEAST + BYTES_A_BYTE * len(body), what


def signed(kind: Any, body: bytes, client: httpx.AsyncClient) -> Webhook:
    till = Till(client, kind)
    match kind:
        case "square":
            return till.sign_square(body)
        case "shopify":
            return till.sign_shopify("orders/paid", body)
        case _:
            return till.sign(body, time.time())


def shown(phone: Phone) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {phone.issuer.mint(phone.persona.ref)}",
        "Goddag-Install": phone.install_id,
    }


# Some three hundred places with twenty values each, all counted, took half a minute: each place gets a third of the
# values, and each value a third of the places.
THIN = 3


async def test_whatever_stands_in_a_request_of_an_app_a_handheld_or_an_edge_is_answered_by_its_bytes(
    tmp_path: Path,
) -> None:
    async with open_shop(tmp_path, calibration_walkers="u-7000", most_opened_per_hour=10_000) as shop:
        phone, handheld = await shop.customer(), await shop.handheld()
        [visit] = (await handheld.get("/api/staff/nearby")).json()["visits"]
        described = shop.hub.running.web.openapi()
        known, walked = described["components"]["schemas"], 0
        for path, methods in described["paths"].items():
            for method, about in methods.items():
                if "requestBody" not in about or path.startswith("/v1/till/"):
                    continue
                schema = about["requestBody"]["content"]["application/json"]["schema"]
                base = example(schema, known | schema.get("$defs", {}))
                where = path.format(
                    visit_id=visit["visit_id"],
                    purpose="recognise_in_store",
                    message="m" * 32,
                    campaign="welcome",
                    person="person-1",
                    device="device-1",
                    step="stop",
                    client="client-1",
                    follow_up="follow-up-1",
                    alert="alert-1",
                )
                walked += 1
                for number, place in enumerate(leaves(base)):
                    for raw in HOSTILE[number % THIN :: THIN]:
                        headers = shown(phone) if path.startswith("/v1/app") else {}
                        body = with_at(base, place, raw)
                        await check(shop, handheld, method.upper(), where, body, headers)
        assert walked >= 15


@pytest.mark.parametrize("kind", ["square", "shopify", "generic"])
async def test_whatever_stands_in_the_webhook_of_a_till_is_answered_by_its_bytes(tmp_path: Path, kind: Any) -> None:
    settings = {
        "till_square_keys": SQUARE_KEY,
        "till_square_url": SQUARE_URL,
        "till_shopify_secrets": SHOPIFY_SECRET,
        "till_generic_secrets": GENERIC_SECRET,
    }
    async with open_shop(tmp_path, **settings) as shop, shop.client() as client:
        till = Till(client, kind)
        base = json.loads(till.sale_webhook(till.ring_up(*CATALOGUE[:2]), "u-1", None).body)
        for place in leaves(base):
            for raw in HOSTILE:
                webhook = signed(kind, with_at(base, place, raw), client)
                await check(shop, client, "POST", webhook.path, webhook.body, webhook.headers)


@pytest.mark.parametrize("model", MESSAGES)
async def test_whatever_stands_in_a_message_of_an_edge_is_taken_or_refused_by_its_bytes(
    tmp_path: Path, model: Any
) -> None:
    async with open_shop(tmp_path) as shop:
        schema = model.model_json_schema()
        base = example(schema, schema.get("$defs", {}))
        base |= {"store": shop.plan.store_id, "edge": "edge-1", "boot_id": "a" * 16}
        for direction in ("edge", "cmd"):
            topic = f"goddag/{shop.plan.store_id}/{direction}/edge-1/{model.channel.value}"
            for place in leaves(base):
                for raw in HOSTILE:
                    body = with_at(base, place, raw)
                    with counted(shop.db) as work:
                        shop.hub.edges.ingest.apply([Received(Incoming(topic, body, retained=False), time.time())])
                    what = f"{topic} {place} {raw[:30]} {work}"
                    assert work.rows <= MOST_ROWS, what
                    assert work.steps <= MOST_STEPS, what
                    assert work.peak_bytes <= BYTES_AT_LEAST + BYTES_A_BYTE * len(body), what


def numbers(schema: dict[str, Any], known: dict[str, Any], where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every number that a schema describes, by where it stands."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        if name not in where.split("/"):
            yield from numbers(known[name], known, f"{where}/{name}")
    for several in ("anyOf", "oneOf", "allOf"):
        for each in schema.get(several, []):
            yield from numbers(each, known, where)
    if schema.get("type") in {"integer", "number"} and "const" not in schema:
        yield where, schema
    for name, each in schema.get("properties", {}).items():
        yield from numbers(each, known, f"{where}.{name}")
    for below in ("items", "additionalProperties"):
        if isinstance(schema.get(below), dict):
            yield from numbers(schema[below], known, where)


@pytest.mark.parametrize("model", MESSAGES)
def test_every_number_in_a_message_has_a_largest_and_a_smallest_value(model: Any) -> None:
    schema = model.model_json_schema()
    found = list(numbers(schema, schema.get("$defs", {}), model.__name__))
    assert found
    for where, number in found:
        assert {"minimum", "maximum"} <= number.keys(), where


async def test_an_edges_largest_numbers_cost_what_its_smallest_cost(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        most = 2**53
        events = [
            {"kind": "beacon", "seq": most - 1, "rssi_dbm": 20, "packets": 100_000, "heard_at_ms": most,
             "heard_mono_ms": most, "span_ms": most, "uuid": shop.plan.beacon_uuid, "major": 65535, "minor": 65535},
            {"kind": "gap", "seq": most - 99_999, "through_seq": most, "reason": "rejected"},
        ]  # fmt: skip
        told = {
            "version": 1, "type": "sightings", "store": shop.plan.store_id, "edge": "edge-1", "boot_id": "a" * 16,
            "oldest_seq": most, "sent_at_ms": most, "sent_mono_ms": most, "clock_trusted": True, "events": events,
        }  # fmt: skip
        payload = json.dumps(told).encode()
        assert len(payload) < MAX_PAYLOAD_BYTES
        topic = f"goddag/{shop.plan.store_id}/edge/edge-1/sightings"
        with counted(shop.db) as work:
            [ack] = shop.hub.edges.ingest.apply([Received(Incoming(topic, payload, retained=False), time.time())])
        assert ack.contiguous_seq == most
        assert (work.rows < 10, work.steps < MOST_STEPS) == (True, True)


@pytest.mark.parametrize("length", ["9" * 5000, "9" * 18, "-1", "1e9", "\xb2", "abc", ""])
async def test_a_length_that_is_none_is_refused_before_anything_is_read(tmp_path: Path, length: str) -> None:
    async with open_shop(tmp_path) as shop, shop.client() as client:
        headers = {"content-length": length.encode("latin-1")}
        answer = await client.request("POST", "/api/staff/session", content=b"{}", headers=headers)  # type: ignore[arg-type]
        assert answer.status_code == 413
