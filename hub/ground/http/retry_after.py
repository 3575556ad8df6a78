"""When a service that asked to wait may be asked again. Pure."""

import re
from datetime import UTC
from email.utils import parsedate_to_datetime

# A number of more digits than this is no number of seconds.
_MOST_DIGITS = 9
# Shopify says "2.0" (Shopify/shopify-api-php#117).
_SECONDS = re.compile(r"(\d+)(\.\d+)?", re.ASCII)


def retry_after(text: str, now: float) -> float | None:
    """Seconds of a Retry-After (RFC 9110, 10.2.3): a number of seconds or a date; None for anything else.

    `now` in Unix seconds.
    """
    text = text.strip()
    if found := _SECONDS.fullmatch(text):
        return float(found[1][:_MOST_DIGITS] + (found[2] or "")[:_MOST_DIGITS])
    try:
        at = parsedate_to_datetime(text)
        # "-0000" gives a time without a zone, which would be taken for that of the machine.
        return max(0.0, (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() - now)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
