"""The door to the hub's HTTP: one question, one answer, one deadline. Nobody else on an edge speaks HTTP."""

import http.client
import json
import socket
from collections.abc import Generator
from contextlib import contextmanager, suppress
from threading import Event, Timer
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import ValidationError

from edge.errors import HubRefused, HubUnreachable
from wire.enrolment import RefusedRequest
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


def ask_hub(hub_url: str, path: str, question: WireModel | None, answer: type[A]) -> A:
    """POST a question, or GET without one; wait for JSON.

    Raises `HubUnreachable`, or `HubRefused` with the hub's own words.
    """
    parts = urlsplit(hub_url)
    connection_type = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = connection_type(parts.hostname or "", parts.port, timeout=DEADLINE_SECONDS)
    try:
        connection.connect()
        with _hung_up_after(DEADLINE_SECONDS, connection.sock):
            if question is None:
                connection.request("GET", parts.path + path)
            else:
                json_only = {"Content-Type": "application/json"}
                connection.request("POST", parts.path + path, question.model_dump_json(), json_only)
            response = connection.getresponse()
            body = response.read(MAX_ANSWER_BYTES)
    except (OSError, http.client.HTTPException) as error:
        why = "no answer in time" if isinstance(error, TimeoutError) else str(error) or type(error).__name__
        raise HubUnreachable(
            f"the hub at {hub_url} cannot be reached: {why}. See that it runs with --host 0.0.0.0 and that this is its"
            f" address: curl {hub_url}/healthz"
        ) from None
    finally:
        connection.close()
    if response.status == http.client.OK:
        try:
            return answer.model_validate_json(body)
        except ValidationError:
            raise HubUnreachable(f"what answers at {hub_url} is not a Goddag hub of this version.") from None
    raise _refusal(hub_url, response.status, body)


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
        refused = RefusedRequest.model_validate(json.loads(body))
    except (ValueError, ValidationError):
        return HubUnreachable(f"what answers at {hub_url} is not a Goddag hub that enrols edges (HTTP {status}).")
    return HubRefused(refused.reason, f"the hub refuses: {refused.detail}.")
