import pytest

from hub.customers.port import Trait
from hub.customers.sensitive import BUILT_IN, load_sensitive_products
from hub.errors import SensitiveListError
from simulators.catalogue import CATALOGUE

LIST = load_sensitive_products(None)


def traits(**values: object) -> dict[str, Trait]:
    return {name: Trait(value, "shop", 1, 2) for name, value in values.items()}


@pytest.mark.parametrize(
    "text",
    ["Graviditetstest, 2 stk", "KONDOMER 12-pack", "Folding wheelchair", "Rollator", "Inkontinensbind", "Läkemedel"],
)
def test_what_is_sensitive_is_found_in_any_case_and_language(text: str) -> None:
    assert LIST.names(text)


def test_nothing_that_a_bicycle_shop_sells_is_taken_for_sensitive() -> None:
    assert [product.name for product in CATALOGUE if LIST.names(product.name)] == []
    for harmless in ("Hydration bladder 2 l", "Chain lubricant, dry", "Presentation stand", "Bønnekaffe"):
        assert not LIST.names(harmless)


def test_an_article_goes_with_everything_that_tells_of_it() -> None:
    known = traits(
        first_name="Freja", last_order_item="Kondomer", last_order_at="2026-11-01", last_order_discipline="road",
        viewed_item_30d="Road tyre", viewed_times_30d=4, orders_24m=9,
    )  # fmt: skip
    kept = LIST.without(known)
    assert set(kept) == {"first_name", "viewed_item_30d", "viewed_times_30d", "orders_24m"}
    assert kept["viewed_item_30d"] == known["viewed_item_30d"]


def test_counts_by_category_lose_the_sensitive_ones() -> None:
    kept = LIST.without(traits(disciplines_24m={"road": 3, "maternity": 5}))
    assert kept["disciplines_24m"].value == {"road": 3}


def test_a_shops_own_list_counts_beside_the_built_in_one(tmp_path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[[category]]\nname = "religion"\nwords = ["halal"]\n')
    both = load_sensitive_products(own)
    assert both.names("Halal snacks")
    assert both.names("Bibel")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x =", "is not TOML"),
        ("[[category]]\nname = 'a'\nwords = []", "category.0.words"),
        ("[[category]]\nname = 'a'\nwords = ['ab']", "category.0.words.0"),
        ("category = []\nother = 1", "other"),
    ],
)
def test_a_list_that_cannot_be_used_stops_the_hub_and_says_where(tmp_path, text: str, says: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text(text)
    with pytest.raises(SensitiveListError, match=says):
        load_sensitive_products(own)
    with pytest.raises(SensitiveListError, match="cannot read"):
        load_sensitive_products(tmp_path / "none.toml")


def test_the_built_in_list_is_part_of_the_package() -> None:
    assert BUILT_IN.is_file()
