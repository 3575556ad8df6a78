"""The door to the hub's HTTP: one question, one answer, one deadline. Nobody else on an edge speaks HTTP.

Over https the hub proves itself by a certificate of the store's authority, which the edge knows: that is as good under
an address as under a name, and needs nobody to renew it. Where a proxy stands in front, whatever this machine trusts.
"""

import http.client
import json
import socket
import ssl
from collections.abc import Generator
from contextlib import contextmanager, suppress
from threading import Event, Timer
from typing import TypeVar, cast
from urllib.parse import SplitResult, urlsplit

from pydantic import ValidationError

from edge.enrolment import by_hand
from edge.errors import HubEncrypted, HubRefused, HubUnreachable
from wire.enrolment import HUB_TLS_NAME, RefusedRequest
from wire.errors import SettingsError
from wire.messages import WireModel
from wire.urls import HTTP, trouble_with_url

# A hub in the same shop answers in milliseconds; an agent that is told to stop waits no longer than this.
DEADLINE_SECONDS = 5.0
MAX_ANSWER_BYTES = 32_000

A = TypeVar("A", bound=WireModel)


def check_hub_url(url: str) -> str:
    """`http://host:port` or `https://...` without a slash at its end. Raises `SettingsError`."""
    trouble = trouble_with_url(url, HTTP, "no password: the code proves who you are")
    if trouble is None:
        parts = urlsplit(url)
        if parts.query or parts.username or not parts.path.isascii():
            trouble = "is not http://host:port or https://host:port"
    if trouble is not None:
        raise SettingsError(f"the hub's URL {trouble}.")
    return url.rstrip("/")


def encrypted(hub_url: str) -> str:
    """The same hub over HTTPS: it serves both at one port."""
    return f"https://{hub_url.partition('://')[2]}"


def ask_hub(hub_url: str, path: str, question: WireModel | None, answer: type[A], authority: str | None) -> A:
    """POST a question, or GET without one; wait for JSON.

    `authority`: the store's (PEM), by which the hub proves itself over https; None before it is known, for what anybody
    may read. Raises `HubUnreachable`, or `HubRefused` with the hub's own words.
    """
    parts = urlsplit(hub_url)
    connection = None
    try:
        connection = _connect(parts, authority)
        with _hung_up_after(DEADLINE_SECONDS, connection.sock):
            if question is None:
                connection.request("GET", parts.path + path)
            else:
                json_only = {"Content-Type": "application/json"}
                connection.request("POST", parts.path + path, question.model_dump_json(), json_only)
            response = connection.getresponse()
            body = response.read(MAX_ANSWER_BYTES)
    except ssl.SSLCertVerificationError:
        raise HubUnreachable(
            f"what answers at {hub_url} shows neither a certificate of this store's hub nor one that this machine"
            " trusts. Check the address; where a proxy stands before the hub, this machine must trust its certificate."
        ) from None
    except (OSError, http.client.HTTPException) as error:
        why = "no answer in time" if isinstance(error, TimeoutError) else str(error) or type(error).__name__
        raise HubUnreachable(
            f"the hub at {hub_url} cannot be reached: {why}. See that it runs with --host 0.0.0.0 and that this is its"
            f" address: {by_hand(hub_url)}"
        ) from None
    finally:
        if connection:
            connection.close()
    if response.status == http.client.OK:
        try:
            return answer.model_validate_json(body)
        except ValidationError:
            raise HubUnreachable(f"what answers at {hub_url} is not a Goddag hub of this version.") from None
    if (
        response.status == http.client.MISDIRECTED_REQUEST
        and parts.scheme == "http"
        and _read(body).get("code") == "plain"
    ):
        raise HubEncrypted(f"the hub at {hub_url} serves HTTPS: {encrypted(hub_url)}.")
    raise _refusal(hub_url, response.status, body)


class _AsStoresHub(http.client.HTTPSConnection):
    """Asks for the certificate that the store's authority has made, at whatever address."""

    def __init__(self, host: str, port: int | None, authority: str) -> None:
        self._trusting = ssl.create_default_context(cadata=authority)
        super().__init__(host, port, timeout=DEADLINE_SECONDS, context=self._trusting)

    def connect(self) -> None:
        """Over TCP, then as the store's hub."""
        http.client.HTTPConnection.connect(self)
        self.sock = self._trusting.wrap_socket(self.sock, server_hostname=HUB_TLS_NAME)


def _connect(parts: SplitResult, authority: str | None) -> http.client.HTTPConnection:
    """Raises `OSError`; what was opened and is not used is closed."""
    host = parts.hostname or ""
    if parts.scheme != "https":
        return _opened(http.client.HTTPConnection(host, parts.port, timeout=DEADLINE_SECONDS))
    if authority is None:
        # Nothing is told and nothing believed: what is read is compared with the code that somebody typed.
        anybody = ssl.create_default_context()
        anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
        return _opened(http.client.HTTPSConnection(host, parts.port, timeout=DEADLINE_SECONDS, context=anybody))
    try:
        return _opened(_AsStoresHub(host, parts.port, authority))
    except ssl.SSLCertVerificationError:
        # A proxy, which has a certificate of its own for browsers.
        return _opened(http.client.HTTPSConnection(host, parts.port, timeout=DEADLINE_SECONDS))


def _opened(connection: http.client.HTTPConnection) -> http.client.HTTPConnection:
    try:
        connection.connect()
    except OSError:
        connection.close()
        raise
    return connection


def _read(body: bytes) -> dict[str, object]:
    """What a refusal says; nothing where it is none of our hub's."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, object]", said) if isinstance(said, dict) else {}


@contextmanager
def _hung_up_after(seconds: float, connected: socket.socket) -> Generator[None]:
    """A socket's own timeout begins anew with each byte: who drips them would hold an edge for ever.

    Raises `TimeoutError`.
    """
    hung_up = Event()

    def hang_up() -> None:
        hung_up.set()
        with suppress(OSError):  # it has ended by itself
            connected.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        if not hung_up.is_set():
            raise
    finally:
        timer.cancel()
    if hung_up.is_set():  # what was read may be cut short
        raise TimeoutError


def _refusal(hub_url: str, status: int, body: bytes) -> HubRefused | HubUnreachable:
    try:
        refused = RefusedRequest.model_validate(_read(body))
    except ValidationError:
        return HubUnreachable(f"what answers at {hub_url} is not a Goddag hub that enrols edges (HTTP {status}).")
    return HubRefused(refused.reason, f"the hub refuses: {refused.detail}.")
