"""The gate of one push service: whether anything may be sent now, and what each answer means for what comes after."""

import random
from collections.abc import Callable
from typing import assert_never

from hub.ground.health.light import Light
from hub.ground.journal import Member
from hub.ground.words.phrase import Phrase, phrase
from hub.service.messages.blamed import Blamed
from hub.service.messages.dead_tokens import Dead, DeadTokens
from hub.service.messages.send_result import SendResult
from hub.service.messages.verdicts import (
    Dropped,
    DroppedForOne,
    Later,
    PhoneGone,
    PushRefused,
    Sent,
    Stopped,
    ThirdParty,
    Unknown,
    Verdict,
)
from hub.trust.members.repository import MemberDevice
from wire.clock import Clock

# What passes by itself is tried again soon, as visits are short; each time twice as long, up to a minute.
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 5.0, 60.0
# A service may ask for a long rest; by then everybody who is in the store now has left.
LONGEST_RETRY_AFTER_SECONDS = 3600.0
# A key is mended by a person: often enough to go on soon after, too seldom to look like an attack.
STOPPED_SECONDS = 60.0
THIRD_PARTY_STEP = phrase("health-next-push-apple")

Forget = Callable[[Dead], None]
"""Takes a dead token out of the database."""


class Gate:
    """One service."""

    def __init__(
        self, light: Light, clock: Clock, next_step: Phrase, forget: Forget, behind: Light | None = None
    ) -> None:
        """`next_step`: when it refuses us. `behind`: the light of another service that this one passes on to."""
        self._light = light
        self._behind = behind
        self._clock = clock
        self._next_step = next_step
        self._forget = forget
        self._dead = DeadTokens()
        self._blamed = Blamed()
        self._closed_until: float | None = None
        self._pause_seconds = PAUSE_SECONDS
        self._probing = False

    @property
    def is_open(self) -> bool:
        """Whether a message may be tried now: after a pause one is, and decides for the others."""
        return self._closed_until is None or (not self._probing and self._clock.mono() >= self._closed_until)

    def is_open_to(self, device: MemberDevice) -> bool:
        """The same for one phone, which may have to rest alone."""
        return self.is_open and not self._blamed.rests(device, self._clock.mono())

    def enter(self) -> None:
        """A message goes through; while the way was closed, it is the only one."""
        self._probing = self._closed_until is not None

    def leave(self) -> None:
        """It is through, whatever came of it."""
        self._probing = False

    def tidy(self) -> None:
        """Forget the tokens that have been dead for a while, and who has rested long ago."""
        self._blamed.tidy(self._clock.mono(), LONGEST_PAUSE_SECONDS)
        for each in self._dead.calm(self._clock.mono()):
            self._forget(each)

    def erase(self, member: Member) -> None:
        """Drop what is remembered of a member."""
        self._dead.forget(member)
        self._blamed.forget(member)

    def learn(self, found: Verdict, device: MemberDevice | None) -> SendResult:
        """What an answer means; `device` is None for what was asked about no phone."""
        if device and isinstance(found, Later | Stopped) and found.may_be_one and not self._blamed.said(device):
            return self._one(found, device)
        return self._of_all(found, device)

    def _of_all(self, found: Verdict, device: MemberDevice | None) -> SendResult:  # noqa: PLR0911 - one case a verdict
        match found:
            case Sent():
                return self._sent(device)
            case PhoneGone():
                return self._gone(found, device)
            case PushRefused(detail):
                self._well(device)
                self._light.refuses(detail)
                return SendResult.REFUSED
            case Later(why, wait_seconds, detail, _):
                self._light.waits(why, detail=detail)
                self._close(wait_seconds)
                return SendResult.NOT_SENT
            case Stopped(why, _, next_step, detail, _):
                self._stop(why, next_step or self._next_step, detail)
                return SendResult.NOT_SENT
            case ThirdParty():
                # Other phones may be behind another service: this one stays open.
                (self._behind or self._light).stops(
                    phrase("health-why-push-apple"), THIRD_PARTY_STEP, "THIRD_PARTY_AUTH_ERROR"
                )
                return SendResult.NOT_SENT
            case Dropped(why):
                self._light.waits(why)
                return SendResult.REFUSED
            case DroppedForOne():
                self._well(device)
                return SendResult.REFUSED
            case Unknown(why):
                self._light.waits(why)
                self._close(None)
                return SendResult.UNKNOWN
            case _:
                assert_never(found)

    def _sent(self, device: MemberDevice | None) -> SendResult:
        for each in self._dead.delivered():
            self._forget(each)
        if self._behind and device and device.platform == "ios":
            self._behind.works()
        self._well(device)
        return SendResult.SENT

    def _gone(self, found: PhoneGone, device: MemberDevice | None) -> SendResult:
        if device and self._dead.said(device, found, self._clock.mono()):
            self._stop(found.many_mean, found.next_step, "")
            return SendResult.NOT_SENT
        self._well(device)
        return SendResult.PHONE_GONE

    def _one(self, found: Later | Stopped, device: MemberDevice) -> SendResult:
        """It may be this phone alone: the others are tried as before, and decide which it is."""
        if isinstance(found, Later):
            wait_seconds = found.wait_seconds
            self._light.waits(found.why, detail=found.detail)
        else:
            wait_seconds = STOPPED_SECONDS
            self._light.waits(found.why, found.next_step or self._next_step, found.detail)
        seconds = self._blamed.pause_of(device, PAUSE_SECONDS, LONGEST_PAUSE_SECONDS)
        if wait_seconds is not None:
            seconds = min(wait_seconds, LONGEST_RETRY_AFTER_SECONDS)
        self._blamed.rest(device, self._clock.mono(), seconds)
        return SendResult.NOT_SENT

    def _well(self, device: MemberDevice | None) -> None:
        self._blamed.good(device)
        self._light.works()
        self._closed_until, self._pause_seconds = None, PAUSE_SECONDS

    def _stop(self, why: Phrase, next_step: Phrase, detail: str) -> None:
        self._light.stops(why, next_step, detail)
        self._closed_until = self._clock.mono() + STOPPED_SECONDS

    def _close(self, wait_seconds: float | None) -> None:
        seconds = self._pause_seconds if wait_seconds is None else min(wait_seconds, LONGEST_RETRY_AFTER_SECONDS)
        self._pause_seconds = min(2 * self._pause_seconds, LONGEST_PAUSE_SECONDS)
        # All hubs of a chain find the service back at the same moment: not all in one second.
        self._closed_until = self._clock.mono() + seconds * random.uniform(1.0, 1.25)  # noqa: S311 - not a secret
