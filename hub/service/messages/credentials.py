"""Who we are to the push gateway: a service account whose tokens are renewed before they end, or one fixed token."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

from google.auth import exceptions, transport
from google.oauth2 import service_account

from hub.ground.errors import PushCredentialsError
from hub.ground.http.json_body import NotJson, parse_plain
from hub.ground.words.phrase import Phrase, phrase
from hub.ground.words.words import in_english

SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
# Google's tokens last an hour. Renewed this long before the end (or at half of a shorter life), a token service that is
# away for a while stops no message.
RENEW_BEFORE_SECONDS = 300.0
# A token that says nothing of its end is Google's.
USUAL_LIFE_SECONDS = 3600.0
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
NEW_KEY = "make a new key (Firebase console: Project settings, Service accounts) and put it in place of the old file"
NEW_KEY_STEP = phrase("health-next-push-new-key")

Ask = Callable[[str, Mapping[str, str], bytes], Awaitable[tuple[int, bytes] | Phrase]]
"""POSTs a body to a URL with a deadline and a bound: status and answer, or why there is none."""


@dataclass(frozen=True, slots=True)
class NoToken:
    """No bearer token can be had now."""

    why: Phrase
    next_step: Phrase | None = None
    """What somebody has to mend; None for what passes by itself."""
    detail: str = ""


class Credentials(Protocol):
    """Where bearer tokens come from."""

    next_step: Phrase
    """What to do when the gateway refuses them."""

    async def bearer(self) -> str | NoToken:
        """A token that counts now; never raises, never late."""
        ...

    def refused(self, token: str) -> bool:
        """The gateway refuses a token; returns whether there may be another one at once."""
        ...


class FixedToken:
    """A token that never changes, for gateways that want one."""

    next_step = phrase("health-next-push-token")

    def __init__(self, token: str) -> None:
        self._token = token

    async def bearer(self) -> str | NoToken:
        """The token."""
        return self._token

    def refused(self, token: str) -> bool:
        """There is no other."""
        del token
        return False


class ServiceAccount:
    """A key file of Firebase; its tokens come from the `token_uri` that the file names (RFC 7523)."""

    next_step = phrase("health-next-push-role")

    def __init__(self, file: Path, ask: Ask, mono: Callable[[], float] = time.monotonic) -> None:
        """Raises `PushCredentialsError`. `mono`: monotonic seconds."""
        read_service_account(file)
        self._file = file
        self._ask = ask
        self._mono = mono
        self._token: str | None = None
        self._renew_at = self._ends_at = -1.0
        self._one_at_a_time = asyncio.Lock()

    async def bearer(self) -> str | NoToken:
        """The token we have, or a new one when its end is near."""
        async with self._one_at_a_time:
            if self._token and self._mono() < self._renew_at:
                return self._token
            got = await self._renew()
            if isinstance(got, NoToken):
                return self._token if self._token and self._mono() < self._ends_at else got
            return got

    def refused(self, token: str) -> bool:
        """Make a new one the next time: it was revoked, or the clocks disagree about its end."""
        if token == self._token:
            self._token = None
        return True

    async def _renew(self) -> str | NoToken:
        try:
            # Read anew each time: a key that was replaced counts without a restart.
            signer = _signer(read_service_account(self._file))
        except PushCredentialsError as error:
            return NoToken(phrase("health-why-push-key-file"), NEW_KEY_STEP, str(error))
        request = _Request(self._ask, asyncio.get_running_loop())
        began = self._mono()
        try:
            await asyncio.to_thread(cast("Any", signer).refresh, request)
        except exceptions.TransportError as error:
            return NoToken(phrase("health-why-push-no-token"), detail=str(error))
        except exceptions.GoogleAuthError as error:
            return _refusal(error)
        except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
            # google-auth reads the answer without a check: a life that no calendar has, or lists within lists.
            return NoToken(phrase("health-why-push-not-a-token"))
        token = cast("object", cast("Any", signer).token)
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or " " in token:
            return NoToken(phrase("health-why-push-not-a-token"))
        self._token = token
        life_seconds = request.life_seconds()
        self._ends_at = began + life_seconds
        self._renew_at = began + life_seconds - min(RENEW_BEFORE_SECONDS, life_seconds / 2)
        return token


def read_service_account(file: Path) -> dict[str, Any]:
    """The key file as Firebase gives it. Raises `PushCredentialsError`."""
    where = f"push_service_account {file}"
    try:
        info = parse_plain(file.read_bytes())
    except OSError as error:
        raise PushCredentialsError(
            f"{where} cannot be read: {error.strerror}. Check the path and its rights."
        ) from None
    except NotJson:
        raise PushCredentialsError(f"{where} is not JSON: {NEW_KEY}.") from None
    if not isinstance(info, dict) or cast("dict[str, Any]", info).get("type") != "service_account":
        raise PushCredentialsError(
            f'{where} is no key of a service account ("type": "service_account"): not the app\'s google-services.json,'
            f" but the private key. To get one: {NEW_KEY}."
        )
    found = cast("dict[str, Any]", info)
    url = urlsplit(str(found.get("token_uri")))
    if url.scheme != "https" and not (url.scheme == "http" and url.hostname in LOOPBACK):
        raise PushCredentialsError(f"{where} names no https token_uri: {NEW_KEY}.")
    _signer(found, where)
    return found


def _signer(info: dict[str, Any], where: str = "push_service_account") -> service_account.Credentials:
    try:
        return service_account.Credentials.from_service_account_info(info, scopes=[SCOPE])  # pyright: ignore[reportUnknownMemberType]
    except (ValueError, TypeError, AttributeError, exceptions.GoogleAuthError):
        # What is wrong with a private key may quote it.
        raise PushCredentialsError(f"{where} holds no usable private key: {NEW_KEY}.") from None


def _refusal(error: exceptions.GoogleAuthError) -> NoToken:
    """What Google says in a hundred ways, as far as there is something to do about it."""
    says = str(error).lower()
    if "timeframe" in says or "iat" in says.split():
        return NoToken(phrase("health-why-push-clock"), phrase("health-next-push-clock"))
    if "signature" in says or "key id" in says:
        return NoToken(phrase("health-why-push-unknown-key"), NEW_KEY_STEP)
    if "account" in says or "disabled" in says:
        return NoToken(phrase("health-why-push-no-account"), NEW_KEY_STEP)
    return NoToken(phrase("health-why-push-refused"), NEW_KEY_STEP)


class _Request(transport.Request):
    """google-auth's way to HTTP, from its thread into the hub's one door."""

    def __init__(self, ask: Ask, loop: asyncio.AbstractEventLoop) -> None:
        self._ask = ask
        self._loop = loop
        self._answer = b""

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **kwargs: Any,
    ) -> "_Response":
        """POST; the door has the deadline. What passes by itself is not tried again in this thread."""
        del method, timeout, kwargs
        asked = asyncio.run_coroutine_threadsafe(_awaited(self._ask(url, headers or {}, body or b"")), self._loop)
        answer = asked.result()
        if isinstance(answer, Phrase):
            raise exceptions.TransportError(in_english(answer))
        status, told = answer
        self._answer = _read_again(told)
        if status >= 500 or status in transport.DEFAULT_RETRYABLE_STATUS_CODES:
            raise exceptions.TransportError(f"HTTP {status}")
        return _Response(status, {}, self._answer)

    def life_seconds(self) -> float:
        """`expires_in` of the answer, which counts from when it was asked for: no clock of ours is compared."""
        seconds = cast("dict[str, Any]", parse_plain(self._answer)).get("expires_in")
        return float(seconds) if seconds is not None else USUAL_LIFE_SECONDS


def _read_again(answer: bytes) -> bytes:
    """An answer as google-auth can read it, which is stricter than what is written; as it came if it is no JSON."""
    try:
        return json.dumps(parse_plain(answer)).encode()
    except NotJson:
        return answer


class _Response(transport.Response):
    def __init__(self, status: int, headers: Mapping[str, str], data: bytes) -> None:
        self._all = status, headers, data

    @property
    def status(self) -> int:
        return self._all[0]

    @property
    def headers(self) -> Mapping[str, str]:
        return self._all[1]

    @property
    def data(self) -> bytes:
        return self._all[2]


async def _awaited(coming: Awaitable[tuple[int, bytes] | Phrase]) -> tuple[int, bytes] | Phrase:
    return await coming
