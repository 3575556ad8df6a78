"""Whether a webhook is let in: cheapest first, and the signature before anything is read of it."""

from collections.abc import Mapping
from typing import assert_never

from hub.purchases.model import Reason, Source
from hub.purchases.signatures import is_recent, signed_by_shopify, signed_by_square, signed_generically
from hub.purchases.tills import Tills

SQUARE_SIGNATURE = "x-square-hmacsha256-signature"
SHOPIFY_SIGNATURE = "x-shopify-hmac-sha256"


STANDARD = ("webhook-id", "webhook-timestamp", "webhook-signature")


def let_in(source: Source, tills: Tills, body: bytes | None, headers: Mapping[str, str], now: float) -> bytes | Reason:
    """The body of a webhook of a till that is connected, or why it is refused. `body` is None of one too large."""
    if not tills.connects(source):
        return Reason.NOT_CONNECTED
    if body is None:
        return Reason.TOO_LARGE
    if not _is_signed(source, tills, body, headers):
        return Reason.BAD_SIGNATURE
    if source is Source.GENERIC and not is_recent(headers.get("webhook-timestamp", ""), now):
        return Reason.TOO_OLD
    return body


def _is_signed(source: Source, tills: Tills, body: bytes, headers: Mapping[str, str]) -> bool:
    match source:
        case Source.SQUARE:
            return signed_by_square(body, headers.get(SQUARE_SIGNATURE, ""), tills.square_url, tills.square_keys)
        case Source.SHOPIFY:
            return signed_by_shopify(body, headers.get(SHOPIFY_SIGNATURE, ""), tills.shopify_secrets)
        case Source.GENERIC:
            number, at, signatures = (headers.get(name, "") for name in STANDARD)
            return bool(number) and signed_generically(body, number, at, signatures, tills.generic_secrets)
        case _:
            assert_never(source)
