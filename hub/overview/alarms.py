"""What somebody has to look after, as sentences: drawn from the overview, the worst first. Pure."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hub.ground.health.light import LightState
from hub.ground.words.phrase import Phrase, phrase
from hub.knowledge.customers.consent_forwarder import PlatformState

if TYPE_CHECKING:
    from hub.overview.endpoints import EdgeView, Fleet

# A colleague's slip is no attack; who guesses a PIN of six digits needs more than this to be worth a word.
WRONG_PINS_THAT_ARE_NO_SLIP = 10


def alarms_of(fleet: "Fleet") -> Iterator[Phrase]:
    """Everything that does not pass by itself, or that nobody notices otherwise."""
    yield from _of_the_hub(fleet)
    yield from _of_people(fleet)
    for way in fleet.ways_out:
        if way.state is LightState.STOPPED:
            yield phrase("alarms-way-stopped", way=way.name, what=way.what, reason=way.reason)
        elif way.state is LightState.NEVER_WORKED:
            yield phrase("alarms-way-never", way=way.name, what=way.what, reason=way.reason)
    for edge in fleet.edges:
        if (wrong := _of_an_edge(edge, is_open=fleet.is_open)) is not None:
            yield phrase(wrong, edge=edge.edge)


def _of_the_hub(fleet: "Fleet") -> Iterator[Phrase]:
    if not fleet.broker_connected:
        yield phrase("alarms-broker", why=fleet.broker_why)
    if fleet.token_keys.cut_off:
        yield phrase("alarms-keys-cut-off")
    elif fleet.token_keys.runs_out:
        yield phrase("alarms-keys-run-out")


def _of_people(fleet: "Fleet") -> Iterator[Phrase]:
    for consents in fleet.consents:
        if consents.state is PlatformState.PAUSED:
            yield phrase("alarms-consents-paused", platform=consents.platform)
    for alert in fleet.newest_bulk_alerts:
        yield phrase("alarms-bulk", device=alert.device, count=alert.customers)
    if fleet.sign_in.wrong_pins_last_day >= WRONG_PINS_THAT_ARE_NO_SLIP:
        yield phrase("alarms-pins", count=fleet.sign_in.wrong_pins_last_day)


def _of_an_edge(edge: "EdgeView", *, is_open: bool) -> str | None:
    """One at a time: an edge that is not on the plan need not be heard either."""
    if not edge.on_plan:
        return "alarms-edge-off-plan"
    if edge.runs_twice:
        return "alarms-edge-twice"
    # Many shops switch the power off at night; by the time the door opens an edge has to be back.
    if not edge.online:
        return "alarms-edge-offline" if is_open else None
    return "alarms-edge-moved" if edge.looks_moved else None
