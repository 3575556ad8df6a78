"""A refusal that a person may read: a stable code for programs, and the sentence in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import HTTPException, Request
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response

from hub.ground.words.languages import FALLBACK, LANGUAGES, understood
from hub.ground.words.phrase import Phrase, phrase
from hub.ground.words.words import Words, in_english

_SUBJECT = "refused-"
# What the framework refuses by itself; anything else of it is a request that cannot be read.
_OF_THE_FRAMEWORK = {404: phrase("refused-not-found"), 405: phrase("refused-method")}
_NO_BODY = frozenset({204, 304})


class Refused(HTTPException):
    """Answered with a status and a message of refused.ftl; `id_` without its first word."""

    def __init__(self, status: int, id_: str, headers: Mapping[str, str] | None = None, **args: str | int) -> None:
        self.said = Phrase(f"{_SUBJECT}{id_}", args)
        super().__init__(status, in_english(self.said), dict(headers or {}))


async def refuse(request: Request, error: Exception) -> Response:
    """What was refused, in the language of whoever reads it."""
    if isinstance(error, Refused):
        return problem(request, error.status_code, error.said, error.headers)
    assert isinstance(error, AnyHTTPException)  # noqa: S101 - registered for these alone
    if error.status_code in _NO_BODY:
        return Response(status_code=error.status_code, headers=error.headers)
    said = _OF_THE_FRAMEWORK.get(error.status_code, phrase("refused-unreadable"))
    return problem(request, error.status_code, said, error.headers)


def problem(
    connection: HTTPConnection,
    status: int,
    said: Phrase,
    headers: Mapping[str, str] | None = None,
    fields: list[dict[str, Any]] | None = None,
    more: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The body of every refusal: `Problem`, with `more` for programs.

    Where `fields` are wrong, they are the detail, and the sentence is its title.
    """
    words = _words(connection).of(language_of(connection))
    text = words.say(said)
    body = {"detail": text} if fields is None else {"title": text, "detail": fields}
    args = {name: value if isinstance(value, str | int) else words.write(value) for name, value in said.args.items()}
    return JSONResponse(body | {"code": code_of(said), "args": args} | dict(more or {}), status, headers)


def code_of(said: Phrase) -> str:
    """What a program may rely on."""
    return said.id.removeprefix(_SUBJECT).replace("-", "_")


def language_of(connection: HTTPConnection) -> str:
    """Of whoever reads a refusal: the one they name, that of a member who asks, what they prefer; else English.

    A program that names none gets English, whatever the shop speaks.
    """
    asked = connection.query_params.get("language")
    if asked in LANGUAGES:
        return str(asked)
    of_member: Callable[[], str | None] = getattr(connection.state, "language_of_member", lambda: None)
    chosen = of_member()
    preferred = understood(connection.headers.get("accept-language", ""))
    return chosen if chosen in LANGUAGES else preferred or FALLBACK


def _words(connection: HTTPConnection) -> Words:
    """What stands before the application has none of its own, nor has a part of it that a test serves alone."""
    app = connection.scope.get("app")
    return getattr(app.state, "words", None) or Words() if app is not None else Words()
