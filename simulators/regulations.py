"""The deletion side of the customer data platform, in the shape of Segment's regulations."""

import secrets

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulators.faults import STATUSES, FaultBoard, lie

TOKEN = "demo-regulations-token"  # noqa: S105 - an invented one, for an invented service
KINDS = frozenset({"DELETE_ONLY", "DELETE_INTERNAL", "SUPPRESS_ONLY", "SUPPRESS_WITH_DELETE", "UNSUPPRESS"})


class _Wanted(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: str = Field(alias="regulationType")
    subject_type: str = Field(alias="subjectType", pattern="^USER_ID$")
    subjects: list[str] = Field(alias="subjectIds", min_length=1, max_length=5000)


class Regulations:
    """Deletes users; a regulation runs until it is looked at once, and is finished then."""

    def __init__(self, board: FaultBoard, token: str = TOKEN) -> None:
        self._board = board
        self._token = token
        self._looked_at: dict[str, int] = {}
        self.deleted: list[str] = []

    async def create(self, request: Request) -> Response:
        """POST /regulations."""
        if refused := await self._refused(request):
            return refused
        try:
            wanted = _Wanted.model_validate_json(await request.body())
        except ValidationError:
            return _error(400)
        if wanted.kind not in KINDS:
            return _error(400)
        self.deleted += wanted.subjects
        number = secrets.token_urlsafe(12)
        self._looked_at[number] = 0
        return JSONResponse({"data": {"regulateId": number}})

    async def status(self, request: Request) -> Response:
        """GET /regulations/{number}."""
        if refused := await self._refused(request):
            return refused
        number = request.path_params["number"]
        if number not in self._looked_at:
            return _error(404)
        self._looked_at[number] += 1
        state = "RUNNING" if self._looked_at[number] == 1 else "FINISHED"
        return JSONResponse({"data": {"regulation": {"id": number, "overallStatus": state, "streamStatus": []}}})

    async def erased(self, request: Request) -> Response:  # noqa: ARG002 - starlette's signature
        """GET /erased: whom somebody asked to delete, for tests."""
        return JSONResponse({"users": self.deleted})

    async def _refused(self, request: Request) -> Response | None:
        fault = await self._board.next()
        if (told := lie(fault)) is not None:
            return told
        if fault.kind in STATUSES:
            return _error(STATUSES[fault.kind])
        return None if request.headers.get("authorization") == f"Bearer {self._token}" else _error(401)


def _error(status: int) -> Response:
    return JSONResponse({"errors": [{"type": "as-said", "message": "as commanded or as sent"}]}, status)
