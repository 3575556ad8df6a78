"""What to do about a source of customer data that does not answer."""

from hub.ground.health.light import LOOK_AT_IT
from hub.ground.words.phrase import Phrase, phrase
from hub.knowledge.customers.port import GIVE_UP_SECONDS, SourceStatus

_HAS_ONE = frozenset(
    {
        SourceStatus.UNREACHABLE,
        SourceStatus.AUTH,
        SourceStatus.SOMEBODY_ELSE,
        SourceStatus.UNSENDABLE,
        SourceStatus.PACED,
        SourceStatus.BAD_REPLY,
    }
)


def next_step_of(status: SourceStatus) -> Phrase:
    """What to do about an answer that is none."""
    if status is SourceStatus.TIMEOUT:
        return phrase("health-next-source-timeout", seconds=f"{GIVE_UP_SECONDS:g}")
    return Phrase(f"health-next-source-{with_hyphens(status)}") if status in _HAS_ONE else LOOK_AT_IT


def why_of(status: SourceStatus) -> Phrase:
    """What went wrong."""
    return Phrase(f"health-why-source-{with_hyphens(status)}")


def with_hyphens(status: SourceStatus) -> str:
    """As ids of messages are written."""
    return status.value.replace("_", "-")
