"""/api/staff/articles: what the shop sells, for whoever stands beside a customer."""

import asyncio
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, status
from pydantic import StringConstraints

from hub.ground.errors import DatabaseFailed
from hub.ground.web.may import FLOOR, may
from hub.ground.web.refused import Refused
from hub.ground.words.reader import ReaderLanguage
from hub.ground.words.words import Words
from hub.knowledge.catalogue.search import find
from hub.service.staff.article_view import ArticlesFound, found_in
from hub.trust.accounts.model import StaffModel
from wire.clock import Clock, to_ms

# Each is a thread that reads a file; more at once only wait for each other.
_MOST_AT_ONCE = 2


class ArticleQuestion(StaffModel):
    """What is looked for. It stands in no address: somebody may type a customer's name."""

    text: Annotated[str, StringConstraints(max_length=100, strip_whitespace=True)]


def article_routes(data_dir: Path, words: Words, clock: Clock) -> APIRouter:
    """The routes of articles; behind the gate."""
    routes = APIRouter(prefix="/api/staff/articles", tags=["staff"], dependencies=[may(*FLOOR)])
    searching = asyncio.Semaphore(_MOST_AT_ONCE)

    @routes.post("/search")
    async def search(body: ArticleQuestion, language: ReaderLanguage) -> ArticlesFound:
        """By number (the till's, the catalogue's, a scanned bar code), or by words in any order."""
        now_ms = to_ms(clock.wall())
        async with searching:  # in a thread: the hub hears edges and customers meanwhile
            try:
                found = await asyncio.to_thread(find, data_dir, body.text, now_ms)
            except DatabaseFailed:
                raise Refused(status.HTTP_503_SERVICE_UNAVAILABLE, "catalogue-unreadable") from None
        return found_in(found, words.of(language), now_ms)

    return routes
