"""What a campaign would have staff say: on the card of who is here, told to one who is free, gone with the campaign."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from whole_hub import Shop, open_shop

from hub.ground.journal import ZoneEntered
from hub.knowledge.customers.port import CustomerEvent
from hub.service.campaigns.document import CampaignDocument
from hub.service.campaigns.gate import take_step
from hub.service.campaigns.life import ApprovalRole, Person, Step
from hub.trust.audit.log import AuditAction
from hub.trust.consents.purposes import Purpose
from simulators.campaigns import WELCOME, start
from simulators.phone import Phone

RIDE = {"en": {"title": "Ask how the ride was"}, "da": {"title": "Spørg til turen"}}


def tell(action: str = "card", **changes: Any) -> CampaignDocument:
    plain = WELCOME.model_dump(mode="json", by_alias=True)
    of_it = {"id": "tell", "name": "Ask for the ride", "action": action, "priority": 90}
    return CampaignDocument.model_validate({**plain, **of_it, "variants": [{"id": "one", "text": RIDE}], **changes})


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


async def here(shop: Shop, number: int = 0) -> Phone:
    """Somebody who has come in, with what follows from what was decided on them."""
    phone = await shop.customer(number)
    await shop.settled()
    return phone


async def row(handheld: httpx.AsyncClient, language: str = "en") -> dict[str, Any]:
    [found] = (await handheld.get("/api/staff/nearby", params={"language": language})).json()["visits"]
    return found


async def lines(handheld: httpx.AsyncClient, language: str = "en") -> list[str]:
    return [line["text"] for line in (await row(handheld, language))["card"]["campaigns"]]


async def nudged(handheld: httpx.AsyncClient) -> list[str]:
    """The visits of which this handheld is told now."""
    listed = (await handheld.get("/api/staff/nearby")).json()["visits"]
    return [each["visit_id"] for each in listed if each["nudge_until_ms"]]


@asynccontextmanager
async def in_hand(shop: Shop) -> AsyncIterator[httpx.AsyncClient]:
    """A handheld whose list is open."""
    handheld = await shop.handheld()
    mine = (await handheld.get("/api/staff/session")).json()["me"]
    with shop.hub.alerts.alerts.presence.watching(mine["id"]):
        yield handheld


def results(shop: Shop) -> list[str]:
    return [result for (result,) in shop.db.rows("SELECT result FROM exposures WHERE campaign = 'tell' ORDER BY rowid")]


def stop(shop: Shop) -> None:
    repository, now_ms = shop.hub.campaigns.repository, shop.hub.ground.now_ms()
    take_step(repository, "tell", Step.STOP, Person("Birgit", ApprovalRole.STORE), now_ms, note="enough")
    shop.hub.campaigns.live.look(shop.hub.ground.now_ms())  # as each second


async def test_the_line_is_on_the_card_in_the_readers_language_and_goes_when_the_campaign_is_stopped(
    shop: Shop,
) -> None:
    start(shop.hub, [tell()])
    cards = asyncio.create_task(shop.hub.staff.composer.run())
    phone, handheld = await here(shop), await shop.handheld()
    for language, said in (("en", "Ask how the ride was"), ("da", "Spørg til turen")):
        assert await lines(handheld, language) == [said]
    [line] = (await row(handheld))["card"]["campaigns"]
    assert (line["source"], line["is_nudge"]) == ("Ask for the ride", False)
    assert line["observed_at_ms"]
    # The very card is in the customer's mirror, and the three lines are what they were.
    card = (await phone.mirror("da"))["visit"]["card"]
    assert [each["text"] for each in card["campaigns"]] == ["Spørg til turen"]
    assert card["need"]["text"]
    journal = shop.hub.ground.journal
    before = journal.last_seq()
    stop(shop)
    async with asyncio.timeout(60):
        await journal.grown_beyond(before, asyncio.Event(), journal.unwritten())
    assert await lines(handheld) == []
    cards.cancel()


async def test_it_stands_there_again_after_a_restart(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        start(shop.hub, [tell()])
        await here(shop)
    async with open_shop(tmp_path) as shop:
        for visit in shop.hub.visits.visits.all_open():
            await shop.hub.staff.composer.compose_anew(visit.member)
        assert await lines(await shop.handheld()) == ["Ask how the ride was"]


async def test_it_goes_with_the_purpose_it_rests_on(shop: Shop) -> None:
    start(shop.hub, [tell()])
    phone, handheld = await here(shop), await shop.handheld()
    assert await lines(handheld) == ["Ask how the ride was"]
    await phone.consent(Purpose.SHOW_HISTORY_TO_STAFF, granted=False)
    shown = (await handheld.get("/api/staff/nearby")).json()["visits"]
    assert "Ask how the ride was" not in str(shown)
    await shop.settled()
    shown = (await handheld.get("/api/staff/nearby")).json()["visits"]
    assert "Ask how the ride was" not in str(shown)


async def test_nothing_of_a_campaign_is_said_to_whoever_has_a_complaint(shop: Shop) -> None:
    start(shop.hub, [tell()])
    member = shop.member(await here(shop))
    [visit] = shop.hub.visits.visits.all_open()
    now_ms = shop.hub.ground.now_ms()
    permission = shop.ledger.permission(member, Purpose.RECOGNISE_IN_STORE, at_ms=now_ms)
    assert permission
    lines_of = shop.hub.staff.composer._campaigns.of
    assert len(lines_of(permission, visit)) == 1
    late = CustomerEvent("service_cases", now_ms, "crm", "The delivery came late")
    assert lines_of(permission, visit, [late]) == ()


async def test_that_a_handheld_was_handed_it_is_in_the_audit_log_and_the_mirror_names_it(shop: Shop) -> None:
    handheld = await shop.handheld()
    phone = await here(shop)
    await handheld.get("/api/staff/nearby")
    start(shop.hub, [tell(trigger={"on": "entered_zone", "zone": "road"})])
    member, visit = shop.member(phone), (await row(handheld))["visit_id"]
    with shop.hub.ground.journal.transaction():
        shop.hub.ground.journal.append(ZoneEntered(member, visit, "road"), shop.hub.ground.now_ms())
    await shop.settled()
    await shop.settled()
    assert await lines(handheld) == ["Ask how the ride was"]
    await handheld.get("/api/staff/nearby")
    listed = [line.entry.fields for line in shop.audit.since() if line.entry.deed is AuditAction.LISTED]
    plain = ("name", "need", "next_best", "avoid")
    assert listed == [plain, (*plain, "campaigns")]
    look = {"staff": "Ida", "request_id": "request-1", "reason": "near"}
    await handheld.post(f"/api/staff/visits/{visit}/open", json=look)
    [opening] = (await phone.mirror("en"))["visit"]["openings"]
    assert "From campaigns" in opening["saw"]


async def test_one_colleague_who_is_free_is_told_and_the_others_read_it_on_the_card(shop: Shop) -> None:
    start(shop.hub, [tell("nudge")])
    async with in_hand(shop) as one, in_hand(shop) as other:
        await here(shop)
        told = [len(await nudged(each)) for each in (one, other)]
        assert sorted(told) == [0, 1]
        assert await lines(one) == await lines(other) == ["Ask how the ride was"]
        assert results(shop) == ["shown"]
        # Once a colleague has taken them it interrupts nobody.
        visit = (await row(one))["visit_id"]
        claim = {"staff": "Ida", "request_id": "request-1"}
        claimed = await other.post(f"/api/staff/visits/{visit}/claim", json=claim)
        assert claimed.json()["nudge_until_ms"] is None
        assert [await nudged(each) for each in (one, other)] == [[], []]


async def test_who_serves_a_customer_is_not_told_and_what_nobody_was_told_of_says_so(shop: Shop) -> None:
    async with in_hand(shop) as handheld:
        await here(shop, 0)
        visit = (await row(handheld))["visit_id"]
        await handheld.post(f"/api/staff/visits/{visit}/claim", json={"staff": "Ida", "request_id": "request-1"})
        start(shop.hub, [tell("nudge")])
        await here(shop, 1)
        assert await nudged(handheld) == []
        assert results(shop) == ["listed"]
        served = {"staff": "Ida", "request_id": "request-2", "outcome": "helped"}
        await handheld.post(f"/api/staff/visits/{visit}/outcome", json=served)
        await here(shop, 2)
        assert len(await nudged(handheld)) == 1
        assert results(shop) == ["listed", "shown"]


async def test_a_nudge_that_does_not_fit_is_measured_as_one_that_does(shop: Shop) -> None:
    start(shop.hub, [tell("nudge", holdout=0.5)])
    async with in_hand(shop) as handheld:
        for number in range(12):
            await here(shop, number)
        assert len(await nudged(handheld)) == 1
    became = results(shop)
    assert became.count("shown") == 1
    arms = dict(shop.db.rows("SELECT arm, count(*) FROM experiment_entries WHERE campaign = 'tell' GROUP BY arm"))
    assert sum(arms.values()) == 12
    assert arms["one"] == len(became) > became.count("shown")


async def test_a_colleague_with_two_screens_is_one_and_is_told_on_both(shop: Shop) -> None:
    start(shop.hub, [tell("nudge")])
    first, second, other = await shop.handheld("Maja"), await shop.handheld("Maja"), await shop.handheld("Bo")
    maja = (await first.get("/api/staff/session")).json()["me"]["id"]
    with shop.hub.alerts.alerts.presence.watching(maja), shop.hub.alerts.alerts.presence.watching(maja):
        await here(shop)
        [told] = await nudged(first)
        assert await nudged(second) == [told]
        assert await nudged(other) == []
        # She has one already: the second customer stands on the card, silently, whichever screen she looks at.
        await here(shop, 1)
        assert results(shop) == ["shown", "listed"]


async def test_an_event_that_is_answered_again_takes_nothing_back_and_interrupts_nobody_twice(shop: Shop) -> None:
    start(shop.hub, [tell("nudge")])
    async with in_hand(shop) as handheld:
        await here(shop)
        shop._seen = 0
        await shop.settled()
        assert len(await nudged(handheld)) == 1
        assert results(shop) == ["shown"]
