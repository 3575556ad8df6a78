"""Offers over a real database: who gets a code, and what it counts for."""

import time
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.cli import app
from hub.ground import manifests
from hub.ground.database import Database, open_database
from hub.ground.errors import HubError
from hub.ground.health.light import Light, LightState
from hub.ground.journal import Journal, Member, OfferIssued, OfferRedeemed, VisitId
from hub.ground.member_window import MemberWindow
from hub.service.offers.code import new_code
from hub.service.offers.model import IssuedOffer, NotRedeemed, OfferRefusal, OfferTerms, Redeemed
from hub.service.offers.part import shine
from hub.service.offers.pool_file import read_codes
from hub.service.offers.redeemed import redeemed_in
from hub.service.offers.repository import HOUR_MS, Offers
from hub.service.offers.wrong_codes import MOST_WRONG, MOST_WRONG_OF_ALL, WrongCodes
from hub.trust.consents.permission import Grant, Permission, permits
from hub.trust.consents.purposes import Purpose

NOW = 1_796_466_000_000
TEN_PERCENT = OfferTerms("percent", "10", "sofa-12", 36, None, 30)
FROM_LIST = OfferTerms("gift", None, "mug", 36, "mugs", 0)


@pytest.fixture
def db(tmp_path: Path):
    with closing(open_database(tmp_path / "hub.db", manifests.schemas())) as opened:
        yield opened


@pytest.fixture
def offers(db: Database) -> Offers:
    return Offers(db, Journal(db), lambda _who, article, _since: article == "paid-for")


def may(member: int) -> Permission:
    grant = Grant(Member(member), Purpose.MARKETING_PUSH, granted=True, at_ms=1)
    found = permits([grant], Member(member), [Purpose.MARKETING_PUSH], at_ms=2)
    assert found
    return found


def issue(offers: Offers, member: int = 1, terms: OfferTerms = TEN_PERCENT, now_ms: int = NOW) -> IssuedOffer:
    with offers.journal.transaction():
        found = offers.issue(may(member), "sofas", "one", VisitId(f"v{member}"), terms, now_ms)
    assert found
    return found


def test_the_same_customer_keeps_the_code_while_it_is_valid_and_gets_another_afterwards(offers: Offers) -> None:
    first = issue(offers)
    assert issue(offers, now_ms=NOW + HOUR_MS) == first
    later = issue(offers, now_ms=NOW + 37 * HOUR_MS)
    assert later.code != first.code
    assert [each.state(NOW + 37 * HOUR_MS) for each in offers.of(Member(1))] == ["open", "expired"]


def test_a_code_counts_once_and_the_same_order_may_say_it_again(offers: Offers, db: Database) -> None:
    code = issue(offers).code
    for _ in range(2):
        settled = offers.redeem(code.lower().replace("-", ""), "shopify:1", NOW + 5)
        assert isinstance(settled, Redeemed)
        assert settled.offer.redeemed_ms == NOW + 5
    assert offers.redeem(code, "shopify:2", NOW + 6) is NotRedeemed.TWICE
    told = [type(each.event) for each in Journal(db).about(Member(1), OfferIssued, OfferRedeemed)]
    assert told == [OfferIssued, OfferRedeemed]
    windows = [MemberWindow(Member(who), NOW, NOW + after) for who, after in ((1, 6), (1, 5), (2, 6))]
    assert redeemed_in(db)(windows, "sofas") == [1, 0, 0]
    assert redeemed_in(db)([MemberWindow(Member(1), NOW, NOW + 6, VisitId("v2"))], "sofas") == [0]


def test_what_a_code_does_not_count_for_is_said(offers: Offers) -> None:
    code = issue(offers).code
    assert offers.redeem("SUMMER-10", "o:1", NOW) is NotRedeemed.NO_CODE
    assert offers.redeem(new_code(), "o:1", NOW) is NotRedeemed.UNKNOWN
    assert offers.redeem(code, "o:1", NOW, payer=Member(2)) is NotRedeemed.ANOTHERS
    assert isinstance(offers.redeem(code, "o:1", NOW + 36 * HOUR_MS - 1, payer=Member(1)), Redeemed)
    assert offers.redeem(issue(offers, 2).code, "o:2", NOW + 36 * HOUR_MS) is NotRedeemed.EXPIRED


def test_a_clock_that_is_set_back_revives_no_offer_and_lets_none_count_twice(offers: Offers) -> None:
    over, used = issue(offers, 1).code, issue(offers, 2).code
    assert isinstance(offers.redeem(used, "o:1", NOW + 1), Redeemed)
    assert offers.end_overdue(NOW + 37 * HOUR_MS) == 1
    assert offers.end_overdue(NOW + 37 * HOUR_MS) == 0
    assert offers.redeem(over, "o:2", NOW - HOUR_MS) is NotRedeemed.EXPIRED
    assert offers.redeem(used, "o:2", NOW - HOUR_MS) is NotRedeemed.TWICE


def test_an_order_that_was_cancelled_gives_its_code_back(offers: Offers) -> None:
    code = issue(offers).code
    assert isinstance(offers.redeem(code, "shopify:1", NOW), Redeemed)
    offers.give_back("shopify:1")
    assert isinstance(offers.redeem(code, "shopify:2", NOW + 1), Redeemed)


def test_who_paid_the_full_price_lately_gets_no_offer_of_the_same(offers: Offers) -> None:
    paid = OfferTerms("percent", "10", "paid-for", 36, None, 30)
    assert offers.refusal(may(1), "sofas", paid, NOW) is OfferRefusal.BOUGHT_LATELY
    assert offers.refusal(may(1), "sofas", TEN_PERCENT, NOW) is None
    assert offers.refusal(may(1), "sofas", OfferTerms("percent", "10", "paid-for", 36, None, 0), NOW) is None


def test_a_list_gives_each_code_once_runs_dry_and_says_so_before(offers: Offers) -> None:
    assert offers.refusal(may(1), "sofas", FROM_LIST, NOW) is OfferRefusal.NO_CODES
    assert offers.fill("mugs", ["MUG-0001", "MUG-0002"]) == (2, 0)
    assert offers.fill("mugs", ["mug0001", "MUG-0003"]) == (1, 1)
    light = Light("offers")
    shine(light, offers.pools(), ["mugs"])
    assert light.state is not LightState.WORKING
    codes = [issue(offers, member, FROM_LIST).code for member in (1, 2, 3)]
    assert codes == ["MUG-0001", "MUG-0002", "MUG-0003"]
    assert offers.refusal(may(4), "sofas", FROM_LIST, NOW) is OfferRefusal.NO_CODES
    assert offers.refusal(may(1), "sofas", FROM_LIST, NOW) is None  # they have one
    assert offers.issue(may(4), "sofas", "one", VisitId("v4"), FROM_LIST, NOW) is None
    shine(light, offers.pools(), ["mugs"])
    assert light.detail == "mugs"
    assert offers.fill("mugs", ["MUG-0001"]) == (0, 1)  # a customer has it
    assert isinstance(offers.redeem("mug 0002", "o:1", NOW + 1), Redeemed)


def test_only_lists_that_a_campaign_draws_from_are_missed(offers: Offers) -> None:
    offers.fill("mugs", ["MUG-0001"])
    issue(offers, terms=FROM_LIST)
    light = Light("offers")
    shine(light, offers.pools(), ["mugs"])
    assert light.detail == "mugs"
    shine(light, offers.pools(), [])  # its campaign has ended
    assert (light.state, light.detail) == (LightState.UNTRIED, "")
    shine(light, offers.pools(), ["never-came"])
    assert light.detail == "never-came"


def test_a_file_of_codes_is_refused_by_line_and_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "codes.txt"
    file.write_text("\ufeffAAAA-1111\n\nAB\nBBBB-2222\naaaa 1111\n", encoding="utf-8")
    codes, wrong = read_codes("mugs", file)
    assert codes == ["AAAA-1111", "BBBB-2222"]
    assert [each.removeprefix(str(file)) for each in wrong] == [
        ":3: a code has 4 to 64 letters and digits.",
        ":5: the same code stands on line 1.",
    ]
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(HubError, match="not UTF-8"):
        read_codes("mugs", file)
    with pytest.raises(HubError, match="no name of a list"):
        read_codes("My List", file)


def test_a_code_that_stands_in_two_lists_is_given_to_one_customer(offers: Offers, db: Database) -> None:
    assert offers.fill("mugs", ["MUG-0001"]) == (1, 0)
    assert offers.fill("cups", ["MUG-0001", "CUP-0001"]) == (1, 1)
    # A store of before has it in both.
    db.run("INSERT INTO offer_pools VALUES ('cups', 'MUG0001', 'MUG-0001', NULL, NULL)")
    db.run("DELETE FROM offer_pools WHERE key = 'CUP0001'")
    assert issue(offers, 1, FROM_LIST).code == "MUG-0001"
    cups = OfferTerms("gift", None, "cup", 36, "cups", 0)
    assert offers.refusal(may(2), "sofas", cups, NOW) is OfferRefusal.NO_CODES
    assert offers.issue(may(2), "sofas", "one", VisitId("v2"), cups, NOW) is None
    assert offers.pools() == {"cups": 0, "mugs": 0}


def test_what_was_paid_in_time_counts_however_late_the_till_tells_of_it(offers: Offers) -> None:
    code, late = issue(offers, 1).code, issue(offers, 2).code
    ends = NOW + 36 * HOUR_MS
    offers.end_overdue(ends)
    assert offers.redeem(late, "square:1", ends + 1, paid_ms=ends) is NotRedeemed.EXPIRED
    # A till whose clock is set to before there was an offer is not believed.
    assert offers.redeem(late, "square:2", ends + 1, paid_ms=NOW - 1) is NotRedeemed.EXPIRED
    settled = offers.redeem(code, "square:3", ends + 1, paid_ms=ends - 1)
    assert isinstance(settled, Redeemed)
    assert settled.offer.redeemed_ms == ends - 1


def test_what_was_refused_as_over_stays_over_when_the_clock_is_set_back(offers: Offers) -> None:
    code = issue(offers).code
    assert offers.redeem(code, "staff:Ida:1", NOW + 36 * HOUR_MS) is NotRedeemed.EXPIRED
    assert offers.redeem(code, "staff:Ida:2", NOW) is NotRedeemed.EXPIRED


def test_an_offer_for_everything_that_speaks_of_an_article_is_not_for_who_paid_for_it(offers: Offers) -> None:
    terms = OfferTerms("percent", "10", None, 36, None, 30, speaks_of="paid-for")
    assert offers.refusal(may(1), "sofas", terms, NOW) is OfferRefusal.BOUGHT_LATELY


def test_a_retired_list_gives_no_more_codes_and_what_was_drawn_stays_valid(offers: Offers) -> None:
    offers.fill("mugs", ["MUG-0001", "MUG-0002"])
    code = issue(offers, 1, FROM_LIST).code
    assert offers.retire("mugs", NOW) == (1, 1)
    assert offers.retire("mugs", NOW) is None
    assert offers.refusal(may(2), "sofas", FROM_LIST, NOW) is OfferRefusal.NO_CODES
    assert (offers.pools(), offers.retired()) == ({}, {"mugs": 1})
    assert isinstance(offers.redeem(code, "o:1", NOW + 1), Redeemed)
    # What a customer got never comes in again; what nobody has may.
    assert offers.fill("mugs", ["MUG-0001", "MUG-0002"]) == (1, 1)
    assert (offers.pools(), offers.retired()) == ({"mugs": 1}, {})


def test_wrong_codes_hold_up_their_own_handheld_and_very_many_all_of_them() -> None:
    wrong = WrongCodes()
    for _ in range(MOST_WRONG):
        wrong.add("a", 0.0)
    assert (wrong.wait("a", 10.0), wrong.wait("b", 10.0), wrong.wait("a", 60.0)) == (50.0, 0.0, 0.0)
    for number in range(MOST_WRONG_OF_ALL - MOST_WRONG):
        wrong.add(f"c{number}", 20.0)
    assert (wrong.wait("b", 30.0), wrong.wait("b", 60.0)) == (30.0, 0.0)


def test_a_code_is_redeemed_from_a_terminal_once(offers: Offers, tmp_path: Path) -> None:
    code = issue(offers, now_ms=round(time.time() * 1000)).code
    asked = ["offers", "redeem", code.lower().replace("-", " "), "--by", "Ida", "--data-dir", str(tmp_path)]
    done, again = CliRunner().invoke(app, asked), CliRunner().invoke(app, asked)
    assert (done.exit_code, done.stdout) == (0, f"{code} is redeemed: percent 10 on sofa-12.\n")
    assert again.exit_code == 1
    assert "The code was used before, and counts once." in again.output
