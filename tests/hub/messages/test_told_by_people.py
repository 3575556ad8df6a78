"""What a colleague says because of a campaign is decided, held out and measured as what the app says."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hub.ground.words.words import Words
from hub.knowledge.purchases.model import Order, OrderKind, TillSystem
from hub.knowledge.purchases.repository import Orders
from hub.service.campaigns.document import CampaignDocument
from hub.service.measurement.results import CONTROL
from hub.service.results import views
from hub.service.results.service import Results
from tests.hub.messages.conftest import WELCOME, Shop

CUSTOMERS = 220
MINUTE_S = 60
TILL = TillSystem("generic")


@pytest.mark.parametrize(
    ("action", "kind", "became"),
    [("message", "marketing", "sent"), ("card", "card", "shown"), ("nudge", "nudge", "listed")],
)
async def test_the_uplift_of_a_campaign_is_found_whoever_says_it(
    open_messages, tmp_path: Path, action: str, kind: str, became: str
) -> None:
    plain = WELCOME.model_dump(mode="json", by_alias=True)
    document = CampaignDocument.model_validate({**plain, "action": action, "holdout": 0.5})
    shop = open_messages(campaigns=[document])
    await come_and_buy(shop)
    exposed = shop.db.rows("SELECT kind, result, count(*) FROM exposures GROUP BY 1, 2")
    arms = [arm for experiment, arm in shop.arms() if experiment == document.id]
    assert exposed == [(kind, became, arms.count("general"))]
    assert arms.count(CONTROL) == CUSTOMERS - arms.count("general")
    results = Results(tmp_path / "hub.db", "DKK", ZoneInfo("UTC"))
    told = views.results_view(*results.results(document, shop.now_ms), Words().of("en"))
    [one] = told.variants
    assert (one.id, one.verdict, one.customers) == ("general", "better", arms.count("general"))
    assert one.difference is not None
    assert one.difference.estimate == pytest.approx(0.5, abs=0.02)
    assert told.credited is not None
    assert told.credited.purchases == sum(number % 4 != 0 for number in range(arms.count("general")))


async def come_and_buy(shop: Shop) -> None:
    """Each comes once and leaves: three of four buy who were told, and one of four who were not."""
    orders, so_many = Orders(shop.db), {CONTROL: 0, "general": 0}
    for number in range(CUSTOMERS):
        person, visit = shop.enrol(f"u-{number}"), f"v{number}"
        await shop.greeted(person, visit)
        [(arm,)] = shop.db.rows(
            "SELECT arm FROM experiment_entries WHERE campaign = ? AND member = ?", WELCOME.id, person.member
        )
        shop.clock.now += MINUTE_S
        here = shop.visits.of(person.member)
        if (so_many[arm] % 4 == 0) == (arm == CONTROL):
            order = Order(TILL, f"o{number}", 1, OrderKind.SALE, shop.now_ms, "DKK", 10_000)
            orders.put(order, shop.now_ms, shop.now_ms, person.member, here.id)
        so_many[arm] += 1
        shop.clock.now += MINUTE_S
        shop.leaves(person)
    shop.clock.now += 24 * 60 * MINUTE_S
