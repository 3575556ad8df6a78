"""/api/staff/articles: what the shop sells, for whoever stands beside a customer."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Response, status
from pydantic import StringConstraints

from hub.ground.errors import DatabaseFailed
from hub.ground.web.may import FLOOR, may
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.ground.words.reader import ReaderLanguage
from hub.ground.words.words import Words
from hub.knowledge.catalogue.images import ArticleImages, Awaited
from hub.knowledge.catalogue.search import find
from hub.service.staff.article_view import ArticlesFound, found_in
from hub.trust.accounts.model import StaffModel
from wire.clock import Clock, to_ms

# Each is a thread that reads a file; more at once only wait for each other.
_MOST_AT_ONCE = 2


_IMAGES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/webp": {}}, "description": "The picture."},
    202: {"description": "It is being fetched: ask again in a second."},
    404: {"model": Problem, "description": "There is none."},
}


class ArticleQuestion(StaffModel):
    """What is looked for. It stands in no address: somebody may type a customer's name."""

    text: Annotated[str, StringConstraints(max_length=100, strip_whitespace=True)]


def article_routes(data_dir: Path, images: ArticleImages | None, words: Words, clock: Clock) -> APIRouter:
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
        return found_in(found, words.of(language), now_ms, images.key if images else _no_picture)

    @routes.get("/images/{key}", response_class=Response, responses=_IMAGES)
    async def image(key: str) -> Response:
        """The small picture of an article; 202 while the hub fetches it."""
        found = images.picture(key) if images else None
        if found is None:
            raise Refused(status.HTTP_404_NOT_FOUND, "no-picture")
        if isinstance(found, Awaited):
            return Response(status_code=status.HTTP_202_ACCEPTED, headers={"Retry-After": "1"})
        return Response(found, media_type="image/webp")

    return routes


def _no_picture(_url: str) -> str:
    return ""
