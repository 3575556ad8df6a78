"""What FCM HTTP v1 says to a message: the checks and the errors, with their documented shapes."""

import json
from dataclasses import dataclass
from typing import Any, cast

from starlette.responses import JSONResponse, Response

MOST_BYTES = 4096
MOST_TTL_SECONDS = 2_419_200
RESERVED_KEYS = frozenset({"from", "gcm", "message_type"})
RESERVED_PREFIXES = ("google", "gcm.notification.")
TARGETS = ("token", "fid", "topic", "condition")
FIELDS = frozenset({*TARGETS, "name", "notification", "data", "android", "apns", "webpush", "fcm_options"})
ERROR_TYPE = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
ERROR_INFO_TYPE = "type.googleapis.com/google.rpc.ErrorInfo"
BAD_REQUEST_TYPE = "type.googleapis.com/google.rpc.BadRequest"


@dataclass(frozen=True, slots=True)
class FcmError:
    """An answer that is not a delivery."""

    status: int
    code: str
    """The canonical status, such as NOT_FOUND."""
    message: str
    fcm_code: str | None = None
    field: str | None = None
    reason: str | None = None
    """Of google.rpc.ErrorInfo, which stands for what is wrong with the caller."""

    def response(self, headers: dict[str, str] | None = None) -> Response:
        details: list[dict[str, Any]] = []
        if self.fcm_code is not None:
            details.append({"@type": ERROR_TYPE, "errorCode": self.fcm_code})
        if self.reason is not None:
            details.append({"@type": ERROR_INFO_TYPE, "reason": self.reason, "domain": "googleapis.com"})
        if self.field is not None:
            violation = {"field": self.field, "description": self.message}
            details.append({"@type": BAD_REQUEST_TYPE, "fieldViolations": [violation]})
        error = {"code": self.status, "message": self.message, "status": self.code, "details": details}
        return JSONResponse({"error": error}, self.status, headers=headers)


COMMANDED = {
    "500": FcmError(500, "INTERNAL", "Internal error.", "INTERNAL"),
    "401": FcmError(401, "UNAUTHENTICATED", "Request had invalid authentication credentials."),
    "404": FcmError(404, "NOT_FOUND", "Requested entity was not found.", "UNREGISTERED"),
    "403": FcmError(
        403, "PERMISSION_DENIED", "Permission 'cloudmessaging.messages.create' denied.", reason="IAM_PERMISSION_DENIED"
    ),
    "429": FcmError(429, "RESOURCE_EXHAUSTED", "Quota exceeded.", "QUOTA_EXCEEDED"),
    "503": FcmError(503, "UNAVAILABLE", "The service is currently unavailable.", "UNAVAILABLE"),
}
EXPIRED = FcmError(
    401, "UNAUTHENTICATED", "Request had invalid authentication credentials.", reason="ACCESS_TOKEN_EXPIRED"
)
API_DISABLED = FcmError(
    403,
    "PERMISSION_DENIED",
    "Firebase Cloud Messaging API has not been used in project before or it is disabled.",
    reason="SERVICE_DISABLED",
)
OTHER_PROJECT = FcmError(403, "PERMISSION_DENIED", "SenderId mismatch", "SENDER_ID_MISMATCH")
# The vendor names no field here: only the text says that it is about the token.
BROKEN_TOKEN = FcmError(
    400, "INVALID_ARGUMENT", "The registration token is not a valid FCM registration token", "INVALID_ARGUMENT"
)
NO_APNS_KEY = FcmError(401, "UNAUTHENTICATED", "Auth error from APNS or Web Push Service", "THIRD_PARTY_AUTH_ERROR")
PHONES = {
    "unregistered": COMMANDED["404"],
    "other_project": OTHER_PROJECT,
    "broken": BROKEN_TOKEN,
    "no_apns_key": NO_APNS_KEY,
}
"""What a phone can be told to be."""


def check_message(raw: bytes) -> dict[str, Any] | FcmError:
    """The `message` of a request, or what is wrong with it."""
    try:
        request = _map(json.loads(raw))
    except ValueError:
        return FcmError(400, "INVALID_ARGUMENT", "Invalid JSON payload received.")
    message = _map(request.get("message")) if request else None
    if message is None:
        return _invalid("message", "message is required")
    unknown = sorted(set(message) - FIELDS)
    if unknown:
        return _invalid(f"message.{unknown[0]}", f'Unknown name "{unknown[0]}" at "message": cannot find field.')
    targets = [name for name in TARGETS if message.get(name)]
    if len(targets) != 1:
        return _invalid("message.token", "exactly one of token, fid, topic or condition is required")
    return _check_data(message) or _check_ttl(message) or message


def _check_data(message: dict[str, Any]) -> FcmError | None:
    data = _map(message.get("data", {}))
    if data is None:
        return _invalid("message.data", "data is a map of strings")
    for key, value in data.items():
        if not isinstance(value, str):
            return _invalid(f"message.data.{key}", "data values are strings")
        if key in RESERVED_KEYS or key.startswith(RESERVED_PREFIXES):
            return _invalid(f"message.data.{key}", f"Invalid data payload key: {key}")
    carried = json.dumps({name: message.get(name) for name in ("notification", "data")}, ensure_ascii=False)
    if len(carried.encode()) > MOST_BYTES:
        return _invalid("message", f"Message is too big: more than {MOST_BYTES} bytes")
    return None


def _check_ttl(message: dict[str, Any]) -> FcmError | None:
    ttl = (_map(message.get("android")) or {}).get("ttl")
    if ttl is None:
        return None
    try:
        seconds = float(ttl.removesuffix("s")) if isinstance(ttl, str) and ttl.endswith("s") else -1.0
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= MOST_TTL_SECONDS:
        return _invalid("message.android.ttl", f'Invalid duration, expected "0s" to "{MOST_TTL_SECONDS}s"')
    return None


def _invalid(where: str, message: str) -> FcmError:
    return FcmError(400, "INVALID_ARGUMENT", message, "INVALID_ARGUMENT", where)


def _map(value: Any) -> dict[str, Any] | None:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None
