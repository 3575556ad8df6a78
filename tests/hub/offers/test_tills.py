"""A code that a till tells settles the offer, whichever till it is; the order counts whatever becomes of the code."""

from pathlib import Path
from typing import Any

import pytest
from whole_hub import Shop, open_shop

from hub.knowledge.purchases.model import Articles, TillSystem
from hub.knowledge.purchases.tills.square.articles import articles_of
from hub.service.campaigns.document import CampaignDocument
from simulators.campaigns import WELCOME, start
from simulators.catalogue import CATALOGUE
from simulators.till import GENERIC_SECRET, SHOPIFY_SECRET, SQUARE_KEY, SQUARE_URL, Till

WITH_CODE = CampaignDocument.model_validate(
    {
        **WELCOME.model_dump(mode="json", by_alias=True),
        "id": "ten",
        "action": "card",
        "variants": [
            {
                "id": "one",
                "text": {"en": {"title": "{value} off with {code}"}},
                "offer": {"kind": "percent", "value": "10", "valid_hours": 36},
            }
        ],
    }
)


def told(kind: str, code: str) -> dict[str, Any]:
    """How a till of that kind says that a code was used."""
    if kind == "shopify":
        return {"discount_codes": [{"code": code, "amount": "1.00", "type": "fixed_amount"}]}
    return {"discounts": [{"code": code, "minor": 100}]}


def offers_of(shop: Shop) -> list[tuple[Any, ...]]:
    return shop.db.rows("SELECT code, redeemed_ms IS NOT NULL, redeemed_by FROM offers")


@pytest.mark.parametrize("kind", ["shopify", "generic"])
async def test_a_code_is_settled_by_the_order_that_tells_it_and_counts_for_no_other(tmp_path: Path, kind) -> None:
    secrets = {"till_shopify_secrets": SHOPIFY_SECRET, "till_generic_secrets": GENERIC_SECRET}
    async with open_shop(tmp_path, **secrets) as shop:
        start(shop.hub, [WITH_CODE])
        phone = await shop.customer()
        await shop.settled()
        [(code, redeemed, _)] = offers_of(shop)
        assert not redeemed
        [row] = (await (await shop.handheld()).get("/api/staff/nearby", params={"language": "en"})).json()["visits"]
        assert row["card"]["campaigns"][0]["text"] == f"10 % off with {code}"

        till = Till(shop.client(), kind)
        first, second = till.ring_up(CATALOGUE[0]), till.ring_up(CATALOGUE[0])
        for sale in (first, second):
            [answer] = await till.tell(sale, phone.persona.ref, **told(kind, code))
            assert answer.json()["result"] == "recorded"
        [(_, redeemed, by)] = offers_of(shop)
        assert redeemed
        assert by.startswith(f"{kind}:")
        assert first.number in by
        assert shop.hub.offers.offers.outcomes == {"redeemed": 1, "twice": 1}
        assert shop.db.row("SELECT count(*) FROM orders") == (2,)


LATER = {
    "generic": {"version": 2},
    "shopify": {"updated_at": "2100-01-01T00:00:00Z"},
    "square": {"updated_at": "2100-01-01T00:00:00Z"},
}


@pytest.mark.parametrize("kind", ["shopify", "generic"])
async def test_a_code_that_was_taken_off_the_sale_again_counts_again(tmp_path: Path, kind) -> None:
    secrets = {"till_shopify_secrets": SHOPIFY_SECRET, "till_generic_secrets": GENERIC_SECRET}
    async with open_shop(tmp_path, **secrets) as shop:
        start(shop.hub, [WITH_CODE])
        phone = await shop.customer()
        await shop.settled()
        [(code, _, _)] = offers_of(shop)
        till = Till(shop.client(), kind)
        sale = till.ring_up(CATALOGUE[0])
        await till.tell(sale, phone.persona.ref, **told(kind, code))
        [(_, _, by)] = offers_of(shop)
        assert sale.number in by
        await till.tell(sale, phone.persona.ref, **LATER[kind])
        assert offers_of(shop) == [(code, False, None)]
        await till.tell(till.ring_up(CATALOGUE[0]), phone.persona.ref, **told(kind, code))
        [(_, redeemed, _)] = offers_of(shop)
        assert redeemed


async def test_what_square_says_of_a_payment_later_takes_no_code_off_it(tmp_path: Path) -> None:
    """Square tells of codes only with the articles, which the hub asks for once."""
    async with open_shop(tmp_path, till_square_keys=SQUARE_KEY, till_square_url=SQUARE_URL) as shop:
        start(shop.hub, [WITH_CODE])
        phone = await shop.customer()
        await shop.settled()
        [(code, _, _)] = offers_of(shop)
        till = Till(shop.client(), "square")
        sale = till.ring_up(CATALOGUE[0])
        await till.tell(sale, phone.persona.ref)
        recorder = shop.hub.purchases.service
        found = Articles((), None, None, None, codes=(code,))
        recorder.complete(TillSystem("square"), sale.number, found, shop.hub.ground.now_ms())
        [answer] = await till.tell(sale, phone.persona.ref, **LATER["square"])
        assert answer.json()["result"] == "recorded"
        [(_, redeemed, _)] = offers_of(shop)
        assert redeemed


async def test_a_shops_own_discount_is_no_code_and_nobodys_mistake(tmp_path: Path) -> None:
    async with open_shop(tmp_path, till_generic_secrets=GENERIC_SECRET) as shop:
        till = Till(shop.client(), "generic")
        [answer] = await till.tell(till.ring_up(CATALOGUE[0]), None, discounts=[{"code": "SUMMER10", "minor": 100}])
        assert answer.json()["result"] == "recorded"


def test_of_squares_order_the_names_of_discounts_are_what_may_be_codes() -> None:
    named = [{"name": "7K3M-9Q2X-4TBW", "type": "FIXED_PERCENTAGE"}, {"uid": "x"}, {"name": "Staff"}]
    assert articles_of({"order": {"discounts": named}}).codes == ("7K3M-9Q2X-4TBW", "Staff")
    assert articles_of({"order": {}}).codes == ()
