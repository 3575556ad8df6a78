"""Shopify, its till and its web shop."""

from hub.ground.http.outgoing import Outgoing
from hub.ground.store_settings import StoreSettings
from hub.knowledge.catalogue.shopify_products import TOPICS, Told, read_product
from hub.knowledge.purchases.fetch.asking import Platform, Wait, Webhook
from hub.knowledge.purchases.model import DeliveryResult
from hub.knowledge.purchases.notices import Notice, of_shopify
from hub.knowledge.purchases.refusals import RecordRefusal
from hub.knowledge.purchases.signatures import signature, signed_by_shopify
from hub.knowledge.purchases.till_connector import Headers, Read, TillConnector, delivery_id, unless
from hub.knowledge.purchases.tills.secrets import secrets_in
from hub.knowledge.purchases.tills.shopify import orders as shopify
from hub.knowledge.purchases.tills.shopify.fetch import ShopifyOrders, access_token
from hub.knowledge.purchases.tills.shopify.settings import ShopifySettings

SIGNATURE = "x-shopify-hmac-sha256"
TOPIC, DELIVERY = "x-shopify-topic", "x-shopify-webhook-id"
_ABOUT = """A webhook of Shopify: orders/create, orders/paid, orders/updated, orders/cancelled and refunds/create.

Of orders that are collected: fulfillments/create, fulfillments/update and fulfillment_events/create.

Of customers: customers/merge, customers/redact, customers/data_request and shop/redact. Of the catalogue:
products/create, products/update, products/delete and inventory_levels/update."""


def connector(settings: StoreSettings) -> TillConnector:
    """Shopify, as this store has set it up."""
    own = settings.of(ShopifySettings)
    secrets, customer = secrets_in(own.till_shopify_secrets), own.till_shopify_customer
    shop, token, client_id = own.till_shopify_shop or "", own.till_shopify_token, own.till_shopify_client_id

    def why_not_signed(body: bytes, headers: Headers, _now: float) -> DeliveryResult | None:
        return unless(signed_by_shopify(body, headers.get(SIGNATURE, ""), secrets))

    def topic(headers: Headers) -> str:
        return headers.get(TOPIC, "")

    def read(body: bytes, headers: Headers) -> Read:
        # The id stands outside of what is signed. Who plays a body back under another one gains nothing: its order is
        # known in that version.
        return shopify.read(topic(headers), delivery_id(headers.get(DELIVERY, ""), body), body, customer)

    def notice(body: bytes, headers: Headers) -> Notice | DeliveryResult | RecordRefusal | None:
        return of_shopify(topic(headers), body, customer)

    def product(body: bytes, headers: Headers) -> Told | RecordRefusal | None:
        if topic(headers) not in TOPICS:
            return None
        try:
            return read_product(topic(headers), body)
        except ValueError as error:
            return RecordRefusal(DeliveryResult.UNREADABLE, why=str(error))

    def sign(webhook: Webhook, body: bytes) -> Headers:
        return {SIGNATURE: signature(secrets[0], body), TOPIC: webhook.topic, DELIVERY: webhook.id}

    async def platform(outgoing: Outgoing, wait: Wait) -> Platform:
        asks_with = token or await access_token(outgoing, shop, client_id, secrets[0])
        return ShopifyOrders(outgoing, shop, asks_with, wait)

    return TillConnector(
        source=shopify.SOURCE,
        is_connected=bool(secrets),
        connect_by="till_shopify_secrets",
        about=_ABOUT,
        headers=(SIGNATURE, TOPIC, DELIVERY),
        why_not_signed=why_not_signed,
        read=read,
        # A refund names its order; an order has an id alone.
        number_at=(("order_id",), ("id",)),
        topic=topic,
        notice=notice,
        product=product,
        sign=sign,
        platform=platform if secrets and shop and (token or client_id) else None,
    )
