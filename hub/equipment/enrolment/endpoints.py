"""/v1/edges: where edges get their certificates. Every refusal is counted, and says what to do next."""

import time
from typing import Any, TypeVar

from fastapi import APIRouter, Request, status
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from hub.equipment.enrolment.authority import CsrFault
from hub.equipment.enrolment.service import CertificateEnrolment, EnrolmentRefused
from hub.ground.http.json_body import parse_plain
from hub.ground.web.may import proven_otherwise
from wire.enrolment import (
    MAX_REQUEST_BYTES,
    AuthorityShown,
    EdgeEnrolled,
    EnrolRequest,
    RefusedRequest,
    Renewed,
    RenewRequest,
)

B = TypeVar("B", bound=BaseModel)

EDGES_PATH = "/v1/edges"

_INVITE = "ask for a new code with: goddag-hub edges invite NAME"
_ANSWERS: dict[EnrolmentRefused | CsrFault, tuple[int, str]] = {
    EnrolmentRefused.BROKER_PLAIN: (
        status.HTTP_409_CONFLICT,
        "this hub's broker takes no certificates: start the hub with --broker-tls, then use the code again",
    ),
    EnrolmentRefused.AUTHORITY_NOT_IN_FORCE: (
        status.HTTP_503_SERVICE_UNAVAILABLE,
        "the store's authority and the hub's clock disagree about the year: start the hub again, and do what it says",
    ),
    EnrolmentRefused.LOCKED: (status.HTTP_429_TOO_MANY_REQUESTS, "too many wrong codes: wait a minute, then try again"),
    EnrolmentRefused.CODE_WRONG: (status.HTTP_403_FORBIDDEN, f"that code is not known here: check it, or {_INVITE}"),
    EnrolmentRefused.CODE_USED: (
        status.HTTP_410_GONE,
        f"that code has been used. If not by you, revoke the edge (goddag-hub edges revoke NAME) and {_INVITE}",
    ),
    EnrolmentRefused.CODE_EXPIRED: (
        status.HTTP_410_GONE,
        f"that code has expired, it was good for 15 minutes: {_INVITE}",
    ),
    EnrolmentRefused.CERTIFICATE_FOREIGN: (status.HTTP_403_FORBIDDEN, "that certificate is not one of this store"),
    EnrolmentRefused.CERTIFICATE_TOO_OLD: (
        status.HTTP_403_FORBIDDEN,
        f"that certificate expired more than 7 days ago: enrol the edge again; {_INVITE}",
    ),
    EnrolmentRefused.REVOKED: (
        status.HTTP_403_FORBIDDEN,
        f"this edge is revoked, or was replaced by another device of its name. To let it in again, {_INVITE}",
    ),
    EnrolmentRefused.UNREADABLE: (
        status.HTTP_422_UNPROCESSABLE_CONTENT,
        "the request is not the JSON object that is asked for",
    ),
    EnrolmentRefused.TOO_LARGE: (
        status.HTTP_413_CONTENT_TOO_LARGE,
        f"the request has more than the {MAX_REQUEST_BYTES} bytes that are allowed",
    ),
    CsrFault.UNREADABLE: (
        status.HTTP_422_UNPROCESSABLE_CONTENT,
        "the certificate request is not PKCS #10 in PEM, signed by its own key",
    ),
    CsrFault.WRONG_KEY: (
        status.HTTP_422_UNPROCESSABLE_CONTENT,
        "the certificate request is not for a P-256 key, or not for the key of the last certificate",
    ),
    CsrFault.OTHER_NAME: (
        status.HTTP_403_FORBIDDEN,
        "the certificate request names another edge than the one that was invited",
    ),
}


def enrolment_routes(enrolment: CertificateEnrolment) -> APIRouter:
    """The routes of an edge. They read the body themselves: what is too large is not read to its end."""
    routes = APIRouter(
        prefix=EDGES_PATH,
        tags=["edges"],
        responses=_refusals(),
        dependencies=[proven_otherwise("an invitation, or the certificate of the edge")],
    )

    @routes.get("/authority")
    async def authority() -> AuthorityShown:
        """By this an edge knows, before it tells its code, that it is the hub which made the code."""
        return enrolment.show_authority()

    @routes.post("/enrol", response_model=EdgeEnrolled, openapi_extra=_takes(EnrolRequest))
    async def enrol(request: Request) -> EdgeEnrolled | JSONResponse:
        """Redeem a one-time code for a certificate."""
        body = await _read(request, EnrolRequest)
        if isinstance(body, EnrolmentRefused):
            return _answer(enrolment.refuse_body(body))
        enrolled = enrolment.enrol(body.code, body.csr, time.time())
        return enrolled if isinstance(enrolled, EdgeEnrolled) else _answer(enrolled)

    @routes.post("/renew", response_model=Renewed, openapi_extra=_takes(RenewRequest))
    async def renew(request: Request) -> Renewed | JSONResponse:
        """The next certificate for the key of the last one, which may have expired up to 7 days ago."""
        body = await _read(request, RenewRequest)
        if isinstance(body, EnrolmentRefused):
            return _answer(enrolment.refuse_body(body))
        renewed = enrolment.renew(body.certificate, body.csr, time.time())
        return renewed if isinstance(renewed, Renewed) else _answer(renewed)

    return routes


async def _read(request: Request, model: type[B]) -> B | EnrolmentRefused:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_REQUEST_BYTES:
            return EnrolmentRefused.TOO_LARGE
    try:
        return model.model_validate(parse_plain(bytes(body)))
    except ValueError:  # pydantic's among them
        return EnrolmentRefused.UNREADABLE


def _answer(reason: EnrolmentRefused | CsrFault) -> JSONResponse:
    code, detail = _ANSWERS[reason]
    return JSONResponse(RefusedRequest(reason=reason.value, detail=detail).model_dump(), code)


def _takes(model: type[BaseModel]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": model.model_json_schema()}}}}


def _refusals() -> dict[int | str, dict[str, Any]]:
    return {code: {"model": RefusedRequest} for code in sorted({code for code, _ in _ANSWERS.values()})}
