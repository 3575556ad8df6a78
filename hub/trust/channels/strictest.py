"""Whether a channel is open, from what was said here and elsewhere: the strictest wins. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hub.trust.consents.purposes import Purpose


class ContactChannel(StrEnum):
    """A way to reach somebody, or to know them."""

    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"
    IN_STORE = "in_store"


# As platforms name the same channels.
_ALSO_CALLED: Mapping[str, ContactChannel] = {
    "e_mail": ContactChannel.EMAIL,
    "mail": ContactChannel.EMAIL,
    "text": ContactChannel.SMS,
    "app_push": ContactChannel.PUSH,
    "mobile_push": ContactChannel.PUSH,
    "push_notification": ContactChannel.PUSH,
    "push_notifications": ContactChannel.PUSH,
    "instore": ContactChannel.IN_STORE,
}


def channel_named(name: object) -> ContactChannel | None:
    """The channel that a platform calls so; None for any other."""
    if not isinstance(name, str):
        return None
    word = name.strip().casefold().replace("-", "_").replace(" ", "_")
    return next((channel for channel in ContactChannel if channel.value == word), _ALSO_CALLED.get(word))


# What is asked here. E-mail and SMS are asked elsewhere: the store only shows and obeys what was answered there.
GOVERNED: Mapping[ContactChannel, Purpose] = {
    ContactChannel.PUSH: Purpose.MARKETING_PUSH,
    ContactChannel.IN_STORE: Purpose.RECOGNISE_IN_STORE,
}


class ChannelReason(StrEnum):
    """Why a channel is closed."""

    NOT_AGREED_HERE = "not_agreed_here"
    """It is asked in the store's app, and the answer is no, or none."""
    DENIED_ELSEWHERE = "denied_elsewhere"
    """The customer said no to the chain's customer data platform, and nothing newer here."""
    NEVER_AGREED = "never_agreed"
    """Nobody asked here, and nobody says that they agreed elsewhere."""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of a customer, and when they gave it (Unix ms)."""

    granted: bool
    at_ms: int

    @property
    def by_ms(self) -> int:
        """The last moment that `at_ms` can mean: platforms and webhooks often tell whole seconds."""
        return self.at_ms if self.at_ms % 1000 else self.at_ms + 999


@dataclass(frozen=True, slots=True)
class Open:
    """It may be used."""


@dataclass(frozen=True, slots=True)
class Closed:
    """It may not; every reason, because taking back one of them is not enough."""

    reasons: tuple[ChannelReason, ...]


def strictest(channel: ContactChannel, ours: Said | None, elsewhere: Iterable[Said]) -> Open | Closed:
    """What follows. `ours`: the newest answer in our ledger, None when there is none or it is not asked here.

    A yes elsewhere opens nothing that is asked here. A no elsewhere closes it, until the customer says yes here at a
    later moment: then they have been asked anew, in our words, and the platform is told. Of the same moment, or of the
    same second where seconds are told, no wins.
    """
    words = tuple(elsewhere)
    reasons: list[ChannelReason] = []
    if channel in GOVERNED and (ours is None or not ours.granted):
        reasons.append(ChannelReason.NOT_AGREED_HERE)
    renewed_ms = ours.at_ms if channel in GOVERNED and ours and ours.granted else None
    if any(not each.granted and (renewed_ms is None or each.by_ms >= renewed_ms) for each in words):
        reasons.append(ChannelReason.DENIED_ELSEWHERE)
    if channel not in GOVERNED and not words:
        reasons.append(ChannelReason.NEVER_AGREED)
    return Closed(tuple(reasons)) if reasons else Open()
