"""A browser of a colleague, as far as the hub sees one: a key that never leaves it, and two cookies.

It signs as `staff_app/src/data/device.ts` does; the hub cannot tell them apart.
"""

import base64
from collections.abc import Generator
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hub.ground.data_folder import DATABASE_FILE
from hub.ground.database import open_database
from hub.ground.web.may import Role
from hub.trust.accounts.links import LinkKind, Links
from hub.trust.accounts.people import FROM_THE_BOX, People
from hub.trust.accounts.proof import NONCE_HEADER, PROOF_HEADER, signed_text
from hub.trust.accounts.tables import TABLES
from wire.clock import Clock, to_ms

SESSION = "/api/staff/session"


class Colleague(httpx.Auth):
    """Signs each request, and keeps what the hub gives: `httpx.AsyncClient(auth=Colleague())`."""

    requires_request_body = True

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.cookies: dict[str, str] = {}
        self.nonce = ""
        self.counter = 0

    @property
    def public_key(self) -> str:
        """As it is sent: uncompressed, base64url."""
        raw = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return _base64url(raw)

    def proof(self, method: str, path: str, body: bytes) -> str:
        """The header for one request."""
        self.counter += 1
        signature = self.key.sign(signed_text(self.nonce, self.counter, method, path, body), ec.ECDSA(hashes.SHA256()))
        r, s = utils.decode_dss_signature(signature)
        return f"{self.nonce}.{self.counter}.{_base64url(r.to_bytes(32) + s.to_bytes(32))}"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign, send, keep cookies and nonce; once more where the nonce was over."""
        for _ in range(2):
            if self.cookies:
                request.headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            path = request.url.raw_path.decode()
            request.headers[PROOF_HEADER] = self.proof(request.method, path, request.content)
            before, response = self.nonce, (yield request)
            self.nonce = response.headers.get(NONCE_HEADER, self.nonce)
            self._keep(response)
            if response.status_code != 401 or self.nonce == before:
                return

    def _keep(self, response: httpx.Response) -> None:
        for header in response.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(header).items():
                if morsel.value and morsel["max-age"] != "0":
                    self.cookies[name] = morsel.value
                else:
                    self.cookies.pop(name, None)


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def colleague_at(client: httpx.AsyncClient) -> Colleague:
    """The colleague who uses that client."""
    assert isinstance(client.auth, Colleague)  # noqa: S101 - as it was made
    return client.auth


async def enrol(client: httpx.AsyncClient, secret: str) -> None:
    """Make this browser a shared handheld."""
    body = {"secret": secret, "public_key": colleague_at(client).public_key}
    (await client.post("/api/staff/enrol", json=body)).raise_for_status()


async def sign_in_by_link(client: httpx.AsyncClient, secret: str) -> httpx.Response:
    """A first sign-in."""
    return await client.post(f"{SESSION}/link", json={"secret": secret, "public_key": colleague_at(client).public_key})


async def sign_in_by_pin(client: httpx.AsyncClient, person: str, pin: str) -> httpx.Response:
    """On an enrolled device."""
    return await client.post(SESSION, json={"person": person, "pin": pin})


def welcome_secret(data_dir: Path, name: str, *roles: Role) -> str:
    """What `goddag-hub people add` does while a hub runs: an account, and the secret of its link."""
    with closing(open_database(data_dir / DATABASE_FILE, TABLES.schemas)) as db:
        people, now_ms = People(db), to_ms(Clock().wall())
        person = people.called(name) or people.add(name, roles or (Role.MANAGER,), FROM_THE_BOX, now_ms)
        return Links(db).make(LinkKind.WELCOME, person.id, FROM_THE_BOX, now_ms)[0]
