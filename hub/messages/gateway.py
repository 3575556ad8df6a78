"""The push gateway, in the shape of FCM HTTP v1. What it answers becomes one of five results, and nothing is raised."""

import asyncio
from enum import StrEnum
from typing import Any

import httpx

from hub.campaigns.campaign import Text
from hub.journal import VisitId

DEADLINE_SECONDS = 5.0
# The likely rest of a visit: a message that comes after the customer has left is worse than none.
TIME_TO_LIVE_SECONDS = 300


class SendResult(StrEnum):
    """What became of a message."""

    SENT = "sent"
    PHONE_GONE = "phone_gone"
    """The gateway does not know this phone any more: forget its token."""
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """No answer, or one that says nothing: it may have arrived, so it is never sent again by itself."""
    NO_GATEWAY = "no_gateway"
    CALLED_BACK = "called_back"
    """The customer withdrew while it was under way; it may have left, and is never sent again."""


class PushGateway:
    """Sends one message to one phone."""

    def __init__(self, client: httpx.AsyncClient, url: str | None, project: str, token: str) -> None:
        self._client = client
        self._url = f"{url.rstrip('/')}/v1/projects/{project}/messages:send" if url else None
        self._headers = {"Authorization": f"Bearer {token}"}

    async def send(self, push_token: str, text: Text, visit: VisitId) -> SendResult:
        """Send; at most once."""
        if self._url is None:
            return SendResult.NO_GATEWAY
        message = {
            "message": {
                "token": push_token,
                "notification": {"title": text.title, "body": text.body},
                "android": {"ttl": f"{TIME_TO_LIVE_SECONDS}s", "collapse_key": visit},
                "apns": {
                    "headers": {"apns-collapse-id": visit, "apns-push-type": "alert"},
                    "payload": {"aps": {"interruption-level": "passive"}},
                },
            }
        }
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                reply = await self._client.post(self._url, json=message, headers=self._headers)
        except (TimeoutError, httpx.HTTPError):
            return SendResult.UNKNOWN
        return _result(reply)


def _result(reply: httpx.Response) -> SendResult:
    if reply.status_code == 200:
        return SendResult.SENT
    if reply.status_code == 404 and _error_code(reply) == "UNREGISTERED":
        return SendResult.PHONE_GONE
    return SendResult.REFUSED if 400 <= reply.status_code < 500 else SendResult.UNKNOWN


def _error_code(reply: httpx.Response) -> str | None:
    try:
        details: Any = reply.json()["error"]["details"]
        return next((d["errorCode"] for d in details if "errorCode" in d), None)
    except (ValueError, KeyError, TypeError):
        return None  # a 502 can be HTML; it says nothing about the phone
