"""What an answer of a browser's push service means (RFC 8030, 8292). Pure."""

from collections.abc import Mapping

from hub.ground.health.heard import http
from hub.ground.http.retry_after import retry_after
from hub.ground.words.phrase import phrase
from hub.service.messages.verdicts import Later, PhoneGone, PushRefused, Sent, Stopped, Unknown, Verdict

CHECK_VAPID = phrase("health-next-push-vapid")
_GONE = PhoneGone(phrase("health-why-push-all-gone"), CHECK_VAPID)
# One service has said 406 where others say 429.
_PACED = frozenset({406, 429})
# What stands before the service says these, of everybody.
_IN_BETWEEN = frozenset({502, 503, 504})


def web_push_verdict(  # noqa: PLR0911 - one case an answer
    status: int, headers: Mapping[str, str], now: float
) -> Verdict:
    """One answer; `headers` by lower-case names, `now` in Unix seconds."""
    if 200 <= status < 300:
        return Sent()
    if status in {404, 410}:
        return _GONE
    if status == 413:
        return PushRefused(f"HTTP {status}")
    wait_seconds = retry_after(headers.get("retry-after", ""), now)
    if status in _PACED:
        return Later(phrase("health-why-push-paced"), wait_seconds, may_be_one=True)
    if status >= 500:
        return Later(phrase("health-why-push-away"), wait_seconds, may_be_one=status not in _IN_BETWEEN)
    if status == 408:
        return Unknown(http(status))
    # A page that subscribed with another key is refused as everybody is when ours is wrong.
    return Stopped(phrase("health-why-push-web-refuses"), detail=f"HTTP {status}", may_be_one=True)
