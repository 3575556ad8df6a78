"""Every place of the hub that calls somebody outside, against a real server that sets cookies and believes them."""

import ast
import asyncio
import json
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

import hub
from hub.ground import manifests
from hub.ground.database import Database, open_database
from hub.ground.health.light import Light
from hub.ground.health.lights import Lights
from hub.ground.http.outgoing import Limits, Outgoing, Why, open_outgoing
from hub.ground.http.outgoing import NoAnswer as Nothing
from hub.ground.words.phrase import Phrase
from hub.knowledge.catalogue.feed import Feed, FeedFetcher
from hub.knowledge.catalogue.image_store import ImageStore
from hub.knowledge.catalogue.images import ArticleImages
from hub.knowledge.catalogue.repository import StoredCatalogue
from hub.knowledge.catalogue.worker import Job
from hub.knowledge.customers.configuration import Configuration, sources_of
from hub.knowledge.customers.json_client import JsonClient
from hub.knowledge.customers.notice_post import NoticePost
from hub.knowledge.customers.segment_regulations import SegmentRegulations
from hub.knowledge.exports.answers import Request as Exported
from hub.knowledge.exports.post import Post
from hub.knowledge.purchases.tills.square.orders import SquareOrders
from hub.service.messages.credentials import ServiceAccount
from hub.service.messages.fcm import FcmChannel
from hub.service.messages.gate import Gate
from hub.service.messages.post import MessagePost, NoAnswer
from hub.trust.accounts.identity import Identities, KeysUnavailable
from hub.trust.accounts.identity import Issuer as Trusted
from hub.trust.accounts.provider import Client, Provider, ProviderAway, Question
from hub.trust.channels.odp_poller import OdpConsents
from simulators.fcm_account import Account
from simulators.issuer import AUDIENCE, Issuer
from simulators.serving import served
from simulators.serving_http2 import served_http2
from wire.clock import Clock

HUB = Path(hub.__file__).parent
CUSTOMERS = ("u-1", "u-2", "u-3")


async def ask_sources(outgoing: Outgoing, url: str) -> None:
    lone = {"traits": {"first_name": "first_name"}}
    configuration = Configuration.model_validate(
        {
            "source": [
                lone | {"kind": "segment", "url": url, "space": "s"},
                lone | {"kind": "unomi", "url": url, "scope": "s", "key": "k", "tenant": "t"},
                lone | {"kind": "odp", "url": url, "key": "k"},
                lone | {"kind": "rest", "url": url + "/{customer}", "key": "k"},
            ]
        }
    )
    for source in sources_of(configuration, JsonClient(outgoing), None):
        for customer in CUSTOMERS:
            await source.connector.fetch(customer, frozenset({"first_name"}))


async def tell_of_consents(outgoing: Outgoing, url: str) -> None:
    for customer in CUSTOMERS:
        await NoticePost(outgoing).post(url, {}, {"customer": customer})


async def ask_for_erasures(outgoing: Outgoing, url: str) -> None:
    for customer in CUSTOMERS:
        await SegmentRegulations(outgoing, url, "token").erase(customer)


async def export(outgoing: Outgoing, url: str) -> None:
    for customer in CUSTOMERS:
        await Post(outgoing).post(Exported(url, json.dumps([customer]).encode()))


async def ask_for_consents(outgoing: Outgoing, url: str) -> None:
    for customer in CUSTOMERS:
        await OdpConsents(outgoing, url, "key", "fs_user_id").of(customer)


async def push(outgoing: Outgoing, url: str) -> None:
    for customer in CUSTOMERS:
        await MessagePost(outgoing).post(f"{url}/v1/projects/shop/messages:send", {}, customer.encode())


async def ask_for_keys(outgoing: Outgoing, url: str) -> None:
    for customer in CUSTOMERS:
        sign_in = Issuer()
        identities = Identities(outgoing, Trusted(sign_in.issuer, AUDIENCE, f"{url}/jwks.json"), Clock())
        with pytest.raises(KeysUnavailable):
            await identities.customer_ref(sign_in.mint(customer), 0.0)


async def ask_an_identity_provider(outgoing: Outgoing, url: str) -> None:
    for customer in CUSTOMERS:
        provider = Provider(outgoing, Client(f"{url}/{customer}", "goddag", None, "openid"), Clock(), Light(""))
        with pytest.raises(ProviderAway):
            await provider.address(Question("state", "nonce", "verifier", url), anew=False)


async def ask_for_orders(outgoing: Outgoing, url: str) -> None:
    for customer in CUSTOMERS:
        await SquareOrders(outgoing, url, "token").fetch(f"order-of-{customer}")


async def ask_for_a_feed(outgoing: Outgoing, url: str) -> None:
    """A feed is asked for about nobody; what comes back is imported, or refused, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder, closing(Database(Path(folder) / "l.db")) as db:
        db.migrate("ways_out", manifests.schemas()["ways_out"])
        light = Lights(db, Clock()).add("catalogue articles", "")
        job = Job("", "feed", folder, 0, "EUR", "UTC", (), ())
        feed = Feed(url, "articles", job, light)
        catalogue = StoredCatalogue(Path(folder), lambda: 0)
        fetcher = FeedFetcher(outgoing, catalogue, (feed,), 1, lambda: 0, Path(folder))
        for _ in CUSTOMERS:
            assert not await fetcher.fetch(feed)


async def ask_for_images(outgoing: Outgoing, url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        images = ArticleImages(
            outgoing, ImageStore(Path(folder)), Light(""), lambda: 0, frozenset({"127.0.0.1", "localhost"})
        )
        for _ in CUSTOMERS:
            assert not isinstance(await images.fetch(f"{url}/sofa.jpg"), bytes)


WAYS_OUT: dict[str, Callable[[Outgoing, str], Awaitable[None]]] = {
    "hub.knowledge.catalogue.feed": ask_for_a_feed,
    "hub.knowledge.catalogue.images": ask_for_images,
    "hub.knowledge.customers.json_client": ask_sources,
    "hub.knowledge.customers.notice_post": tell_of_consents,
    "hub.knowledge.customers.segment_regulations": ask_for_erasures,
    "hub.knowledge.exports.post": export,
    "hub.trust.channels.odp_poller": ask_for_consents,
    "hub.service.messages.post": push,
    "hub.trust.accounts.identity": ask_for_keys,
    "hub.trust.accounts.provider": ask_an_identity_provider,
    "hub.knowledge.purchases.tills.square.orders": ask_for_orders,
}
# These hand the way out to those above, and one reads what came back.
TILLS = "hub.knowledge.purchases"
OPENS = {
    *("hub.app", "hub.run", "hub.ground.ground", "hub.knowledge.customers.commands", "hub.ground.health.heard"),
    *("hub.knowledge.insight.looking", "hub.service.messages.commands"),
    *(f"{TILLS}.till_connector", f"{TILLS}.tills.square.connector", f"{TILLS}.tills.shopify.connector"),
}


# A command asks by the same way, page after page, and a person reads at once what came of it.
A_COMMANDS = ".fetch"


def imports(file: Path) -> set[str]:
    """Modules that a file imports, names of a package included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


IMPORTS = {".".join(("hub", *file.relative_to(HUB).with_suffix("").parts)): imports(file) for file in HUB.rglob("*.py")}


def test_every_way_out_is_walked_here() -> None:
    """A new one is found in the code, and fails here until it is walked as well."""
    asking = {
        name
        for name, used in IMPORTS.items()
        if "hub.ground.http.outgoing" in used and not (name.startswith(TILLS) and A_COMMANDS in name)
    }
    assert asking - OPENS == WAYS_OUT.keys()


def test_there_is_no_other_way_out_over_http() -> None:
    """Packages are forbidden by the import contracts as well; the parts of the standard library cannot be."""
    clients = {"httpx", "requests", "aiohttp", "urllib3", "urllib.request", "http.client"}
    assert {name for name, used in IMPORTS.items() if used & clients} == {"hub.ground.http.outgoing"}


@asynccontextmanager
async def believer(seen: list[Request]) -> AsyncGenerator[str]:
    async def answer(request: Request) -> Response:
        seen.append(request)
        reply = JSONResponse({})
        for name in ("customer_session", "context-profile-id"):
            reply.set_cookie(name, f"whoever-asked-as-number-{len(seen)}", max_age=3600)
        return reply

    async with served(Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST", "PUT"])])) as url:
        yield url


@pytest.mark.parametrize("way", WAYS_OUT)
async def test_no_way_out_carries_a_cookie_from_one_customer_to_the_next(way: str) -> None:
    seen: list[Request] = []
    async with believer(seen) as url, open_outgoing() as outgoing:
        # Another platform of the same host sets some as well.
        await export(outgoing, url)
        await WAYS_OUT[way](outgoing, url)
    assert len(seen) >= 2 * len(CUSTOMERS), "this way out was not walked"
    assert [request.headers["cookie"] for request in seen if "cookie" in request.headers] == []


async def test_the_way_out_over_http_2_carries_no_cookie_either_follows_nobody_and_is_never_late() -> None:
    asked: list[tuple[str, str | None]] = []

    async def answer(request: Request) -> Response:
        await request.body()
        asked.append((request.scope["http_version"], request.headers.get("cookie")))
        match request.path_params["path"]:
            case "elsewhere":
                return RedirectResponse("/stolen", 307)
            case "endless":
                return Response(b"x" * 1_000_000)
            case "silent":
                await asyncio.Event().wait()
        reply = JSONResponse({})
        reply.set_cookie("customer_session", "whoever-asked-first", max_age=3600)
        return reply

    limits = Limits(deadline_seconds=1.0, most_bytes=1000)
    app = Starlette(routes=[Route("/{path:path}", answer, methods=["POST"])])
    async with served_http2(app) as url, open_outgoing() as outgoing:
        paths = ("first", "second", "elsewhere", "endless", "silent")
        found = [await outgoing.ask_http2(f"{url}/{path}", limits, {}, b"{}") for path in paths]
        anew = await outgoing.ask_http2(f"{url}/first", limits, {}, b"{}", anew=True)
        wrong = await outgoing.ask_http2("ftp://shop.example", limits, {}, b"{}")
    assert asked == [("2", None)] * 6
    assert [each.status for each in (*found[:3], anew)] == [200, 200, 307, 200]
    assert (len(found[3].body), found[3].is_whole) == (1000, False)
    assert found[4] == Nothing(Why.TIMEOUT, may_have_arrived=True)
    assert wrong == Nothing(Why.UNSENDABLE, may_have_arrived=False)


async def push_with_a_service_account(outgoing: Outgoing, url: str, folder: Path, db: Database) -> None:
    """The token service answers by the same door, to a library that reads what it says."""
    post, clock, lights = MessagePost(outgoing), Clock(), Lights(db, Clock())
    file = folder / "service-account.json"
    file.write_text(json.dumps(Account("shop").file(url)))

    async def ask(at: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes] | Phrase:
        found = await post.post(at, headers, body)
        return found.why if isinstance(found, NoAnswer) else (found.status, found.body)

    account = ServiceAccount(file, ask)
    gate = Gate(lights.add("push", ""), clock, account.next_step, lambda _: None)
    await FcmChannel(post, url, "shop", account, gate).try_credentials()


LIES = {
    "lists without end": b"[" * 20_000,
    "objects without end": b'{"keys":' * 8_000,
    "a list": b"[]",
    "a number": b"7",
    "nothing": b"",
    "no text": b"\xff\xfe\x00",
    "half an emoji": b'{"access_token":"\\ud83d"}',
    "digits without end": b'{"access_token":"a","expires_in":' + b"9" * 5_000 + b"}",
    "a life beyond every calendar": b'{"access_token":"a","expires_in":1e300}',
    "an infinite life": b'{"access_token":"a","expires_in":Infinity}',
    "other kinds everywhere": b'{"keys":7,"access_token":{},"error":[{"details":7}],"data":[],"order":7,"id":[]}',
}


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("lie", LIES)
async def test_no_answer_of_a_platform_raises_what_would_stop_the_hub(lie: str, status: int, tmp_path: Path) -> None:
    asked: list[str] = []

    async def answer(request: Request) -> Response:
        asked.append(request.url.path)
        return Response(LIES[lie], status, media_type="application/json")

    routes = [Route("/{path:path}", answer, methods=["GET", "POST", "PUT", "DELETE"])]
    async with served(Starlette(routes=routes)) as url, open_outgoing() as outgoing:
        for walk in WAYS_OUT.values():
            before = len(asked)
            await walk(outgoing, url)
            assert len(asked) > before, f"{walk.__name__} did not ask"
        with closing(open_database(tmp_path / "hub.db", manifests.schemas())) as db:
            await push_with_a_service_account(outgoing, url, tmp_path, db)
        assert asked[-1] == "/token"
