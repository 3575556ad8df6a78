"""What an answer of Apple's push service means. Pure.

Source: developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns. After 500 and 503
Apple asks for fifteen minutes before the next try, which is longer than a visit.
"""

from typing import Any, cast

from hub.ground.health.heard import http
from hub.ground.http.json_body import NotJson, parse_plain
from hub.ground.words.phrase import Phrase, phrase
from hub.service.messages.verdicts import (
    Dropped,
    DroppedForOne,
    PhoneGone,
    PushRefused,
    Sent,
    Stopped,
    Unknown,
    Verdict,
)

CHECK_APNS = phrase("health-next-push-apns")
SET_THE_CLOCK = phrase("health-next-push-clock")
_WRONG_PLACE = phrase("health-why-push-apns-place")
_GONE = frozenset({"Unregistered", "ExpiredToken"})
# Of another build of the app, or of another app.
_NOT_OURS = frozenset({"BadDeviceToken", "DeviceTokenNotForTopic"})
# Other reasons of a 400 are about the message; these are about all of them.
_SETTINGS = frozenset({"BadTopic", "MissingTopic", "TopicDisallowed", "BadCertificate", "BadCertificateEnvironment"})
_LONGEST_REASON = 60


def apns_verdict(status: int, body: bytes) -> Verdict:  # noqa: C901, PLR0911 - one case an answer
    """One answer; a 200 has an empty body."""
    reason, timestamp_ms = _told(body)
    match status:
        case 200:
            return Sent()
        case 410 if reason in _GONE:
            return PhoneGone(phrase("health-why-push-all-gone"), CHECK_APNS, timestamp_ms)
        case 400 if reason in _NOT_OURS:
            return PhoneGone(_WRONG_PLACE, CHECK_APNS)
        case 403 if reason == "ExpiredProviderToken":
            return Stopped(phrase("health-why-push-apns-clock"), credentials=True, next_step=SET_THE_CLOCK)
        case 429 if reason == "TooManyProviderTokenUpdates":
            return _stopped(status, reason)
        case 429:
            return DroppedForOne()
        case 400 if reason in _SETTINGS:
            return _stopped(status, reason)
        case 413:
            return PushRefused(f"HTTP {status} {reason}".strip())
        case 400 if reason:
            return PushRefused(f"HTTP {status} {reason}")
        case 500 | 503:
            return Dropped(phrase("health-why-push-away"))
        case _ if 300 <= status < 500 and status != 408:
            return _stopped(status, reason)
        case _:
            return Unknown(http(status))


def _stopped(status: int, reason: str) -> Stopped:
    why: Phrase = phrase("health-why-push-apns-refuses") if reason else http(status)
    return Stopped(why, detail=f"HTTP {status} {reason}".strip())


def _told(body: bytes) -> tuple[str, int | None]:
    """The reason, and since when in milliseconds; empty for anything that is not Apple's."""
    try:
        found: Any = parse_plain(body) if body else None
    except NotJson:
        found = None
    told = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
    reason, timestamp = told.get("reason"), told.get("timestamp")
    name = reason if isinstance(reason, str) and reason.isascii() and reason.isalnum() else ""
    since_ms = timestamp if isinstance(timestamp, int) and not isinstance(timestamp, bool) and timestamp > 0 else None
    return name[:_LONGEST_REASON], since_ms
