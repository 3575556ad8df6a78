"""Whether messages would reach a customer, found out without reaching them: `goddag-hub push check`."""

import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from hub.ground.journal import VisitId
from hub.ground.words.words import in_english
from hub.service.messages.apns import NO_DEVICE, ApnsChannel, payload
from hub.service.messages.app_message import AppMessage
from hub.service.messages.channels import Channel
from hub.service.messages.fcm import FcmChannel, body_for
from hub.service.messages.gate import THIRD_PARTY_STEP
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
from hub.service.messages.web_push import WebPushChannel
from hub.trust.members.push_address import PushKind, Subscription
from hub.trust.members.repository import MemberDevice

MESSAGE = AppMessage("check-0001", "Check", "Check", 2**53)
VISIT = VisitId("check")
NO_TTL = "HTTP 400"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence, and whether it is good news."""

    is_good: bool
    text: str


async def check(channels: Mapping[PushKind, Channel], devices: list[MemberDevice]) -> AsyncIterator[Finding]:
    """Ask each push service that is set up, about each device of a customer."""
    for number, device in enumerate(devices, 1):
        name, channel = f"Device {number} ({device.platform})", channels.get(device.push_kind)
        if channel is None or channel.gate_of(device) is None:
            yield Finding(
                is_good=False,
                text=f"{name}: registered for {_SERVICE[device.push_kind]}, which these settings do not name. Its"
                " messages lie in the app's inbox alone.",
            )
        else:
            yield await _of(channel, device, name)


async def _of(channel: Channel, device: MemberDevice, name: str) -> Finding:
    match channel:
        case FcmChannel():
            found = await channel.ask(body_for(device, MESSAGE, VISIT, 60, validate_only=True))
            return _said(found, name, "Firebase takes our account and knows this phone (dry run; nothing was sent).")
        case ApnsChannel():
            headers = {"apns-expiration": str(int(time.time()) + 60)}
            # To nobody's phone: Apple looks at the key first, and only then finds no such phone.
            found = await channel.ask(NO_DEVICE, headers, payload(MESSAGE))
            if isinstance(found, PhoneGone):
                return Finding(
                    is_good=True,
                    text=f"{name}: Apple takes our key. Whether it knows this phone cannot be asked without"
                    " writing to it.",
                )
            return _said(found, name, "Apple takes our key.")
        case WebPushChannel():
            return await _of_browser(channel, Subscription.of(device.push_token or "  "), name)
        case _:
            return Finding(is_good=False, text=f"{name}: there is no check for its push service.")


async def _of_browser(channel: WebPushChannel, subscription: Subscription, name: str) -> Finding:
    # Without a lifetime, which every push service must refuse (RFC 8030, 5.2): it answers, and nothing is shown.
    found = await channel.ask(subscription, {}, b"{}")
    if isinstance(found, Stopped) and found.detail == NO_TTL:
        return Finding(is_good=True, text=f"{name}: its push service was reached and does not refuse our key.")
    return _said(found, name, "its push service takes our key; it may have shown an empty message.")


def _said(found: Verdict, name: str, good: str) -> Finding:
    match found:
        case Sent():
            return Finding(is_good=True, text=f"{name}: {good}")
        case PhoneGone():
            text = "its push service does not know it any more. The app has to register it again (PUT /v1/app/device)."
        case PushRefused(detail):
            text = f"the message itself is refused ({detail}). That is a fault of this program: tell us."
        case Later(why, _, detail, _) | Stopped(why, _, _, detail, _):
            text = _why(in_english(why), detail)
            if isinstance(found, Stopped) and found.next_step:
                text += f" {in_english(found.next_step)}."
        case ThirdParty():
            text = f"Apple or its browser refuses the key that Firebase has. {in_english(THIRD_PARTY_STEP)}."
        case Dropped(why) | Unknown(why):
            text = _why(in_english(why), "")
        case DroppedForOne():
            text = "its push service takes no more for this phone now."
        case _:
            assert_never(found)
    return Finding(is_good=False, text=f"{name}: {text}")


def _why(why: str, detail: str) -> str:
    return f"{why}{f' ({detail})' if detail else ''}."


_SERVICE = {
    PushKind.FCM: "Firebase (push_url)",
    PushKind.FID: "Firebase (push_url)",
    PushKind.APNS: "Apple's push service (push_apns_key)",
    PushKind.WEB: "a browser's push service (push_vapid_key, push_web_hosts)",
}
