"""Pictures of articles: fetched by the hub once, made small; whatever is no picture, or lies where none may, is not."""

import asyncio
import io
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PIL import Image
from place import NOW, Place
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from whole_hub import open_shop

from hub.ground.health.light import Light, LightState
from hub.ground.http.outgoing import Limits, open_outgoing
from hub.knowledge.catalogue.image_address import allowed, is_public, place_of
from hub.knowledge.catalogue.image_store import IMAGES_FILE, ImageStore
from hub.knowledge.catalogue.images import AWAITED, ArticleImages, Outcome, in_a_process
from hub.knowledge.catalogue.thumbnail import SIDE_PIXELS, NoPicture, thumbnail
from simulators.serving import served

QUICK = Limits(deadline_seconds=0.5, most_bytes=200_000)


def picture(kind: str = "JPEG", size: tuple[int, int] = (1200, 800)) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, "teal").save(kept, kind)
    return kept.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that says it has four thousand million pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 65_000, 65_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(9000))) + chunk(b"IEND", b"")
    )


class Shelf:
    """A host of pictures that does what a test says."""

    def __init__(self) -> None:
        self.answers: dict[str, Response] = {}
        self.asked: list[str] = []

    async def answer(self, request: Request) -> Response:
        self.asked.append(request.headers["host"])
        if request.url.path == "/slow":
            await asyncio.Event().wait()
        return self.answers.get(request.url.path, Response(status_code=404))


async def drawn_here(picture: bytes) -> bytes | None:
    """As the process does it, without one for each."""
    try:
        return thumbnail(picture)
    except NoPicture:
        return None


@asynccontextmanager
async def fetching(folder: Path, shelf: Shelf) -> AsyncIterator[tuple[ArticleImages, str]]:
    app = Starlette(routes=[Route("/{path:path}", shelf.answer)])
    async with served(app) as url, open_outgoing() as outgoing:
        own = frozenset({"pictures.example"})

        async def here(host: str, _port: int) -> list[str]:
            return ["127.0.0.1"] if host != "nowhere.example" else []

        at = f"http://pictures.example:{url.rsplit(':', 1)[1].strip('/')}"
        yield ArticleImages(outgoing, ImageStore(folder), Light(""), lambda: NOW, own, here, drawn_here, QUICK), at


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
async def test_a_picture_comes_in_small_from_the_address_that_was_looked_at(tmp_path: Path, kind: str) -> None:
    shelf = Shelf()
    async with fetching(tmp_path, shelf) as (images, at):
        shelf.answers["/sofa"] = Response(picture(kind), media_type="text/html")
        found = await images.fetch(f"{at}/sofa")
        assert isinstance(found, bytes)
        small = Image.open(io.BytesIO(found))
        assert (small.format, max(small.size)) == ("WEBP", SIDE_PIXELS)
        assert shelf.asked == [at.removeprefix("http://")]
        assert images.light.state is LightState.WORKING


async def test_what_is_no_picture_or_lies_where_none_may_is_refused_by_reason(tmp_path: Path) -> None:
    shelf = Shelf()
    async with fetching(tmp_path, shelf) as (images, at):
        port = at.rsplit(":", 1)[1]
        shelf.answers |= {
            "/svg": Response(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", media_type="image/svg+xml"),
            "/page": Response(b"<html>", media_type="image/jpeg"),
            "/bomb": Response(bomb(), media_type="image/png"),
            "/cut": Response(picture()[:300], media_type="image/jpeg"),
            "/large": Response(b"\xff\xd8\xff" + bytes(300_000)),
            "/loopback": RedirectResponse(f"http://localhost:{port}/sofa"),
            "/file": RedirectResponse("file:///etc/passwd"),
            "/round": RedirectResponse(f"{at}/round"),
            "/moved": RedirectResponse("/sofa"),
            "/ill": Response(status_code=503),
            "/sofa": Response(picture()),
        }
        assert {path: await images.fetch(f"{at}/{path}") for path in ("svg", "page", "bomb", "cut")} == dict.fromkeys(
            ("svg", "page", "bomb", "cut"), Outcome.NO_PICTURE
        )
        assert await images.fetch(f"{at}/large") is Outcome.TOO_LARGE
        assert await images.fetch(f"{at}/loopback") is Outcome.FORBIDDEN
        assert await images.fetch(f"{at}/file") is Outcome.FORBIDDEN
        assert await images.fetch(f"{at}/round") is Outcome.REFUSED_THERE
        assert await images.fetch(f"{at}/nothing") is Outcome.REFUSED_THERE
        assert await images.fetch(f"{at}/slow") is Outcome.AWAY
        assert await images.fetch(f"{at}/ill") is Outcome.AWAY
        assert await images.fetch("http://nowhere.example/a") is Outcome.FORBIDDEN
        assert isinstance(await images.fetch(f"{at}/moved"), bytes)


async def test_a_picture_that_claims_too_much_ends_its_process_alone() -> None:
    assert await in_a_process(bomb()) is None


def test_the_shops_own_network_is_not_the_internet() -> None:
    inside = ("127.0.0.1", "10.0.0.7", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1")
    inside += ("::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.7", "2002:0a00:0007::1", "no address")
    assert [each for each in inside if is_public(each)] == []
    assert is_public("1.1.1.1")
    assert is_public("2606:4700:4700::1111")
    assert allowed(["1.1.1.1", "10.0.0.7"], is_ours=False) is None
    assert allowed(["10.0.0.7"], is_ours=True) == "10.0.0.7"
    assert place_of("https://shop.example/a.jpg") == ("shop.example", 443)
    none = ("ftp://a/b", "https://u:p@a/b", "data:,x", "https://a:99999/", "//a")
    assert [place_of(url) for url in none] == [None] * 5


def test_the_pictures_have_an_end_and_the_one_unseen_for_longest_goes_first(tmp_path: Path) -> None:
    store = ImageStore(tmp_path, most_bytes=40_000)
    assert store.get("0", NOW) is None
    for number in range(60):
        store.put(str(number), bytes(1000), NOW + number)
    assert store.size() <= 40_000
    assert store.get("0", NOW) is None
    assert store.get("59", NOW) == (bytes(1000), NOW + 59)
    store.close()


async def test_a_damaged_file_of_pictures_is_begun_again(tmp_path: Path) -> None:
    shelf = Shelf()
    (tmp_path / IMAGES_FILE).write_bytes(b"rubbish " * 4000)
    async with fetching(tmp_path, shelf) as (images, at):
        shelf.answers["/sofa"] = Response(picture())
        key = images.key(f"{at}/sofa")
        assert images.picture(key) is AWAITED
        await images.take_next()
        assert isinstance(images.picture(key), bytes)
        images.store.close()


async def test_staff_see_the_picture_of_what_they_found(tmp_path: Path) -> None:
    shelf = Shelf()
    async with served(Starlette(routes=[Route("/{path:path}", shelf.answer)])) as url:
        shelf.answers["/sofa.jpg"] = Response(picture())
        feed = f"id\ttitle\tprice\timage_link\n1\tSofa\t10 DKK\t{url.rstrip('/')}/sofa.jpg\n2\tStol\t10 DKK\t\n"
        Place(tmp_path).take(feed)
        async with open_shop(tmp_path / "data", catalogue_image_hosts="127.0.0.1") as shop:
            handheld, images = await shop.handheld(), shop.hub.catalogue.images
            assert images is not None
            found = (await handheld.post("/api/staff/articles/search", json={"text": "sofa"})).json()["groups"]
            at = f"/api/staff/articles/images/{found[0]['articles'][0]['image']}"
            assert "127.0.0.1" not in at
            assert (await handheld.get(at)).status_code == 202
            await images.take_next()
            answer = await handheld.get(at)
            assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
            assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == (
                "no-store",
                "nosniff",
            )
            assert (await handheld.get("/api/staff/articles/images/unknown")).status_code == 404
            assert (await shop.client().get(at)).status_code == 401
            stool = (await handheld.post("/api/staff/articles/search", json={"text": "stol"})).json()["groups"]
            assert stool[0]["articles"][0]["image"] == ""
    assert shelf.asked == [url.removeprefix("http://").rstrip("/")]
