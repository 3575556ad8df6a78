"""What an answer shows about the way it came, whatever it says."""

from collections.abc import Collection

from hub.ground.health.light import Light
from hub.ground.http.outgoing import Answer, NoAnswer, Why
from hub.ground.words.phrase import Phrase, phrase

CHECK_KEY = phrase("health-next-check-key")
CHECK_ADDRESS = phrase("health-next-check-address")
CHECK_SETTING = phrase("health-next-check-setting")
_KEY = frozenset({401, 402, 403, 407})
_LATER = frozenset({408, 425, 429})


def note(light: Light, answer: Answer | NoAnswer, *, also_good: Collection[int] = ()) -> bool:
    """Let a light show how an answer came; returns whether it is one that can be used.

    `also_good`: statuses that are an answer there, such as 404 to a question about somebody who is not known.
    """
    if isinstance(answer, NoAnswer):
        if answer.why is Why.UNSENDABLE:
            light.stops(no_answer(answer.why), CHECK_SETTING)
        else:
            light.waits(no_answer(answer.why))
        return False
    if answer.status in also_good:
        light.works()
        return False
    if not answer.is_success:
        _unsuccessful(light, answer.status)
        return False
    if not answer.is_whole:
        light.stops(phrase("health-why-endless", status=str(answer.status)), CHECK_ADDRESS)
        return False
    light.works()
    return True


def useless(light: Light, detail: str) -> None:
    """The answer came well, and is not what was asked for. `detail`: what that was."""
    light.stops(phrase("health-why-useless"), CHECK_ADDRESS, detail)


def no_answer(why: Why) -> Phrase:
    """Why nothing came back."""
    return Phrase(f"health-why-no-answer-{why.value}")


def http(status: int) -> Phrase:
    """What came back instead of a success."""
    return phrase("health-why-status", status=str(status))


def _unsuccessful(light: Light, status: int) -> None:
    if status in _KEY:
        light.stops(http(status), CHECK_KEY)
    elif status in _LATER or status >= 500:
        light.waits(http(status))
    else:
        light.stops(http(status), CHECK_ADDRESS)
