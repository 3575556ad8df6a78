"""What a phone shows: in the language in which its owner agreed, and in an alphabet that short messages have."""

from dataclasses import replace

import pytest

from hub.ground.shop.model import Shop
from hub.ground.words.words import Words
from hub.knowledge.customers.port import Context, SourceStatus, Trait
from hub.service.campaigns.campaign import WELCOME, Text
from hub.service.campaigns.decide import Expose
from hub.service.messages.texts import MessageTexts

CAMPAIGN = replace(WELCOME, held_out=0.0)
OUR_SHOP = Shop(languages=("da",))


@pytest.mark.parametrize(
    ("language", "title"),
    [("da", "Godt at se dig"), ("nb", "Godt å se deg"), ("sv", "Roligt att se dig"), ("en", "Good to see you")],
)
async def test_a_customer_is_greeted_in_the_language_they_enrolled_in(shop, language: str, title: str) -> None:
    anna = shop.enrol(language=language)
    await shop.greeted(anna)
    assert [each["title"] for each in await shop.inbox()] == [title]


async def test_who_belongs_to_one_line_of_the_shop_hears_of_it_by_its_name_in_their_language(shop) -> None:
    anna = shop.enrol(language="sv")
    known = Context({"lines_24m": Trait({"kitchen": 9}, "shop", None, shop.now_ms)}, SourceStatus.OK)
    await shop.messages.consider(CAMPAIGN, anna, shop.comes(anna), known)
    [message] = await shop.inbox()
    assert (message["title"], message["body"]) == ("Kök: nytt sedan du var här sist", "Be oss visa vad som är nytt.")


async def test_a_shops_own_words_are_sent_and_a_blank_that_does_not_break_is_a_plain_one(shop) -> None:
    anna = shop.enrol(language="da")
    own = replace(
        OUR_SHOP, words={"da": {"messages-welcome-title": "Kom\u00a0ind", "messages-welcome-body": "1\u202f000"}}
    )
    texts = MessageTexts(own, Words(own), shop.ledger)
    assert texts.of(CAMPAIGN, Expose(None), anna) == Text("Kom ind", "1 000")


async def test_whose_language_nobody_knows_reads_the_shops_first(shop) -> None:
    anna = shop.enrol(language="en")
    shop.db.run("UPDATE ledger SET body = json_set(body, '$.language', 'xx')")
    texts = MessageTexts(OUR_SHOP, Words(OUR_SHOP), shop.ledger)
    assert texts.of(CAMPAIGN, Expose(None), anna).title == "Godt at se dig"
