"""Which ways to customers' phones the settings name."""

from collections.abc import Callable, Mapping

from hub.ground.health.lights import Lights
from hub.ground.words.phrase import Phrase
from hub.service.messages.channels import Channel, Channels
from hub.service.messages.credentials import Credentials, FixedToken, ServiceAccount, read_service_account
from hub.service.messages.dead_tokens import Dead
from hub.service.messages.fcm import FcmChannel
from hub.service.messages.gate import Gate
from hub.service.messages.post import MessagePost, NoAnswer
from hub.service.messages.settings import MessageSettings
from hub.trust.members.push_address import PushKind
from hub.trust.members.repository import Members
from wire.clock import Clock


def open_channels(
    settings: MessageSettings,
    post: MessagePost,
    lights: Lights,
    clock: Clock,
    members: Members,
    waiting: Callable[[], int],
) -> Channels:
    """The channels; none for a store that sends no messages. Raises `PushCredentialsError`."""

    def forget(dead: Dead) -> None:
        members.forget_push_token(dead.device, dead.since_ms)

    channels: dict[PushKind, Channel] = {}
    if settings.push_url is not None:
        channels[PushKind.FCM] = channels[PushKind.FID] = _fcm(
            settings, settings.push_url, post, lights, clock, (forget, waiting)
        )
    return Channels(channels, clock)


def _fcm(
    settings: MessageSettings,
    url: str,
    post: MessagePost,
    lights: Lights,
    clock: Clock,
    hooks: tuple[Callable[[Dead], None], Callable[[], int]],
) -> FcmChannel:
    forget, waiting = hooks

    async def ask(url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes] | Phrase:
        found = await post.post(url, headers, body)
        return found.why if isinstance(found, NoAnswer) else (found.status, found.body)

    credentials: Credentials = FixedToken(settings.push_token)
    project = settings.push_project
    if settings.push_service_account is not None:
        credentials = ServiceAccount(settings.push_service_account, ask)
        project = project or str(read_service_account(settings.push_service_account).get("project_id"))
    light, apple = (
        lights.add("push", "alarms-what-messages", waiting),
        lights.add("push apple", "alarms-what-messages-apple"),
    )
    gate = Gate(light, clock, credentials.next_step, forget, apple)
    return FcmChannel(post, url, project or "", credentials, gate)
