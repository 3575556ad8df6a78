from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hub.ground.journal import Member
from hub.ground.shop.model import Lines, Shop, StandingOffer
from hub.ground.shop.opening_hours import read_hours
from hub.ground.words.words import Words
from hub.knowledge.customers.known import name_of
from hub.knowledge.customers.port import ORDERS_READY, Context, CustomerEvent, Freshness, SourceStatus, Trait
from hub.service.staff.card import compose_card
from hub.service.staff.model import VisitCard
from hub.service.staff.rendering import card_in
from hub.trust.consents.permission import Grant, Permission, permits
from hub.trust.consents.purposes import Purpose

NOW = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp() * 1000)
YESTERDAY = "2026-11-21T10:00:00+00:00"


def permission(*purposes: Purpose) -> Permission:
    made = permits([Grant(Member(1), p, granted=True, at_ms=1) for p in purposes], Member(1), purposes, at_ms=NOW)
    assert made is not None
    return made


STAFF_MAY_SEE = permission(Purpose.RECOGNISE_IN_STORE, Purpose.SHOW_HISTORY_TO_STAFF)


def context(status: SourceStatus = SourceStatus.OK, **values: object) -> Context:
    return Context({name: Trait(value, "shop", NOW - 1000, NOW) for name, value in values.items()}, status)


BICYCLES = Shop(
    languages=("da", "en"),
    time_zone="Europe/Copenhagen",
    lines=Lines("discipline", {"road": {"da": "Landevej", "en": "Road cycling"}}),
    offers=(StandingOffer("check", {"da": "Tilbyd et gratis tjek", "en": "Offer a free check"}),),
)


def card_of(
    known: Context, allowed: Permission = STAFF_MAY_SEE, language: str = "en", shop: Shop = BICYCLES
) -> VisitCard:
    return card_in(compose_card(known, allowed, shop, NOW), Words(shop).of(language))


def test_a_road_cyclist_is_never_shown_another_discipline() -> None:
    known = context(
        lines_24m={"road": 31}, orders_24m=31, last_order_item="Carbon bottle cage", last_order_at=YESTERDAY
    )
    card = card_of(known)
    assert card.avoid.text == "Anything but Road cycling: all 31 orders are from there"
    assert card.next_best.text.startswith("Road cycling: ")
    for other in ("mountain", "gravel", "city", "kids"):
        assert other not in card.model_dump_json().lower()


READY = CustomerEvent(ORDERS_READY, NOW - 24 * 3600 * 1000, "till", "Oak table, Lamp", "1")


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ("", "Oak table, Lamp: ready to collect, told yesterday"),
        ("10:00-13:30, 14:00-18:00", "Oak table, Lamp: ready to collect before 18:00 today, told yesterday"),
        ("08:00-12:30", "Oak table, Lamp: ready to collect, told yesterday"),
    ],
)
def test_what_waits_says_until_when_today_it_can_be_collected(hours: str, said: str) -> None:
    open_on = replace(BICYCLES, has_hours=bool(hours), opening=read_hours(6, hours) if hours else ())
    known = replace(context(last_order_item="Oak table", last_order_at=YESTERDAY), happened=(READY,))
    card = card_of(known, shop=open_on)
    assert card.need.text == said
    assert "Oak table" not in card.avoid.text, "nobody warns of what is to be handed over"


def test_what_was_looked_at_again_and_again_is_the_need_and_what_wears_out_comes_next() -> None:
    known = context(viewed_item_30d="28 mm tyres", viewed_times_30d=4, due_item="Chain")
    card = card_of(known)
    assert card.need.text == "28 mm tyres: looked 4 times online"
    assert card.next_best.text == "Chain: about due again, ask whether to take it along today"


@pytest.mark.parametrize("times", [1, 4])
@pytest.mark.parametrize("line", ["road", "city"])
def test_a_card_does_not_warn_of_the_line_of_what_it_says_they_looked_at(line: str, times: int) -> None:
    known = context(
        lines_24m={"road": 31}, viewed_item_30d="City basket", viewed_item_line=line, viewed_times_30d=times
    )
    card = card_of(known)
    speaks_of_it = "City basket" in card.need.text + card.next_best.text
    warns = card.avoid.text.startswith("Anything but")
    assert warns == (line == "road" or not speaks_of_it)


def test_a_single_look_is_an_idea_and_not_a_need() -> None:
    known = context(viewed_item_30d="28 mm tyres", viewed_times_30d=1, due_item="Chain")
    card = card_of(known)
    assert card.need.text == "Chain: about due again"
    assert card.next_best.text == "28 mm tyres: looked at online, show it"


def test_what_was_just_bought_is_not_sold_again() -> None:
    known = context(lines_24m={"road": 2, "city": 2}, last_order_item="Helmet", last_order_at=YESTERDAY)
    assert card_of(known).avoid.text == "Helmet once more: bought yesterday"


def test_every_line_drawn_from_data_says_where_from_and_how_old() -> None:
    card = card_of(context(due_item="Chain"))
    assert (card.need.source, card.need.observed_at_ms) == ("shop", NOW - 1000)


def test_without_data_the_card_still_helps_and_says_why_it_is_thin() -> None:
    card = card_of(Context({}, SourceStatus.TIMEOUT, {"orders_24m": "timeout"}))
    assert card.need.text
    assert card.notice == "The customer data platform did not answer in time."
    assert [(f.name, f.freshness, f.reason) for f in card.fields] == [("orders_24m", "missing", "timeout")]


def test_old_data_is_shown_as_old() -> None:
    stale = Context({"due_item": Trait("Chain", "shop", NOW, NOW, Freshness.STALE)}, SourceStatus.UNREACHABLE)
    card = card_of(stale)
    assert card.fields[0].freshness == "stale"
    assert card.notice == "The customer data platform cannot be reached. Shown is what was known before."


def test_a_shop_with_a_file_of_customers_hears_nothing_of_a_platform() -> None:
    unknown = Context({}, SourceStatus.NOT_FOUND, {"orders_24m": "not_found"}, has_platform=False)
    card = card_of(unknown)
    assert card.notice == "The customer file does not know this customer."
    assert card.fields[0].source == "store"
    assert card_of(replace(unknown, status=SourceStatus.TIMEOUT)).notice is None


def known_at(last_order_at: str, last_purchase_at: str, source: str = "till") -> Context:
    told = {"last_order_item": "Helmet", "last_order_at": last_order_at, "last_purchase_at": last_purchase_at}
    bought = {name: Trait(value, source, NOW - 1000, NOW) for name, value in told.items()}
    counted = Trait(7, "store", NOW - 5 * 24 * 3600 * 1000, NOW)
    return Context(bought | {"orders_24m": counted}, SourceStatus.OK)


def test_a_purchase_of_which_only_the_amount_is_known_has_a_day_of_its_own() -> None:
    shown = {each.name: (each.label, each.value) for each in card_of(known_at("2026-11-12T10:00Z", YESTERDAY)).fields}
    assert shown["last_order_at"] == ("Last order", "12 November 2026")
    assert shown["last_purchase_at"] == ("Newest purchase, articles not told", "21 November 2026")
    assert shown["orders_24m"] == ("Orders, 24 months", "7, and bought since")
    of_a_day = card_of(known_at("2026-11-21T08:00Z", YESTERDAY))
    assert "last_purchase_at" not in {each.name for each in of_a_day.fields}, "it is the same day"


def test_what_a_customer_refused_is_not_shown_as_refused() -> None:
    known = Context({}, SourceStatus.OK, {"viewed_item_30d": "no_consent", "due_item": "no_consent"})
    assert card_of(known).fields == []


def test_no_card_without_permission_to_recognise() -> None:
    with pytest.raises(ValueError, match="permission"):
        card_of(context(), permission(Purpose.SHOW_HISTORY_TO_STAFF))


def test_who_keeps_the_history_to_themselves_gets_a_card_that_says_nothing_of_it() -> None:
    known = context(last_order_item="Helmet", last_order_at=YESTERDAY, lines_24m={"road": 31})
    card = card_of(known, permission(Purpose.RECOGNISE_IN_STORE))
    assert card == card_of(context(), permission(Purpose.RECOGNISE_IN_STORE))
    assert card.fields == []


def test_the_name_is_shown_only_to_those_who_chose_to_be_greeted() -> None:
    known = context(first_name="Freja")
    assert name_of(known, STAFF_MAY_SEE) is None
    assert name_of(known, permission(Purpose.GREET_BY_NAME)) == "Freja"


@pytest.mark.parametrize("broken", ["not a date", "", 17, {"a": 1}])
def test_a_date_that_is_none_costs_the_age_and_nothing_else(broken: object) -> None:
    card = card_of(context(last_order_item="Helmet", last_order_at=broken))
    assert card.need.text == "Helmet: bought here before, ask how it works out"


def bought(at: str, **more: object) -> VisitCard:
    return card_of(context(last_order_item="Helmet", last_order_at=at, **more))


def test_how_long_ago_is_said_in_the_one_unit_that_a_person_would_use() -> None:
    ages = {
        "2026-11-22T11:59:59+00:00": "Helmet: bought today, ask whether anything is missing",
        "2026-11-21T22:59:00+00:00": "Helmet: bought yesterday, ask how it works out",
        "2026-11-12T12:00:00+00:00": "Helmet: bought 10 days ago, ask how it works out",
        "2026-10-20T12:00:00+00:00": "Helmet: bought 4 weeks ago, ask how it works out",
        "2026-02-25T12:00:00+00:00": "Helmet: bought 8 months ago, ask how it works out",
        "2023-11-01T12:00:00+00:00": "Helmet: bought 3 years ago, ask how it works out",
    }
    assert {at: bought(at).need.text for at in ages} == ages


def test_last_evening_in_the_store_is_yesterday_though_it_is_the_same_day_in_utc() -> None:
    # 00:30 in Copenhagen is 23:30 of the day before in UTC.
    at_night = int(datetime(2026, 11, 22, 23, 30, tzinfo=UTC).timestamp() * 1000)
    known = context(last_order_item="Helmet", last_order_at="2026-11-22T17:00:00+00:00")
    card = card_in(compose_card(known, STAFF_MAY_SEE, BICYCLES, at_night), Words(BICYCLES).of("en"))
    assert "yesterday" in card.need.text


def test_nothing_known_is_said_only_then() -> None:
    assert card_of(context()).avoid.text == "Nothing known: let them lead"
    assert card_of(context(orders_24m=6)).avoid.text == "Nothing in particular: let them lead"
    assert card_of(context(first_name="Freja")).avoid.text == "Nothing known: let them lead"


def test_each_reader_gets_the_card_in_their_language_and_programs_get_the_id_with_its_arguments() -> None:
    known = context(lines_24m={"road": 30, "city": 1}, viewed_item_30d="Aero wheels", viewed_times_30d=4)
    said = {language: card_of(known, language=language).need.text for language in ("da", "nb", "sv", "en")}
    assert said == {
        "da": "Aero wheels: set 4 gange på nettet",
        "nb": "Aero wheels: sett 4 ganger på nettet",
        "sv": "Aero wheels: har tittat 4 gånger på nätet",
        "en": "Aero wheels: looked 4 times online",
    }
    danish = card_of(known, language="da")
    assert (danish.need.id, danish.need.args) == ("card-need-viewed", {"article": "Aero wheels", "count": 4})
    assert danish.avoid.text == "Alt andet end Landevej: 30 af 31 køb er derfra"
    assert danish.fields[0].label == "Køb pr. linje, 24 måneder"
    assert danish.fields[0].value == "Landevej 30 og city 1"


def test_where_nothing_is_known_a_shop_offers_what_it_always_offers_and_names_no_platform_that_it_has_not() -> None:
    bare = Context({}, SourceStatus.NOT_CONFIGURED, {"orders_24m": "not_configured"})
    card = card_of(bare, language="da")
    assert (card.next_best.text, card.notice, card.fields) == ("Tilbyd et gratis tjek", None, [])
    assert card_of(bare, shop=Shop()).next_best.text == "Offer to show them around"


def test_a_date_and_a_list_are_written_as_the_reader_writes_them() -> None:
    known = context(last_order_item="Helmet", last_order_at=YESTERDAY)
    values = {language: card_of(known, language=language).fields[1].value for language in ("da", "sv", "en")}
    assert values == {"da": "21. november 2026", "sv": "21 november 2026", "en": "21 November 2026"}


@pytest.mark.parametrize("zone", ["Europe/Copenhagen", "America/New_York", "UTC"])
@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "1583-01-01"])
def test_the_first_and_the_last_day_that_there_is_are_dates_too(at: str, zone: str) -> None:
    shop = replace(BICYCLES, time_zone=zone)
    card = card_of(context(last_order_item="Helmet", last_order_at=at), shop=shop)
    assert card.need.text.startswith("Helmet: bought ")
    assert card.fields[1].value
