"""The language of whoever asks over HTTP: the one they name, else what their browser prefers, else the shop's first."""

from typing import Annotated

from fastapi import Depends, Header, Query, Request

from hub.ground.words.languages import Language, understood
from hub.ground.words.words import Words


def reader_language(
    request: Request,
    language: Annotated[
        Language | None, Query(description="The reader's language; without it, what `Accept-Language` prefers.")
    ] = None,
    accept_language: Annotated[str, Header(include_in_schema=False)] = "",
) -> str:
    """The language to answer in."""
    words: Words = request.app.state.words
    return language or understood(accept_language) or words.default


ReaderLanguage = Annotated[str, Depends(reader_language)]
