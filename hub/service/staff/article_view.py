"""An article as staff read it: what it costs here today, how many there are, and how old that is."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import Field

from hub.ground.parsing.money import written
from hub.ground.words.phrase import Money
from hub.ground.words.words import WordsIn
from hub.knowledge.catalogue.model import Article, Availability, InThisStore
from hub.knowledge.catalogue.search import Found, Model, Variant
from hub.trust.accounts.model import StaffModel

_IN_A_NAME = ("size", "color", "material")
_MOST_ATTRIBUTES = 12


class Attribute(StaffModel):
    """What the shop says of an article, by its own name."""

    name: str
    value: str


class ArticleView(StaffModel):
    """One article that can be bought: a size or a colour of it."""

    id: str
    sku: str = Field(description="The number for a basket: the till's, or the catalogue's own where it has none.")
    name: str
    variant: str = Field(description="Its size, colour and material, as the catalogue has them; empty without.")
    gtin: str
    price: str | None = Field(description="What it costs here today, as the reader writes it; null: nobody told.")
    price_before: str | None = Field(description="The ordinary price while it is on sale.")
    availability: Availability = Field(description="In this store.")
    quantity: int | None = Field(description="How many there are here; null where nobody told.")
    told_ms: int | None = Field(description="When that was told.")
    shelf: str
    attributes: list[Attribute]
    is_sold: bool = Field(description="False for what has left the catalogue, found by its number.")
    image: str = Field(description="Under which its picture is at /api/staff/articles/images/{image}; empty without.")
    is_sensitive: bool = Field(description="It is never written down beside a customer.")


class ArticleGroup(StaffModel):
    """What a person calls one article, with its sizes and colours."""

    name: str
    brand: str
    category: list[str]
    articles: list[ArticleView] = Field(description="The one that was found first.")


class ArticlesFound(StaffModel):
    """What somebody looked for, the best first."""

    groups: list[ArticleGroup]
    has_catalogue: bool
    is_indexing: bool = Field(description="Words are not looked for yet: this hub is still writing them down.")
    is_forgiven: bool = Field(description="Nothing is spelled so; this is one letter from it.")


@dataclass(frozen=True, slots=True)
class PriceHere:
    """In minor units."""

    now: int | None
    before: int | None
    currency: str


def price_here(article: Article, here: InThisStore) -> PriceHere:
    """What this store asks for it goes before what the catalogue says. Pure."""
    own = next((each for each in here.offers if each.price_minor is not None or each.sale_minor is not None), None)
    ordinary = own.price_minor if own and own.price_minor is not None else article.price_minor
    reduced = own.sale_minor if own else article.sale_minor
    currency = (own.currency if own else "") or article.currency
    if reduced is None or (ordinary is not None and reduced >= ordinary):
        return PriceHere(ordinary, None, currency)
    return PriceHere(reduced, ordinary, currency)


def found_in(found: Found, words: WordsIn, now_ms: int, image: Callable[[str], str]) -> ArticlesFound:
    """For the reader."""
    return ArticlesFound(
        groups=[_group(each, words, now_ms, image) for each in found.models],
        has_catalogue=not found.is_empty,
        is_indexing=found.is_indexing,
        is_forgiven=found.is_forgiven and bool(found.models),
    )


def _group(model: Model, words: WordsIn, now_ms: int, image: Callable[[str], str]) -> ArticleGroup:
    first = model.variants[0].article
    return ArticleGroup(
        name=first.name,
        brand=first.brand,
        category=list(first.category),
        articles=[_article(each, words, now_ms, image) for each in model.variants],
    )


def _article(variant: Variant, words: WordsIn, now_ms: int, image: Callable[[str], str]) -> ArticleView:
    article, here = variant.article, variant.here
    price, until_ms = price_here(article, here), article.on_sale_until_ms
    said = (article.attributes.get(name, "") for name in _IN_A_NAME)
    return ArticleView(
        id=article.id,
        sku=article.sku or article.id,
        name=article.name,
        variant=", ".join(each for each in said if each),
        gtin=article.gtin.lstrip("0"),
        price=_money(price.now, price.currency, words),
        price_before=_money(price.before, price.currency, words),
        availability=here.availability,
        quantity=here.quantity,
        told_ms=here.told_ms,
        shelf=next((each.shelf for each in here.offers if each.shelf), ""),
        attributes=[
            Attribute(name=name, value=value)
            for name, value in list(article.attributes.items())[:_MOST_ATTRIBUTES]
            if name not in _IN_A_NAME
        ],
        is_sold=until_ms is None or until_ms > now_ms,
        image=image(article.image),
        is_sensitive=bool(article.sensitive),
    )


def _money(minor: int | None, currency: str, words: WordsIn) -> str | None:
    return None if minor is None else words.money(Money(written(minor, currency), currency))
