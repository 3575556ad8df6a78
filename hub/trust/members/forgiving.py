"""A withdrawal is read out of whatever stands beside it: what an app wrote wrongly costs the customer no answer.

A route refuses a body that is not of its shape, as ever; before it does, a no in it is found and done.
"""

import json
import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, cast

from fastapi import Request, Response, status
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError
from starlette.exceptions import HTTPException

from hub.trust.consents.answers import is_no, parsed
from hub.trust.consents.purposes import Level, Purpose
from hub.trust.members.model import ConsentScreen, RequestId

Salvage = Callable[[Request, Any], Awaitable[Mapping[str, Any] | None]]
"""Given a parsed body that was refused: the body that says the no in it, or None when that is done or there is none."""
_REQUEST_ID: TypeAdapter[str] = TypeAdapter(RequestId)
_SHOWN: TypeAdapter[ConsentScreen] = TypeAdapter(ConsentScreen)
_LASTS = ("always", "this_visit")


def forgiving(salvage: Salvage) -> type[APIRoute]:
    """A class of routes that ask `salvage` before they refuse a body."""

    class Forgiving(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # pyright: ignore[reportIncompatibleMethodOverride]
            strict = super().get_route_handler()

            async def handle(request: Request) -> Response:
                try:
                    return await strict(request)
                except (RequestValidationError, HTTPException) as refused:
                    if isinstance(refused, HTTPException) and refused.status_code != status.HTTP_400_BAD_REQUEST:
                        raise
                    said = await salvage(request, _body(await request.body()))
                    if said is None:
                        raise
                    try:
                        return await strict(_Rewritten(request, said))
                    except HTTPException as beside:
                        # What was agreed to beside the no is not taken: the app hears what was wrong with it.
                        raise refused if beside.status_code == status.HTTP_409_CONFLICT else beside from None

            return handle

    return Forgiving


async def withdrawal(_request: Request, body: Any) -> Mapping[str, Any] | None:
    """Of a switch: a no in any spelling, alone or in a list."""
    several: list[Any] = cast("list[Any]", body) if isinstance(body, list) else [body]
    for each in several:
        fields = _object(each)
        if is_no(fields.get("granted") if fields else each):
            return {"granted": False, **_beside(fields)}
    return None


async def lower_level(_request: Request, body: Any) -> Mapping[str, Any] | None:
    """Of a level: what it takes away. Without what was shown, nothing more is agreed to by it."""
    fields = _object(body)
    level = next((each for each in Level if each.value == str(fields.get("level")).strip().casefold()), None)
    if level is None:
        return None
    lasts = fields.get("lasts")
    return {"level": level.value, "lasts": lasts if lasts in _LASTS else "always", "request_id": _request_id(fields)}


def refused_purposes(body: Any) -> frozenset[Purpose]:
    """Of an enrolment: the purposes that were left out of its list, or that it names with a no."""
    chosen = _object(body).get("purposes")
    if isinstance(chosen, list):
        names = cast("list[Any]", chosen)
        known = _purposes(names)
        # A list of nothing but other things says nothing about what was left out of it.
        return frozenset(Purpose) - known if known or not names else frozenset()
    return _purposes(name for name, said in _object(chosen).items() if is_no(said))


def _purposes(names: Iterable[Any]) -> frozenset[Purpose]:
    known = {purpose.value: purpose for purpose in Purpose}
    return frozenset(known[name] for name in names if isinstance(name, str) and name in known)


def _beside(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        shown = {"shown": _SHOWN.validate_python(fields.get("shown")).model_dump()}
    except ValidationError:
        shown: dict[str, Any] = {}
    return {"request_id": _request_id(fields), **shown}


def _request_id(fields: Mapping[str, Any]) -> str:
    try:
        return _REQUEST_ID.validate_python(fields.get("request_id"))
    except ValidationError:
        return str(uuid.uuid4())


def _body(raw: bytes) -> Any:
    try:
        return parsed(raw)
    except ValueError:
        return None


def _object(found: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", found) if isinstance(found, Mapping) else {}


class _Rewritten(Request):
    """The same request with another body."""

    def __init__(self, request: Request, body: Mapping[str, Any]) -> None:
        headers = [pair for pair in request.scope["headers"] if pair[0] != b"content-type"]
        super().__init__(
            {**request.scope, "headers": [*headers, (b"content-type", b"application/json")]}, request.receive
        )
        self._said = json.dumps(body).encode()

    async def body(self) -> bytes:
        """The other body."""
        return self._said
