"""The web server, as whoever looks after the store sees it: who is connected."""

from pydantic import BaseModel

from hub.ground.health.metric import counter, gauge
from hub.ground.part import Health, Part
from hub.ground.web.crowd import Crowd


class ConnectionsView(BaseModel):
    """Connections to the hub's web server."""

    open: int
    of_staff: int
    most: int
    pushed_out: dict[str, int]
    """How many had to go for a newcomer since the hub started, by what was full; staff's never do."""
    too_slow: dict[str, int]
    """How many were ended since the hub started, by what took too long; "idle" is the usual end of any."""


class WebHealth(BaseModel):
    """How busy the web server is."""

    connections: ConnectionsView
    """Who is connected to the hub's web server."""


def web(crowd: Crowd) -> Part:
    """Build the part."""

    def look() -> WebHealth:
        return WebHealth(
            connections=ConnectionsView(
                open=crowd.open,
                of_staff=crowd.of_staff,
                most=crowd.room.all,
                pushed_out=dict(crowd.pushed_out),
                too_slow=dict(crowd.ended),
            )
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
    return Part(name="web", health=Health(view=WebHealth, look=lambda _words: look()), metrics=metrics)
