"""/api/words: the shop's own words for the screens. Public, for they stand on the page that asks for the PIN too."""

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response, status
from fastapi.responses import PlainTextResponse

from hub.ground.web.may import anybody
from hub.ground.words.languages import Language
from hub.ground.words.words import Words

_FLUENT: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"text/plain": {"schema": {"type": "string"}}},
        "description": "A Fluent file, or nothing.",
    },
    304: {"description": "As `If-None-Match` says it is."},
}


def words_routes(words: Words) -> APIRouter:
    """The route of the words."""
    routes = APIRouter(
        prefix="/api/words", tags=["words"], dependencies=[anybody("what the screens say holds nothing of any person")]
    )

    @routes.get("/{language}", response_class=PlainTextResponse, responses=_FLUENT)
    async def own_words(
        language: Language, if_none_match: Annotated[str, Header(include_in_schema=False)] = ""
    ) -> Response:
        """What the screens say in place of ours in that language, by the ids of `shop.toml`."""
        text = words.of(language).on_screens()
        tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'
        # Asked for each time, so that a changed word is seen at once; sent again only when one has changed.
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if tag in (each.strip().removeprefix("W/") for each in if_none_match.split(",")):
            return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
        return PlainTextResponse(text, headers=headers)

    return routes
