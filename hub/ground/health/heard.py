"""What an answer shows about the way it came, whatever it says."""

from collections.abc import Collection

from hub.ground.health.light import Light
from hub.ground.http.outgoing import Answer, NoAnswer, Why

CHECK_KEY = "the key or the rights behind it are not taken: check the key"
CHECK_ADDRESS = "nothing there answers as its documentation says: check the address (region, path, redirects)"
CHECK_SETTING = "this cannot be sent: check the address and the key for blanks and line breaks"
_KEY = frozenset({401, 402, 403, 407})
_LATER = frozenset({408, 425, 429})


def note(light: Light, answer: Answer | NoAnswer, *, also_good: Collection[int] = ()) -> bool:
    """Let a light show how an answer came; returns whether it is one that can be used.

    `also_good`: statuses that are an answer there, such as 404 to a question about somebody who is not known.
    """
    if isinstance(answer, NoAnswer):
        if answer.why is Why.UNSENDABLE:
            light.stops("the request cannot be sent", CHECK_SETTING)
        else:
            light.waits(f"no answer ({answer.why.value})")
        return False
    if answer.status in also_good:
        light.works()
        return False
    if not answer.is_success:
        _unsuccessful(light, answer.status)
        return False
    if not answer.is_whole:
        light.stops(f"HTTP {answer.status} with an answer that is longer than any it gives", CHECK_ADDRESS)
        return False
    light.works()
    return True


def useless(light: Light, what: str) -> None:
    """The answer came well, and is not `what` was asked for."""
    light.stops(f"the answer is not {what}", CHECK_ADDRESS)


def _unsuccessful(light: Light, status: int) -> None:
    if status in _KEY:
        light.stops(f"HTTP {status}", CHECK_KEY)
    elif status in _LATER or status >= 500:
        light.waits(f"HTTP {status}")
    else:
        light.stops(f"HTTP {status}", CHECK_ADDRESS)
