"""Deletion at Segment: the regulations of its Public API, by user id."""

from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, Field

from hub.ground.health.heard import note, useless
from hub.ground.health.light import Light
from hub.ground.http.outgoing import Limits, NoAnswer, Outgoing
from hub.trust.rights.elsewhere import Accepted, CustomerErasure, ErasureRefused, Finished, NotReached

# An answer is one regulation.
LIMITS = Limits(deadline_seconds=3.0, most_bytes=64 * 1024)
# Not SUPPRESS_WITH_DELETE: somebody who comes back and enrols again shall not find themselves muted.
_TYPE = "DELETE_ONLY"
_LATER = frozenset({401, 403, 408, 429})


class SegmentRegulations(CustomerErasure):
    """One workspace."""

    def __init__(self, outgoing: Outgoing, url: str, token: str, light: Light | None = None) -> None:
        self._outgoing = outgoing
        self._light = light or Light("erasures segment")
        self._url = f"{url.rstrip('/')}/regulations"
        self._headers = {"Authorization": f"Bearer {token}"}

    async def erase(self, customer_ref: str) -> Accepted | ErasureRefused | NotReached:
        """Create a regulation; asked twice it is made twice, which deletes nothing more."""
        body = {"regulationType": _TYPE, "subjectType": "USER_ID", "subjectIds": [customer_ref]}
        answer = await self._ask("POST", self._url, body)
        if not isinstance(answer, _Data):
            return answer
        return Accepted(answer.regulate_id) if answer.regulate_id else NotReached()

    async def progress(self, reference: str) -> Accepted | Finished | ErasureRefused | NotReached:
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
                return ErasureRefused(f"reports:{status}")
            case _:
                return NotReached()

    async def _ask(self, method: str, url: str, body: Any) -> "_Data | ErasureRefused | NotReached":
        answer = await self._outgoing.ask(method, url, LIMITS, headers=self._headers, body=body)
        usable = note(self._light, answer, also_good={404} if method == "GET" else ())
        if isinstance(answer, NoAnswer):
            return NotReached()
        # A wrong token is mended in the settings, a limit passes: both are asked again.
        if 400 <= answer.status < 500 and answer.status not in _LATER:
            return ErasureRefused(f"answered:{answer.status}")
        try:
            return _Reply.model_validate(answer.json()).data if usable else NotReached()
        except ValueError:  # pydantic's among them
            useless(self._light, "no regulation")
            return NotReached()


class _Regulation(BaseModel):
    overall_status: str = Field(alias="overallStatus")


class _Data(BaseModel):
    regulate_id: str | None = Field(None, alias="regulateId")
    regulation: _Regulation | None = None


class _Reply(BaseModel):
    data: _Data
