"""A push gateway with the shape of FCM HTTP v1, and the phones behind it: each push token has an inbox."""

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from simulators.faults import STATUSES, FaultBoard, healthy, lie
from simulators.fcm import API_DISABLED, COMMANDED, EXPIRED, PHONES, TARGETS, FcmError, check_message
from simulators.fcm_account import Account

PROJECT = "goddag-demo"
TOKEN = "demo-push-token"  # noqa: S105 - an invented one, for an invented service
# A demo that runs for days must not fill the memory with old messages.
INBOX_LENGTH = 50
STREAM_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message that reached a phone."""

    id: int
    push_token: str
    name: str
    title: str | None
    body: str | None
    data: dict[str, str]
    at_ms: int


@dataclass(slots=True)
class Phones:
    """Every phone that ever got a message, and those that cannot get one."""

    odd: dict[str, FcmError] = field(default_factory=dict[str, FcmError])
    """By push token, what the gateway says of it."""
    inboxes: dict[str, deque[Delivery]] = field(default_factory=dict[str, deque[Delivery]])
    recent: deque[Delivery] = field(default_factory=lambda: deque[Delivery](maxlen=STREAM_LENGTH))
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)
    count: int = 0

    async def deliver(self, project: str, message: dict[str, Any]) -> Delivery:
        self.count += 1
        notification: dict[str, Any] = message.get("notification") or {}
        target = next(str(message[name]) for name in TARGETS if message.get(name))
        delivery = Delivery(
            self.count,
            target,
            f"projects/{project}/messages/{self.count}",
            notification.get("title"),
            notification.get("body"),
            message.get("data") or {},
            round(time.time() * 1000),
        )
        async with self.arrived:
            self.inboxes.setdefault(target, deque(maxlen=INBOX_LENGTH)).append(delivery)
            self.recent.append(delivery)
            self.arrived.notify_all()
        return delivery

    async def after(self, last: int) -> AsyncIterator[Delivery]:
        """Every delivery with a higher id than `last`, as it comes."""
        while True:
            async with self.arrived:
                while self.count <= last:
                    await self.arrived.wait()
                waiting = [delivery for delivery in self.recent if delivery.id > last]
            for delivery in waiting:
                last = delivery.id
                yield delivery


class Gateway:
    """The routes of the gateway."""

    def __init__(self, phones: Phones, board: FaultBoard, token: str, account: Account) -> None:
        self._phones = phones
        self._board = board
        self._token = token
        self._account = account
        self._quota: int | None = None
        self._refuses: str | None = None
        self._retry_after_s = 0
        self._answers: deque[Response] = deque()

    async def send(self, request: Request) -> Response:
        fault = await self._board.next()
        if (told := lie(fault)) is not None:
            return told
        if self._answers:
            return self._answers.popleft()
        if fault.kind in STATUSES:
            return COMMANDED[fault.kind].response(fault.headers)
        refused = self._refused(request.headers.get("authorization", "").removeprefix("Bearer "))
        if refused is not None:
            return refused.response()
        if self._quota is not None:
            if self._quota == 0:
                return COMMANDED["429"].response({"Retry-After": str(self._retry_after_s)})
            self._quota -= 1
        name = await self._accept(request.path_params["project"], await request.body())
        return name.response() if isinstance(name, FcmError) else JSONResponse({"name": name})

    def _refused(self, token: str) -> FcmError | None:
        """What is wrong with the caller."""
        if token != self._token:
            match self._account.token_state(token):
                case "unknown":
                    return COMMANDED["401"]
                case "expired":
                    return EXPIRED
                case "good":
                    pass
        match self._account.state:
            case "no_role":
                return COMMANDED["403"]
            case "api_disabled":
                return API_DISABLED
            case _:
                return None

    async def _accept(self, project: str, raw: bytes) -> str | FcmError:
        message = check_message(raw)
        if isinstance(message, FcmError):
            return message
        if self._refuses is not None:
            return FcmError(400, "INVALID_ARGUMENT", "Invalid value", "INVALID_ARGUMENT", self._refuses)
        odd = self._phones.odd.get(str(message.get("token") or message.get("fid")))
        if odd is not None:
            return odd
        if json.loads(raw).get("validate_only"):
            return f"projects/{project}/messages/fake_message_id"
        return (await self._phones.deliver(project, message)).name

    async def refuse(self, request: Request) -> Response:
        """POST /refuse {"field": "message.android.ttl"}: every message is wrong there; null for none."""
        self._refuses = (await request.json())["field"]
        return Response(status_code=204)

    async def inbox(self, request: Request) -> Response:
        kept = self._phones.inboxes.get(request.path_params["push_token"], ())
        return JSONResponse({"messages": [asdict(delivery) for delivery in kept]})

    async def remove_app(self, request: Request) -> Response:
        self._phones.odd[request.path_params["push_token"]] = PHONES["unregistered"]
        return Response(status_code=204)

    async def make_odd(self, request: Request) -> Response:
        """PUT /inbox/TOKEN/is/STATE: unregistered, other_project, broken, no_apns_key; anything else is well."""
        token, state = request.path_params["push_token"], request.path_params["state"]
        self._phones.odd.pop(token, None)
        if state in PHONES:
            self._phones.odd[token] = PHONES[state]
        return Response(status_code=204)

    async def answer(self, request: Request) -> Response:
        """POST /answers {"status": 500, "code": "INTERNAL", "times": 1}: to whatever comes next.

        The code "" is an error without one of FCM, and null a page in HTML.
        """
        told = await request.json()
        status, code = told["status"], told["code"]
        self._answers.clear()
        for _ in range(told.get("times", 1)):
            page = Response("<html>Bad Gateway</html>", status, media_type="text/html")
            error = FcmError(status, code or "UNAUTHENTICATED", "As told.", code or None)
            self._answers.append(page if code is None else error.response())
        return Response(status_code=204)

    async def set_quota(self, request: Request) -> Response:
        """POST /quota {"messages": 3, "retry_after_s": 30}: so many more, then 429; null for no quota."""
        told = await request.json()
        self._quota, self._retry_after_s = told.get("messages"), int(told.get("retry_after_s", 0))
        return Response(status_code=204)

    async def deliveries(self, request: Request) -> Response:
        last = request.headers.get("last-event-id") or request.query_params.get("since", "0")
        if not last.isdecimal():
            return JSONResponse({"detail": "since must be a number"}, 422)
        return StreamingResponse(self._stream(int(last)), media_type="text/event-stream")

    async def _stream(self, last: int) -> AsyncIterator[str]:
        yield ": hello\n\n"
        async for delivery in self._phones.after(last):
            yield f"id: {delivery.id}\nevent: delivery\ndata: {json.dumps(asdict(delivery))}\n\n"


def create_app(token: str = TOKEN) -> Starlette:
    """The gateway. Any project and any push token is welcome; an app that was removed is UNREGISTERED."""
    board, account = FaultBoard(), Account(PROJECT)
    gateway = Gateway(Phones(), board, token, account)
    return Starlette(
        routes=[
            Route("/v1/projects/{project}/messages:send", gateway.send, methods=["POST"]),
            Route("/token", account.token, methods=["POST"]),
            Route("/service-account.json", account.give_file),
            Route("/account", account.command, methods=["POST"]),
            Route("/token/faults", account.board.command, methods=["POST"]),
            Route("/refuse", gateway.refuse, methods=["POST"]),
            Route("/answers", gateway.answer, methods=["POST"]),
            Route("/quota", gateway.set_quota, methods=["POST"]),
            Route("/inbox/{push_token:path}/is/{state}", gateway.make_odd, methods=["PUT"]),
            Route("/inbox/{push_token:path}", gateway.inbox),
            Route("/inbox/{push_token:path}", gateway.remove_app, methods=["DELETE"]),
            Route("/deliveries", gateway.deliveries),
            Route("/faults", board.command, methods=["POST"]),
            Route("/healthz", healthy),
        ]
    )
