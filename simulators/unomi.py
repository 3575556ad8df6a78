"""A customer data platform with the shape of Apache Unomi 3, filled with the same invented customers.

Rules as in its source (RestServiceUtilsImpl, the requestIds schema): nothing here was held against a live server.
"""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from simulators.faults import STATUSES, Fault, FaultBoard, healthy, lie
from simulators.orders import History, Trait, history_of, iso, traits_of, views_of
from simulators.people import MEMBERS, Persona
from simulators.shops.model import DemoShop

PUBLIC_KEY = "demo-unomi-public-key"
TENANT, PRIVATE_KEY = "bicycle-shop", "demo-unomi-private-key"
SCOPE = "bicycle-shop"
COOKIE = "context-profile-id"
ID_PROPERTY = "customerId"
MERGED_REF = "old-1001"
"""The id of a profile that was merged into that of u-1001."""
# What Jackson's ISO8601DateFormat and the schema's date-time both take.
_DATE = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"
_ID = re.compile(r"[\w\-_@.]{0,60}", re.ASCII)
# How a shop might have named its properties; the mapping of the hub says which is which.
TRAITS = {
    "first_name": "firstName",
    "lines_24m": "orders.byDiscipline",
    "orders_24m": "orders.count",
    "last_order_item": "lastOrder.item",
    "last_order_at": "lastOrder.at",
    "last_order_line": "lastOrder.discipline",
    "viewed_item_30d": "viewed.item",
    "viewed_item_line": "viewed.discipline",
    "viewed_times_30d": "viewed.times",
    "due_item": "due.item",
    "due_line": "due.discipline",
}


class _Event(BaseModel):
    model_config = ConfigDict(extra="allow")
    kind: str = Field(alias="eventType", min_length=1)
    scope: str = Field(min_length=1)
    item_id: str | None = Field(None, alias="itemId", pattern=r"^[\w@.-]{0,60}$")
    properties: dict[str, Any] | None = None


class _Consent(BaseModel):
    """schemas/json/consent/1-0-0: dates are texts, and a null is refused."""

    model_config = ConfigDict(extra="forbid", strict=True)
    scope: str = SCOPE
    typeIdentifier: str  # noqa: N815 - its name there
    status: Literal["GRANTED", "DENIED", "REVOKED"]
    statusDate: str = Field("", pattern=_DATE)  # noqa: N815
    revokeDate: str = Field("", pattern=_DATE)  # noqa: N815


class _ContextRequest(BaseModel):
    """The fields of a context request; others are refused, as its JSON schema does."""

    model_config = ConfigDict(extra="forbid")
    source: dict[str, Any] | None = None
    session_id: str | None = Field(None, alias="sessionId")
    profile_id: str | None = Field(None, alias="profileId")
    require_segments: bool = Field(False, alias="requireSegments")
    require_scores: bool = Field(False, alias="requireScores")
    profile_properties: list[str] | None = Field(None, alias="requiredProfileProperties")
    session_properties: list[str] | None = Field(None, alias="requiredSessionProperties")
    events: list[_Event] = Field(default_factory=list[_Event])
    filters: list[Any] | None = None
    personalizations: list[Any] | None = None


class _Collected(BaseModel):
    model_config = ConfigDict(extra="forbid")
    session_id: str = Field(alias="sessionId", min_length=1)
    profile_id: str | None = Field(None, alias="profileId")
    events: list[_Event]


class _Condition(BaseModel):
    """profilePropertyCondition, as far as one property is compared with one text."""

    type: Literal["profilePropertyCondition"]
    parameter_values: dict[str, Any] = Field(alias="parameterValues")


class _Search(BaseModel):
    limit: int = 50
    condition: _Condition


@dataclass(slots=True)
class Unomi:
    """One tenant: profiles, which of them were made by being asked for, sessions and events."""

    board: FaultBoard
    issues_profiles: bool
    """As since UNOMI-975: to a public caller only their own cookie says who they are."""
    profiles: dict[str, dict[str, Any]]
    aliases: dict[str, str]
    consents: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    made: list[str] = field(default_factory=list[str])
    sessions: list[str] = field(default_factory=list[str])
    events: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    async def context(self, request: Request) -> Response:
        """POST /cxs/context.json."""
        if (refused := await self._refused(request)) is not None:
            return refused
        try:
            asked = _ContextRequest.model_validate_json(await request.body())
        except ValidationError:
            return _invalid()
        session = asked.session_id or request.query_params.get("sessionId")
        if any(each is not None and not _ID.fullmatch(each) for each in (asked.profile_id, session)):
            return _invalid()
        if asked.profile_id is None and session is None:
            return JSONResponse({"errorMessage": "internalServerError"}, 400)
        if session:
            self.sessions.append(session)
        wanted = asked.profile_id or f"made-{len(self.made)}"
        if self.issues_profiles and not _is_private(request):
            wanted = request.cookies.get(COOKIE) or f"issued-{len(self.made)}"
        profile_id = self.aliases.get(wanted, wanted)
        if profile_id not in self.profiles:
            self.profiles[profile_id] = {"firstVisit": iso(datetime.now(UTC))}
            self.made.append(profile_id)
        processed = self._process(profile_id, asked.events)
        properties, names = self.profiles[profile_id], asked.profile_properties
        shown = properties if names and "*" in names else {n: properties[n] for n in names or () if n in properties}
        answer = JSONResponse(
            {
                "profileId": profile_id,
                "sessionId": session,
                "profileProperties": None if names is None else shown,
                "sessionProperties": None,
                "profileSegments": [] if asked.require_segments else None,
                "profileScores": {} if asked.require_scores else None,
                "filteringResults": None,
                "processedEvents": processed,
                "personalizations": None,
                "personalizationResults": None,
                "trackedConditions": [],
                "anonymousBrowsing": False,
                "consents": self.consents.get(profile_id, {}),
            }
        )
        if self.issues_profiles:
            answer.set_cookie(COOKIE, profile_id, max_age=31_536_000, httponly=True, samesite="lax")
        return answer

    async def aliases_of(self, request: Request) -> Response:
        """GET /cxs/profiles/{id}/aliases, with the private key: ids that lead to the profile."""
        if (refused := await self._refused(request, private=True)) is not None:
            return refused
        profile = request.path_params["profile"]
        found = [{"itemId": each, "profileID": profile} for each, whose in self.aliases.items() if whose == profile]
        return JSONResponse(_page([each | {"itemType": "profileAlias"} for each in found]))

    async def search(self, request: Request) -> Response:
        """POST /cxs/profiles/search, with the private key: by one property, whose capitals do not count."""
        if (refused := await self._refused(request, private=True)) is not None:
            return refused
        try:
            asked = _Search.model_validate_json(await request.body())
            values = asked.condition.parameter_values
            name, sought = str(values["propertyName"]).removeprefix("properties."), str(values["propertyValue"])
        except (ValidationError, KeyError):
            return _invalid()
        found = [
            {"itemId": ref, "itemType": "profile", "properties": properties, "consents": self.consents.get(ref, {})}
            for ref, properties in self.profiles.items()
            if str(properties.get(name, "")).casefold() == sought.casefold()
        ]
        return JSONResponse(_page(found[: asked.limit]))

    async def collect(self, request: Request) -> Response:
        """POST /cxs/eventcollector."""
        if (refused := await self._refused(request)) is not None:
            return refused
        try:
            told = _Collected.model_validate_json(await request.body())
        except ValidationError:
            return _invalid()
        wanted = told.profile_id or told.session_id
        return JSONResponse({"updated": self._process(self.aliases.get(wanted, wanted), told.events)})

    def _process(self, profile_id: str, events: list[_Event]) -> int:
        """Take what fits its schema; what does not is dropped, and the answer is a 200 all the same."""
        taken = 0
        for event in events:
            if event.kind == "modifyConsent":
                try:
                    consent = _Consent.model_validate((event.properties or {}).get("consent"))
                except ValidationError:
                    continue
                kept = {name: value or None for name, value in consent.model_dump().items()}
                self.consents.setdefault(profile_id, {})[f"{consent.scope}/{consent.typeIdentifier}"] = kept
            self.events.append(event.model_dump(by_alias=True, exclude_unset=True))
            taken += 1
        return taken

    async def received(self, _request: Request) -> Response:
        """GET /received: what our asking and telling left here; not part of Unomi."""
        told = {"events": self.events, "made": self.made, "sessions": self.sessions, "consents": self.consents}
        return JSONResponse(told)

    async def consent(self, request: Request) -> Response:
        """POST /consents {profileId, type, status, statusDate}: an answer in the web shop; not part of Unomi."""
        told = await request.json()
        consent = {"scope": SCOPE, "typeIdentifier": told["type"], "revokeDate": None}
        consent |= {"status": told["status"], "statusDate": told["statusDate"]}
        self.consents.setdefault(told["profileId"], {})[f"{SCOPE}/{told['type']}"] = consent
        return Response(status_code=204)

    async def _refused(self, request: Request, *, private: bool = False) -> Response | None:
        fault = await self.board.next()
        if (told := lie(fault)) is not None:
            return told
        if fault.kind in STATUSES:
            return _failed(fault)
        may = _is_private(request) if private else _may(request)
        return None if may else PlainTextResponse("Unauthorized", 401)


def create_app(
    seed: int,
    now: datetime | None = None,
    people: Iterable[Persona] = MEMBERS,
    *,
    issues_profiles: bool = False,
    shop: DemoShop | None = None,
) -> Starlette:
    """The service; `now` is the moment that its histories are told from.

    People whose id can be no profile's have one that Unomi made up, and their own in the property `ID_PROPERTY`.
    """
    board, at = FaultBoard(), now or datetime.now(UTC)
    profiles = {
        each.ref if _ID.fullmatch(each.ref) else f"made-up-{number}": _profile(
            history_of(each, seed, at, shop), each, at
        )
        for number, each in enumerate(people)
    }
    unomi = Unomi(board, issues_profiles, profiles, {MERGED_REF: "u-1001"})
    return Starlette(
        routes=[
            Route("/cxs/context.json", unomi.context, methods=["POST"]),
            Route("/cxs/eventcollector", unomi.collect, methods=["POST"]),
            Route("/cxs/profiles/search", unomi.search, methods=["POST"]),
            Route("/cxs/profiles/{profile}/aliases", unomi.aliases_of),
            Route("/received", unomi.received),
            Route("/consents", unomi.consent, methods=["POST"]),
            Route("/asked", board.count),
            Route("/faults", board.command, methods=["POST"]),
            Route("/healthz", healthy),
        ]
    )


def _profile(history: History, persona: Persona, at: datetime) -> dict[str, Any]:
    return _properties(traits_of(persona, history, at)) | {"views": views_of(history), ID_PROPERTY: persona.ref}


def _page(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"list": found, "offset": 0, "pageSize": len(found), "totalSize": len(found)}


def _properties(traits: dict[str, Trait]) -> dict[str, Any]:
    """Properties in groups, and when any of them changed last."""
    made: dict[str, Any] = {"lastUpdated": iso(max(trait.updated_at for trait in traits.values()))}
    for name, trait in traits.items():
        *groups, last = TRAITS.get(name, name).split(".")
        here = made
        for group in groups:
            here = here.setdefault(group, {})
        here[last] = trait.value
    return made


def _may(request: Request) -> bool:
    return request.headers.get("x-unomi-api-key") == PUBLIC_KEY or _is_private(request)


def _is_private(request: Request) -> bool:
    expected = "Basic " + base64.b64encode(f"{TENANT}:{PRIVATE_KEY}".encode()).decode()
    return request.headers.get("authorization") == expected


def _invalid() -> Response:
    return PlainTextResponse("Request rejected by the server because: Invalid received data", 400)


def _failed(fault: Fault) -> Response:
    return PlainTextResponse("as commanded", STATUSES[fault.kind], headers=fault.headers)
