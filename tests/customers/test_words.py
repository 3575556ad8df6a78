"""What programs write where nothing is, and what was read in the wrong encoding: from no platform to a handheld."""

from dataclasses import replace

import pytest
from platforms import EVERYTHING, NOW, SEED, Desk, source, values

from hub.knowledge.customers.values import usable
from simulators import cdp, crm, odp, unomi
from simulators.people import MEMBERS

MAKERS = {"segment": cdp, "unomi": unomi, "odp": odp, "rest": crm}
NOBODYS = ["#N/A", "#REF!", "#I/T", "null", "NULL", "NaN", "None", "undefined", "[object Object]", "anna@example.dk",
           "Anna <anna@example.dk>", "\u202e", " "]  # fmt: skip
MISREAD = "S\u00c3\u00b8ren"
MEANT = {MISREAD: "Søren", "S&oslash;ren": "Søren", "Bell &amp; lock": "Bell & lock", "Nan": "Nan", "Søren": "Søren"}


@pytest.mark.parametrize("kind", MAKERS)
async def test_no_word_of_a_program_is_anybodys_name(desk: Desk, kind) -> None:
    names = [*NOBODYS, *MEANT]
    people = [replace(MEMBERS[0], ref=f"u-{number}", first_name=name) for number, name in enumerate(names)]
    url = await desk.serve(MAKERS[kind].create_app(SEED, NOW, people=people))
    # They are asked one after the other as fast as the simulator answers, which no platform promises.
    engine = desk.engine(source(kind, url, requests_per_second=1000))
    for each in people:
        context = await engine.get_context(each.ref, EVERYTHING, 5.0)
        assert values(context).get("first_name") == MEANT.get(each.first_name), each.first_name
        assert values(context)["orders_24m"], "one odd word costs itself alone"


def test_no_word_of_a_program_is_a_way_of_riding() -> None:
    assert usable("lines_24m", {"#N/A": 3, "road": 2}) == {"road": 2}
    assert usable("lines_24m", '{"null": 3}') is None
    assert usable("lines_24m", {}) == {}
