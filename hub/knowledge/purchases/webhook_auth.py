"""Whether a webhook is let in: cheapest first, and the signature before anything is read of it."""

from collections.abc import Mapping
from typing import assert_never

from hub.ground.standard_webhooks import NotTrusted, check, key_of
from hub.knowledge.purchases.model import DeliveryResult, TillSystem
from hub.knowledge.purchases.signatures import signed_by_shopify, signed_by_square
from hub.knowledge.purchases.tills import Tills

SQUARE_SIGNATURE = "x-square-hmacsha256-signature"
SHOPIFY_SIGNATURE = "x-shopify-hmac-sha256"


STANDARD = ("webhook-id", "webhook-timestamp", "webhook-signature")


def authenticate(
    source: TillSystem, tills: Tills, body: bytes | DeliveryResult, headers: Mapping[str, str], now: float
) -> bytes | DeliveryResult:
    """The body of a webhook of a till that is connected, or why it is refused; `body` may say why it was not read."""
    if not tills.connects(source):
        return DeliveryResult.NOT_CONNECTED
    if isinstance(body, DeliveryResult):
        return body
    return _refusal(source, tills, body, headers, now) or body


def _refusal(
    source: TillSystem, tills: Tills, body: bytes, headers: Mapping[str, str], now: float
) -> DeliveryResult | None:
    match source:
        case TillSystem.SQUARE:
            signature = headers.get(SQUARE_SIGNATURE, "")
            return _unless(signed_by_square(body, signature, tills.square_url, tills.square_keys))
        case TillSystem.SHOPIFY:
            return _unless(signed_by_shopify(body, headers.get(SHOPIFY_SIGNATURE, ""), tills.shopify_secrets))
        case TillSystem.GENERIC:
            number, at, signatures = (headers.get(name, "") for name in STANDARD)
            distrust = check(body, number, at, signatures, [key_of(each) for each in tills.generic_secrets], now)
            return DeliveryResult.TOO_OLD if distrust is NotTrusted.NOT_NOW else _unless(distrust is None)
        case _:
            assert_never(source)


def _unless(signed: bool) -> DeliveryResult | None:  # noqa: FBT001 - the one thing that it is about
    return None if signed else DeliveryResult.BAD_SIGNATURE
