"""A web shop that serves a product feed, as well and as badly as real ones do. See docs/simulators/product-feed.md."""

import gzip
import hashlib
import zlib
from dataclasses import dataclass, field
from enum import StrEnum
from xml.sax.saxutils import escape

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

KEY = "s3cret-of-the-feed"
_BOMB_BYTES = 200_000_000


class Oddity(StrEnum):
    """What a real feed has been seen to do."""

    UNDECLARED = "undeclared"
    """`g:` without its namespace."""
    BYTE_ORDER_MARK = "byte_order_mark"
    GZIP = "gzip"
    HTML_IN_CDATA = "html_in_cdata"
    FREIGHT_FIRST = "freight_first"
    """The price of the freight stands before that of the article."""
    PARENTS_BESIDE = "parents_beside"
    """A parent with the price of nothing stands beside its variants."""
    ONE_ID = "one_id"
    """All variants of a product have one id."""
    EMPTY_ID = "empty_id"
    WORDS = "words"
    """Availability in the shop's language."""
    CURRENCIES = "currencies"
    """Every third price is in another currency."""
    COMMA = "comma"
    """`1.299,00 kr.`"""
    SAME_SALE = "same_sale"
    MOJIBAKE = "mojibake"
    CUT_OFF = "cut_off"
    """The shop's memory limit ends the file within an item, with status 200."""
    HALVED = "halved"
    """A filter of the shop leaves a third of the articles."""
    UNKNOWN_ENTITY = "unknown_entity"
    ENTITY_BOMB = "entity_bomb"
    GZIP_BOMB = "gzip_bomb"
    LOGIN_PAGE = "login_page"
    """A page for a person, with status 200."""


@dataclass(slots=True)
class FeedShop:
    """The shop. Its feed changes with `articles` and `oddities`, and its ETag with the feed."""

    articles: int = 30
    oddities: set[Oddity] = field(default_factory=set[Oddity])
    store: str = "store-7"
    status: int = 200
    asked: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    """The headers of each request."""

    def feed(self) -> bytes:
        """The feed of today."""
        if Oddity.LOGIN_PAGE in self.oddities:
            return b"<!DOCTYPE html><html><body><form>Password</form></body></html>"
        if Oddity.GZIP_BOMB in self.oddities:
            return _bomb()
        many = self.articles // 3 if Oddity.HALVED in self.oddities else self.articles
        spaces = "" if Oddity.UNDECLARED in self.oddities else ' xmlns:g="http://base.google.com/ns/1.0"'
        head = '<?xml version="1.0" encoding="UTF-8"?>\n'
        if Oddity.ENTITY_BOMB in self.oddities:
            levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
            head += f'<!DOCTYPE rss [<!ENTITY l0 "lol">{levels}]>\n'
        body = f'{head}<rss version="2.0"{spaces}><channel><title>Shop</title>\n'
        body += "\n".join(self._item(number) for number in range(many)) + "\n</channel></rss>\n"
        if Oddity.CUT_OFF in self.oddities:
            body = body[: len(body) * 2 // 3]
        found = body.encode("utf-8-sig" if Oddity.BYTE_ORDER_MARK in self.oddities else "utf-8")
        return gzip.compress(found, mtime=0) if Oddity.GZIP in self.oddities else found

    def stock(self) -> bytes:
        """The local inventory feed: two stores, and changes only."""
        lines = ["store code\tid\tavailability\tquantity"]
        for number in range(0, self.articles, 2):
            there = "out of stock" if number % 4 else "in stock"
            lines += [f"{self.store}\tshop_{number}\t{there}\t{number}", f"store-8\tshop_{number}\tin stock\t1"]
        return ("\n".join(lines) + "\n").encode()

    def _item(self, number: int) -> str:
        product = number // 3
        article = f"shop_{product}" if Oddity.ONE_ID in self.oddities else f"shop_{number}"
        if Oddity.EMPTY_ID in self.oddities and number % 10 == 0:
            article = ""
        title = f"Chair {product}"
        if Oddity.HTML_IN_CDATA in self.oddities:
            title = f"<![CDATA[&lt;p&gt;Chair &amp; st&#248;l {product}&lt;/p&gt;]]>"
        if Oddity.MOJIBAKE in self.oddities:
            title = f"Støl {product}".encode().decode("cp1252")
        if Oddity.UNKNOWN_ENTITY in self.oddities and number == 20:
            title = "Caf&eacute;"
        if Oddity.ENTITY_BOMB in self.oddities and number == 20:
            title = "&l9;"
        parent = Oddity.PARENTS_BESIDE in self.oddities and number % 3 == 0
        price = self._price(number, parent=parent)
        freight = "<g:shipping><g:country>DK</g:country><g:price>39.00 DKK</g:price></g:shipping>"
        word = "På lager" if Oddity.WORDS in self.oddities else "in stock"
        sale = f"<g:sale_price>{price}</g:sale_price>" if Oddity.SAME_SALE in self.oddities else ""
        return (
            f"<item><g:id>{article}</g:id><title>{title}</title><link>https://shop.example/{number}</link>"
            f"{freight if Oddity.FREIGHT_FIRST in self.oddities else ''}<g:price>{price}</g:price>{sale}"
            f"<g:availability>{word}</g:availability><g:item_group_id>p{product}</g:item_group_id>"
            f"<g:product_type>{escape('Home > Chairs')}</g:product_type><g:color>{('oak', 'red', 'blue')[number % 3]}"
            f"</g:color>{'' if Oddity.FREIGHT_FIRST in self.oddities else freight}</item>"
        )

    def _price(self, number: int, *, parent: bool) -> str:
        amount = 0 if parent else 1299 + number
        if Oddity.CURRENCIES in self.oddities and number % 3 == 0:
            return f"{amount}.00 EUR"
        if Oddity.COMMA in self.oddities:
            return f"{amount // 1000}.{amount % 1000:03},00 kr."
        return f"{amount}.00 DKK"

    def web(self) -> Starlette:
        """GET /feed.xml and /stock.txt, with the key behind the ?."""

        async def answer(request: Request) -> Response:
            self.asked.append(dict(request.headers))
            if request.query_params.get("key") != KEY:
                return Response("no such feed", 403)
            if self.status != 200:
                return Response("maintenance", self.status)
            body = self.feed() if request.url.path.endswith("/feed.xml") else self.stock()
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if request.headers.get("if-none-match") == tag:
                return Response(status_code=304, headers={"etag": tag})
            return Response(body, media_type="application/xml", headers={"etag": tag})

        return Starlette(routes=[Route("/feed.xml", answer), Route("/stock.txt", answer)])


def _bomb() -> bytes:
    packing = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    blanks = b" " * 1_000_000
    return b"".join(packing.compress(blanks) for _ in range(_BOMB_BYTES // len(blanks))) + packing.flush()
