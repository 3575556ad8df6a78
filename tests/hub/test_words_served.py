"""Browsers get the shop's own words of the screens, and no other of its words."""

import httpx
import pytest
from fastapi import FastAPI

from hub.ground.shop.model import Shop
from hub.ground.words.endpoints import words_routes
from hub.ground.words.words import Words

OWN = {"da": {"screens-claim": "Jeg tager den", "simulator-title": "Min butik", "card-next-unknown": "Byd på kaffe"}}


@pytest.fixture
def client() -> httpx.AsyncClient:
    web = FastAPI()
    web.include_router(words_routes(Words(Shop(words=OWN))))
    return httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://hub")


async def test_the_screens_words_are_served_as_fluent_reads_them_and_no_others(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/words/da")
    assert answer.text == "screens-claim =\n    Jeg tager den\nsimulator-title =\n    Min butik\n"
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert (await client.get("/api/words/sv")).text == ""
    assert (await client.get("/api/words/xx")).status_code == 422


async def test_what_a_browser_has_is_not_sent_again(client: httpx.AsyncClient) -> None:
    first = await client.get("/api/words/da")
    assert first.headers["cache-control"] == "no-cache"
    for kept in (first.headers["etag"], f'"other", W/{first.headers["etag"]}'):
        again = await client.get("/api/words/da", headers={"if-none-match": kept})
        assert (again.status_code, again.content) == (304, b"")
    english = await client.get("/api/words/en", headers={"if-none-match": first.headers["etag"]})
    assert english.status_code == 200
