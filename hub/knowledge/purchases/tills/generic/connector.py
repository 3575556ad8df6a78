"""Any till that sends Standard Webhooks, in our own shape or, by a mapping file, in its own."""

from hub.ground.standard_webhooks import NotTrusted, check, key_of
from hub.ground.store_settings import StoreSettings
from hub.ground.web.schemas import inlined
from hub.knowledge.purchases.model import DeliveryResult
from hub.knowledge.purchases.till_connector import Headers, Read, TillConnector, delivery_id, unless
from hub.knowledge.purchases.till_file import load_till_mapping
from hub.knowledge.purchases.tills.generic import orders as generic
from hub.knowledge.purchases.tills.generic.settings import GenericTillSettings
from hub.knowledge.purchases.tills.secrets import secrets_in

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
_ABOUT = """An order in our own shape, signed as Standard Webhooks are (github.com/standard-webhooks).

With the setting `till_mapping` it has the till's shape instead."""


def connector(settings: StoreSettings) -> TillConnector:
    """The other till, as this store has set it up. Raises `TillMappingError`."""
    own = settings.of(GenericTillSettings)
    keys = [key_of(each) for each in secrets_in(own.till_generic_secrets)]
    mapping = load_till_mapping(own.till_mapping) if own.till_mapping else None

    def why_not_signed(body: bytes, headers: Headers, now: float) -> DeliveryResult | None:
        number, at, signatures = (headers.get(name, "") for name in HEADERS)
        distrust = check(body, number, at, signatures, keys, now)
        return DeliveryResult.TOO_OLD if distrust is NotTrusted.NOT_NOW else unless(distrust is None)

    def read(body: bytes, headers: Headers) -> Read:
        return generic.read(delivery_id(headers["webhook-id"], body), body, mapping)

    return TillConnector(
        source=generic.SOURCE,
        is_connected=bool(keys),
        connect_by="till_generic_secrets",
        about=_ABOUT,
        headers=HEADERS,
        why_not_signed=why_not_signed,
        read=read,
        number_at=(mapping.order["order_id"] if mapping else ("data", "order_id"),),
        type_at=None if mapping else ("type",),
        shape=inlined(generic.Event.model_json_schema()),
        # A till that sends it again gets it in as soon as its mapping is mended.
        tells_unreadable=True,
    )
