"""Whether a webhook is let in: cheapest first, and the signature before anything is read of it."""

from collections.abc import Mapping
from typing import assert_never

from hub.ground.standard_webhooks import NotTrusted, check, key_of
from hub.knowledge.purchases.model import Reason, Source
from hub.knowledge.purchases.signatures import signed_by_shopify, signed_by_square
from hub.knowledge.purchases.tills import Tills

SQUARE_SIGNATURE = "x-square-hmacsha256-signature"
SHOPIFY_SIGNATURE = "x-shopify-hmac-sha256"


STANDARD = ("webhook-id", "webhook-timestamp", "webhook-signature")


def let_in(
    source: Source, tills: Tills, body: bytes | Reason, headers: Mapping[str, str], now: float
) -> bytes | Reason:
    """The body of a webhook of a till that is connected, or why it is refused; `body` may say why it was not read."""
    if not tills.connects(source):
        return Reason.NOT_CONNECTED
    if isinstance(body, Reason):
        return body
    return _refusal(source, tills, body, headers, now) or body


def _refusal(source: Source, tills: Tills, body: bytes, headers: Mapping[str, str], now: float) -> Reason | None:
    match source:
        case Source.SQUARE:
            signature = headers.get(SQUARE_SIGNATURE, "")
            return _unless(signed_by_square(body, signature, tills.square_url, tills.square_keys))
        case Source.SHOPIFY:
            return _unless(signed_by_shopify(body, headers.get(SHOPIFY_SIGNATURE, ""), tills.shopify_secrets))
        case Source.GENERIC:
            number, at, signatures = (headers.get(name, "") for name in STANDARD)
            distrust = check(body, number, at, signatures, [key_of(each) for each in tills.generic_secrets], now)
            return Reason.TOO_OLD if distrust is NotTrusted.NOT_NOW else _unless(distrust is None)
        case _:
            assert_never(source)


def _unless(signed: bool) -> Reason | None:  # noqa: FBT001 - the one thing that it is about
    return None if signed else Reason.BAD_SIGNATURE
