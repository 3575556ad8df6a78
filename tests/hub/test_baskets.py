"""A basket from a handheld to the till: by a reference that names nobody, closed by the order that names it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from place import Place
from test_openings import visit_of
from whole_hub import Shop, open_shop

from hub.knowledge.purchases.fields import basket_in
from simulators.catalogue import CATALOGUE
from simulators.shops.files import open_demo_shop
from simulators.shops.filling import fill_catalogue
from simulators.till import GENERIC_SECRET, SHOPIFY_SECRET, SQUARE_KEY, SQUARE_URL, Kind, Till

TYRE = CATALOGUE[0]
CONTENT = {"items": [{"sku": "ROAD-TYRE-28-MM", "qty": 2}], "note": "wants it mounted"}


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    connected = {
        "till_square_keys": SQUARE_KEY,
        "till_square_url": SQUARE_URL,
        "till_shopify_secrets": SHOPIFY_SECRET,
        "till_generic_secrets": GENERIC_SECRET,
    }
    async with open_shop(tmp_path, **connected) as opened:
        yield opened


@pytest.mark.parametrize("kind", ["square", "shopify", "generic"])
async def test_the_tills_order_that_names_the_reference_closes_the_basket_and_joins_its_visit(
    shop: Shop, kind: Kind
) -> None:
    phone, handheld = await shop.customer(), await shop.handheld()
    visit = (await visit_of(phone))["visit_id"]
    url = f"/api/staff/visits/{visit}/basket"
    assert (await handheld.get(url)).json()["state"] == "empty"
    assert (await handheld.post(f"{url}/handover")).status_code == 409
    for _ in range(2):
        assert (await handheld.put(url, json=CONTENT)).json()["state"] == "started"
    handed = [(await handheld.post(f"{url}/handover")).json() for _ in range(2)]
    assert handed[0] == handed[1]
    reference = handed[0]["reference"]
    assert seen_by_a_scanner(handed[0]["qr"]) == reference
    # What the till has is changed by nobody here, and the same once more is the same.
    others: list[dict[str, Any]] = [{"items": [], "note": ""}, {**CONTENT, "note": ""}]
    for changed in others:
        refused = await handheld.put(url, json=changed)
        assert (refused.status_code, refused.json()["code"]) == (409, "basket_handed_over")
    assert (await handheld.put(url, json=CONTENT)).json() == handed[0]
    till = Till(shop.client(), kind)
    await till.tell(till.ring_up(TYRE), None, basket=reference.lower(), times=3)
    assert (await handheld.get(url)).json() | {"items": [], "note": ""} == {
        "items": [], "note": "", "state": "paid", "reference": reference, "qr": None,
    }  # fmt: skip
    # No customer was named at the till: the basket's visit says whose it is.
    assert shop.db.rows("SELECT visit, member IS NOT NULL FROM orders") == [(visit, 1)]
    # The next basket of the visit is another one, and the old reference opens nothing any more.
    assert (await handheld.put(url, json=CONTENT)).json()["reference"] is None
    assert (await handheld.post(f"{url}/handover")).json()["reference"] != reference
    await till.tell(till.ring_up(TYRE), None, basket=reference)
    assert (await handheld.get(url)).json()["state"] == "handed_over"


async def test_a_basket_taken_back_can_be_changed_and_its_old_reference_closes_nothing(shop: Shop) -> None:
    phone, handheld = await shop.customer(), await shop.handheld()
    url = f"/api/staff/visits/{(await visit_of(phone))['visit_id']}/basket"
    assert (await handheld.put(url, json={"items": [], "note": "nothing yet"})).status_code == 200
    assert (await handheld.post(f"{url}/handover")).json()["code"] == "basket_empty"
    await handheld.put(url, json=CONTENT)
    old = (await handheld.post(f"{url}/handover")).json()["reference"]
    for _ in range(2):
        back = (await handheld.post(f"{url}/takeback")).json()
        assert (back["state"], back["reference"], back["qr"]) == ("started", None, None)
    assert (await handheld.put(url, json=CONTENT | {"note": "another"})).json()["note"] == "another"
    till = Till(shop.client(), "generic")
    await till.tell(till.ring_up(TYRE), None, basket=old)
    assert (await handheld.get(url)).json()["state"] == "started"
    new = (await handheld.post(f"{url}/handover")).json()["reference"]
    assert new != old
    await till.tell(till.ring_up(TYRE), None, basket=new)
    assert (await handheld.post(f"{url}/takeback")).json()["code"] == "basket_paid"


async def test_what_the_catalogue_knows_to_be_sensitive_is_in_no_basket_by_its_number(tmp_path: Path) -> None:
    Place(tmp_path).take("id\ttitle\tprice\n4711\tKørestol\t10 DKK\n12\tSofa\t10 DKK\n")
    async with open_shop(tmp_path / "data") as shop:
        phone, handheld = await shop.customer(), await shop.handheld()
        url = f"/api/staff/visits/{(await visit_of(phone))['visit_id']}/basket"
        assert (await handheld.put(url, json={"items": [{"sku": "4711", "qty": 1}]})).status_code == 422
        assert (await handheld.put(url, json={"items": [{"sku": "12", "qty": 1}]})).status_code == 200
        found = (await handheld.post("/api/staff/articles/search", json={"text": "4711"})).json()["groups"]
        assert found[0]["articles"][0]["is_sensitive"] is True


async def test_a_basket_that_a_friend_pays_is_closed_and_the_order_is_the_friends(shop: Shop) -> None:
    phone, friend, handheld = await shop.customer(1), await shop.customer(2), await shop.handheld()
    url = f"/api/staff/visits/{(await visit_of(phone))['visit_id']}/basket"
    await handheld.put(url, json=CONTENT)
    reference = (await handheld.post(f"{url}/handover")).json()["reference"]
    till = Till(shop.client(), "generic")
    await till.tell(till.ring_up(TYRE), friend.persona.ref, basket=reference)
    assert (await handheld.get(url)).json()["state"] == "paid"
    assert shop.db.row("SELECT visit FROM orders") == ((await visit_of(friend))["visit_id"],)


async def test_a_basket_goes_with_the_permission_to_show_its_visit_and_with_its_customer(shop: Shop) -> None:
    phone, handheld = await shop.customer(), await shop.handheld()
    url = f"/api/staff/visits/{(await visit_of(phone))['visit_id']}/basket"
    assert (await shop.client().get(url)).status_code == 401
    await handheld.put(url, json=CONTENT)
    await phone.consent("recognise_in_store", granted=False)
    for answer in (
        await handheld.get(url),
        await handheld.put(url, json=CONTENT),
        await handheld.post(f"{url}/handover"),
    ):
        assert answer.status_code == 404
    await phone.leave()
    assert shop.db.rows("SELECT * FROM baskets") == []


async def test_what_is_sensitive_or_cannot_be_shown_is_refused_and_not_kept(shop: Shop) -> None:
    phone, handheld = await shop.customer(), await shop.handheld()
    url = f"/api/staff/visits/{(await visit_of(phone))['visit_id']}/basket"
    refused = await handheld.put(url, json={"items": [{"sku": "Kørestol 3", "qty": 1}]})
    assert refused.status_code == 422
    assert "never kept" in refused.json()["detail"]
    for content in (
        {"items": [{"sku": "A", "qty": 0}]},
        {"items": [{"sku": "a\u202eb", "qty": 1}]},
        {"items": [], "note": "x" * 201},
        {"items": [{"sku": "A", "qty": 1}] * 51},
    ):
        assert (await handheld.put(url, json=content)).status_code == 422
    assert (await handheld.get(url)).json()["state"] == "empty"


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("GB-K7M4QX", "GB-K7M4QX"),
        ("basket gb-k7m4qx please", "GB-K7M4QX"),
        ("GB-K7M4QXA", None),  # longer than a reference
        ("GB-K7M4Q0", None),  # a sign that none has
        ("", None),
        (None, None),
    ],
)
def test_a_reference_is_found_in_what_a_cashier_typed(text: str | None, reference: str | None) -> None:
    assert basket_in([None, text]) == reference


def seen_by_a_scanner(rows: list[str]) -> str:
    size = len(rows) + 8
    image = Image.new("L", (size, size), 255)
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            image.putpixel((x + 4, y + 4), 0 if cell == "1" else 255)
    [found] = zxingcpp.read_barcodes(image.resize((size * 4, size * 4), Image.Resampling.NEAREST))
    return found.text


async def test_an_article_is_called_by_its_name_and_a_number_that_the_catalogue_does_not_know_stands_as_typed(
    tmp_path: Path,
) -> None:
    bicycles = open_demo_shop("bicycle")
    items = [{"sku": bicycles.articles[0].sku, "qty": 1}, {"sku": "A-SLIP", "qty": 2}]
    unknown: list[list[bool]] = []
    for folder, has_catalogue in ((tmp_path / "with", True), (tmp_path / "without", False)):
        folder.mkdir()
        if has_catalogue:
            fill_catalogue(bicycles, folder)
        async with open_shop(folder) as shop:
            visit = (await visit_of(await shop.customer()))["visit_id"]
            answer = await (await shop.handheld()).put(
                f"/api/staff/visits/{visit}/basket", json={"items": items, "note": ""}
            )
            lines = answer.json()["items"]
        unknown.append([line["is_unknown"] for line in lines])
        assert lines[0]["name"] == (bicycles.articles[0].name if has_catalogue else None)
    assert unknown == [[False, True], [False, False]]
