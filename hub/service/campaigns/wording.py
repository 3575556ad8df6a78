"""What a customer or a colleague reads of a campaign: in their language, with what stands in braces filled in."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.ground.shop.model import Shop
from hub.ground.words.phrase import Money
from hub.ground.words.words import WordsIn
from hub.service.campaigns.document import Offer, Variant

# A blank that does not break is no part of the alphabet of short messages: one of them halves what fits.
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " "})


@dataclass(frozen=True, slots=True)
class Said:
    """What is read, ready."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What goes in the place of braces in one customer's text."""

    article: str = ""
    """What the article is called."""
    code: str = ""
    until_ms: int | None = None


def said(variant: Variant, words: WordsIn, shop: Shop, filled: Filled) -> Said:
    """The text in the reader's language; in the shop's first where the campaign has none in theirs."""
    spoken = (words.language, *shop.languages, *variant.text)
    text = next(variant.text[each] for each in spoken if each in variant.text)
    parts = _parts(variant.offer, words, shop, filled)
    return Said(title=_filled(text.title, parts), body=_filled(text.body, parts))


def _parts(offer: Offer | None, words: WordsIn, shop: Shop, filled: Filled) -> Mapping[str, str]:
    value = ""
    if offer and offer.value is not None:
        is_percent = offer.kind == "percent"
        value = f"{offer.value} %" if is_percent else words.write(Money(offer.value, shop.currency))
    until = words.moment(filled.until_ms) if filled.until_ms is not None else ""
    return {"article": filled.article, "code": filled.code, "value": value, "until": until}


def _filled(text: str, parts: Mapping[str, str]) -> str:
    for name, part in parts.items():
        text = text.replace(f"{{{name}}}", part)
    return text.translate(_BLANKS)
