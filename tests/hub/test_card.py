from datetime import UTC, datetime

import pytest

from hub.ground.journal import Member
from hub.knowledge.customers.port import Context, Freshness, SourceStatus, Trait
from hub.service.staff.card import compose_card, name_of
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


def test_a_road_cyclist_is_never_shown_another_discipline() -> None:
    known = context(
        disciplines_24m={"road": 31}, orders_24m=31, last_order_item="Carbon bottle cage", last_order_at=YESTERDAY
    )
    card = compose_card(known, STAFF_MAY_SEE, NOW)
    assert card.avoid.text == "Anything but road cycling: all 31 orders are road"
    assert card.next_best.text.startswith("New in road")
    for other in ("mountain", "gravel", "city", "kids"):
        assert other not in card.model_dump_json().lower()


def test_what_was_looked_at_again_and_again_is_the_need_and_what_wears_out_comes_next() -> None:
    known = context(viewed_item_30d="28 mm tyres", viewed_times_30d=4, due_item="Chain")
    card = compose_card(known, STAFF_MAY_SEE, NOW)
    assert card.need.text == "Thinking about 28 mm tyres: looked 4 times online"
    assert card.next_best.text == "Offer to check Chain: due for replacement"


def test_a_single_look_is_an_idea_and_not_a_need() -> None:
    known = context(viewed_item_30d="28 mm tyres", viewed_times_30d=1, due_item="Chain")
    card = compose_card(known, STAFF_MAY_SEE, NOW)
    assert card.need.text == "Chain is due for replacement"
    assert card.next_best.text == "Show 28 mm tyres: looked at online"


def test_what_was_just_bought_is_not_sold_again() -> None:
    known = context(disciplines_24m={"road": 2, "city": 2}, last_order_item="Helmet", last_order_at=YESTERDAY)
    assert compose_card(known, STAFF_MAY_SEE, NOW).avoid.text == "Selling Helmet again: bought yesterday"


def test_every_line_drawn_from_data_says_where_from_and_how_old() -> None:
    card = compose_card(context(due_item="Chain"), STAFF_MAY_SEE, NOW)
    assert (card.need.source, card.need.observed_at_ms) == ("shop", NOW - 1000)


def test_without_data_the_card_still_helps_and_says_why_it_is_thin() -> None:
    card = compose_card(Context({}, SourceStatus.TIMEOUT, {"orders_24m": "timeout"}), STAFF_MAY_SEE, NOW)
    assert card.need.text
    assert card.notice == "The customer data platform did not answer in time."
    assert [(f.name, f.freshness, f.reason) for f in card.fields] == [("orders_24m", "missing", "timeout")]


def test_old_data_is_shown_as_old() -> None:
    stale = Context({"due_item": Trait("Chain", "shop", NOW, NOW, Freshness.STALE)}, SourceStatus.UNREACHABLE)
    card = compose_card(stale, STAFF_MAY_SEE, NOW)
    assert card.fields[0].freshness == "stale"
    assert card.notice == "The customer data platform cannot be reached. Shown is what was known before."


def test_what_a_customer_refused_is_not_shown_as_refused() -> None:
    known = Context({}, SourceStatus.OK, {"viewed_item_30d": "no_consent", "due_item": "no_consent"})
    assert compose_card(known, STAFF_MAY_SEE, NOW).fields == []


def test_no_card_without_permission_to_recognise() -> None:
    with pytest.raises(ValueError, match="permission"):
        compose_card(context(), permission(Purpose.SHOW_HISTORY_TO_STAFF), NOW)


def test_who_keeps_the_history_to_themselves_gets_a_card_that_says_nothing_of_it() -> None:
    known = context(last_order_item="Helmet", last_order_at=YESTERDAY, disciplines_24m={"road": 31})
    card = compose_card(known, permission(Purpose.RECOGNISE_IN_STORE), NOW)
    assert card == compose_card(context(), permission(Purpose.RECOGNISE_IN_STORE), NOW)
    assert card.fields == []


def test_the_name_is_shown_only_to_those_who_chose_to_be_greeted() -> None:
    known = context(first_name="Freja")
    assert name_of(known, STAFF_MAY_SEE) is None
    assert name_of(known, permission(Purpose.GREET_BY_NAME)) == "Freja"


@pytest.mark.parametrize("broken", ["not a date", "", 17, {"a": 1}])
def test_a_date_that_is_none_costs_the_age_and_nothing_else(broken: object) -> None:
    card = compose_card(context(last_order_item="Helmet", last_order_at=broken), STAFF_MAY_SEE, NOW)
    assert card.need.text == "Ask how Helmet works out"
