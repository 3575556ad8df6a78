"""Which ways to customers' phones the settings name."""

from collections.abc import Callable, Mapping
from pathlib import Path

from hub.ground.health.light import Light
from hub.ground.health.lights import Lights
from hub.ground.store_settings import StoreSettings
from hub.ground.words.phrase import Phrase
from hub.service.messages.apns import ApnsChannel, ProviderToken
from hub.service.messages.apns_answers import CHECK_APNS
from hub.service.messages.channels import Channel, Channels
from hub.service.messages.credentials import Credentials, FixedToken, ServiceAccount, read_service_account
from hub.service.messages.dead_tokens import Dead
from hub.service.messages.fcm import FcmChannel
from hub.service.messages.gate import Gate
from hub.service.messages.inbox import Inbox
from hub.service.messages.post import MessagePost, NoAnswer
from hub.service.messages.settings import MessageSettings
from hub.service.messages.signing_key import read_signing_key
from hub.service.messages.web_push import Vapid, WebPushChannel
from hub.service.messages.web_push_answers import CHECK_VAPID
from hub.trust.members.push_address import PushKind
from hub.trust.members.repository import Members
from hub.trust.members.settings import MemberSettings
from wire.clock import Clock

_NEW_APNS_KEY = "take the .p8 file as the Apple developer account gave it (Certificates, Identifiers & Profiles, Keys)"
_NEW_VAPID_KEY = "make one with goddag-hub push vapid-key FILE"


def open_channels(
    settings: StoreSettings,
    post: MessagePost,
    lights: Lights,
    clock: Clock,
    members: Members,
    inbox: Inbox,
    waiting: Callable[[], int],
) -> Channels:
    """The channels; none for a store that sends no messages. Raises `PushCredentialsError`."""

    def forget(dead: Dead) -> None:
        members.forget_push_token(dead.device, dead.since_ms)

    def gate(light: Light, next_step: Phrase, behind: Light | None = None) -> Gate:
        return Gate(light, clock, next_step, forget, behind)

    push, channels = settings.of(MessageSettings), dict[PushKind, Channel]()
    if push.push_url is not None:
        light = lights.add("push", "alarms-what-messages", waiting)
        apple = lights.add("push apple", "alarms-what-messages-apple")
        credentials, project = _account(push, post)
        fcm = FcmChannel(post, push.push_url, project, credentials, gate(light, credentials.next_step, apple))
        channels[PushKind.FCM] = channels[PushKind.FID] = fcm
    if push.push_apns_key is not None:
        light = lights.add("push apns", "alarms-what-messages-apns")
        token = apns_token(push, push.push_apns_key, clock)
        topic = push.push_apns_topic or ""
        channels[PushKind.APNS] = ApnsChannel(post, push.push_apns_url, topic, token, gate(light, CHECK_APNS))
    if push.push_vapid_key is not None:
        gates = {
            each: gate(lights.add(f"push web {each}", "alarms-what-messages-web"), CHECK_VAPID)
            for each in settings.of(MemberSettings).push_web_services
        }
        channels[PushKind.WEB] = WebPushChannel(post, vapid_of(push, push.push_vapid_key, clock), gates)
    return Channels(channels, inbox, clock)


def vapid_of(settings: MessageSettings, file: Path, clock: Clock) -> Vapid:
    """Who we are to browsers. Raises `PushCredentialsError`."""
    return Vapid(read_signing_key(file, "push_vapid_key", _NEW_VAPID_KEY), settings.push_contact or "", clock)


def apns_token(settings: MessageSettings, file: Path, clock: Clock) -> ProviderToken:
    """Who we are to Apple. Raises `PushCredentialsError`."""
    key = read_signing_key(file, "push_apns_key", _NEW_APNS_KEY)
    return ProviderToken(key, settings.push_apns_key_id or "", settings.push_apns_team or "", clock)


def _account(settings: MessageSettings, post: MessagePost) -> tuple[Credentials, str]:
    """Who we are to Firebase, and in which project. Raises `PushCredentialsError`."""

    async def ask(url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes] | Phrase:
        found = await post.post(url, headers, body)
        return found.why if isinstance(found, NoAnswer) else (found.status, found.body)

    credentials: Credentials = FixedToken(settings.push_token)
    project = settings.push_project
    if settings.push_service_account is not None:
        credentials = ServiceAccount(settings.push_service_account, ask)
        project = project or str(read_service_account(settings.push_service_account).get("project_id"))
    return credentials, project or ""
