"""Which push gateway the settings name."""

from collections.abc import Callable, Mapping

from hub.ground.health.lights import Lights
from hub.ground.words.phrase import Phrase
from hub.service.messages.credentials import Credentials, FixedToken, ServiceAccount, read_service_account
from hub.service.messages.gateway import PushGateway
from hub.service.messages.post import MessagePost, NoAnswer
from hub.service.messages.settings import MessageSettings
from wire.clock import Clock


def push_gateway(
    settings: MessageSettings, post: MessagePost, lights: Lights, clock: Clock, waiting: Callable[[], int]
) -> PushGateway | None:
    """The gateway; None for a store that sends no messages. Raises `PushCredentialsError`."""
    if settings.push_url is None:
        return None

    async def ask(url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes] | Phrase:
        found = await post.post(url, headers, body)
        return found.why if isinstance(found, NoAnswer) else (found.status, found.body)

    credentials: Credentials = FixedToken(settings.push_token)
    project = settings.push_project
    if settings.push_service_account is not None:
        credentials = ServiceAccount(settings.push_service_account, ask)
        project = project or str(read_service_account(settings.push_service_account).get("project_id"))
    both = lights.add("push", "alarms-what-messages", waiting), lights.add("push apple", "alarms-what-messages-apple")
    return PushGateway(post, settings.push_url, project or "", credentials, both, clock)
