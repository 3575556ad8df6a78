"""A whole hub in this process, served over real TLS."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from whole_hub import Shop, open_shop

from hub.ground.web.https.serving import Https
from hub.ground.web.protocol import Served
from hub.ground.web.server import server_config
from hub.trust.accounts.links import LinkKind
from hub.trust.accounts.people import FROM_THE_BOX
from simulators.certificates import Authority
from simulators.colleague import Colleague, sign_in_by_link
from simulators.serving import QuietServer

NAME = "goddag.shop.example"


@dataclass
class ServedHub:
    shop: Shop
    https: Https
    host: str
    port: int
    trusted: ssl.SSLContext

    @property
    def url(self) -> str:
        """In the clear, at its address."""
        return f"http://{self.host}:{self.port}"

    def client(self, name: str = NAME, scheme: str = "https", **more: Any) -> httpx.AsyncClient:
        """A browser at that name, which is looked up nowhere: it is this machine."""
        transport = _Here(self.port, verify=self.trusted, **more)
        return httpx.AsyncClient(transport=transport, base_url=f"{scheme}://{name}:{self.port}", timeout=30)

    def listen(self, heard: Callable[[Any], None]) -> None:
        """Tell `heard` of each request from now on, as the application gets it (its ASGI scope)."""
        web = self.shop.hub.running.web
        asked = web.middleware_stack or web.build_middleware_stack()

        async def listening(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] == "http":
                heard(scope)
            await asked(scope, receive, send)

        web.middleware_stack = listening

    async def sign_in(self, browser: httpx.AsyncClient) -> httpx.Response:
        """A manager on a device of their own; gives what the hub answered."""
        browser.auth = Colleague()
        sign_in, person = self.shop.sign_in, self.shop.person()
        secret, _ = sign_in.links.make(LinkKind.WELCOME, person.id, FROM_THE_BOX, sign_in.now_ms())
        return (await sign_in_by_link(browser, secret)).raise_for_status()

    async def shown(self, name: str = NAME) -> x509.Certificate:
        """The certificate that a connection gets which comes now; one that is not trusted is an error."""
        _, writer = await asyncio.open_connection("127.0.0.1", self.port, ssl=self.trusted, server_hostname=name)
        shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        writer.close()
        await writer.wait_closed()
        return x509.load_der_x509_certificate(shown)


class _Here(httpx.AsyncHTTPTransport):
    def __init__(self, port: int, **more: Any) -> None:
        super().__init__(**more)
        self._at = port

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        here = httpx.Request(
            request.method,
            request.url.copy_with(host="127.0.0.1", port=self._at),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": request.url.host},
        )
        return await super().handle_async_request(here)


@asynccontextmanager
async def served_hub(
    folder: Path, authority: Authority | None, host: str = "127.0.0.1", **settings: Any
) -> AsyncIterator[ServedHub]:
    """With the pair in `folder` that `authority` has made, or with an authority of the hub's own."""
    given = settings if authority is None else {
        "tls_certificate": folder / "fullchain.pem", "tls_key": folder / "privkey.pem", **settings
    }  # fmt: skip
    async with open_shop(folder, public_name=NAME, **given) as shop:
        https = shop.hub.front.https
        assert https
        own = https.authority.pem if https.authority else ""
        trusted = ssl.create_default_context(cadata=authority.pem.decode() if authority else own)
        with socket.create_server((host, 0)) as listening:
            front, port = shop.hub.front, listening.getsockname()[1]
            shared = Served(front.crowd, front.trusted_proxies, https)
            server = QuietServer(server_config(shop.hub.running.web, host, port, shared))
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            try:
                yield ServedHub(shop, https, host, port, trusted)
            finally:
                shop.hub.ground.journal.close()
                server.should_exit = True
                await serving
