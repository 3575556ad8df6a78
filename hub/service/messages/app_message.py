"""A message for the customer's app: the same for every way it goes, and shortened to what a way can carry."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

from hub.ground.journal import Member, VisitId
from hub.trust.consents.purposes import Purpose

_CUT = "…"
_TITLE_LEFT = 40
MESSAGE_ID_CHARACTERS = 32


@dataclass(frozen=True, slots=True)
class AppMessage:
    """What the app is told. Links and codes are opened by the app; the hub makes none of them up."""

    id: str
    """The app's receipts name it. See `message_id`."""
    title: str
    body: str
    valid_until_ms: int
    """Nothing is sent from then on; what has a code is not in the inbox either, and the rest with the visit's end."""
    image: str | None = None
    link: str | None = None
    article: str | None = None
    code: str | None = None
    purpose: Purpose = Purpose.MARKETING_PUSH
    """What the customer agreed to get it under: the inbox shows it for as long as that holds."""

    def data(self) -> dict[str, str]:
        """What the app reads beside the text, by name; all of it is text, as FCM demands."""
        beside = {"link": self.link, "article": self.article, "code": self.code}
        return {"message": self.id, **{name: value for name, value in beside.items() if value}}


def message_id(campaign: str, member: Member, visit: VisitId) -> str:
    """One id for one campaign and visit: a message that is tried again is the same message."""
    return sha256(f"{campaign}|{member}|{visit}".encode()).hexdigest()[:MESSAGE_ID_CHARACTERS]


def fitted(message: AppMessage, most_bytes: int, encode: Callable[[AppMessage], bytes]) -> AppMessage:
    """The message with as much of its text as fits: first the body is cut, then the title, then the picture goes.

    What the app acts on (id, link, article, code) is never cut: half a code is worse than none.
    """
    if len(encode(message)) <= most_bytes:
        return message
    for shorter in (_body_cut, _title_cut):
        if (cut := _longest(message, most_bytes, encode, shorter)) is not None:
            return cut
    return _longest(replace(message, image=None), most_bytes, encode, _title_cut) or replace(
        message, title=message.title[:_TITLE_LEFT], body="", image=None
    )


def _body_cut(message: AppMessage, characters: int) -> AppMessage:
    return replace(message, body=_cut(message.body, characters))


def _title_cut(message: AppMessage, characters: int) -> AppMessage:
    return replace(message, title=_cut(message.title, characters), body="")


def _cut(text: str, characters: int) -> str:
    return text if characters >= len(text) else text[:characters].rstrip() + _CUT


def _longest(
    message: AppMessage,
    most_bytes: int,
    encode: Callable[[AppMessage], bytes],
    shorter: Callable[[AppMessage, int], AppMessage],
) -> AppMessage | None:
    """With the most characters that fit, by halving; None when not even none do."""
    fits, low, high = None, 0, max(len(message.title), len(message.body))
    while low <= high:
        middle = (low + high) // 2
        tried = shorter(message, middle)
        if len(encode(tried)) <= most_bytes:
            fits, low = tried, middle + 1
        else:
            high = middle - 1
    return fits
