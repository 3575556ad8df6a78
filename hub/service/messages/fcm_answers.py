"""What an answer of FCM HTTP v1 means: for the message, for the phone, and for everything after. Pure.

Sources: firebase.google.com/docs/cloud-messaging/error-codes and .../scale-fcm (Retry-After), and what people met:
a broken registration token comes without a field (firebase/firebase-admin-java#1064), not every INVALID_ARGUMENT is
about the phone (xtrinch/fcm-django#223), nor is every 404 (hackers-pub/hackerspub#251).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from hub.ground.health.heard import http
from hub.ground.http.json_body import NotJson, parse_plain
from hub.ground.http.retry_after import retry_after
from hub.ground.words.phrase import phrase
from hub.service.messages.verdicts import (
    Later,
    PhoneGone,
    PushRefused,
    Sent,
    Stopped,
    ThirdParty,
    Unknown,
    Verdict,
)

CHECK_URL = phrase("health-next-push-url")
ENABLE_API = phrase("health-next-push-enable")
_OTHER_PROJECT = PhoneGone(phrase("health-why-push-other-project"), CHECK_URL)
_GONE = PhoneGone(phrase("health-why-push-all-gone"), CHECK_URL)
_DROPPED = frozenset({400, 413, 422})
# Google asks to try these again; what a proxy says in its place (an HTML page of 502) was taken by nobody behind it.
_AGAIN = frozenset({502, 503})


def verdict(  # noqa: C901, PLR0911 - one case an answer
    status: int, headers: Mapping[str, str], body: bytes, now: float
) -> Verdict:
    """One answer; `headers` by lower-case names, `now` in Unix seconds."""
    error = _error(body)
    codes = error.codes if error else frozenset[str]()
    match status:
        case 200:
            return Sent() if _is_object(body) else Unknown(phrase("health-why-useless"))
        case 401 if "THIRD_PARTY_AUTH_ERROR" in codes:
            return ThirdParty()
        case 401:
            return Stopped(phrase("health-why-push-credentials"), credentials=True)
        case 403 if "SENDER_ID_MISMATCH" in codes:
            return _OTHER_PROJECT
        case 403:
            disabled = "SERVICE_DISABLED" in codes
            return Stopped(phrase("health-why-push-forbidden"), next_step=ENABLE_API if disabled else None)
        case 404 if "UNREGISTERED" in codes:
            return _GONE
        case 400 if error and error.is_about_the_token:
            return _GONE
        case 429:
            # Of the project or of one phone: the answer does not say which.
            wait_seconds = retry_after(headers.get("retry-after", ""), now)
            return Later(phrase("health-why-push-paced"), wait_seconds, may_be_one=True)
        case _ if status in _AGAIN or (status == 500 and "INTERNAL" in codes):
            wait_seconds = retry_after(headers.get("retry-after", ""), now)
            return Later(phrase("health-why-push-away"), wait_seconds, may_be_one=status not in _AGAIN)
        case _ if status in _DROPPED and error:
            return PushRefused(f"HTTP {status} {error.field}".strip())
        case _ if 300 <= status < 500 and status != 408:
            return Stopped(http(status), next_step=CHECK_URL)
        case _:
            return Unknown(http(status))


@dataclass(frozen=True, slots=True)
class _Error:
    codes: frozenset[str]
    """`errorCode` of FcmError and `reason` of ErrorInfo."""
    field: str
    """The first field that is complained of; a path of ours, never a value."""
    is_about_the_token: bool


def _error(body: bytes) -> _Error | None:
    """The error of a Google API; None for anything else. A 502 can be HTML."""
    error = _map(_map(_json(body)).get("error"))
    if not error:
        return None
    details = [_map(each) for each in _list(error.get("details"))]
    named = [each.get(key) for each in details for key in ("errorCode", "reason")]
    codes = frozenset(each for each in named if isinstance(each, str))
    violations = [_map(found) for each in details for found in _list(each.get("fieldViolations"))]
    fields = [str(each["field"]) for each in violations if "field" in each]
    # A token that is none comes with FcmError alone, and only its text says that it is about the token.
    says_token = not fields and "registration token" in str(error.get("message")).lower()
    about = "INVALID_ARGUMENT" in {*codes, error.get("status")} and (says_token or "message.token" in fields)
    first = next((each for each in fields if each.replace(".", "").replace("_", "").isalnum()), "")
    return _Error(codes, first[:60], about)


def _json(body: bytes) -> Any:
    try:
        return parse_plain(body)
    except NotJson:
        return None


def _is_object(body: bytes) -> bool:
    return isinstance(_json(body), dict)


def _map(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []
