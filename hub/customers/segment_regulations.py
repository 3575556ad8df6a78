"""Deletion at Segment: the regulations of its Public API, by user id."""

import asyncio
from typing import Any
from urllib.parse import quote

import httpx
from pydantic import BaseModel, Field, ValidationError

from hub.customers.erasure import Accepted, CustomerErasure, Finished, NotReached, Refused

DEADLINE_SECONDS = 3.0
# Not SUPPRESS_WITH_DELETE: somebody who comes back and enrols again shall not find themselves muted.
_TYPE = "DELETE_ONLY"
_LATER = frozenset({401, 403, 408, 429})


class SegmentRegulations(CustomerErasure):
    """One workspace."""

    def __init__(self, client: httpx.AsyncClient, url: str, token: str) -> None:
        self._client = client
        self._url = f"{url.rstrip('/')}/regulations"
        self._headers = {"Authorization": f"Bearer {token}"}

    async def erase(self, customer_ref: str) -> Accepted | Refused | NotReached:
        """Create a regulation; asked twice it is made twice, which deletes nothing more."""
        body = {"regulationType": _TYPE, "subjectType": "USER_ID", "subjectIds": [customer_ref]}
        answer = await self._ask("POST", self._url, body)
        if not isinstance(answer, _Data):
            return answer
        return Accepted(answer.regulate_id) if answer.regulate_id else NotReached()

    async def progress(self, reference: str) -> Accepted | Finished | Refused | NotReached:
        """Read how far a regulation is."""
        answer = await self._ask("GET", f"{self._url}/{quote(reference, safe='')}", None)
        if not isinstance(answer, _Data):
            return answer
        match answer.regulation.overall_status if answer.regulation else None:
            case "FINISHED":
                return Finished()
            case "INITIALIZED" | "RUNNING":
                return Accepted(reference)
            case "FAILED" | "PARTIAL_SUCCESS" | "INVALID" | "NOT_SUPPORTED" as status:
                return Refused(f"the platform reports {status}: one destination that cannot delete is enough for that")
            case _:
                return NotReached()

    async def _ask(self, method: str, url: str, body: Any) -> "_Data | Refused | NotReached":
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                reply = await self._client.request(method, url, json=body, headers=self._headers)
            # A wrong token is mended in the settings, a limit passes: both are asked again.
            if reply.is_client_error and reply.status_code not in _LATER:
                return Refused(f"the platform answered {reply.status_code}")
            return _Reply.model_validate_json(reply.content).data if reply.is_success else NotReached()
        except (TimeoutError, httpx.HTTPError, ValidationError):
            return NotReached()


class _Regulation(BaseModel):
    overall_status: str = Field(alias="overallStatus")


class _Data(BaseModel):
    regulate_id: str | None = Field(None, alias="regulateId")
    regulation: _Regulation | None = None


class _Reply(BaseModel):
    data: _Data
