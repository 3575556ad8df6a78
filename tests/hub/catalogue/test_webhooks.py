"""What Shopify tells of products, at the door of a whole hub."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from whole_hub import Shop, open_shop

from hub.knowledge.catalogue.importing import alone
from hub.knowledge.catalogue.model import Availability
from simulators.till import SHOPIFY_SECRET

PRODUCT: dict[str, Any] = {
    "id": 7,
    "title": "Sofa",
    "published_at": "2026-01-01T00:00:00+01:00",
    "updated_at": "2026-11-01T10:00:00+01:00",
    "status": "active",
    "variants": [{"id": 71, "price": "149.00", "sku": "S-1", "inventory_item_id": 9}],
}
STOCK = {"inventory_item_id": 9, "location_id": 3, "available": 5, "updated_at": "2026-11-01T09:00:00Z"}


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, till_shopify_secrets=SHOPIFY_SECRET, catalogue_stores="3, 4") as opened:
        yield opened


async def tell(shop: Shop, topic: str, said: Any, secret: str = SHOPIFY_SECRET) -> httpx.Response:
    body = json.dumps(said).encode()
    signed = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()
    headers = {"x-shopify-topic": topic, "x-shopify-hmac-sha256": signed, "x-shopify-webhook-id": "w"}
    async with shop.client() as client:
        return await client.post("/v1/till/shopify", content=body, headers=headers)


async def result(shop: Shop, topic: str, said: Any) -> str:
    return (await tell(shop, topic, said)).json()["result"]


async def test_products_and_stock_are_in_use_at_once(shop: Shop) -> None:
    catalogue = shop.hub.catalogue.catalogue
    assert await result(shop, "inventory_levels/update", STOCK) == "unknown_article"
    assert await result(shop, "products/create", PRODUCT) == "recorded"
    found = catalogue.joined("S-1")
    assert found is not None
    assert (found.id, found.price_minor, found.currency) == ("71", 14900, "EUR")
    assert await result(shop, "inventory_levels/update", STOCK) == "recorded"
    assert catalogue.availability("71") is Availability.IN_STOCK
    assert await result(shop, "inventory_levels/update", STOCK | {"location_id": 8}) == "other_store"
    older = STOCK | {"available": 0, "updated_at": "2026-11-01T09:59:59+01:00"}
    assert await result(shop, "inventory_levels/update", older) == "older_version"
    assert catalogue.availability("71") is Availability.IN_STOCK
    renamed = PRODUCT | {"title": "Old name", "updated_at": "2026-11-01T08:59:59Z"}
    assert await result(shop, "products/update", renamed) == "older_version"
    assert await result(shop, "products/update", {"title": "no id"}) == "unreadable"
    assert await result(shop, "products/delete", {"id": 7}) == "recorded"
    assert await result(shop, "products/delete", {"id": 7}) == "unknown_article"
    client = await shop.handheld()
    assert (await client.get("/api/catalogue")).json() == {"on_sale": 0, "imports": []}


async def test_a_product_that_nobody_signed_is_refused(shop: Shop) -> None:
    answer = await tell(shop, "products/create", PRODUCT, "somebody-else")
    assert answer.status_code == 401
    assert shop.hub.catalogue.catalogue.joined("S-1") is None


async def test_while_a_catalogue_is_imported_the_sender_is_asked_to_come_again(shop: Shop) -> None:
    with alone(shop.hub.ground.data_dir):
        answer = await tell(shop, "products/create", PRODUCT)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "60"
    assert await result(shop, "products/create", PRODUCT) == "recorded"


async def test_what_the_catalogue_knows_to_be_sensitive_is_never_kept_of_a_receipt(shop: Shop) -> None:
    """Whatever the till calls it."""
    await tell(shop, "products/create", PRODUCT | {"title": "Elkørestol"})
    phone = await shop.customer()
    order = {
        "id": 1, "currency": "EUR", "total_price": "149.00", "financial_status": "paid", "source_name": "pos",
        "created_at": "2026-11-01T10:00:00Z", "updated_at": "2026-11-01T10:00:00Z",
        "customer": {"id": phone.persona.ref},
        "line_items": [
            {"id": 1, "sku": "S-1", "title": "ART 17", "quantity": 1, "price": "100.00"},
            {"id": 2, "sku": "S-2", "title": "Rug", "quantity": 1, "price": "49.00"},
        ],
    }  # fmt: skip
    assert await result(shop, "orders/paid", order) == "recorded"
    [(lines,)] = shop.db.rows("SELECT lines FROM orders")
    assert [line["sku"] for line in json.loads(lines)] == ["S-2"]
