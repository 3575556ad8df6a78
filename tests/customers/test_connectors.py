"""Each connector against its platform: the same customer, the same facts, and nothing asked that was not allowed."""

import json
from typing import Any

import pytest
from platforms import EVERYTHING, NOW, SEED, SOREN, Desk, agreed, all_fresh, source, values
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from hub.knowledge.customers.port import SourceStatus
from hub.trust.consents.purposes import Purpose
from simulators import unomi
from simulators.orders import history_of, traits_of
from simulators.people import member

PERSONA = member(SOREN)
assert PERSONA is not None
TRUTH = {name: trait.value for name, trait in traits_of(PERSONA, history_of(PERSONA, SEED, NOW), NOW).items()}
SEES_HISTORY = agreed(Purpose.RECOGNISE_IN_STORE, Purpose.SHOW_HISTORY_TO_STAFF)


@pytest.mark.parametrize("kind", ["segment", "unomi", "odp", "rest"])
async def test_the_same_customer_is_the_same_whatever_platform_tells_of_them(desk: Desk, kind: str) -> None:
    platform = await desk.platform(kind)
    engine = desk.engine(source(kind, platform.url))
    context = await engine.get_context(SOREN, EVERYTHING, 5.0)
    told = values(context)
    at = told.pop("last_order_at")
    assert context.status is SourceStatus.OK
    assert told == {name: TRUTH[name] for name in told}
    assert told["first_name"] == "Søren"
    assert told["orders_24m"] == 16
    assert at[:19] == TRUTH["last_order_at"][:19]
    assert all_fresh(context)
    assert all(trait.source and trait.observed_at_ms for trait in context.traits.values())


@pytest.mark.parametrize("kind", ["segment", "unomi", "odp", "rest"])
async def test_who_is_unknown_there_is_said_to_be(desk: Desk, kind: str) -> None:
    platform = await desk.platform(kind)
    context = await desk.engine(source(kind, platform.url)).get_context("nobody-1", EVERYTHING, 5.0)
    assert context.traits == {}
    if kind == "unomi":  # makes a profile of whoever it is asked about, and does not tell
        assert set(context.missing.values()) == {"unknown"}
    else:
        assert context.status is SourceStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [("segment", {"key": "x"}), ("unomi", {"key": "x"}), ("odp", {"key": "x"}), ("rest", {"key": "x"})],
)
async def test_a_wrong_key_is_called_one(desk: Desk, kind: str, wrong: dict[str, Any]) -> None:
    platform = await desk.platform(kind)
    engine = desk.engine(source(kind, platform.url, **wrong))
    assert (await engine.get_context(SOREN, EVERYTHING, 5.0)).status is SourceStatus.AUTH
    assert (await engine.get_context(SOREN, EVERYTHING, 5.0)).status is SourceStatus.AUTH
    assert await platform.asked() == 1, "a refused key is not tried again and again"


async def test_a_unomi_before_its_change_answers_a_public_key_as_well(desk: Desk) -> None:
    platform = await desk.platform("unomi")
    engine = desk.engine(source("unomi", platform.url, key=unomi.PUBLIC_KEY, tenant=None))
    assert (await engine.get_context(SOREN, EVERYTHING, 5.0)).status is SourceStatus.OK


async def test_looking_leaves_no_session_no_event_and_no_profile_in_unomi(desk: Desk) -> None:
    platform = await desk.platform("unomi")
    engine = desk.engine(source("unomi", platform.url))
    await engine.get_context(SOREN, EVERYTHING, 5.0)
    await engine.get_context("not an id that Unomi takes", EVERYTHING, 5.0)
    assert await platform.received() == {"events": [], "made": [], "sessions": [], "consents": {}}


async def test_of_a_profile_that_was_merged_the_master_is_read(desk: Desk) -> None:
    platform = await desk.platform("unomi")
    context = await desk.engine(source("unomi", platform.url)).get_context(unomi.MERGED_REF, EVERYTHING, 5.0)
    assert values(context)["first_name"] == "Søren"


async def test_what_is_not_allowed_is_never_asked_for(desk: Desk) -> None:
    asked: list[str] = []

    async def record(request: Request) -> JSONResponse:
        asked.append(f"{request.url} {(await request.body()).decode()}")
        return JSONResponse({"traits": {}, "profileId": SOREN, "profileProperties": {}, "data": {"customer": {}}})

    anything = [Route("/{path:path}", record, methods=["GET", "POST"])]
    url = await desk.serve(Starlette(routes=anything))
    for kind in ("segment", "unomi", "odp"):
        engine = desk.engine(source(kind, url))
        context = await engine.get_context(SOREN, SEES_HISTORY, 5.0)
        assert context.missing["first_name"] == context.missing["due_item"] == "no_consent"
    names = ("first_name", "firstName", "viewed", "due")
    assert len(asked) == 3
    assert not [(name, each) for each in asked for name in names if name in each]
    assert all("last" in each and SOREN in each for each in asked)


async def test_an_error_of_one_field_costs_that_field_alone(desk: Desk) -> None:
    platform = await desk.platform("odp")
    await platform.fault("partial")
    context = await desk.engine(source("odp", platform.url)).get_context(SOREN, EVERYTHING, 5.0)
    assert context.missing == {"due_item": "bad_reply", "last_purchase_at": "unknown"}
    assert values(context)["orders_24m"] == TRUTH["orders_24m"]


async def test_a_field_that_the_account_does_not_have_is_no_usable_answer(desk: Desk) -> None:
    platform = await desk.platform("odp")
    engine = desk.engine(source("odp", platform.url, traits={"orders_24m": "orders.counted"}))
    assert (await engine.get_context(SOREN, EVERYTHING, 5.0)).status is SourceStatus.BAD_REPLY


async def test_what_odp_is_asked_is_graphql_to_somebody_elses_parser(desk: Desk) -> None:
    graphql = pytest.importorskip("graphql")
    platform = await desk.platform("odp")
    await desk.engine(source("odp", platform.url)).get_context(SOREN, EVERYTHING, 5.0)
    [query] = (await platform.received())["queries"]
    document = graphql.parse(query)
    assert graphql.print_ast(document).startswith("query ($id: String)")
    assert json.dumps(SOREN) not in query, "a customer's id goes in the variables"


async def test_a_redirect_is_not_followed_with_the_key(desk: Desk) -> None:
    elsewhere: list[Request] = []

    async def trap(request: Request) -> JSONResponse:
        elsewhere.append(request)
        return JSONResponse({"traits": {"first_name": {"value": "Mallory"}}})

    there = await desk.serve(Starlette(routes=[Route("/{path:path}", trap)]))

    async def send_there(request: Request) -> JSONResponse:
        return JSONResponse({}, 302, {"Location": there})

    url = await desk.serve(Starlette(routes=[Route("/{path:path}", send_there)]))
    context = await desk.engine(source("segment", url)).get_context(SOREN, EVERYTHING, 5.0)
    assert (context.status, elsewhere) == (SourceStatus.BAD_REPLY, [])
