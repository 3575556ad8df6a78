"""What happens elsewhere: from a platform to the timeline, under its purpose, each thing once, nothing sensitive."""

import time
from typing import Any

import pytest
from platforms import EVERYTHING, NOW, SEED, SOREN, Desk, agreed, source
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from hub.ground.shop.model import Shop
from hub.ground.words.words import in_english
from hub.knowledge.customers.configuration import Configuration
from hub.knowledge.customers.connector import RawHappening
from hub.knowledge.customers.events import MOST_OF_A_KIND, usable_happenings
from hub.knowledge.customers.port import SourceStatus
from hub.service.staff.card import compose_card
from hub.trust.channels.strictest import ContactChannel
from hub.trust.consents.purposes import Purpose
from simulators import unomi
from simulators.hub_here import hub_here
from simulators.orders import history_of
from simulators.people import MEMBERS, member
from simulators.waiting import until
from wire.clock import to_ms

PERSONA = member(SOREN)
assert PERSONA is not None
VIEWS = history_of(PERSONA, SEED, NOW).views
LISTED = {"online_views": {"list": "views", "at": "at", "text": "product.title", "id": "number"}}
VIEWED = {"online_views": {"event": "Product Viewed"}}
SEES_HISTORY = agreed(Purpose.RECOGNISE_IN_STORE, Purpose.SHOW_HISTORY_TO_STAFF)
NOW_MS = to_ms(NOW.timestamp())


def newest(days: int) -> dict[str, int]:
    """Each article that was looked at, and when last."""
    found = [(view.product.name, to_ms(view.at.timestamp())) for view in VIEWS if (NOW - view.at).days < days]
    return {name: max(at for each, at in found if each == name) for name, _ in found}


@pytest.mark.parametrize(
    ("kind", "happenings", "days"), [("segment", VIEWED, 14), ("unomi", LISTED, 999), ("rest", LISTED, 999)]
)
async def test_what_was_looked_at_online_comes_with_the_profile_and_only_with_its_purpose(
    desk: Desk, kind: str, happenings: dict[str, Any], days: int
) -> None:
    platform = await desk.platform(kind)
    engine = desk.engine(source(kind, platform.url, happenings=happenings))
    assert (await engine.get_context(SOREN, SEES_HISTORY, 5.0)).happened == ()
    calls = engine.calls
    context = await engine.get_context(SOREN, EVERYTHING, 5.0)
    assert newest(days)
    assert {each.text: each.at_ms for each in context.happened} == newest(days)
    assert {(each.name, each.source) for each in context.happened} == {("online_views", kind)}
    assert set(engine.happened(SOREN)) == set(context.happened)
    assert (await engine.get_context(SOREN, EVERYTHING, 5.0)).happened == context.happened
    assert engine.calls == calls + 1
    # A permission that is narrower now sees less of what is kept.
    assert (await engine.get_context(SOREN, SEES_HISTORY, 5.0)).happened == ()
    engine.drop(SOREN)
    assert engine.happened(SOREN) == ()


async def test_odp_is_asked_for_the_fields_of_its_lists(desk: Desk) -> None:
    platform = await desk.platform("odp")
    engine = desk.engine(source("odp", platform.url, happenings=LISTED))
    await engine.get_context(SOREN, EVERYTHING, 5.0)
    [query] = (await platform.received())["queries"]
    assert "views { at number product { title } }" in query


async def test_an_order_that_waits_comes_from_a_platforms_list_and_is_gone_with_it(desk: Desk) -> None:
    pickups = [{"ready": NOW.isoformat(), "what": "Sofa Oslo", "order": 17}, {"ready": "soon", "what": "Lamp"}]

    async def record(_: Request) -> JSONResponse:
        return JSONResponse({"customer": {"id": SOREN, "changed": NOW.isoformat(), "pickups": pickups}})

    url = await desk.serve(Starlette(routes=[Route("/{rest:path}", record)]))
    places = {"orders_ready": {"list": "pickups", "at": "ready", "text": "what", "id": "order"}}
    engine = desk.engine(source("rest", url, happenings=places))

    async def need() -> str:
        engine.drop(SOREN)
        context = await engine.get_context(SOREN, SEES_HISTORY, 5.0)
        return in_english(compose_card(context, SEES_HISTORY, Shop(), to_ms(time.time())).need.phrase)

    assert await need() == "Sofa Oslo: ready to collect, told today"
    pickups.clear()
    assert "ready" not in await need()


def test_of_a_list_the_newest_of_each_article_stays_and_nothing_broken_sensitive_or_yet_to_come() -> None:
    def raw(text: Any, ago_ms: int = 1000, number: Any = None) -> RawHappening:
        return RawHappening(NOW_MS - ago_ms, text, number)

    told = {
        "carts": [
            raw("Pump", 5000),
            raw("pump", 2000, 7),
            raw("pills"),
            raw(None),
            raw("x" * 201),
            raw("Bell", -60_000),
        ],
        "service_cases": [raw("Creaking", 9000, "c1"), raw("Creaking", 9000, "c1"), raw("Creaking", 8000, "c2")],
        "online_views": [raw(f"Article {n}", n) for n in range(500)] + [RawHappening("soon", "Bell")],
    }
    found = usable_happenings(told, "cdp", lambda text: "pill" in text, NOW_MS)
    assert [(each.text, each.id) for each in found["carts"]] == [("pump", "7")]
    assert [each.id for each in found["service_cases"]] == ["c2", "c1"]
    assert [each.text for each in found["online_views"]] == [f"Article {n}" for n in range(MOST_OF_A_KIND)]


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("segment", {"online_views": {"event": "Viewed, Bought"}}),
        ("segment", {"purchases": {"event": "Order Completed"}}),
        ("rest", {"carts": {"list": "carts[", "at": "at", "text": "title"}}),
        ("rest", {"carts": {"list": "carts", "text": "title"}}),
    ],
)
def test_a_place_that_cannot_be_read_is_refused_at_start(kind: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Configuration.model_validate({"source": [source(kind, "https://cdp.example", happenings=wrong)]})


async def test_a_no_in_unomi_comes_with_the_profile_and_ends_the_visit(desk: Desk, tmp_path) -> None:
    platform, file = await desk.platform("unomi"), tmp_path / "customers.toml"
    file.write_text(
        f'[[source]]\nkind = "unomi"\nurl = "{platform.url}"\nscope = "{unomi.SCOPE}"\n'
        f'tenant = "{unomi.TENANT}"\nkey = "{unomi.PRIVATE_KEY}"\n'
        '[source.traits]\nfirst_name = "firstName"\norders_24m = "orders.count"\n'
        '[source.happenings]\nonline_views = {list = "views", at = "at", text = "product.title"}\n'
    )
    async with hub_here(tmp_path, customers=file) as shop:
        phone = await shop.enrol(MEMBERS[0])
        shop.hear(phone, shop.beside_an_edge())

        def timeline() -> set[str]:
            card = shop.card()
            return {each.text for each in card.timeline if each.kind == "online_view"} if card else set()

        await until("the views on the card", lambda: timeline() == newest(999).keys(), 60)
        said = {"profileId": SOREN, "status": "DENIED", "statusDate": shop.hub.ground.clock.wall() * 1000}
        for channel in ("in_store", "email"):
            (await desk.http.post(f"{platform.url}/consents", json={**said, "type": channel})).raise_for_status()
        [record] = shop.hub.members.people.all()
        shop.hub.customers.known.source.drop(SOREN)
        assert (await shop.hub.customers.known.source.get_context(SOREN, EVERYTHING, 5.0)).status is SourceStatus.OK
        await until("the card to go", lambda: shop.card() is None, 60)
        states = {each.channel: each for each in shop.hub.channels.service.of(record)}
        assert not states[ContactChannel.IN_STORE].is_open
        assert [answer.source for answer in states[ContactChannel.EMAIL].answers] == ["unomi"]
