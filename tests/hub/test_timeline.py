"""One timeline: each thing once, only what the purposes open, nothing sensitive, and only of the one customer."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_openings import look, visit_of
from whole_hub import Shop, open_shop

from hub.knowledge.customers.port import Trait
from hub.knowledge.purchases.timeline import DAY_MS, NEEDS, Entry, EntryKind, merge
from hub.service.staff.timelines import entries_of
from hub.trust.consents.purposes import Purpose
from simulators.catalogue import article
from simulators.till import GENERIC_SECRET, Till

NOW = 1_795_348_800_000
ALL = frozenset(Purpose)
TYRE, SHORTS = article("ROAD-TYRE-28-MM"), article("BIB-SHORTS")


def nothing(_text: str) -> bool:
    return False


def bought(
    source: str = "generic", text: str = "Bib shorts, Pump", at_ms: int = NOW, number: str | None = "17"
) -> Entry:
    return Entry(EntryKind.PURCHASE, at_ms, source, text, id=number)


def test_the_same_order_from_till_and_platform_is_one_and_the_tills() -> None:
    from_platform = bought("segment", "bib shorts", NOW + 3600_000)
    assert merge([from_platform, bought()], ALL, nothing) == [bought()]
    without_number = bought("cdp", "bib shorts", NOW - 3600_000, None)
    assert merge([without_number, bought()], ALL, nothing) == [bought()]
    # Another order of the same article, and the same article another week, are others.
    others = [bought(number="18", at_ms=NOW + 1), bought("cdp", "bib shorts", NOW - 7 * DAY_MS, None)]
    assert len(merge([bought(), *others], ALL, nothing)) == 3


@pytest.mark.parametrize("kind", list(EntryKind))
def test_an_entry_shows_under_its_own_purpose_and_no_other(kind: EntryKind) -> None:
    entry = Entry(kind, NOW, "cdp", "Pump")
    assert merge([entry], {NEEDS[kind]}, nothing) == [entry]
    assert merge([entry], ALL - {NEEDS[kind]}, nothing) == []


def test_what_names_something_sensitive_is_left_out_whole_and_so_is_another_persons() -> None:
    def is_pill(text: str) -> bool:
        return "pill" in text

    mine = Entry(EntryKind.CART, NOW, "cdp", "Pump", of="u-1")
    merged_in = Entry(EntryKind.SERVICE_CASE, NOW - 1, "cdp", "Creaking", of="old-7")
    others = [Entry(EntryKind.CART, NOW, "cdp", "pills", of="u-1"), Entry(EntryKind.CART, NOW, "cdp", "Bell", of="u-2")]
    assert merge([merged_in, mine, *others], ALL, is_pill, {"u-1", "old-7"}) == [mine, merged_in]


@given(st.lists(st.builds(bought, st.sampled_from(["generic", "cdp"]), st.sampled_from(["a", "a, b", ""]),
                          st.integers(NOW, NOW + 3 * DAY_MS), st.sampled_from([None, "1", "2"]))))  # fmt: skip
def test_newest_first_and_merging_again_or_in_another_order_changes_nothing(entries: list[Entry]) -> None:
    once = merge(entries, ALL, nothing)
    assert [entry.at_ms for entry in once] == sorted((entry.at_ms for entry in once), reverse=True)
    assert set(once) <= set(entries)
    assert merge(once, ALL, nothing) == once
    assert merge(entries[::-1], ALL, nothing) == once


def test_a_platforms_traits_become_entries_and_a_date_that_is_none_becomes_nothing() -> None:
    def trait(value: str, observed: int | None = NOW) -> Trait:
        return Trait(value, "cdp", observed, NOW)

    traits = {
        "last_order_item": trait("Pump"),
        "last_order_at": trait("2026-11-20T10:00:00Z"),
        "viewed_item_30d": trait("Bell"),
    }
    assert [(entry.kind, entry.text) for entry in entries_of(traits)] == [("purchase", "Pump"), ("online_view", "Bell")]
    assert entries_of({**traits, "last_order_at": trait("soon"), "viewed_item_30d": trait("Bell", None)}) == []


async def test_the_opened_card_shows_the_timeline_audited_mirrored_and_handed_out_and_gone_with_the_purpose(
    tmp_path,
) -> None:
    async with open_shop(tmp_path, till_generic_secrets=GENERIC_SECRET) as shop:
        phone, handheld = await shop.customer(), await shop.handheld()
        till = Till(shop.client(), "generic")
        earlier = till.ring_up(TYRE, SHORTS)
        await till.tell(earlier, phone.persona.ref)
        await till.take_back(earlier, SHORTS)
        await shop.settled()
        visit = (await visit_of(phone))["visit_id"]
        shown = await opened(shop, handheld, visit, "request-1")
        assert [(each["kind"], each["text"], each["amount"], each["currency"]) for each in shown["timeline"]] == [
            ("return", SHORTS.name, "-1199.00", "DKK"),
            ("purchase", f"{TYRE.name}, {SHORTS.name}", "1598.00", "DKK"),
        ]
        mirrored = (await phone.mirror("en"))["visit"]
        assert mirrored["card"]["timeline"] == shown["timeline"]
        danish = (await visit_of(phone))["card"]["timeline"]
        assert [(each["label"], each["price"]) for each in danish] == [
            ("Leveret tilbage", "-1.199,00 kr."),
            ("Købt", "1.598,00 kr."),
        ]
        assert mirrored["openings"][0]["fields"][-1] == "timeline"
        held = await phone.held()
        assert held["timeline"] == danish
        assert {row["table"] for row in held["everything"] if row["rows"]} >= {"orders"}
        assert "Maja" not in str([row for row in held["everything"] if row["table"] == "orders"])  # an associate
        # The list has none of it.
        assert "timeline" not in (await handheld.get("/api/staff/nearby")).text
        await phone.consent("show_history_to_staff", granted=False)
        await shop.settled()
        await phone.ask_for_help()
        await shop.settled()
        assert (await opened(shop, handheld, visit, "request-2"))["timeline"] == []
        assert [entry["kind"] for entry in (await phone.held())["timeline"]] == ["return", "purchase"]


async def opened(shop: Shop, handheld: httpx.AsyncClient, visit: str, request: str) -> dict:
    answer = await handheld.post(f"/api/staff/visits/{visit}/open", json=look(request=request))
    assert answer.status_code == 200
    return answer.json()


async def test_of_a_large_basket_staff_read_the_first_articles_and_how_many_more_and_the_customer_all(tmp_path) -> None:
    async with open_shop(tmp_path, till_generic_secrets=GENERIC_SECRET) as shop:
        phone, till, handheld = await shop.customer(), Till(shop.client(), "generic"), await shop.handheld()
        lines = [{"line_id": str(n), "name": f"Candle {n}", "net_minor": 100} for n in range(52)]
        await till.tell(till.ring_up(TYRE), phone.persona.ref, lines=lines, net_minor=5_200)
        await shop.settled()
        opened = await handheld.post(f"/api/staff/visits/{(await visit_of(phone))['visit_id']}/open", json=look())
        [shown] = [each["text"] for each in opened.json()["timeline"] if each["kind"] == "purchase"]
        assert shown == "Candle 0, Candle 1, Candle 2, Candle 3, Candle 4 and 47 more"
        [held] = [each["text"] for each in (await phone.held())["timeline"] if each["kind"] == "purchase"]
        assert held.endswith("Candle 50, Candle 51")
