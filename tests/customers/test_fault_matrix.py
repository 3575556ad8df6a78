"""However a platform fails, a card comes, says so, and shows nothing that nobody said."""

import asyncio
import json

import pytest
from platforms import EVERYTHING, SOREN, Desk, agreed, source, values
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.ground.shop.model import Shop
from hub.ground.words.words import Words
from hub.knowledge.customers.known import name_of
from hub.knowledge.customers.port import Context, SourceStatus
from hub.service.staff.card import compose_card
from hub.service.staff.model import VisitCard
from hub.service.staff.rendering import card_in
from hub.trust.consents.purposes import Purpose
from simulators.people import MEMBERS
from simulators.serving import free_ports
from wire.clock import Clock

# How a fault may be called on a card. A redirect, a lie and a cut-off answer are all no usable answer.
FAULTS = {
    "slow": {"awaited", "timeout", "open_circuit"},
    "500": {"bad_reply", "open_circuit"},
    "503": {"paced"},
    "401": {"auth"},
    "403": {"auth"},
    "404": {"not_found", "bad_reply", "open_circuit"},  # of Unomi and ODP it is about the address, and about nobody
    "429": {"paced"},
    "garbage": {"bad_reply", "open_circuit"},
    "truncated": {"bad_reply", "open_circuit"},
    "shape": {"bad_reply", "open_circuit"},
    "huge": {"bad_reply", "open_circuit"},
    "redirect": {"bad_reply", "open_circuit"},
    "drop": {"bad_reply", "open_circuit"},
    "dead": {"unreachable", "open_circuit"},
}
REQUESTS = 200
KINDS = ("segment", "unomi", "odp", "rest")
# The rests that a fault imposes pass a thousand times as fast: the source is asked again and again, not once.
QUICK = Clock(1000.0, 0.0)
NOW_MS = 1_790_000_000_000


def card_of(context: Context) -> VisitCard:
    return card_in(compose_card(context, EVERYTHING, Shop(), NOW_MS), Words().of("en"))


@pytest.mark.parametrize("fault", FAULTS)
async def test_two_hundred_requests_at_a_broken_platform_are_two_hundred_cards_that_say_so(
    desk: Desk, fault: str
) -> None:
    asked, expected = 0, FAULTS[fault]
    # On a machine that is busy enough, our own deadline comes before the answer. The card says so, and what the fault
    # itself is called must have been said as well.
    allowed = expected | {"awaited", "timeout", "open_circuit"}
    for kind in KINDS:
        said: set[str] = set()
        if fault == "dead":
            url = f"http://127.0.0.1:{free_ports(1)[0]}"
        else:
            platform = await desk.platform(kind)
            url = platform.url
            more = {"retry_after_s": 7} if fault == "503" else {}
            await platform.fault(fault, delay_ms=60_000 if fault == "slow" else 0, **more)
        engine = desk.engine(source(kind, url), clock=QUICK)
        within = 0.002 if fault == "slow" else 5.0
        for number in range(REQUESTS // len(KINDS)):
            context = await engine.get_context(MEMBERS[number % 11].ref, EVERYTHING, within)
            card = card_of(context)
            assert context.traits == {}, (kind, fault)
            assert context.status.value in allowed, (kind, fault)
            said.add(context.status.value)
            assert card.notice, (kind, fault)
            assert card.need.text, (kind, fault)
            assert {(field.freshness, field.reason in allowed | {"unknown"}) for field in card.fields} == {
                ("missing", True)
            }
            assert name_of(context, EVERYTHING) is None
        assert said & (expected - {"open_circuit"}), (kind, fault, said)
        asked += engine.calls
        await engine.close()
    assert asked >= len(KINDS) * (1 if fault in {"401", "403", "slow", "429", "503"} else 5), "the fault was never met"


async def test_a_platform_that_is_well_again_is_believed_again(desk: Desk) -> None:
    platform = await desk.platform("segment")
    engine = desk.engine(source("segment", platform.url), clock=QUICK)
    for fault in ("500", "429", "garbage", "drop"):
        await platform.fault(fault, times=6)
        for _ in range(400):
            context = await engine.get_context(SOREN, EVERYTHING, 5.0)
            if context.status is SourceStatus.OK:
                break
            await asyncio.sleep(0.005)
        assert values(context)["first_name"] == "Søren", fault
        engine.drop(SOREN)


PROFILES = {
    "a megabyte": ({"due_item": "x" * 1_000_000}, {}),
    "a script": (
        {"first_name": "<script>alert(1)</script>"},
        {"first_name": "<script>alert(1)</script>"},  # a text like any other: the handheld shows it, letter by letter
    ),
    "an emoji": ({"first_name": "Zoë 🚴‍♀️"}, {"first_name": "Zoë 🚴\u200d♀️"}),
    "a Persian name": ({"first_name": "\u200cگل\u200cنرگس\u200d"}, {"first_name": "گل\u200cنرگس"}),
    "a filler": ({"first_name": "\ufeff\u3164 \u200d\u3164", "due_item": "\u2800"}, {}),
    "half a letter": ({"first_name": "\ud800", "due_item": "Chain"}, {"due_item": "Chain"}),
    "right to left": ({"first_name": "محمد"}, {"first_name": "محمد"}),
    "an override": ({"first_name": "\u202eevil\u202c"}, {"first_name": "evil"}),
    "lines": ({"first_name": "Eve\n\n\tRoot"}, {"first_name": "EveRoot"}),
    "nothing": ({"first_name": ""}, {}),
    "only invisible": ({"first_name": "\u200b\u202e"}, {}),
    "null": ({"first_name": None, "orders_24m": None}, {}),
    "wrong kinds": ({"first_name": 5, "orders_24m": [1], "last_order_at": "yesterday", "lines_24m": 7}, {}),
    "numbers as text": ({"orders_24m": "16"}, {"orders_24m": 16}),
    "a whole float": ({"orders_24m": 16.0}, {"orders_24m": 16}),
    "a broken float": ({"orders_24m": 16.5}, {}),
    "a negative count": ({"orders_24m": -1}, {}),
    "infinite": ({"orders_24m": "1e400"}, {}),
    "true": ({"orders_24m": True, "last_order_at": True}, {}),
    "counts in a text": ({"lines_24m": '{"road": 3}'}, {"lines_24m": {"road": 3}}),
    "deep": ({"lines_24m": "[" * 5000}, {}),
    "seconds": ({"last_order_at": 1_760_000_000}, {"last_order_at": "2025-10-09T08:53:20+00:00"}),
    "milliseconds": ({"last_order_at": 1_760_000_000_000}, {"last_order_at": "2025-10-09T08:53:20+00:00"}),
    "the end of time": ({"last_order_at": 1e30}, {}),
}


@pytest.mark.parametrize("what", PROFILES)
async def test_a_strange_profile_breaks_nothing_and_nothing_is_invented(desk: Desk, what: str, capfd) -> None:
    sent, expected = PROFILES[what]

    async def answer(request: Request) -> Response:
        odd = {"updated_at": {}, "source_id": "\ud800"}  # what is odd beside a value costs the value nothing
        traits = {name: {"value": value, **odd} for name, value in sent.items()}
        return Response(json.dumps({"traits": traits}), media_type="application/json")

    url = await desk.serve(Starlette(routes=[Route("/{path:path}", answer)]))
    context = await desk.engine(source("segment", url)).get_context(SOREN, EVERYTHING, 5.0)
    assert context.status is SourceStatus.OK
    assert values(context) == expected
    assert {trait.source for trait in context.traits.values()} <= {"segment"}
    unusable = {name for name, value in sent.items() if value is not None and name not in expected}
    assert {name for name, why in context.missing.items() if why == "unusable"} == unusable
    card_of(context)
    said = "".join(capfd.readouterr())
    assert SOREN not in said
    assert all(str(value) not in said for value in sent.values() if isinstance(value, str) and len(value) > 4)
    assert all(name in said for name in unusable), "what was left out is said, by its name"


async def test_a_name_that_is_not_agreed_to_is_on_no_card_even_when_the_platform_sends_it_unasked(desk: Desk) -> None:
    async def answer(request: Request) -> JSONResponse:
        return JSONResponse({"traits": {"first_name": {"value": "Zoë"}, "orders_24m": {"value": 1}}})

    url = await desk.serve(Starlette(routes=[Route("/{path:path}", answer)]))
    engine = desk.engine(source("segment", url))
    history = agreed(Purpose.RECOGNISE_IN_STORE, Purpose.SHOW_HISTORY_TO_STAFF)
    assert values(await engine.get_context(SOREN, history, 5.0)) == {"orders_24m": 1}
    assert engine.kept(SOREN).keys() == {"orders_24m"}
