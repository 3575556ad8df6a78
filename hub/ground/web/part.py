"""The web server, as whoever looks after the store sees it: who is connected, and the certificate it serves with."""

import asyncio
import time
from collections.abc import Iterator

from pydantic import BaseModel

from hub.ground.health.alarm import Alarm, Urgency
from hub.ground.health.metric import Metric, counter, gauge
from hub.ground.part import Health, Part, Round
from hub.ground.store_settings import StoreSettings
from hub.ground.web.crowd import Crowd
from hub.ground.web.https.authority import SERVER_LIFE, load_or_create_browser_authority
from hub.ground.web.https.serving import Files, Https
from hub.ground.web.settings import WebSettings
from hub.ground.words.phrase import Day, phrase
from hub.ground.words.words import WordsIn
from wire.clock import to_ms

# A renewed certificate is served before whoever renewed it has looked.
LOOK_SECONDS = 10.0
# Reading two files, on a share that hangs.
LOOK_WITHIN_SECONDS = 120.0


class ConnectionsView(BaseModel):
    """Connections to the hub's web server."""

    open: int
    of_staff: int
    most: int
    pushed_out: dict[str, int]
    """How many had to go for a newcomer since the hub started, by what was full; staff's never do."""
    too_slow: dict[str, int]
    """How many were ended since the hub started, by what took too long; "idle" is the usual end of any."""


class HttpsView(BaseModel):
    """The certificate that the hub serves with."""

    name: str
    """The hub's, as in the browser's address bar."""
    of_own_authority: bool
    """Of the authority that this hub made for browsers; else of the files that were set."""
    ends_at_ms: int
    late: bool
    """Less than a third of its life is left, and nobody has renewed it."""
    refused_why: str
    """Why browsers refuse it now; empty when those that trust its issuer take it."""
    not_loaded_why: str
    """Why what stands in its files now is not served; empty when it is."""
    authority_ends_at_ms: int | None
    """When the hub's own authority has to be made anew at the latest."""
    authority_late: bool
    """Within its last certificate's life it has to be."""


class WebHealth(BaseModel):
    """How busy the web server is, and whether browsers take its certificate."""

    connections: ConnectionsView
    """Who is connected to the hub's web server."""
    https: HttpsView | None
    """Null where the hub does not encrypt."""


def https_of(settings: StoreSettings) -> Https | None:
    """The certificate that the settings name; None where they name none. Raises `HttpsUnusable`."""
    web_settings = settings.of(WebSettings)
    if not web_settings.serves_https or not web_settings.public_name:
        return None
    name = web_settings.public_name.lower().removesuffix(".")
    if web_settings.tls_certificate:
        files = Files(web_settings.tls_certificate, web_settings.tls_key or web_settings.tls_certificate)
        return Https(name, files, None, time.time)
    authority = load_or_create_browser_authority(settings.data_dir, name, time.time())
    return Https(name, Files(authority.server_file, authority.server_file), authority, time.time)


def web(crowd: Crowd, https: Https | None) -> Part:
    """Build the part."""

    def look(words: WordsIn) -> WebHealth:
        return WebHealth(
            https=_view_of(https, words) if https else None,
            connections=ConnectionsView(
                open=crowd.open,
                of_staff=crowd.of_staff,
                most=crowd.room.all,
                pushed_out=dict(crowd.pushed_out),
                too_slow=dict(crowd.ended),
            ),
        )

    metrics = (
        gauge(
            "connections",
            "Open connections to the web server, by whose they are",
            lambda: {"staff": crowd.of_staff, "others": crowd.of_strangers},
            "who",
        ),
        gauge("connections_most", "How many there may be", lambda: crowd.room.all),
        counter(
            "connections_pushed_out",
            "Connections that had to go for a newcomer, by what was full, since the start",
            lambda: dict(crowd.pushed_out),
            "full",
        ),
        counter(
            "connections_too_slow",
            "Connections that were ended, by what took too long, since the start",
            lambda: dict(crowd.ended),
            "state",
        ),
    )
    health = Health(view=WebHealth, look=look, alarms=alarms_of)
    metrics = (*metrics, *_figures_of(https))
    if https is None:
        return Part(name="web", health=health, metrics=metrics)

    async def look_again(_number: int) -> None:
        # In a thread: the files may be on a share that hangs.
        await asyncio.to_thread(https.look_again)

    again = Round(name="https", every_seconds=LOOK_SECONDS, once=look_again, within_seconds=LOOK_WITHIN_SECONDS)
    return Part(name="web", rounds=(again,), health=health, metrics=metrics)


def alarms_of(seen: WebHealth) -> Iterator[Alarm]:
    """Handhelds that are refused, or will be."""
    https = seen.https
    if https is None:
        return
    day = Day(https.ends_at_ms)
    if https.refused_why:
        yield Alarm(Urgency.HUB, phrase("alarms-https-refused", why=https.refused_why))
    elif https.late:
        yield Alarm(Urgency.HUB, phrase("alarms-https-late", day=day))
    if https.not_loaded_why:
        yield Alarm(Urgency.HUB, phrase("alarms-https-not-loaded", why=https.not_loaded_why, day=day))
    if https.authority_late and https.authority_ends_at_ms is not None:
        yield Alarm(Urgency.HUB, phrase("alarms-https-authority", day=Day(https.authority_ends_at_ms)))


def _view_of(https: Https, words: WordsIn) -> HttpsView:
    objection, not_loaded, authority = https.objection, https.not_loaded, https.authority
    left = authority.ends_at - time.time() if authority else None
    return HttpsView(
        name=https.name,
        of_own_authority=authority is not None,
        ends_at_ms=to_ms(https.certificate.ends_at),
        late=https.is_late,
        refused_why=words.say_any(objection.phrase if objection else None),
        not_loaded_why=words.say_any(not_loaded.phrase if not_loaded else None),
        authority_ends_at_ms=to_ms(authority.ends_at) if authority else None,
        authority_late=left is not None and left < SERVER_LIFE.total_seconds(),
    )


def _figures_of(https: Https | None) -> tuple[Metric, ...]:
    """Nothing is said where the hub does not encrypt."""
    return (
        gauge(
            "https_works",
            "1 while browsers that trust its issuer take the certificate, where the hub serves HTTPS",
            lambda: float(https.objection is None) if https else None,
        ),
        gauge(
            "https_certificate_end_seconds",
            "When the certificate that is served ends, Unix time",
            lambda: https.certificate.ends_at if https else None,
        ),
        gauge(
            "https_files_work",
            "1 while what stands in the certificate's files is what is served",
            lambda: float(https.not_loaded is None) if https else None,
        ),
        counter(
            "https_reloads",
            "Changes of the certificate's files, by what came of it: loaded, or why not, since the start",
            lambda: dict(https.reloads) if https else None,
            "result",
        ),
        counter(
            "https_handshakes_failed",
            "Connections that ended before they were encrypted, since the start",
            lambda: https.failed_handshakes if https else None,
        ),
    )
