"""What is written beside what we need costs nothing: one reader for all JSON from outside, at every door."""

import ast
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.ground.http.json_body import NotJson, parse_json, parse_plain
from hub.ground.http.outgoing import Answer, open_outgoing
from hub.knowledge.customers.segment_regulations import SegmentRegulations
from hub.knowledge.exports.answers import Reply
from hub.service.messages import credentials, fcm_answers
from hub.trust.accounts.identity import read_keys
from hub.trust.consents.answers import parsed
from hub.trust.rights.elsewhere import Accepted
from simulators.issuer import Issuer

ROOT = Path(__file__).parents[2]
# Who reads JSON with something else than `hub.ground.http.json_body`, how often, and why that is right.
OWN = {
    "hub/ground/http/json_body.py": (1, "the reader itself"),
    "hub/trust/audit/log.py": (1, "its own lines"),
    "hub/place/calibration/repository.py": (2, "its own rows"),
    "hub/place/calibration/walk_file.py": (1, "a walk in a format of ours: each line that is not of it is named"),
    "hub/knowledge/catalogue/feed.py": (1, "the answer of its own process"),
    "hub/knowledge/catalogue/repository.py": (3, "its own rows"),
    "hub/knowledge/catalogue/search_index.py": (2, "rows of its own file"),
    "hub/knowledge/catalogue/worker.py": (1, "the job that the hub gives it"),
    "hub/service/measurement/service.py": (1, "the plan of an experiment, as this file wrote it"),
    "hub/service/campaigns/decisions.py": (3, "its own rows"),
    "hub/knowledge/customers/built_in.py": (1, "its own rows"),
    "hub/knowledge/customers/values.py": (1, "a text of at most 4,000 signs, whose every fault costs that trait alone"),
    "hub/knowledge/exports/outbox.py": (1, "its own rows"),
    "hub/equipment/enrolment/registry.py": (1, "its own row"),
    "hub/ground/journal.py": (3, "its own rows"),
    "hub/service/customer_view/page_stored.py": (1, "its own rows"),
    "hub/ground/words/kept.py": (1, "its own rows"),
    "hub/trust/members/day_keys.py": (1, "the office's file, in a format of ours"),
    "hub/trust/consents/ledger.py": (2, "its own rows"),
    "hub/knowledge/insight/artefact.py": (2, "its own files"),
    "hub/knowledge/insight/model_store.py": (1, "its own file"),
    "hub/knowledge/insight/nightly.py": (1, "the answer of its own process"),
    "hub/knowledge/insight/worker.py": (1, "the job that the hub gives it"),
    "hub/knowledge/purchases/baskets.py": (1, "its own rows"),
    "hub/knowledge/purchases/baskets_of.py": (1, "its own rows"),
    "hub/knowledge/purchases/pick_ups.py": (1, "its own rows"),
    "hub/knowledge/purchases/past/repository.py": (1, "its own rows"),
    "hub/knowledge/purchases/repository.py": (6, "its own rows"),
    "hub/service/campaigns/repository.py": (1, "its own rows"),
    "hub/trust/rights/erasure_report.py": (1, "its own rows"),
    "hub/trust/rights/retention.py": (1, "its own rows"),
    "edge/batch.py": (1, "its own rows"),
    "edge/enrolment.py": (1, "its own file"),
    "edge/orders.py": (1, "its own file"),
    "edge/hub_client.py": (2, "our hub's answer, which holds nothing else"),
    "edge/gateways/message.py": (1, "at most 4,096 bytes: no number there is too long for Python"),
    "wire/codec.py": (1, "our own protocol, a payload at a time: what is not of it is refused and counted"),
}
_READERS = {"loads", "load", "from_json", "model_validate_json", "validate_json"}
# What no platform should write and some do; a strict reader refuses each, and with it all that stands beside.
ODDITIES = {
    "digits without end": b"9" * 5_000,
    "digits behind a point": b"0." + b"1" * 5_000,
    "more than any number": b"1e999999",
    "NaN": b"NaN",
    "-Infinity": b"-Infinity",
    "half an emoji": rb'"cut \ud83d"',
    "a line break within a text": b'"first\nsecond"',
    "letters of another alphabet": '"Sørensen"'.encode("latin-1"),
}


def readings(file: Path) -> Iterator[int]:
    """Lines on which a file reads JSON by itself."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _READERS:
            owner = node.func.value
            if not (isinstance(owner, ast.Name) and owner.id in {"tomllib", "ssl", "context"}):
                yield node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "from_json":
            yield node.lineno


def test_json_from_outside_is_read_by_the_one_reader() -> None:
    found: Counter[str] = Counter()
    for part in ("hub", "edge", "wire"):
        for file in sorted((ROOT / part).rglob("*.py")):
            if count := len([*readings(file)]):
                found[str(file.relative_to(ROOT))] = count
    assert dict(found) == {name: count for name, (count, _) in OWN.items()}, (
        "read what comes from outside with hub.json_body; what is our own belongs into OWN, with the reason"
    )


def beside(odd: bytes, told: bytes) -> bytes:
    """An object with something odd before all that matters."""
    return b'{"beside":' + odd + b"," + told.lstrip()[1:]


def answer(odd: bytes) -> object:
    return Answer(200, {}, beside(odd, b'{"a": 1}'), is_whole=True).json()["a"]


def webhook(odd: bytes) -> object:
    return parse_json(beside(odd, b'{"a": 1}'))["a"]


def no_of_a_customer(odd: bytes) -> object:
    return parsed(beside(odd, b'{"a": 1}'))["a"]


def answer_of_an_event_api(odd: bytes) -> object:
    return (Reply(202, {}, beside(odd, b'{"a": 1}')).json() or {})["a"]


def error_of_a_push_gateway(odd: bytes) -> object:
    told = {"error": {"code": 404, "details": [{"errorCode": "UNREGISTERED"}]}}
    error = fcm_answers._error(beside(odd, json.dumps(told).encode()))
    return error and len(error.codes)


def keys_of_an_issuer(odd: bytes) -> object:
    keys = read_keys(beside(odd, json.dumps(Issuer().jwks()).encode()))
    return keys is not None and len(keys)


def token_for_push(odd: bytes) -> object:
    told = beside(odd, b'{"access_token": "t", "expires_in": 1}')
    return json.loads(credentials._read_again(told))["expires_in"]


DOORS: dict[str, Callable[[bytes], object]] = {
    each.__name__: each
    for each in (
        answer,
        webhook,
        no_of_a_customer,
        answer_of_an_event_api,
        error_of_a_push_gateway,
        keys_of_an_issuer,
        token_for_push,
    )
}


@pytest.mark.parametrize("oddity", ODDITIES)
@pytest.mark.parametrize("door", DOORS)
def test_what_is_odd_beside_it_costs_nothing(door: str, oddity: str) -> None:
    assert DOORS[door](ODDITIES[oddity]) == 1


@pytest.mark.parametrize("oddity", ODDITIES)
async def test_what_is_odd_beside_an_accepted_erasure_costs_nothing(oddity: str, serve: Any) -> None:
    body = beside(ODDITIES[oddity], b'{"data": {"regulateId": "r-1"}}')

    async def told(_request: Request) -> Response:
        return Response(body, media_type="application/json")

    app = Starlette(routes=[Route("/regulations", told, methods=["POST"])])
    async with serve(app) as url, open_outgoing() as outgoing:
        assert await SegmentRegulations(outgoing, url, "token").erase("u-1") == Accepted("r-1")


@pytest.mark.parametrize("reader", [parse_json, parse_plain])
@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"<html>"])
def test_what_is_no_json_is_refused_in_our_words(reader: Callable[[bytes], object], body: bytes) -> None:
    with pytest.raises(NotJson):
        reader(body)


def test_numbers_stay_what_they_are() -> None:
    assert parse_plain(b"[1, 2.5, -3e2, true, null]") == [1, 2.5, -300.0, True, None]
    assert isinstance(parse_plain(b"2.5"), float)
