"""Square. Webhooks carry amounts; what was in a sale is asked for."""

from hub.ground.health.light import Light
from hub.ground.http.outgoing import Outgoing
from hub.ground.store_settings import StoreSettings
from hub.knowledge.purchases.fetch.asking import Platform, Wait, Webhook
from hub.knowledge.purchases.model import DeliveryResult
from hub.knowledge.purchases.notices import Notice, of_square
from hub.knowledge.purchases.refusals import RecordRefusal
from hub.knowledge.purchases.signatures import signature, signed_by_square
from hub.knowledge.purchases.till_connector import Headers, Read, TillConnector, unless
from hub.knowledge.purchases.tills.secrets import secrets_in
from hub.knowledge.purchases.tills.square import payments as square
from hub.knowledge.purchases.tills.square.fetch import SquarePayments
from hub.knowledge.purchases.tills.square.orders import SquareOrders
from hub.knowledge.purchases.tills.square.settings import SquareSettings

SIGNATURE = "x-square-hmacsha256-signature"


def connector(settings: StoreSettings) -> TillConnector:
    """Square, as this store has set it up."""
    own = settings.of(SquareSettings)
    keys, url, customer = secrets_in(own.till_square_keys), own.till_square_url or "", own.till_square_customer
    api, token = own.till_square_api, own.till_square_token

    def why_not_signed(body: bytes, headers: Headers, _now: float) -> DeliveryResult | None:
        return unless(signed_by_square(body, headers.get(SIGNATURE, ""), url, keys))

    def read(body: bytes, _headers: Headers) -> Read:
        return square.read(body, customer, are_collected=own.till_square_collected)

    def notice(body: bytes, _headers: Headers) -> Notice | DeliveryResult | RecordRefusal | None:
        return of_square(body, customer)

    def sign(_webhook: Webhook, body: bytes) -> Headers:
        return {SIGNATURE: signature(keys[0], url.encode() + body)}

    async def platform(outgoing: Outgoing, wait: Wait) -> Platform:
        return SquarePayments(outgoing, api, token, wait)

    def articles(outgoing: Outgoing, light: Light) -> SquareOrders:
        return SquareOrders(outgoing, api, token, light)

    return TillConnector(
        source=square.SOURCE,
        is_connected=bool(keys),
        connect_by="till_square_keys and till_square_url",
        about="A webhook of Square: payment.updated, refund.updated, order.fulfillment.updated and customer.deleted.",
        headers=(SIGNATURE,),
        why_not_signed=why_not_signed,
        read=read,
        number_at=(*(("data", "object", name, "id") for name in ("payment", "refund", "order")), ("data", "id")),
        notice=notice,
        host_names=(own.till_square_url,),
        sign=sign,
        platform=platform if keys and token else None,
        articles=articles if token else None,
    )
