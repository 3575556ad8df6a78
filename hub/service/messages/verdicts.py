"""What the answer of a push service means: for the message, for the phone, and for everything after."""

from dataclasses import dataclass

from hub.ground.words.phrase import Phrase


@dataclass(frozen=True, slots=True)
class Sent:
    """The gateway has it."""


@dataclass(frozen=True, slots=True)
class PhoneGone:
    """The service will never reach that phone under this token."""

    many_mean: Phrase
    """What is wrong when it says so of one phone after another: that is our settings, and no phone's fault."""
    next_step: Phrase
    since_ms: int | None = None
    """When the service saw that it is gone, where it says so: a token that was registered after that counts."""


@dataclass(frozen=True, slots=True)
class PushRefused:
    """The message is wrong; another one may be right. `detail`: as the gateway said it."""

    detail: str


@dataclass(frozen=True, slots=True)
class Later:
    """Surely not taken: again, after `wait_seconds` when the gateway said so."""

    why: Phrase
    wait_seconds: float | None = None
    detail: str = ""
    may_be_one: bool = False
    """The service is there, and may have said it of this one phone alone."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """Surely not taken, and none will be until somebody mends something. `credentials`: another token may count."""

    why: Phrase
    credentials: bool = False
    next_step: Phrase | None = None
    detail: str = ""
    may_be_one: bool = False
    """As of `Later`."""


@dataclass(frozen=True, slots=True)
class ThirdParty:
    """Surely not taken: Apple or a browser's push service does not know the key that Firebase holds."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Surely not taken, and by the time that the service would take it the customer has left."""

    why: Phrase


@dataclass(frozen=True, slots=True)
class DroppedForOne:
    """Surely not taken: this one phone gets no more for now. Others do."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been taken: never sent again."""

    why: Phrase


Verdict = Sent | PhoneGone | PushRefused | Later | Stopped | ThirdParty | Dropped | DroppedForOne | Unknown
