"""Consents as customer data platforms give them with a profile. Pure.

Segment's Profile API gives none. Unomi: `consents` of context.json. ODP: GET /v3/consent/{field}.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from hub.ground.parsing.moments import NotAMoment, read_moment
from hub.trust.channels.repository import Answer
from hub.trust.channels.strictest import ContactChannel, Said, channel_named
from hub.trust.consents.answers import is_no, is_yes
from wire.clock import to_ms

# ODP keeps one answer for a customer, about marketing messages whatever the way they go.
_MARKETING = (ContactChannel.EMAIL, ContactChannel.SMS, ContactChannel.PUSH)


def parse_unomi(consents: Mapping[str, Any], now_ms: int) -> list[Answer]:
    """`{"scope/type": {typeIdentifier, status, statusDate, revokeDate}}`, types that are named like a channel.

    DENIED and REVOKED are a no, in any spelling, and so is a yes that has run out. Anything else is passed over:
    nothing is invented, least of all that an answer without a `statusDate` was given just now.
    """
    return list(_of_unomi(consents, now_ms))


def of_odp(reply: Mapping[str, Any], now_ms: int) -> list[Answer]:
    """`{identifier_field_name, identifier_value, consent, consent_update_ts}`; without an answer it says nothing."""
    granted = reply.get("consent")
    if not is_no(granted) and not is_yes(granted):
        return []
    granted = is_yes(granted)
    at_ms = _moment_ms(reply.get("consent_update_ts"))
    return [_answer(channel, "odp", granted, at_ms, now_ms) for channel in _MARKETING]


def _of_unomi(consents: Mapping[str, Any], now_ms: int) -> Iterator[Answer]:
    for found in consents.values():
        if not isinstance(found, Mapping):
            continue
        consent = cast("Mapping[str, Any]", found)
        channel, status = channel_named(consent.get("typeIdentifier")), consent.get("status")
        if channel is None or (status != "GRANTED" and not is_no(status)):
            continue
        granted, said_ms = status == "GRANTED", _moment_ms(consent.get("statusDate"))
        ends_ms = _moment_ms(consent.get("revokeDate"))
        if granted and ends_ms is not None and ends_ms <= now_ms:
            granted, said_ms = False, max(said_ms or 0, ends_ms)
        yield _answer(channel, "unomi", granted, said_ms, now_ms)


def _answer(channel: ContactChannel, source: str, granted: bool, at_ms: int | None, now_ms: int) -> Answer:  # noqa: FBT001 - what was said
    if at_ms is not None:
        return Answer(channel, source, Said(granted, at_ms))
    # Honoured from when it is first seen, if it is a no; a yes may be older than anything that was said since.
    return Answer(channel, source, Said(granted, 0 if granted else now_ms), is_dated=False)


def _moment_ms(value: object) -> int | None:
    try:
        return to_ms(read_moment(value).timestamp())
    except NotAMoment:
        return None
