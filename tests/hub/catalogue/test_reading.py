"""What an article is, however a shop's system writes it down."""

from zoneinfo import ZoneInfo

import pytest

from hub.ground.parsing.prices import NotAPrice, Price, Undecided, read_price
from hub.knowledge.catalogue.gtin import gtin14
from hub.knowledge.catalogue.model import Availability
from hub.knowledge.catalogue.plain_text import plain
from hub.knowledge.catalogue.reading import JoinRule, Offer, Prices, ReadingRules, category_of, offer_of, settled
from hub.knowledge.catalogue.record import Record, Unreadable
from hub.knowledge.catalogue.sensitivity import Sensitivity
from hub.knowledge.customers.sensitive import load_sensitive_products

SENSITIVITY = Sensitivity(load_sensitive_products(None))


def rules(**given: object) -> ReadingRules:
    told = {"currency": "DKK", "zone": ZoneInfo("Europe/Copenhagen"), "sensitivity": SENSITIVITY, **given}
    return ReadingRules(**told)  # type: ignore[arg-type]


def offer(reading: ReadingRules | None = None, attributes: dict[str, str] | None = None, **fields: str) -> Offer:
    found = offer_of(Record(1, {"id": "7", "title": "Sofa", **fields}, attributes or {}), reading or rules())
    assert isinstance(found, Offer)
    return found


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("1299.00 DKK", 129900, "DKK"),
        ("DKK 1299.00", 129900, "DKK"),
        ("DKK1299", 129900, "DKK"),
        ("1299DKK", 129900, "DKK"),
        ("1.299,00 kr.", 129900, "DKK"),
        ("kr. 1.299,00", 129900, "DKK"),
        ("1,450.00", 145000, "DKK"),
        ("2,457.00 EUR", 245700, "EUR"),
        ("1\u00a0299,50", 129950, "DKK"),
        ("1\u202f299", 129900, "DKK"),
        ("1'299.50 CHF", 129950, "CHF"),
        ("1\u2019299.50 CHF", 129950, "CHF"),
        ("€12,50", 1250, "EUR"),
        ("12.50€", 1250, "EUR"),
        ("£3", 300, "GBP"),
        ("3599", 359900, "DKK"),
        ("10.20", 1020, "DKK"),
        ("10,2", 1020, "DKK"),
        ("1.234.567,89", 123456789, "DKK"),
        ("12.5000 DKK", 1250, "DKK"),
        ("499,- kr", 49900, "DKK"),
        ("0.990", 99, "DKK"),
        ("1500 JPY", 1500, "JPY"),
    ],
)
def test_a_price_is_read_in_every_spelling(text: str, minor: int, currency: str) -> None:
    found = read_price(text, "DKK")
    assert isinstance(found, Price)
    assert (found.minor, found.currency) == (minor, currency)


@pytest.mark.parametrize(
    "text",
    ["-5.00 DKK", "1e3", "10.00 DKK 12.00 DKK", "12.345678 DKK", "1 29 9", "1.29.9,00", "DKK", "", "12 XYZ", "1.2,3,4"],
)
def test_what_is_no_price_is_refused(text: str) -> None:
    with pytest.raises(NotAPrice):
        read_price(text, "DKK")


def test_three_digits_behind_one_sign_are_decided_by_the_rest_of_the_file() -> None:
    assert isinstance(read_price("1.299 DKK", "DKK"), Undecided)
    assert read_price("1.299 DKK", "DKK", ",") == Price(129900, "DKK", None)
    with pytest.raises(NotAPrice, match="decimals"):
        read_price("1.299 DKK", "DKK", ".")
    assert read_price("1.250 TND", "DKK", ".") == Price(1250, "TND", ".")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5701234567899", "05701234567899"),
        ("96385074", "00000096385074"),
        ("036000291452", "00036000291452"),
        ("10012345678902", "10012345678902"),
        ("5701234567898", ""),  # the check digit is wrong
        ("SKU-4711", ""),
        ("0000000000000", ""),
        ("5,70123E+12", ""),
    ],
)
def test_a_trade_item_number_has_a_check_digit_and_fourteen_places(text: str, number: str) -> None:
    assert gtin14(text) == number


def test_a_sale_needs_a_price_that_is_less() -> None:
    assert (offer(price="200 DKK", sale_price="150 DKK").article.sale_minor) == 15000
    same = offer(price="200 DKK", sale_price="200 DKK")
    assert same.article.sale_minor is None
    assert same.faults == ("sale_price_no_less",)


def test_price_and_former_price_are_googles_the_other_way_round() -> None:
    found = settled(Prices("149.00", "199.00", are_now_and_before=True), "DKK", None)
    assert (found.ordinary, found.reduced) == (19900, 14900)
    no_sale = settled(Prices("149.00", "0.00", are_now_and_before=True), "DKK", None)
    assert (no_sale.ordinary, no_sale.reduced) == (14900, None)
    dearer = settled(Prices("149.00", "120.00", are_now_and_before=True), "DKK", None)
    assert (dearer.ordinary, dearer.reduced) == (14900, None)


def test_a_price_in_another_currency_is_left_out_and_the_article_stays() -> None:
    found = offer(price="12.50 EUR")
    assert found.article.price_minor is None
    assert found.faults == ("other_currency",)


def test_the_dates_of_a_sale_have_blanks_and_offsets_without_a_colon() -> None:
    found = offer(price="200 DKK", sale_price="150", sale_price_effective_date="2026-11-20T00:00+0100 / 2026-11-30")
    assert found.sale_from_ms == 1795129200000
    assert found.sale_until_ms == 1795993200000  # midnight in the shop's time zone


def test_a_category_is_a_path_and_of_several_the_first() -> None:
    assert category_of("Furniture > Sofas &amp; chairs") == ("Furniture", "Sofas & chairs")
    assert category_of("A > B, C > D") == ("A", "B")
    assert category_of("Shoes, boots > Women") == ("Shoes, boots", "Women")
    assert category_of("Chairs, stools") == ("Chairs, stools",)
    assert offer(google_product_category="632").article.category == ()
    assert offer(google_product_category="Home > Rugs").article.category == ("Home", "Rugs")


def test_names_are_read_as_a_person_reads_them() -> None:
    assert plain("&lt;p&gt;Tv&amp;#228;tt&lt;/p&gt;", 100) == "Tvätt"
    assert plain("Lamp < 40 W, 5 > 3", 100) == "Lamp < 40 W, 5 > 3"
    assert plain("a\u0007b\u200b", 100) == "ab"
    assert "wrongly_encoded" in offer(title="Støvle".encode().decode("cp1252")).faults


def test_an_availability_of_nobodys_language_is_unknown_and_counted() -> None:
    assert offer(availability="In Stock").web is Availability.IN_STOCK
    assert offer(availability="https://schema.org/InStock").web is Availability.IN_STOCK
    assert offer(availability="Disponível").web is Availability.IN_STOCK
    strange = offer(availability="kommt bald")
    assert strange.web is Availability.UNKNOWN
    assert "availability" in strange.faults


def test_an_order_line_may_name_sku_id_part_of_it_mpn_or_gtin() -> None:
    found = offer(rules(article_ids=("strip:gla_", "last:_")), id="gla_99_4711", gtin="5701234567899", mpn="MP-1")
    assert set(found.keys) == {
        (JoinRule.ID, "gla_99_4711"),
        (JoinRule.SHOP_RULE, "99_4711"),
        (JoinRule.SHOP_RULE, "4711"),
        (JoinRule.MPN, "mp-1"),
        (JoinRule.GTIN, "05701234567899"),
    }
    sku_in_it = offer(gtin="SKU-4711")
    assert (JoinRule.GTIN, "sku-4711") in sku_in_it.keys
    assert sku_in_it.article.gtin == ""


def test_a_record_without_id_or_name_is_counted_by_its_reason() -> None:
    assert offer_of(Record(3, {"title": "x"}), rules()) == Unreadable(3, "no_id")
    assert offer_of(Record(3, {"id": "1"}), rules()) == Unreadable(3, "no_name")


def test_what_must_not_be_spoken_of_is_known_by_the_rule_that_says_so() -> None:
    assert offer(adult="yes").article.sensitive == "adult"
    assert offer(google_product_category="775").article.sensitive == "google_product_category 775"
    assert offer(title="Elkørestol med kurv").article.sensitive == "name"
    assert offer(attributes={"Use": "graviditetstest"}).article.sensitive == "use"
    assert offer(product_type="Medicin > Hovedpine").article.sensitive == "category Medicin > Hovedpine"
    assert offer(title="Medicinbold 5 kg").article.sensitive == ""
    # An id outside of the list clears what is in doubt, and never what is plain.
    assert offer(title="Medicinskab", google_product_category="632").article.sensitive == ""
    assert offer(title="Elkørestol", google_product_category="632").article.sensitive == "name"


def test_a_catalogue_without_attributes_is_one() -> None:
    assert offer(price="10 DKK").article.attributes == {}
