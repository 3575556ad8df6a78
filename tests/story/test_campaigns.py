"""From a rule to a proven effect: an offer for who looked at an article again and again, through real processes."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from small_shop import Shop, open_shop

from hub.service.campaigns.assignment import is_held_out
from hub.service.campaigns.document import CampaignDocument
from simulators.campaigns import WELCOME
from simulators.chain import Chain, write_customers
from simulators.orders import history_of
from simulators.people import MEMBERS, Persona
from simulators.serving import free_ports
from simulators.shops.model import EVERYTHING, Product
from simulators.till import Till

TOLD_DAYS = 13
"""The platform tells of looks of the last two weeks."""


def lookers(seed: int) -> Iterator[tuple[Persona, Product]]:
    """Whoever looked at one article more than three times."""
    now = datetime.now(UTC)
    for persona in MEMBERS:
        views = [each for each in history_of(persona, seed, now).views if (now - each.at).days < TOLD_DAYS]
        for article in {each.product.name: each.product for each in views}.values():
            if sum(each.product == article for each in views) > 3:
                yield replace(persona, purposes=EVERYTHING), article


def two_lookers() -> tuple[int, list[tuple[Persona, Product]]]:
    for seed in range(1, 100):
        found = list(lookers(seed))
        if len({persona.ref for persona, _ in found}) > 1:
            return seed, found[:2]
    raise AssertionError("no seed has two who look at anything so often")


def offer_for(articles: list[Product], gets_it: str, held_out: str) -> CampaignDocument:
    """Looked at one of them more than three times in the last five visits."""
    plain = WELCOME.model_dump(mode="json", by_alias=True)
    text = {
        "da": {"title": "Spar {value}", "body": "Din kode {code} gælder til {until}."},
        "en": {"title": "{value} off", "body": "Your code {code} is valid until {until}."},
    }
    looked = [
        {"field": "viewed", "of": each.name, "op": "more_than", "value": 3, "within": {"visits": 5}}
        for each in articles
    ]
    offer = {"kind": "percent", "value": "10", "valid_hours": 36}
    for number in range(200):
        found = CampaignDocument.model_validate(
            {
                **plain,
                "id": f"looked-{number}",
                "name": "Looked again and again",
                "kpi": "offer",
                "holdout": 0.5,
                "who": {"any": looked},
                "variants": [{"id": "ten", "text": text, "offer": offer}],
            }
        )
        sides = [is_held_out(found, f"demo-{found.id}", ref) for ref in (gets_it, held_out)]
        if sides == [False, True]:
            return found
    raise AssertionError("the dice fell the same 200 times")


def rows(shop: Shop, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{shop.chain.database}?mode=ro", uri=True)) as db:
        return db.execute(sql).fetchall()


async def test_who_looked_again_and_again_gets_an_offer_and_redeems_it_and_both_sides_are_counted(
    tmp_path: Path,
) -> None:
    seed, [(anna, article), (bo, other)] = two_lookers()
    campaign, ports = offer_for([article, other], anna.ref, bo.ref), free_ports(4)
    platform = write_customers(Chain(tmp_path, tmp_path / "plan.toml", *ports, seed=seed))
    async with open_shop(tmp_path, ports, seed=seed, campaigns=[campaign], **platform) as shop:
        phones = [await shop.enrol(each) for each in (anna, bo)]
        for phone in phones:
            shop.carry(phone)
        arms = f"SELECT arm FROM experiment_entries WHERE campaign = '{campaign.id}' ORDER BY arm"
        await shop.until("both to be decided on", lambda: rows(shop, arms) == [("held_out",), ("ten",)])

        async def arrived() -> bool:
            return bool(await shop.inbox(phones[0]))

        await shop.until("the offer on the phone", arrived)
        [message] = await shop.inbox(phones[0])
        code = message["data"]["code"]
        assert (message["title"], code in message["body"]) == ("Spar 10 %", True)
        assert await shop.inbox(phones[1]) == []

        till = Till(shop.client, "generic")
        taken_off = [{"code": code.lower(), "minor": 100}]
        [answer] = await till.tell(till.ring_up(article), anna.ref, discounts=taken_off)
        assert answer.json()["result"] == "recorded"
        assert rows(shop, "SELECT code, redeemed_ms IS NOT NULL FROM offers") == [(code, 1)]
        [again] = await till.tell(till.ring_up(article), anna.ref, discounts=taken_off)
        assert again.json()["result"] == "recorded"

        figures = (await shop.client.get("/metrics")).text
        assert 'goddag_hub_offer_codes_total{result="redeemed"} 1.0' in figures
        assert 'goddag_hub_offer_codes_total{result="twice"} 1.0' in figures
        kinds = {kind for (kind,) in rows(shop, "SELECT DISTINCT kind FROM journal")}
        assert {"OfferIssued", "OfferRedeemed", "MessageExposed", "MessageWithheld"} <= kinds
