"""What happened, and what the hub does about it, while the outside world is slow."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import get_args

from whole_hub import Shop, open_shop

from hub.ground.journal import Event
from hub.ground.manifests import FLOORS, rooms_of
from hub.ground.reactions import AT_ONCE
from simulators.serving import free_ports
from simulators.waiting import until


@asynccontextmanager
async def silent_gateway() -> AsyncIterator[str]:
    """Takes every message and answers none."""

    taking: set[asyncio.Task[None] | None] = set()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taking.add(asyncio.current_task())
        await reader.read()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    [port] = free_ports(1)
    async with await asyncio.start_server(take, "127.0.0.1", port):
        yield f"http://127.0.0.1:{port}"
        # By now the hub has hung up; a line that is still open would be told of in somebody else's test.
        await asyncio.gather(*filter(None, taking))


@asynccontextmanager
async def reacting(shop: Shop) -> AsyncIterator[None]:
    task = asyncio.create_task(shop.hub.running.reactions.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


def results(shop: Shop) -> dict[int, str | None]:
    return dict(shop.db.rows("SELECT member, result FROM exposures"))


async def test_a_withdrawal_waits_for_no_message_of_anybody_else(tmp_path: Path) -> None:
    async with silent_gateway() as url, open_shop(tmp_path, push_url=url, push_project="p", push_token="t") as shop:
        # Enough for every slot, although the campaign holds some of them out; the rest waits for one.
        phones = [await shop.enrolled(number) for number in range(2 * AT_ONCE)]
        for phone in phones:
            shop.walk_in(phone)
        async with reacting(shop):
            await until("messages under way", lambda: len(results(shop)) >= AT_ONCE, 60)
            one = next(phone for phone in phones if shop.member(phone) in results(shop))
            await one.consent("marketing_push", granted=False)
            await until("it to be called back", lambda: results(shop)[shop.member(one)] is not None, 60)
            # Of the others none has been given up yet: the withdrawal did not wait for one of their slots.
            assert sorted(set(results(shop).values()), key=str) == [None, "called_back"]


UNANSWERED = {
    "MemberEnrolled": "the consents that came with it are answered",
    "CardComposed": "streams read the journal themselves",
    "ClientBookChanged": "streams read the journal themselves",
    "VisitErased": "streams read the journal themselves",
    "MessageExposed": "it is kept so that the customer can see it",
    "MessageWithheld": "it is kept so that the customer can see it",
    "MessageSettled": "it is kept so that the customer can see it",
}


async def test_every_event_is_answered_by_a_part_or_it_is_said_why_by_none(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        answered = {event.__name__ for part in shop.hub.running.parts for event in part.reacts_to}
        assert answered.isdisjoint(UNANSWERED)
        assert answered | UNANSWERED.keys() == {event.__name__ for event in get_args(Event)}


async def test_parts_answer_in_the_order_of_the_floors(tmp_path: Path) -> None:
    """A till's order empties what is kept of a customer before staff's card is made from it anew."""
    floors = {name: number for number, floor in enumerate(FLOORS) for name in rooms_of(floor)}
    async with open_shop(tmp_path) as shop:
        order = [floors[part.name] for part in shop.hub.running.parts if part.reacts_to]
        assert order == sorted(order)
