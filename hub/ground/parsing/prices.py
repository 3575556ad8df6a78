"""A price as feeds and exports write it: `1.299,00 kr.`, `DKK1299.00`, `1 299 SEK`, `1'299.50 CHF`. Pure.

Blanks and apostrophes are thousands; of two kinds of separator the last is the decimal one. One separator with exactly
three digits behind it is not decided by itself: the other prices of the feed are asked, or the mapping.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from hub.ground.parsing.money import EXPONENTS, MOST_MINOR
from hub.ground.parsing.numbers import DecimalSign

_LONGEST = 40
# A price with a word or a sign on either side. Neither a minus nor an exponent nor a second price fits.
_PRICE = re.compile(r"([^\W\d_]{1,4}\.?|[€£$])? ?(\d(?:[\d.,' ]*\d)?)(?:[.,:]-)? ?([^\W\d_]{1,4}\.?|[€£$])?")
_ALIKE = str.maketrans({"\xa0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'"})
_BLANK_GROUPS = re.compile(r"\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?", re.ASCII)
_GROUPS = re.compile(r"\d{1,3}(?:[.,]\d{3})+", re.ASCII)
_CROWNS = frozenset({"DKK", "NOK", "SEK", "ISK"})
_SIGNS = {"€": "EUR", "£": "GBP"}


@dataclass(frozen=True, slots=True)
class Price:
    """What it costs, in minor units."""

    minor: int
    currency: str
    sign: DecimalSign | None = None
    """The decimal sign that the text showed; None where it showed none."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """Either of two prices, a thousand times apart: the rest of the file says which."""

    text: str
    currency: str


class NotAPrice(ValueError):
    """It is none; the text is a reason that can be counted."""


def read_price(text: str, currency: str, sign: DecimalSign | None = None) -> Price | Undecided:
    """The price; `currency` is that of a text without one. Raises `NotAPrice`."""
    found = _PRICE.fullmatch(" ".join(text.translate(_ALIKE).split())) if len(text) <= _LONGEST else None
    if found is None:
        raise NotAPrice("price")
    code = _currency((found[1], found[3]), currency)
    number = _digits(found[2], sign)
    if number is None:
        return Undecided(text, code)
    whole, shown, decimals = number
    exponent = EXPONENTS[code]
    if len(decimals.rstrip("0")) > exponent:
        raise NotAPrice("price_decimals")
    minor = int(Decimal(f"{whole}.{decimals or 0}").scaleb(exponent))
    if minor > MOST_MINOR:
        raise NotAPrice("price")
    return Price(minor, code, shown)


def _currency(words: tuple[str | None, str | None], currency: str) -> str:
    codes = {_code(word, currency) for word in words if word}
    if len(codes) > 1:
        raise NotAPrice("price_currency")
    code = codes.pop() if codes else currency
    if code not in EXPONENTS:
        raise NotAPrice("price_currency")
    return code


def _code(word: str, currency: str) -> str:
    plain = word.rstrip(".").upper()
    if plain == "KR" and currency in _CROWNS:
        return currency
    if plain == "$":
        return currency if currency in {"USD", "CAD", "AUD", "NZD"} else "USD"
    return _SIGNS.get(plain, plain)


def _digits(text: str, sign: DecimalSign | None) -> tuple[str, DecimalSign | None, str] | None:
    """What stands before the decimal sign, that sign, and what stands behind it; None where it could be either."""
    if " " in text or "'" in text:
        if not _BLANK_GROUPS.fullmatch(text):
            raise NotAPrice("price")
        text = text.replace(" ", "").replace("'", "")
        sign = sign or ("." if "." in text else "," if "," in text else None)
    signs = [c for c in text if c in ".,"]
    if not signs:
        return text, None, ""
    last: DecimalSign = "," if signs[-1] == "," else "."
    if sign is not None:
        return _parted(text, sign)
    if len(set(signs)) == 2:
        return _parted(text, last)
    if len(signs) > 1:
        return _parted(text, "." if last == "," else ",")
    before, _, after = text.partition(last)
    if len(after) == 3 and len(before) <= 3 and before != "0":
        return None
    return before, last, after


def _parted(text: str, sign: DecimalSign) -> tuple[str, DecimalSign | None, str]:
    whole, point, decimals = text.partition(sign)
    if not whole.isdigit():
        if not _GROUPS.fullmatch(whole) or len({c for c in whole if not c.isdigit()}) > 1:
            raise NotAPrice("price")
        whole = re.sub(r"\D", "", whole)
    if not decimals.isdigit() and point:
        raise NotAPrice("price")
    return whole, sign if point else None, decimals
