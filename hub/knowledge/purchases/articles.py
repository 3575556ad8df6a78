"""What on a receipt is an article, and what is a tip, a gift card, a fee, a deposit, a bag or the way to the customer.

What is no article keeps its amount and loses its name: on no card is a tip what somebody bought last. Pure.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from hub.knowledge.purchases.model import Line, Order

# In English, Danish, Norwegian and Swedish. Whole names, never parts of them: a sleeping bag and a tip-up seat are
# articles.
_WORDS = {
    "tip": "tip|tips|gratuity|drikkepenge|drikkepeng|driks|dricks|service charge",
    "gift card": "gift card|giftcard|e-gift card|egift card|gift voucher|gift certificate|voucher|gavekort"
    "|elektronisk gavekort|digitalt gavekort|presentkort|digitalt presentkort",
    "fee": "fee|service fee|handling fee|booking fee|card fee|payment fee|surcharge|card surcharge|gebyr|kortgebyr"
    "|ekspeditionsgebyr|fakturagebyr|betalingsgebyr|servicegebyr|avgift|kortavgift|fakturaavgift|expeditionsavgift"
    "|serviceavgift|afrunding|øreafrunding|avrunding|öresavrundning|avrundning|rounding|cash rounding",
    "deposit": "deposit|bottle deposit|pant|flaskepant|panteflaske|pantflaska|pant retur|pantretur|depositum",
    "bag": "bag|carrier bag|plastic bag|paper bag|shopping bag|pose|bærepose|bæreposer|plastpose|plastikpose|papirpose"
    "|papirspose|indkøbspose|handlepose|bærekasse|påse|plastpåse|papperspåse|kasse|bärkasse|papperskasse|plastkasse",
    "shipping": "shipping|delivery|shipping fee|delivery fee|shipping charge|postage|freight|fragt|fragtgebyr|porto"
    "|forsendelse|levering|hjemmelevering|leveringsgebyr|frakt|fraktgebyr|fraktavgift|leverans|hemleverans"
    "|shipping protection|package protection|shipping insurance",
}
_NO_ARTICLES = frozenset(name for names in _WORDS.values() for name in names.split("|"))
# Behind the name stand a size, an amount, or a kind in one letter: "Pant A 1,00 kr.", "Gavekort 500,-".
_BEHIND = re.compile(
    r"[\s:;,./(-]+(?:[\d.,]+|[a-c]|kr|dkk|sek|nok|eur|usd|gbp|stk|st|pcs|small|medium|large|xl|lille|stor|liten|store)"
    r"(?=[\s:;,./)%-]|$)|[\s:;,./()%€£$-]+$"
)


def is_article(name: str) -> bool:
    """Whether a name on a receipt can be something that somebody wanted."""
    text = re.sub(r"[\s_]+", " ", name[:200].casefold()).strip(" .:;-")
    return text not in _NO_ARTICLES and _BEHIND.sub("", f"{text} ").strip() not in _NO_ARTICLES


def with_articles_named(order: Order) -> Order:
    """The order in which nothing but articles has a name."""
    return replace(order, lines=named_articles(order.lines))


def named_articles(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines, in which nothing but articles has a name."""
    return tuple(line if is_article(line.name or line.sku) else line.unnamed() for line in lines)
