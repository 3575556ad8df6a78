"""How each way out is, for whoever looks after the store."""

from collections.abc import Iterator

from pydantic import BaseModel

from hub.ground.health.alarm import Alarm, Urgency
from hub.ground.health.light import LightState
from hub.ground.health.lights import Lights, WayOutView
from hub.ground.part import Health
from hub.ground.words.phrase import phrase


class WaysOut(BaseModel):
    """How the connections to somebody else are."""

    ways_out: list[WayOutView]
    """Everything that this hub sends to somebody else, or asks of them, in one shape."""


def ways_out_section(lights: Lights) -> Health[WaysOut]:
    """Of the overview."""
    return Health(view=WaysOut, look=lambda words: WaysOut(ways_out=lights.overview(words)), alarms=_alarms)


def _alarms(seen: WaysOut) -> Iterator[Alarm]:
    for way in seen.ways_out:
        if way.state is LightState.STOPPED:
            said = phrase("alarms-way-stopped", way=way.name, what=way.what, reason=way.reason)
        elif way.state is LightState.NEVER_WORKED:
            said = phrase("alarms-way-never", way=way.name, what=way.what, reason=way.reason)
        else:
            continue
        yield Alarm(Urgency.WAY_OUT, said, way.next_step)
